"""Frozen settings and a scenario from plain data, or one message for the user; reforms and packages laid over them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple, cast

import pandas as pd
from omegaconf import DictConfig, OmegaConf

from zombielaw.experiments.config.schema import (
    CHANGES,
    GROUPS,
    MEDIAN,
    MONTHS,
    MOVED,
    POSTERIOR,
    PRACTICE,
    PRIOR,
    SETTINGS,
    TYPICAL,
    Options,
    unknown_key,
)
from zombielaw.experiments.config.values import TODAY, Reform, changes_from, laid, levers_in, read
from zombielaw.experiments.data.files import Files, unknown_name
from zombielaw.experiments.data.priors import Prior, doubtful, read_own_priors, read_posterior
from zombielaw.experiments.data.statistics import (
    Statistics,
    campaign,
    licence_growth,
    national_providers,
    outside_cases,
    own_statistics,
)
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import CONFIGS, DATA
from zombielaw.experiments.words.texts import LANGUAGES, Language, say
from zombielaw.sim.law.dates import VERSIONS
from zombielaw.sim.months import month_date, month_read
from zombielaw.sim.parameters import Policy, WorldParameters, written
from zombielaw.sim.scenario import Scenario

NATIONAL_PROVIDERS = 134177
"""Licensed providers in August 2022: worlds are weighted to this number."""
LAW = {
    "law.version": ("version", VERSIONS),
    "law.intent_required": ("intent_required", (False, True)),
    "law.order_validity": ("order_weighted", (False, True)),
}
"""Field of the statute and its values, by setting of the law and its position."""


class Execute(NamedTuple):
    """Place where runs are made, and by how many workers. It changes no number, so no key depends on it."""

    backend: str = "serial"  # one of :data:`BACKENDS`
    workers: int = 0  # processes or threads at once; 0 = one per core
    recompute: bool = False  # make again what is found, and compare


@dataclass(frozen=True, eq=False)
class Design:
    """Labelled scenarios, the first of which the others are compared with: built once, and handed on.

    ``table`` is what is written of them, a row each: see ``designs.grids``; nothing is read from it to be run.
    ``names`` are those of the table, ``named`` those in other languages, by these.
    """

    scenarios: tuple[Scenario, ...]
    table: pd.DataFrame
    names: tuple[str, ...]
    named: Mapping[Language, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """Digest of the scenarios and of what is written of them, for the key of a study to follow."""
        text = repr((self.scenarios, self.table.to_dict("list")))
        return sha256(text.encode()).hexdigest()

    @cached_property
    def starts(self) -> tuple[int | None, ...]:
        """First month in which each scenario but the first differs from it somewhere; None: never."""
        base, *others = self.scenarios
        return tuple(base.first_difference(other) for other in others)


NO_DESIGN = Design((), pd.DataFrame(), ())
"""The design of a study that lays its own where it runs it."""


@dataclass(frozen=True)
class Settings:
    """Checked settings of a command.

    ``also``: additions of a study to the plain data, for its key to follow, such as the content of a file it reads.
    """

    study: str
    study_keys: Mapping[str, Any]  # the study's own settings, by name without ``study.``
    scenario: Scenario
    inputs: str  # where the outside series of the scenario come from: ``published`` or ``none``
    seed: int
    replicates: int
    engine: str
    out: Path
    execute: Execute = Execute()
    # draws over which each scenario is run; 0: once, every number at its median or as it was set
    draws: int = 0
    also: Mapping[str, Any] = field(default_factory=dict)
    statistics: str = ""  # a user's file of figures in place of published ones; empty for none
    posterior: pd.DataFrame | None = None  # what the draws are taken from; None: from the priors
    posterior_file: str = ""  # a user's file of it; empty for that of the repository
    # a user's own by full key, in place of the declared ones
    priors: Mapping[str, Prior] = field(default_factory=dict)
    priors_file: str = ""  # the file that they are from
    national: float = float(NATIONAL_PROVIDERS)  # licensed providers of the country in August 2022
    lang: Language = LANGUAGES[0]  # language of the report that is printed
    reforms: tuple[Reform, ...] = ()  # in the words of the command, the base of comparison first
    # scenarios of a study that reads them before it runs
    design: Design = field(default=NO_DESIGN, repr=False, compare=False)
    # what was read for them, and is read for their study, each file once
    files: Files = field(default_factory=dict, repr=False, compare=False)

    def month(self, key: str) -> int:
        """Number of a month that a key of the study names."""
        return month_read(self.study_keys[key]) or 0

    @property
    def scale(self) -> float:
        """Providers of the country per provider of this world, August 2022."""
        return self.national / self.scenario.size.providers

    @cached_property
    def plain(self) -> dict[str, Any]:
        """Settings as plain data by full key, for the manifest and the digest of the key.

        Engine, execution, folder and language are left out, as they move no number.
        """
        return {
            "seed": self.seed,
            "replicates": self.replicates,
            "study.name": self.study,
            **(self._draws_in_words() if self.draws else {}),
            **{f"study.{key}": value for key, value in self.study_keys.items()},
            **words_of(self.scenario),
            "world.inputs": self.inputs,
            "world.statistics": self.statistics,
            **({"priors": self.priors_file} if self.priors else {}),
            **self.also,
        }

    @property
    def digest(self) -> str:
        """Digest of the plain data, for the key of the study."""
        text = json.dumps(self.plain, sort_keys=True, default=str)
        return sha256(text.encode()).hexdigest()

    @property
    def drawn_from(self) -> str:
        """Source of the draws: the priors or a posterior."""
        return PRIOR if self.posterior is None else POSTERIOR

    def _draws_in_words(self) -> dict[str, Any]:
        """Settings of the draws as plain data."""
        own = {"posterior": self.posterior_file} if self.posterior_file else {}
        return {"parameters": self.drawn_from, "draws": self.draws, **own}

    @property
    def with_contents(self) -> Settings:
        """The same with digests of the posterior and of own priors in the plain data, for the key to follow."""
        contents = {
            "posterior.content": "" if self.posterior is None else self.posterior.to_csv(),
            "priors.content": repr(sorted(self.priors.items())) if self.priors else "",
        }
        digests = {
            key: sha256(text.encode()).hexdigest()[:16] for key, text in contents.items() if text
        }
        return replace(self, also={**self.also, **digests})


_FOLDERS = re.compile(
    r"(?<![^\s=,\[])(?:(?:[A-Za-z]:)?[/\\]|\.\.[/\\])(?:[^\s,\]/\\]+[/\\])*(?=[^\s,\]/\\]+\.ya?ml\b)"
)
"""Folders of a file with a path from the root or upwards, in the words of reforms."""


def given_away(values: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as a manifest shows them: a file with an absolute or upward path by its name only, since the folders of
    a user are private.
    """

    def without_folders(text: str) -> str:
        path = Path(text)
        return path.name if path.is_absolute() or ".." in path.parts else _FOLDERS.sub("", text)

    return {
        key: without_folders(value) if isinstance(value, str) else value
        for key, value in values.items()
    }


