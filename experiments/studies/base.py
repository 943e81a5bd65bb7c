"""Steps that every study takes: runs, failures, tables, dictionary, report, figures and manifest.

A study is a module with a ``STUDY``. It says which designs it runs and what it makes of their runs (``analyse``), and
what the tables say (``report``), and draws them (``draw``). A single study touches nothing else.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import Console

from zombielaw.beside import rows_beside
from zombielaw.experiments.analysis.comparison import called, without_data
from zombielaw.experiments.analysis.estimates import RANGE, dictionary
from zombielaw.experiments.analysis.wording import in_signs, paragraphs
from zombielaw.experiments.config.schema import PRACTICE, Options
from zombielaw.experiments.config.settings import Design, Settings, given_away, own_files
from zombielaw.experiments.data.files import ENDS, content_of, understood
from zombielaw.experiments.data.statistics import STATISTICS
from zombielaw.experiments.designs.draws import draws_of
from zombielaw.experiments.errors import Message
from zombielaw.experiments.runs import study_store
from zombielaw.experiments.runs.run_design import (
    NO_RUNS,
    Results,
    manifest_of,
    run_design,
    write_results,
)
from zombielaw.experiments.webpage import (
    Cards,
    PageText,
    doubts_of,
    figures_in,
    headline,
    in_words,
    page,
    without_tables,
)
from zombielaw.experiments.words.texts import (
    LANGUAGES,
    Language,
    language,
    note,
    plain,
    say,
    speaking,
    texts,
)
from zombielaw.sim.measures import Ratio

if TYPE_CHECKING:
    from matplotlib.axes import Axes as Axes  # noqa: PLC0414
    from matplotlib.figure import Figure as Figure  # noqa: PLC0414

    from zombielaw.experiments.figures.style import Look
    from zombielaw.experiments.figures.style import Page as Page  # noqa: PLC0414
else:  # studies name them in annotations; matplotlib is loaded where something is drawn
    Axes = Figure = Page = Any

Tables = Mapping[str, pd.DataFrame]
REPORTS: dict[Language, str] = {"en": "report.md", "zh": "report.zh.md"}
"""The file of a report in each language."""
PAGES: dict[Language, str] = {"en": "report.html", "zh": "report.zh.html"}
"""The file of the page, with report, figures and tables, in each language."""
DICTIONARY_FILE = "data_dictionary.csv"
FIGURES, INPUTS = "figures", "inputs"
"""Folders of the figures, and of the user's own files that the command read."""
ROOM = 2**16
"""Bytes that are kept free for a manifest."""
ANSWER = "answer.md"
"""End of the name of the file with the answer at the defaults, while there is no folder."""
BEHIND = "tables.csv"
"""File beside the figures: the tables of the study that are behind each."""


@dataclass
class Work:
    """A study under way: it runs designs, and keeps what the base writes.

    ``parts`` has the results of each design that was run. ``place``: file for the answer at the defaults, if it is
    shown. The study fills ``facts`` (plain numbers and words for the
    report, kept in ``summary.json``), ``manifest`` (what it says beside what every manifest says), ``texts`` (further
    text files by name) and ``large`` (tables kept as Parquet). ``unmade``: what could not be made of the
    tables, such as the figures, and why.
    """

    settings: Settings
    parts: dict[str, Results] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    manifest: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    large: dict[str, pd.DataFrame] = field(default_factory=dict)
    unmade: dict[str, str] = field(default_factory=dict)
    place: Path | None = None
    answered: str = ""

    def answer(self, text: str) -> None:
        """Print the answer at the defaults, and keep it until the folder is whole."""
        self.answered = plain(in_signs(text))
        if self.place is not None:
            show(f"{self.answered}\n")
            sys.stdout.flush()
            with study_store.on_disk(self.place):
                study_store.write_text(self.place, f"{self.answered}\n")

    def run(
        self,
        design: Design | pd.DataFrame,
        part: str = "",
        world: Settings | None = None,
        measures: Sequence[str] = (),
        **how: Any,
    ) -> Results:
        """Run a design in a world, by default that of the command; see ``run_design``, which takes ``how``.

        ``part`` names the design, for a study that runs several; ``measures`` those that the study reads; no other is
        counted.
        """
        if part:
            note("Part: {}", say(f"part.{part}"))
        self.parts[part] = run_design(world or self.settings, design, measures=measures, **how)
        return self.parts[part]

    @contextmanager
    def sparing_tables(self, part: str) -> Iterator[None]:
        """Make a part from the tables inside this block; if that fails, the tables are kept without the part."""
        try:
            yield
        except Exception as error:  # whatever a study's own figure or report may raise
            self.unmade[part] = " ".join(f"{type(error).__name__}: {error}".split())

    @property
    def replicates(self) -> int:
        """Replicates that were run: fewer than asked for, where the stopping rule was met earlier."""
        return max(
            (results.replicates for results in self.parts.values()),
            default=self.settings.replicates,
        )

    @property
    def lost(self) -> list[str]:
        """Points of which every run failed, with the names of their parts."""
        return [
            f"{part} {point}".strip()
            for part, results in self.parts.items()
            for point in results.lost
        ]


