"""Functions of ``import zombielaw as zl``: scenarios from the words of the command, runs, comparisons, cases, stories.

Everything is checked as on the command line, and refused in the same words. Arguments are checked when a function is
called, and a wrong one is refused by its name, in the language that is asked for.
"""

from __future__ import annotations

import html
import os
import shlex
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from inspect import Parameter, Signature, signature
from numbers import Real
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np
import pandas as pd
from markdown_it import MarkdownIt

from zombielaw.experiments.analysis import story as stories
from zombielaw.experiments.analysis.compared import CHAIN, COMPARED, COUNTS, EXPECTED, UNITS
from zombielaw.experiments.analysis.estimates import estimate
from zombielaw.experiments.analysis.outcomes import A_YEAR
from zombielaw.experiments.config.command import settings_in
from zombielaw.experiments.config.schema import AUTO, SETTINGS, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.config.values import read
from zombielaw.experiments.data.files import DIGITS, UNWRITABLE, unknown_name
from zombielaw.experiments.designs.draws import undrawn
from zombielaw.experiments.designs.grids import GRID, LEVELS
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.runs.executors import engine_now, run_now
from zombielaw.experiments.runs.study_store import manifest_of
from zombielaw.experiments.studies import registry
from zombielaw.experiments.studies.base import PAGES, REPORTS, Finished
from zombielaw.experiments.studies.registry import spelt
from zombielaw.experiments.webpage import pictures_of
from zombielaw.experiments.words.texts import (
    LANGUAGES,
    Language,
    asked_in,
    refusal,
    refuse_dropped,
    silent,
    speak,
    speaking,
)
from zombielaw.sim.analysis.replay import CaseFile, case_file, place_of
from zombielaw.sim.luck import Luck
from zombielaw.sim.measures import funnel, quotients
from zombielaw.sim.months import month_date
from zombielaw.sim.parameters import written
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.simulate import simulate_many

if TYPE_CHECKING:
    from zombielaw.experiments.figures.plots import Figure
    from zombielaw.sim.engines.mesa import EnforcementModel

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
KINDS: dict[str, tuple[tuple[Any, ...], str]] = {
    "str": ((str,), "a text"),
    "bool": ((bool,), "True or False"),
    "float | None": ((Real, NoneType), "a number, or None"),
    "str | Path | None": ((str, Path, NoneType), "a path, or None"),
    "Sequence[type]": ((list, tuple), "a list of classes"),
    "Callable[[int, int], object] | None": (
        (Callable, NoneType),
        "a function of two numbers, or None",
    ),
}
"""Types and their names in messages, by annotation; arguments with any other are checked where they are read."""