def own_files(files: Files) -> dict[Path, str]:
    """The user's own among the files that were read for settings, each with its name in the manifest."""
    return {
        path: given_away({"": str(path)})[""]
        for path in files
        if not {DATA, CONFIGS} & {*path.parents}
    }


def settings_from(
    config: DictConfig | Mapping[str, Any], studies: Mapping[str, Options]
) -> Settings:
    """Check a composed configuration.

    Raises InputError: one message: the full key, what was given, what is allowed, the nearest known name.
    """
    plain = (
        OmegaConf.to_container(config, resolve=True)
        if isinstance(config, DictConfig)
        else dict(config)
    )
    given = _flat(cast("dict[str, Any]", plain))
    study = given.pop("study.name", None)
    if not isinstance(study, str) or study not in studies:
        raise InputError("study.name={}: {}", written(study), unknown_name(study, studies, "study"))
    known = {**SETTINGS, **{f"study.{key}": about for key, about in studies[study].keys.items()}}
    for key in given:
        if key not in known and key != CHANGES:
            raise InputError(unknown_key(key, [*known, CHANGES], studies))
    for key in (*known, CHANGES):
        if key not in given:
            raise InputError(
                "{} was taken away; every setting has a value, leave it out instead.", key
            )
    values = {key: read(key, given[key], about) for key, about in known.items()}
    if SETTINGS["parameters"].shown(values["parameters"]) == MEDIAN:
        at_default = {
            key: one for key, one in doubtful().items() if values[key] == known[key].default
        }
        values |= {key: one.middle for key, one in at_default.items()}
    words = {key: known[key].shown(value) for key, value in values.items()}
    keys = {
        key.removeprefix("study."): value
        for key, value in words.items()
        if key.startswith("study.")
    }
    inputs, months = words["world.inputs"], keys.get("months", MONTHS.default)
    own = words["world.statistics"]
    if own and inputs == "none":
        raise InputError(
            "world.statistics={} is not read with world.inputs=none; leave one of them out.", own
        )
    statistics = own_statistics(own) if inputs == "published" else None
    national = national_providers(statistics) if statistics else float(NATIONAL_PROVIDERS)
    scenario = _scenario(
        {**values, CHANGES: changes_from(given[CHANGES])}, statistics, months, national
    )
    return Settings(
        study,
        keys,
        scenario,
        inputs,
        words["seed"],
        words["replicates"],
        words["engine"],
        Path(words["out"]),
        Execute(*(words[f"execute.{name}"] for name in Execute._fields)),
        _draws(words, study, studies[study]),
        statistics=own,
        national=national,
        posterior=_posterior(words),
        posterior_file=words["posterior"],
        lang=words["lang"],
        priors=read_own_priors(Path(words["priors"])) if words["priors"] else {},
        priors_file=words["priors"],
    )