class Finished(Mapping[str, pd.DataFrame]):
    """The folder of a study as its report and its figures read it: tables by name, with plain facts.

    ``asked``: names of the tables in the order in which they were asked for.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.facts: dict[str, Any] = json.loads(
            (folder / "summary.json").read_text(encoding="utf-8")
        )
        self._names = sorted(path.stem for path in (folder / "tables").glob("*.csv"))
        self._read = cache(lambda name: pd.read_csv(folder / "tables" / f"{name}.csv"))
        self.asked: list[str] = []

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._names:
            raise KeyError(name)
        self.asked.append(name)
        return self._read(name).copy()

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def columns_beside(module: str) -> tuple[tuple[str, str, str, str], ...]:
    """Meaning of the columns of a study, as ``columns.csv`` of its module (``__file__``) has it."""
    return tuple(
        (row["table"], row["column"], row["unit"], row["meaning"])
        for row in rows_beside(module, "columns.csv")
    )


def as_given(settings: Settings) -> Settings:
    """The settings as they are: nothing is refused."""
    return settings


@dataclass(frozen=True, kw_only=True)
class Study(Options):
    """A study: its question, and the functions that answer it.

    ``analyse`` runs designs by ``work.run(...)`` and returns the tables to keep, by name. ``report`` says what they
    say, as Markdown, the finding first, in each of the ``languages``. ``draw`` draws its figures. ``columns`` (table,
    column, unit, meaning) are the study's own: :func:`columns_beside`, or written out where they are few. ``outcomes``
    stand in its tables, for the dictionary. ``data`` names files of ``data/`` of which it reads all, beside the
    series of its world: its key follows them. What it reads in part, as some cases, goes into the key by ``check``,
    which raises InputError where the settings do not go with the study, and returns them in one spelling. ``title``
    is the question in its own words, from what was run, where that of the study is too wide. ``cards`` are
    scorecards in its report, which a page draws. ``brief`` is what the first page says below the question, if there
    is one. ``folds``: on a page its sections with tables are opened one by one, and on a terminal they are left
    out.
    """

    analyse: Callable[[Work], Tables]
    report: Callable[[Finished], str]
    columns: Sequence[tuple[str, str, str, str]] = ()
    outcomes: Mapping[str, Ratio] = field(default_factory=dict)
    data: Sequence[str] = ()
    check: Callable[[Settings], Settings] = as_given
    languages: Sequence[Language] = LANGUAGES[:1]
    draw: Callable[[Finished, Page], None] | None = None
    title: Callable[[Finished], str] | None = None
    cards: Callable[[Finished], Cards] = lambda _: ()
    brief: Callable[[Finished], str] = lambda _: ""
    folds: bool = False

    def run(
        self,
        settings: Settings,
        words: Callable[[], tuple[Mapping[str, Any], str]] = lambda: ({}, ""),
        shown: bool = True,
    ) -> Path:
        """Run the study, unless it is finished; print its report, if it is to be shown; return its folder.

        A folder with failed runs, or without its figures or report, is made anew: what failed is tried again. The
        manifest tells what ``words`` returns: what the command says beyond the plain command of the study, and the
        command that asks for the same again.
        """
        settings = self.check(settings).with_contents
        out, name, key, work = settings.out, settings.study, self.key(settings), Work(settings)
        for path in own_files(settings.files):
            if path.suffix in ENDS:
                note(understood(path))
        study_store.prepare(out)
        study_store.prepare_study(out, name)
        with speaking(settings.lang):
            folder = study_store.finished(out, name, key)
            if folder is None and (others := study_store.earlier(out, name, key)):
                study_store.say_earlier(others, given_away(settings.plain))
            old = study_store.manifest_of(folder) if folder else {}
            failed = study_store.lacking(old)
            if folder is None or failed or settings.execute.recompute:
                work.place = out / name / f"{key}.{ANSWER}" if shown else None
                before, folder = folder, self._make(work, key, words)
                if before and not failed:
                    note("This study was made again, and its tables say the same as before.")
            else:
                by = Message(" (by engine={})", old["engine"]) if old.get("engine") else ""
                note("This study is finished already{}; nothing was run.", by)
                if not (folder / PAGES[language()]).exists():
                    self._show(folder, work, old)
                    for part in (figures_in(language()), PAGES[language()]):
                        study_store.renew(folder, part, study_store.commit())
            for part, why in work.unmade.items():
                note(
                    "{} could not be made ({}); all tables are in {}. {} tries again.",
                    part,
                    why,
                    folder,
                    f"`zombielaw figure {folder}`" if part == FIGURES else "The same command",
                )
            if shown:
                report = (folder / REPORTS[language()]).read_text(encoding="utf-8")
                if self.folds:
                    where = say("page.where", folder=folder / REPORTS[language()])
                    report = paragraphs(without_tables(report).strip(), where)
                show(report.removeprefix(work.answered).lstrip("\n"))
        return folder

    def key(self, settings: Settings) -> str:
        """Key of the folder, for settings that were checked."""
        data = {*self.data, STATISTICS} if settings.inputs == "published" else {*self.data}
        file = Path(settings.statistics)
        own = {str(file.resolve()): content_of(file)} if settings.statistics else {}
        code = {
            getattr(own, "func", own).__module__ for own in (self.analyse, self.report, self.check)
        }
        return study_store.study_key(settings.study, settings.digest, data, code, own)

    def _make(
        self, work: Work, key: str, words: Callable[[], tuple[Mapping[str, Any], str]]
    ) -> Path:
        """Run the designs and write the folder, whole or not at all."""
        settings, began = work.settings, time.time()
        try:
            tables = self.analyse(work)
        except KeyboardInterrupt:
            if work.answered:
                note(say("command.answered", file=work.place))
            raise
        except Exception:  # an analysis may need the very points that have no run left
            if not work.lost:
                raise
            tables = {}
        differs, command = words()
        manifest = {
            "study": settings.study,
            "key": key,
            "command": command,
            "settings": given_away(settings.plain),
            "differs": {**differs},
            **work.manifest,
            **(manifest_of(work.parts) if work.parts else NO_RUNS),
        }

        def fill(place: Path) -> None:
            for path, name in own_files(settings.files).items():
                (place / INPUTS / name).parent.mkdir(parents=True, exist_ok=True)
                (place / INPUTS / name).write_bytes(settings.files[path])
            self._write(place, work, tables)
            headlines, scenario = {}, {}
            for lang in self.languages:
                with speaking(lang):
                    headlines[lang] = headline(self._write_report(place, work, tables))
                    with work.sparing_tables(PAGES[settings.lang]):
                        scenario[lang] = in_words(
                            replace(settings, replicates=work.replicates),
                            differs,
                            [results.design for results in work.parts.values()],
                        )
            manifest.update(
                headline=headlines[LANGUAGES[0]], headlines=headlines, scenario=scenario
            )
            room = place / ".room"  # for the manifest, should figures and page fill the disk
            with suppress(OSError):
                room.write_bytes(bytes(ROOM))
            self._show(place, work, manifest)
            room.unlink(missing_ok=True)
            for part in {FIGURES, *PAGES.values()} & {*work.unmade}:
                for half in place.glob(f"{part}*"):
                    shutil.rmtree(half) if half.is_dir() else half.unlink()
            if work.unmade:
                manifest[study_store.UNMADE] = work.unmade

        folder = study_store.write_study(settings.out, settings.study, key, fill, manifest, began)
        study_store.write_index(settings.out)
        if work.place is not None:
            work.place.unlink(missing_ok=True)
        return folder

    def _write(self, folder: Path, work: Work, tables: Tables) -> None:
        """Write what is the same in all languages: tables, their dictionary, facts, and the study's own files."""
        settings = work.settings
        if work.parts:
            write_results(folder, work.parts)
        own = {"draws": draws_of(settings).reset_index()} if settings.draws else {}
        for name, table in {**tables, **own}.items():
            study_store.write_csv(folder / "tables" / f"{name}.csv", table)
        for name, table in work.large.items():
            study_store.write_parquet(folder / f"{name}.parquet", table)
        for name, text in work.texts.items():
            study_store.write_text(folder / name, plain(text) if name.endswith(".md") else text)
        facts = {**facts_of(settings), "replicates": work.replicates, **work.facts}
        study_store.write_json(folder / "summary.json", facts)
        with work.sparing_tables(DICTIONARY_FILE):
            study_store.write_csv(
                folder / DICTIONARY_FILE, dictionary(tables, self.columns, self.outcomes)
            )

    def _write_report(self, folder: Path, work: Work, tables: Tables) -> str:
        """Write the report in the language that is spoken, or the reason why there is none; return it without head."""
        part, settings, finished, report = REPORTS[language()], work.settings, Finished(folder), ""
        if work.lost:
            report = say("command.lost", points=", ".join(work.lost))
        else:
            with work.sparing_tables(part):
                note = draws_note(settings.draws, work.replicates, settings.drawn_from)
                own = own_priors_note(settings)
                report = plain(in_signs(paragraphs(self.report(finished).strip(), note, own)))
            report = report or say("command.untold", error=work.unmade.get(part, ""))
        asked = self.asked(finished, settings.study)
        # the name of a study is an English word
        alone = self.title or part != REPORTS[LANGUAGES[0]]
        head = f"# {plain(asked)}" if alone else f"# {settings.study}\n\n{asked}"
        study_store.write_text(folder / part, f"{head}\n\n{report}\n")
        return report

    def _show(self, folder: Path, work: Work, manifest: Mapping[str, Any]) -> None:
        """Draw figures and write the page, in the language that is spoken."""
        lang, settings = language(), work.settings
        if not work.lost:
            with work.sparing_tables(FIGURES):
                from zombielaw.experiments.figures.style import Look

                look = Look(formats=("png",))
                self.drawn(Finished(folder), manifest, look, folder / figures_in(lang))
        with work.sparing_tables(PAGES[lang]):
            finished, runs = Finished(folder), manifest["points"] > 0
            report = (folder / REPORTS[lang]).read_text(encoding="utf-8")
            doubts = doubts_of(
                finished,
                finished.facts["replicates"],
                len(manifest["failures"]),
                without_data(),
            )
            scenario = [
                (called(finished, name), words) for name, words in manifest["scenario"][lang]
            ]
            text = PageText(
                self.asked(finished, settings.study),
                report.split("\n\n", 1 if self.title else 2)[-1].removesuffix("\n"),
                scenario if runs else [("", say("page.draws", **finished.facts))],
                doubts if runs else [say("doubt.draws")],
                str(manifest["command"]),
                say(
                    "page.provenance",
                    version=version("zombielaw"),
                    key=manifest["key"],
                    seed=settings.seed,
                ),
                self.cards(finished),
                self.folds,
                self.brief(finished),
            )
            study_store.write_text(folder / PAGES[lang], page(folder, text, finished))

    def asked(self, finished: Finished, study: str) -> str:
        """The question of what was run, or of the study in the language that is spoken, or as it is declared."""
        key = f"question.{study}"
        if self.title:
            return self.title(finished)
        return say(key) if language() != LANGUAGES[0] and key in texts() else self.question

    def drawn(
        self, finished: Finished, manifest: Mapping[str, Any], look: Look, to: Path
    ) -> list[str]:
        """Draw the figures, if there are any, with their captions, into a folder; return their names."""
        if self.draw is None:
            return []
        from zombielaw.experiments.figures.style import Page, house_style

        facts, draws = finished.facts, manifest["settings"].get("draws", 0)
        points = len(finished.get("design", ())) or manifest["points"]
        with house_style():
            world = say("note.world", **facts)
            world = say("note.points", points=points, world=world) if points > 1 else world
            world = say("note.draws", draws=draws, world=world) if draws else world
            about = {**facts, "points": points, "study": manifest["study"]}
            finished.asked.clear()
            page = Page(
                to,
                manifest["key"],
                facts["seed"],
                facts["replicates"],
                world,
                look,
                about,
                finished.asked,
            )
            self.draw(finished, page)
        rows = [(name, " ".join(tables)) for name, tables in page.behind.items()]
        study_store.write_csv(to / BEHIND, pd.DataFrame(rows, columns=["figure", "tables"]))
        return [*page.behind]