def public(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Check the arguments of a public function when it is called; a wrong one is refused by its name.

    Notes and refusals are in the language that its words, or ``lang=``, ask for.
    """
    asked = signature(function)

    @wraps(function)
    def checked(*given: Given.args, **named: Given.kwargs) -> Answer:
        words = [word for text in given if isinstance(text, str) for word in text.split()]
        with speaking(
            asked_in([*words, f"lang={written(named['lang'])}"] if "lang" in named else words)
        ):
            try:
                _check(function.__name__, asked, given, named)
                return function(*given, **named)
            except InputError as error:
                if (message := refusal(error)) == str(error):
                    raise
                raise InputError(message) from None

    return checked


def _check(
    name: str, asked: Signature, given: tuple[object, ...], named: Mapping[str, object]
) -> None:
    """Refuse arguments that a public function does not take."""
    try:
        arguments = asked.bind(*given, **named).arguments
    except TypeError as error:
        takes = ", ".join(one for one in asked.parameters if one != "self")
        raise InputError("{}: {}; it takes {}.", name, error, takes) from None
    for argument, value in arguments.items():
        about = asked.parameters[argument]
        kinds, allowed = KINDS.get(about.annotation, ((object,), ""))
        if about.kind is Parameter.VAR_POSITIONAL:
            continue  # words, of which a message says more
        if not isinstance(value, kinds) or (
            isinstance(value, bool) and not {bool, object} & {*kinds}
        ):
            raise InputError("{}: {}={}; allowed: {}.", name, argument, written(value), allowed)
        if isinstance(value, str) and (odd := UNWRITABLE.search(value)):
            raise InputError(
                "{}: {} holds {!r}, which cannot be written; take it out.", name, argument, odd[0]
            )


REPLICATE = whole(0, 0, 2**32 - 1, "which of the runs of a seed")
RUNS = whole(20, 1, 100_000, "number of runs")
REACHED = ("opened", "first_order", "first_due", "referred", "filed", "charged", "judged", "closed")
"""Columns of the ledger with the months in which a file came to each of its stages."""
OF_SCENARIO = ("world", "policy", "law", "experiment", "priors", "study.months", "lang")
"""Beginnings of words that say what a scenario is, and of that for the language of messages."""


@public
def scenario(*words: str) -> Scenario:
    """A scenario in the words of the command: ``scenario("world=classroom", "policy=judiciary")``.

    Raises
    ------
    InputError
        A word that cannot be read, or a value that is not allowed.
    """
    return undrawn(_composed("scenario", _texts(words)))


def _composed(asker: str, words: Sequence[str], *also: str) -> Settings:
    """Settings of a scenario in words.

    ``asker``: function that reads these, and ``also`` other words. Raises InputError: a word, or a setting in a file of
    the user's own, that it would ignore.
    """
    settings, read_here = registry.composed(*words, once=True), (*OF_SCENARIO, *also)
    for word in (*settings_in(words)[0], *registry.differs(settings)):
        if not word.lstrip("+").startswith(read_here):
            raise InputError(
                "{}: {} would be ignored; allowed: {}. A seed is taken by simulate, many and model, a number of runs "
                "by many (runs=), an engine by simulate (engine=), any other word by study, compare and grid.",
                asker,
                word,
                read_here,
            )
    return settings


def _asked(asker: str, given: object, seed: int | None) -> tuple[Scenario, int]:
    """Scenario and seed, of which words may say both. ``asker``: function that runs it."""
    luck = read("seed", 1 if seed is None else seed, SETTINGS["seed"])
    if isinstance(given, str):
        named = [] if seed is None else [f"seed={luck}"]
        settings = _composed(asker, [*_words(given), *named], "seed")
        return undrawn(settings), settings.seed
    if not isinstance(given, Scenario):
        raise InputError(
            "{} is no scenario; make one with scenario('world=classroom', ...).", written(given)
        )
    return given, luck


def _texts(given: Sequence[Any]) -> list[str]:
    """Words as a list, if all of them are texts."""
    for word in given:
        if not isinstance(word, str):
            raise InputError(
                "{} is no word of a command; write key=value, such as 'world=classroom'.",
                written(word),
            )
    return list(given)


def _words(*given: Any) -> list[str]:
    """Words of texts, as a shell splits them."""
    words: list[str] = []
    for text in _texts(given):
        try:
            words += shlex.split(text)
        except ValueError as error:
            raise InputError(
                "{} cannot be read ({}); close each quotation mark.", written(text), error
            ) from None
    return words


def language_of(lang: str) -> Language:
    """A language by its short name. Raises InputError: there is no such language."""
    for known in LANGUAGES:
        if lang == known:
            return known
    raise unknown_name(lang, LANGUAGES, "language")


@dataclass(frozen=True)
class Run:
    """One run: what happened to each file and in each month.

    Attributes
    ----------
    scenario : Scenario
    luck : Luck
        Seed and replicate.
    record : Record
        Ledger and panel as the engine left them.
    agents : sequence of classes
        Mechanisms of one's own.
    """

    scenario: Scenario
    luck: Luck
    record: Record
    agents: Sequence[type] = ()

    @cached_property
    def cases(self) -> pd.DataFrame:
        """One row per case file: months as dates, yes/no and truths in words; what is lacking is empty."""
        return stories.readable(self.record.ledger).set_index("file")

    @cached_property
    def panel(self) -> pd.DataFrame:
        """One row per month and province, with its date."""
        return self.record.panel.assign(
            date=self.record.panel["month"].map(lambda month: month_date(int(month)))
        )

    @cached_property
    def measures(self) -> dict[str, float]:
        """Every measure of docs/data_dictionary.md."""
        return {
            name: one.value
            for name, one in quotients(self.record.ledger, self.record.panel).items()
        }

    @cached_property
    def funnel(self) -> pd.DataFrame:
        """Steps at which 286-1 falls away: counts of this world in the whole run, and expected ones."""
        table = funnel(self.record.ledger, self.record.panel)
        return table.assign(**table[["expected", "passed"]].clip(lower=0.0))

    @public
    def row(self, case: str = "") -> dict[str, Any]:
        """One case file as the ledger has it; without a name the file that went furthest."""
        ledger = self.record.ledger
        if ledger.empty:
            raise InputError("This run has no case file; a longer run or a larger world has some.")
        if case == "":
            months = ledger[[*REACHED]]
            case = str(ledger["file"].iloc[int(months.notna().sum(axis=1).to_numpy().argmax())])
        rows = ledger[ledger["file"] == case]
        if rows.empty:
            near = nearest(str(case), ledger["file"])
            raise InputError(
                "case={} is no case file of this run{}; names are such as {}, and none is needed: the "
                "file that went furthest is told then.",
                written(case),
                near,
                ledger["file"].iloc[0],
            )
        return dict(rows.iloc[0])

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.funnel.to_html(index=False, float_format='{:.3g}'.format)}"

    def __repr__(self) -> str:
        months, files = self.scenario.months, len(self.record.ledger)
        return f"run of {months} months (seed {self.luck.seed}, replicate {self.luck.replicate}): {files} case files"

    def _file(self, case: str) -> CaseFile:
        file = case_file(self.scenario, self.luck, *(place_of(case) or (-1, -1)), self.agents)
        if file is None:
            raise RuntimeError(
                f"{case} is in the ledger and not in the run"
            )  # pragma: no cover - a fault of ours
        return file

    @public
    def story(self, case: str = "", lang: str = "en") -> str:
        """One case file told in sentences, and what the law says of it; without a name the file that went furthest.

        ``lang`` is en or zh.
        """
        language = language_of(lang)
        row = self.row(case)
        return stories.story(row, self._file(row["file"]), language)

    @public
    def explain(self, case: str = "", lang: str = "en") -> pd.DataFrame:
        """Each element of both offences: truth, question and places in the law, on the true facts of a file."""
        return stories.explained(self._file(self.row(case)["file"]), language_of(lang))

    @public
    def plot(
        self,
        path: str | Path | None = None,
        width: float | None = None,
        lang: str = "en",
    ) -> Figure:
        """Draw the funnel and the charges of both offences by year; write it, if a path is given.

        ``width`` is in inches (None: that of a page), ``lang`` is en or zh.

        Raises
        ------
        InputError
            A width, a kind of file or a folder that is not allowed.
        """
        from zombielaw.experiments.figures.plots import Look, draw_run  # noqa: PLC0415 - drawn when it is asked for

        with speaking(language_of(lang)):
            return draw_run(self.funnel, self.record.panel, path, Look(width))


@public
def simulate(
    given: Scenario | str,
    seed: int | None = None,
    replicate: int = 0,
    engine: str = AUTO,
    agents: Sequence[type] = (),
) -> Run:
    """Run a scenario once.

    Parameters
    ----------
    given
        A ``Scenario``, as of :func:`scenario`, or the words of one, which may have ``seed=``.
    seed
        By default that of the words, or 1.
    engine
        ``compiled``, ``mesa``, or ``auto``: compiled, but Mesa where nothing is compiled yet and it takes seconds.
    agents
        Classes derived from agents of the Mesa engine, each in the place of its kind: docs/howto_mechanism.md.

    Raises
    ------
    InputError
        No scenario, a word that would be ignored, or a value that is not allowed.
    """
    of, number = _asked("simulate", given, seed)
    luck = Luck(number, read("replicate", replicate, REPLICATE))
    about = SETTINGS["engine"]
    record = run_now(str(about.shown(read("engine", engine, about))), of, luck, agents)
    return Run(of, luck, record, agents)


@dataclass(frozen=True)
class Runs:
    """Many runs of one scenario.

    Attributes
    ----------
    measures : DataFrame
        ``replicate, measure, numerator, denominator``: of whole runs of this world.
    per_year : float
        Factor that makes a count of a run one of a year in the country.
    """

    measures: pd.DataFrame
    per_year: float

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """Each measure with its 95 % interval over runs: ``unit, value, low, high, runs, upper_share``.

        Counts are a year in the country, as those of the studies.
        """
        runs = self.measures.rename(columns={"measure": "outcome"}).assign(point=0)
        runs.loc[runs["outcome"].isin(COUNTS), "denominator"] /= self.per_year
        table = estimate(runs).drop(columns="point").set_index("outcome")
        units = [
            f"{UNITS[name]} {A_YEAR}" if name in COUNTS else UNITS[name] for name in table.index
        ]
        table.insert(0, "unit", units)
        return table

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.estimates.to_html(float_format='{:.3g}'.format)}"

    def __repr__(self) -> str:
        return f"{self.measures['replicate'].nunique()} runs of one scenario; .estimates has each measure"


@public
def many(
    given: Scenario | str,
    runs: int = 20,
    seed: int | None = None,
    threads: int = 0,
    progress: Callable[[int, int], object] | None = None,
) -> Runs:
    """Run a scenario many times with different luck.

    Parameters
    ----------
    seed : int, optional
        By default that of the words, or 1.
    threads : int
        Runs at once; 0 = one per core.
    progress : callable, optional
        Called with the runs that are done and the runs in all, after each; what it raises ends the work.
    """
    number = read("runs", runs, RUNS)
    of, luck = _asked("many", given, seed)
    at_once = read("threads", threads, SETTINGS["execute.workers"]) or os.cpu_count() or 1
    rows = []
    for done, record in enumerate(_records(of, luck, number, at_once), 1):
        chain = {stage: (record.months[stage].sum(), 1.0) for stage in CHAIN}
        measured = quotients(record.ledger, record.panel)
        rows += [(done - 1, name, *pair) for name, pair in (measured | chain).items()]
        if progress is not None:
            progress(done, number)
    measures = pd.DataFrame(rows, columns=["replicate", "measure", "numerator", "denominator"])
    return Runs(measures, of.weight * 12.0 / of.months)


def _records(of: Scenario, seed: int, runs: int, threads: int) -> Iterator[Record]:
    """Records of runs in their order: by the compiled engine, or by Mesa where nothing is compiled and it is quick."""
    if engine_now(AUTO, of, runs) == "mesa":
        yield from (run_now(AUTO, of, Luck(seed, replicate)) for replicate in range(runs))
    else:
        seeds = ((seed, replicate) for replicate in range(runs))
        yield from (one.record for one in simulate_many([of], seeds, threads))


class UnknownTableError(InputError, KeyError):
    """Refusal of a table that a result does not have, as a mapping refuses a key."""


class Result(Finished):
    """A finished study: its tables by name, its report, its page and its figures.

    Attributes
    ----------
    folder : Path
    lang : {"en", "zh"}
    """

    def __init__(self, folder: Path, lang: Language = LANGUAGES[0]) -> None:
        super().__init__(folder)
        self.lang = lang

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._names:
            raise UnknownTableError(*unknown_name(name, self, "table").args)
        return super().__getitem__(name)

    @property
    def text(self) -> str:
        """The report, as Markdown, in the language of the command."""
        return (self.folder / REPORTS[self.lang]).read_text(encoding="utf-8")

    @property
    def command(self) -> str:
        """The command that makes it again."""
        return str(manifest_of(self.folder)["command"])

    @property
    def figures(self) -> list[Path]:
        """Pictures of its figures."""
        return pictures_of(self.folder, self.lang)

    def _repr_html_(self) -> str:
        page = self.folder / PAGES[self.lang]
        if page.is_file():  # apart from the notebook: a page has a style of its own
            inside = html.escape(page.read_text(encoding="utf-8"))
            return (
                f'<iframe srcdoc="{inside}" style="width: 100%; height: 40em; border: 0"></iframe>'
            )
        rendered: str = MarkdownIt("commonmark").enable("table").render(self.text)
        return rendered

    def __repr__(self) -> str:
        return f"{manifest_of(self.folder)['study']} in {self.folder}; tables: {', '.join(self)}"


@public
def study(name: str, *words: str, runs: int | None = None) -> Result:
    """Run a study in the words of its command, or find it finished: ``study("levers", "study.months=62", runs=4)``.

    Nothing is printed; a warning says that runs failed. ``runs`` are those of each scenario, by default as many as the
    study declares: ``replicates`` of the command, or ``study.draws`` where a study counts these.
    """
    known = registry.studies()
    refuse_dropped(str(name))
    if name not in known:
        raise unknown_name(name, known, "study")
    key = known[name].runs
    about = known[name].keys.get(key.removeprefix("study."), RUNS)
    number = [] if runs is None else [f"{key}={read('runs', runs, about)}"]
    settings = registry.composed(name, *_texts(words), *number, once=True)
    with silent():
        folder = registry.run(settings, shown=False)
    if lost := len(manifest_of(folder)["failures"]):
        warnings.warn(
            f"{lost} runs failed and are left out; {folder}/tables/failures.csv says which.",
            stacklevel=2,
        )
    return Result(folder, settings.lang)


@public
def compare(*words: str, runs: int | None = None) -> Result:
    """Compare reforms as the command does: ``compare("policy=judiciary start=2026-01", "world=classroom")``.

    Tables: ``compared`` (all years), ``by_year``, ``where_it_holds``.
    """
    return study("compare", *_words(*words), runs=runs)


@public
def decide(*words: str, runs: int | None = None) -> Result:
    """Decide between reforms as the command does: ``decide("policy=judiciary or policy=regulators", "draws=40")``.

    Tables: ``effects`` and ``choices`` over draws, ``answers`` (best, next, and on which inputs that hangs), ``worth``.
    ``runs``: of each draw.
    """
    return study("decide", *_words(*words), runs=runs)


@public
def replay(case: str, *words: str, runs: int | None = None) -> Result:
    """One coded case, before the law and before officials.

    ``runs``: how often the case is run, each time with new chance and a new draw of its unknown facts; 1000 by default.
    """
    return study("replay", f"study.case={case}", *words, runs=runs)


@public
def model(given: Scenario | str, seed: int | None = None, replicate: int = 0) -> EnforcementModel:
    """The model to step through, month by month, agent by agent: ``model.step()``, ``model.record()``."""
    from zombielaw.sim.engines.mesa import EnforcementModel  # noqa: PLC0415 - an engine, when it is asked for

    of, number = _asked("model", given, seed)
    return EnforcementModel(of, Luck(number, read("replicate", replicate, REPLICATE)))


def story_of(words: Sequence[str]) -> str:
    """Answer to ``zombielaw story case=... world=...``."""
    own = dict(
        word.split("=", 1)
        for word in words
        if "=" in word and word.split("=", 1)[0] in ("case", "replicate", "lang")
    )
    rest = [word for word in words if word.split("=", 1)[0] not in own]
    for word in rest:
        if "=" not in word:
            raise InputError(
                "{} has no key; write case={} for a case file of the run.", written(word), word
            )
    settings = _composed("story", rest, "seed", "engine")
    speak(language_of(own.get("lang", settings.lang)))
    number: Any = own.get("replicate", "0")
    if number.isascii() and number.isdecimal() and len(number) < DIGITS:
        number = int(number)
    run = simulate(undrawn(settings), settings.seed, number, settings.engine)
    return run.story(own.get("case", ""), lang=own.get("lang", settings.lang))


COLUMNS = [
    "outcome",
    "unit",
    "value",
    "low",
    "high",
    "difference",
    "difference_low",
    "difference_high",
    "runs",
]


class Grid(Result):
    """A finished grid: a :class:`Result` with a tidy frame and a figure of it.

    Attributes
    ----------
    folder : Path
    """

    @property
    def settings(self) -> list[str]:
        """The settings that vary."""
        return list(self.facts["settings"])

    @property
    def frame(self) -> pd.DataFrame:
        """One row per scenario and outcome: its settings, the outcome and its unit, the level with its 95 % interval,
        and the paired difference from the command's own scenario, which comes first, with its interval.
        """
        return self[GRID][[*self.settings, *COLUMNS]]

    @public
    def plot(
        self,
        outcome: str = f"{EXPECTED}convictions_286_1",
        path: str | Path | None = None,
        width: float | None = None,
        lang: str = "en",
    ) -> Figure:
        """Draw an outcome: lines with intervals, or a map of two numbers, the second of three levels or more.

        ``width`` is in inches (None: that of a page), ``lang`` is en or zh; the figure is written, if a path is given.

        Raises
        ------
        InputError
            An outcome, a width, a kind of file or a folder that is not allowed, or a grid of more than two settings.
        """
        from zombielaw.experiments.figures import plots as figures  # noqa: PLC0415 - drawn when it is asked for
        from zombielaw.experiments.figures.plots import Look, finish  # noqa: PLC0415

        if outcome not in COMPARED:
            raise unknown_name(outcome, COMPARED, "outcome")
        look, table = Look(width), self[GRID]
        levels = self.facts["settings"]
        with speaking(language_of(lang)):
            return finish(
                lambda figure: figures.panel(figure, table, levels, outcome), path, look, 3.2
            )

    def _repr_html_(self) -> str:
        shown = self.frame[self.frame["outcome"].str.startswith(EXPECTED)]
        wide = shown.pivot_table(index=self.settings, columns="outcome", values="value", sort=False)
        return f"<p>{self!r}</p>{wide.to_html(float_format='{:.3g}'.format)}"


@public
def grid(levels: Mapping[str, Any], *words: str, runs: int | None = None) -> Grid:
    """Run every combination of levels, or find it finished: ``grid({"policy.order_quality": [0.5, 0.9]}, runs=6)``.

    All scenarios share their random draws. They are compared with that of the words, or today's.

    Parameters
    ----------
    levels : mapping
        By setting, its levels: numbers in the unit of the setting, options by name, or yes and no.
    words
        Of the command, such as ``"world=classroom"``.
    runs : int, optional
        Runs of each scenario; 20 by default.

    Raises
    ------
    InputError
        An unknown setting, a list without a level, or a level outside its range.
    """
    if not isinstance(levels, Mapping):
        raise InputError(
            "{} is no mapping of settings to levels; write {} with quotes as Python does.",
            written(levels),
            LEVELS,
        )
    plain = {
        written(key): [*map(_plain, given)]
        if isinstance(given, Iterable) and not isinstance(given, str)
        else _plain(given)
        for key, given in levels.items()
    }
    result = study("grid", *words, f"study.levels={spelt(plain)}", runs=runs)
    return Grid(result.folder, result.lang)


def _plain(given: Any) -> Any:
    """A level as a plain value; anything else as it is written, to be refused."""
    plain = given.item() if isinstance(given, np.generic) else given
    return plain if isinstance(plain, str | int | float) else written(plain)