_ONLY = "{}={} is read with parameters={} only; give it too, or leave both out."


def _draws(words: Mapping[str, Any], study: str, options: Options) -> int:
    """Draws from the priors or a posterior; 0 where every number has one value."""
    source = words["parameters"]
    given = words["draws"] not in (SETTINGS["draws"].default, options.settings.get("draws"))
    one = source in (TYPICAL, MEDIAN)
    if options.medians_only and (given or not one):
        key = "draws" if one else "parameters"
        raise InputError(
            "{}={} does not go with study={}: {}; leave it out.",
            key,
            words[key],
            study,
            options.medians_only,
        )
    if options.runs != "replicates" and words["replicates"] != options.replicates:
        raise InputError(
            "replicates={} does not go with study={}, whose number of runs is {}; leave it out.",
            words["replicates"],
            study,
            options.runs,
        )
    if one:
        if given:
            raise InputError(_ONLY, "draws", words["draws"], f"{PRIOR} or {POSTERIOR}")
        return 0
    if words["replicates"] < 2:
        raise InputError(
            "replicates=1 with parameters={} cannot tell what differs between draws from chance; "
            "allowed: 2 or more runs of each draw.",
            source,
        )
    return int(words["draws"])


def _posterior(words: Mapping[str, Any]) -> pd.DataFrame | None:
    """Draws of a posterior; None where the command does not ask for one."""
    if words["parameters"] != POSTERIOR:
        if words["posterior"]:
            raise InputError(_ONLY, "posterior", words["posterior"], POSTERIOR)
        return None
    posterior = read_posterior(words["posterior"])
    if words["draws"] > len(posterior):
        raise InputError(
            "draws={} are more than the {} of this posterior; give fewer.",
            words["draws"],
            len(posterior),
        )
    return posterior


def _flat(given: Mapping[str, Any]) -> dict[str, Any]:
    """Settings by full key."""
    flat = {}
    for key, value in given.items():
        if key not in GROUPS:
            flat[str(key)] = value
        elif isinstance(value, dict):
            flat |= {f"{key}.{name}": inner for name, inner in value.items()}
        else:
            raise InputError(
                "{}={} is not a group of settings; name one of its files.", key, written(value)
            )
    return flat


def _scenario(
    values: Mapping[str, Any], statistics: Statistics | None, months: int, national: float
) -> Scenario:
    series: dict[str, Any] = {}
    if statistics is not None:
        outside, growth = outside_cases(statistics, months), licence_growth(statistics, months)
        series = {"growth": growth, "outside_cases": outside, "campaign": campaign(months)}
    return _moved(Scenario(months=months, **series), values, national if statistics else 0.0)