def facts_of(settings: Settings) -> dict[str, Any]:
    """Facts of a command that every report may quote."""
    return {
        "replicates": settings.replicates,
        "seed": settings.seed,
        "scale": settings.scale,
        "months": settings.scenario.months,
        "providers": settings.scenario.size.providers,
        "own": "today" if settings.scenario.policy == PRACTICE else "as given",
    }


def show(report: str) -> None:
    """Print a report: set for a terminal, or as it is written."""
    if sys.stdout.isatty():
        from rich.markdown import Markdown

        Console().print(Markdown(report))
    else:
        sys.stdout.write(f"{report}\n")


def draws_note(draws: int, replicates: int, source: str) -> str:
    """Note on reading tables of runs over ``draws``, with ``replicates`` runs of each; nothing at the medians."""
    if not draws:
        return ""
    note = say(
        "over_draws.told",
        draws=draws,
        replicates=replicates,
        source=say(f"over_draws.{source}"),
        share=f"{RANGE:.0%}",
    )
    return paragraphs(say("over_draws.head"), note)


def own_priors_note(settings: Settings) -> str:
    """Note on the beliefs behind a study, where they are a user's own; nothing where they are the declared ones."""
    if not settings.priors:
        return ""
    says = say("list.between").join(dict.fromkeys(one.says for one in settings.priors.values()))
    drawn = settings.posterior is not None
    under = (
        "posterior"
        if drawn and not settings.posterior_file
        else "posterior_file"
        if drawn
        else "priors"
    )
    name = Path(settings.priors_file).name
    return say(f"own_priors.{under}", file=name, number=len(settings.priors), says=says)