def _moved(scenario: Scenario, values: Mapping[str, Any], national: float) -> Scenario:
    """A scenario with settings moved, values as the model takes them; months and outside inputs stay.

    It is weighted to so many providers of the country; to none, if that is 0.
    """

    def of(group: str, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: values[f"{group}.{name}"] for name in names if f"{group}.{name}" in values}

    size = replace(scenario.size, **of("world", tuple(asdict(scenario.size))))
    law: dict[str, Any] = {
        field: options[int(values[key])] for key, (field, options) in LAW.items() if key in values
    }
    return replace(
        scenario,
        policy=scenario.policy._replace(**of("policy", Policy._fields)),
        changes=values.get(CHANGES, scenario.changes),
        world=scenario.world._replace(**of("world", WorldParameters._fields)),
        size=size,
        statute=scenario.statute._replace(**law),
        weight=national / size.providers if national else 1.0,
    )


def scenario_with(settings: Settings, cells: Mapping[str, Any]) -> Scenario:
    """The scenario of a command with some settings of world, policy and law moved.

    ``cells``: values by full name, as the command line has them; not ``world.inputs``, for series belong to a command.
    Raises InputError: a value that is not allowed, or that does not go with the others.
    """
    values = {
        key: changes_from(cell) if key == CHANGES else read(key, cell, SETTINGS[key])
        for key, cell in cells.items()
    }
    return _moved(
        settings.scenario, values, settings.national if settings.inputs == "published" else 0.0
    )


def words_of(scenario: Scenario) -> dict[str, Any]:
    """World, policy and law of a scenario by full key, as the command line writes them."""
    groups = {
        "world": {**asdict(scenario.size), **scenario.world._asdict()},
        "policy": scenario.policy._asdict(),
    }
    values = {
        f"{group}.{name}": value
        for group, inside in groups.items()
        for name, value in inside.items()
    }
    values |= {
        key: options.index(getattr(scenario.statute, field))
        for key, (field, options) in LAW.items()
    }
    words = {key: SETTINGS[key].shown(value) for key, value in values.items()}
    plain = []
    for change in scenario.changes:
        to = MOVED[change.lever].shown(change.to)
        end = None if change.end is None else month_date(change.end)
        more = {"ramp_months": change.ramp_months, "end": end, "provinces": [*change.provinces]}
        filled = {key: value for key, value in more.items() if value}
        plain.append({"lever": change.lever, "to": to, "start": month_date(change.start), **filled})
    return {**words, CHANGES: plain}


POINT, LABEL = "point", "label."
NAME = f"{LABEL}name"
"""Column that names the scenarios of a design."""
SHARE = f"{LABEL}share_of_country"
"""Column: share of the country that the reform of a row covers."""
REST = f"{LABEL}rest_as_point"
"""Column: number of the row that the rest of the country is as, by default the first: of a reform in phases, a further
row in which the share that a phase adds begins with that phase."""


def labels_in(design: Iterable[Any]) -> list[str]:
    """Columns of a design that name its scenarios."""
    return [
        name for name in map(str, design) if name.startswith(LABEL) and name not in (SHARE, REST)
    ]


def table_of(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """A design of rows: numbered, changes written as JSON."""
    design = pd.DataFrame([dict(row) for row in rows])
    if CHANGES in design:
        design[CHANGES] = [
            json.dumps(changes, separators=(",", ":")) for changes in design[CHANGES]
        ]
    design.insert(0, POINT, range(len(design)))
    return design


def reform_design(
    settings: Settings, reforms: Sequence[Reform], cells: Sequence[Mapping[str, Any]] = ()
) -> Design:
    """One scenario per reform, named by it.

    ``cells``: of reforms that are rows of a table, what else each row has by key: settings of world and law,
    ``policy.changes``, and labels. Such a reform may set what the command has.
    Raises InputError: a reform that is not allowed, or two of one name.
    """
    rows: list[dict[str, Any]] = []
    scenarios: list[Scenario] = []
    names: list[Mapping[Language, str]] = []
    laid_out = [*zip(reforms, cells or [{}] * len(reforms), strict=True)]
    of_rest: dict[int, int] = {}  # row of which a row is the rest
    for point, (reform, rest) in enumerate(laid_out):
        where = reform.place
        labels = {key: label for key, label in rest.items() if key.startswith(LABEL)}
        moved = {key: cell for key, cell in rest.items() if key not in labels}
        try:
            base = scenario_with(settings, moved) if moved else settings.scenario
        except InputError as error:
            raise InputError("{}: {}", where, error) from None
        one = laid(base, reform, row=bool(cells))
        if one.share != 1.0 and not rows:
            raise InputError(
                "{}: share= is of a reform, and this is what the reforms are compared with; leave it out.",
                where,
            )
        first, number = (each.size.provinces for each in ((*scenarios, base)[0], base))
        if one.share != 1.0 and number != first:
            raise InputError(
                "{}: share= joins the reform, province by province, with what it is compared with, and that has "
                "{}={}, not {}; give both the same.",
                where,
                "world.provinces",
                first,
                number,
            )
        shown, unnamed = words_of(one.scenario), "" if rest else TODAY
        called = {lang: labels.get(NAME, own or unnamed) for lang, own in one.names.items()}
        if point in of_rest:
            whole = names[of_rest[point]]
            called = {lang: say("name.rest", lang, name=whole[lang]) for lang in called}
        names.append(called)
        row = dict.fromkeys(({} if NAME in rest else {NAME: ""}) | {**rest})
        row |= {key: shown[key] for key in (*moved, *one.keys)} | labels
        row[NAME] = called[LANGUAGES[0]]
        if one.share != 1.0:
            row[SHARE] = one.share
        if one.share != 1.0 and reform.then:
            row[REST] = len(laid_out)
            of_rest[len(laid_out)] = point
            laid_out.append((reform.then, rest))
        rows.append(row)
        scenarios.append(one.scenario)
    own_cells = {**settings.plain, SHARE: 1.0, REST: 0}
    keys = dict.fromkeys(key for each in rows for key in each)
    if {one.changes for one in scenarios} == {settings.scenario.changes}:
        keys.pop(CHANGES, None)
    table = table_of({key: each.get(key, own_cells.get(key)) for key in keys} for each in rows)
    in_words = {
        lang: [
            ", ".join(
                str(text)
                for text in ({**row, NAME: own[lang]}[key] for key in labels_in(keys))
                if text
            )
            for row, own in zip(rows, names, strict=True)
        ]
        for lang in LANGUAGES
    }
    labelled = in_words.pop(LANGUAGES[0])
    for number, name in enumerate(labelled):
        if name in labelled[:number]:
            raise InputError(
                "{}: another scenario is called {}, too; name them apart: name=...",
                laid_out[number][0].place,
                name,
            )
    other = {
        lang: {name: own for name, own in zip(labelled, there, strict=True) if name != own}
        for lang, there in in_words.items()
    }
    return Design(tuple(scenarios), table, tuple(labelled), other)


SINGLE = ("legislature", "judiciary", "regulators", "popularisation")
PACKAGES = (*SINGLE, "all")


def packages(settings: Settings) -> dict[str, Policy]:
    """The policy of the settings (``today`` unless it was changed) and each reform package laid over it."""
    own = settings.scenario.policy
    return {
        "today" if own == PRACTICE else "as given": own,
        **{name: _laid(settings, [name]) for name in PACKAGES},
    }


def package_sets(settings: Settings) -> dict[str, Policy]:
    """Pairs and triples of packages, laid over the policy of the settings; named as ``judiciary + regulators``."""
    return {
        " + ".join(some): _laid(settings, some)
        for size in range(2, len(SINGLE))
        for some in combinations(SINGLE, size)
    }


def fewest(sets: Iterable[str]) -> list[str]:
    """Sets of packages that contain no other of the given sets. ``sets``: names as in a design."""
    parts = {name: frozenset(SINGLE if name == "all" else name.split(" + ")) for name in sets}
    return [name for name in parts if not any(other < parts[name] for other in parts.values())]


def _laid(settings: Settings, names: Sequence[str]) -> Policy:
    policy = settings.scenario.policy
    levers = levers_in(names, f"policy={','.join(names)}")
    return policy._replace(**{key.removeprefix("policy."): to for key, to in levers.items()})
