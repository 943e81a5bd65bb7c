"""State of the page as plain data: read from an address, checked as the command line is, and written back."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode

import yaml

from zombielaw.experiments.analysis.compared import GIVEN
from zombielaw.experiments.analysis.story import ONLY
from zombielaw.experiments.config.schema import SETTINGS, options_of, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.config.values import (
    AGAINST,
    OR,
    THEN,
    as_text,
    declaration,
    joined,
    laid,
    plain_reforms,
    read,
    read_reform,
    split,
    typed_value,
    typed_words,
)
from zombielaw.experiments.errors import InputError, Message, nearest
from zombielaw.experiments.paths import ROOT
from zombielaw.experiments.studies import registry
from zombielaw.experiments.words.names import title
from zombielaw.experiments.words.texts import LANGUAGES, Language, named, say
from zombielaw.sim.parameters import written
from zombielaw.sim.scenario import Scenario

STOPS = Path(__file__).with_name("learn.yaml")
"""The guided steps: settings, question and explanation of each. The model gives the right answer."""
LONGEST_VALUE = 2000
"""Characters of a value in an address at most."""
WORLDS = ("classroom", "region")
"""Worlds that a page can run while a reader waits."""
EXPERIMENTS = ("", *options_of("experiment"))
PACKAGES = tuple(options_of("policy"))
VIEWS = ("compare", "desks", "case", "why")
THEMES = ("light", "dark")
MONTHS = whole(122, 24, 254, "length of a run", "months")
RUNS = whole(20, 2, 100, "runs of A and of B that share their random draws")
DATES = ("start", "end", "ramp", "provinces", THEN)
"""Settings of time and place of a policy, in the words of ``zombielaw compare``."""
ONE_OF: dict[str, tuple[str, ...]] = {
    "world": WORLDS,
    "experiment": EXPERIMENTS,
    "view": VIEWS,
    "lang": LANGUAGES,
    "theme": THEMES,
    "only": ONLY,
}
NUMBERS = {"seed": SETTINGS["seed"], "runs": RUNS, "months": MONTHS}


@dataclass(frozen=True)
class Side:
    """A policy: packages, single levers over these, and when and where they hold; empty is that of the world.

    ``levers``: values as the command line writes them, by name of the lever.
    """

    packages: tuple[str, ...] = ()
    levers: Mapping[str, Any] = field(default_factory=dict)
    # by :data:`DATES`; what is not said is missing
    when: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str, where: str) -> Side:
        """A policy in the words of one reform: ``policy=judiciary policy.order_quality=0.9 start=2018-01``.

        Raises InputError: words that are none of one reform, or a package that is no name of one.
        """
        if not text.strip():
            return cls()
        first, *reforms = plain_reforms(split(text, where), where).values()
        if first or len(reforms) != 1 or "name" in reforms[0]:
            raise InputError(
                "{}={}: one policy without {}, {} and name is allowed here.",
                where,
                written(text),
                OR,
                AGAINST,
            )
        packages: tuple[str, ...] = ()
        levers: dict[str, Any] = {}
        when: dict[str, str] = {}
        for key, value in reforms[0].items():
            if key == "policy":
                packages = tuple(map(str, value if isinstance(value, list) else [value]))
            elif key in DATES:
                when[key] = str(value) if key == THEN else str(value).replace(" ", "")
            else:
                levers[key.removeprefix("policy.")] = _shown(key, value, where)
        for name in packages:
            _one_of(f"{where}: policy", name, PACKAGES)
        return cls(packages, levers, when)

    def own(self, name: str, base: Settings) -> Any:
        """Value of a lever before single levers are moved: that of the packages, or of the world."""
        return joined(self.packages).get(name, base.plain[f"policy.{name}"])

    def value(self, name: str, base: Settings) -> Any:
        """Value of a lever, as the command line writes it."""
        return self.levers.get(name, self.own(name, base))

    def moved(self, name: str, value: Any, base: Settings) -> Side:
        """The same policy with a lever at a value; a lever that is back at its own value is left out.

        Raises InputError: the value is not allowed.
        """
        plain = _shown(f"policy.{name}", value, name)
        rest = {key: own for key, own in self.levers.items() if key != name}
        return replace(
            self, levers=rest if plain == self.own(name, base) else {**rest, name: plain}
        )

    def words(self, base: Settings) -> list[str]:
        """The words of the reform; none if it moves nothing."""
        moves = {**joined(self.packages), **self.levers}
        return (
            self.all_words()
            if any(self.value(one, base) != base.plain[f"policy.{one}"] for one in moves)
            else []
        )

    def all_words(self) -> list[str]:
        """Every word of a policy, dates without a lever too, so that an address keeps them."""
        name = ",".join(self.packages)
        words = [f"policy=[{name}]" if "," in name else f"policy={name}"] if name else []
        words += [f"policy.{name}={typed_value(value)}" for name, value in self.levers.items()]
        words += [f"{key}={self.when[key]}" for key in DATES if key in self.when and key != THEN]
        return [*words, *([THEN, *split(self.when[THEN], THEN)] if THEN in self.when else [])]


@dataclass(frozen=True)
class State:
    """All that an address holds."""

    world: str = "classroom"
    experiment: str = ""  # a named world; empty for today's
    seed: int = 1
    runs: int = 20  # runs of A and of B for the paired difference
    months: int = 122  # length of the runs
    a: Side = Side()
    b: Side = Side()
    view: str = "compare"
    month: str = ""  # month up to which files are shown; empty for the end
    only: str = ""  # which case files are offered: one of ``ONLY``
    case: str = ""  # name of the case file; empty for the one that went furthest
    stop: str = ""  # name of the guided step; empty for none
    lang: Language = "en"
    theme: str = "light"

    @property
    def base(self) -> Settings:
        """The settings over which both policies are laid."""
        return base_of(self.world, self.experiment, self.seed, self.runs, self.months)

    @property
    def asked(self) -> tuple[object, ...]:
        """What the answers of the model hang on."""
        return self.world, self.experiment, self.seed, self.runs, self.months, self.a, self.b

    @property
    def base_words(self) -> list[str]:
        """The words of the command beside the two policies."""
        return _base_words(self.world, self.experiment, self.seed, self.runs, self.months)

    @property
    def reforms(self) -> str:
        """B against A in the words of ``zombielaw compare``."""
        a, b = self.a.words(self.base), self.b.words(self.base) or ["policy=today"]
        return as_text([*b, *([AGAINST, *a] if a else [])])

    @property
    def command(self) -> str:
        """The command that gives the same differences."""
        return " ".join([f"{program()} compare", typed_words(self.reforms), *self.base_words[1:]])

    @property
    def query(self) -> str:
        """The address, from its question mark on; defaults are left out, and what its guided step sets."""
        plain = read_state({"stop": self.stop}) if self.stop else State()
        plain = replace(plain, stop="")
        given: dict[str, str] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if value != getattr(plain, one.name):
                given[one.name] = (
                    as_text(value.all_words()) if isinstance(value, Side) else str(value)
                )
        return f"?{urlencode(given)}" if given else "?"

    @property
    def per(self) -> str:
        """Ending of the keys of words that say what counts are per: a year in the country, or 100 given files."""
        return GIVEN if self.base.scenario.world.injected else ""

    def policy_in_words(self, side: str) -> str:
        """A policy in the words of a reader: its packages, its levers with their values, and its dates."""
        one: Side = getattr(self, side)
        parts = [named("package", name) for name in one.packages if name != "today"]
        for name, value in one.levers.items():
            shown = named("option", typed_value(value))
            parts.append(f"{title(name)} {shown}")
        parts += [
            f"{say(f'when.{key}').partition(' (')[0]} {text}" for key, text in one.when.items()
        ]
        return say("list.between").join(parts) or say("practice_alone")

    def scenario(self, side: str) -> Scenario:
        """The scenario of policy ``a`` or ``b``. Raises InputError: a value or date that is not allowed."""
        words = getattr(self, side).words(self.base)
        _, given = plain_reforms(words, "policy").values() if words else ({}, {})
        return laid(self.base.scenario, read_reform(side.upper(), given)).scenario


def _shown(key: str, value: object, where: object) -> Any:
    """A value of a lever, as the command line writes it. Raises InputError: it is not allowed."""
    about = declaration(key, where)
    return about.shown(read(Message("{}: {}", where, key), value, about))


def program() -> str:
    """The command as it runs when it is pasted: that of the ``.venv`` of a checkout, if this is one."""
    own = Path(sys.prefix)
    inside = own.name == ".venv" and own.parent == ROOT and (own / "bin" / "zombielaw").exists()
    return ".venv/bin/zombielaw" if inside else "zombielaw"


def read_state(query: Mapping[str, str]) -> State:
    """The state that an address names; everything in it is checked, the scenarios too.

    Raises InputError: a key that is no part of an address, or a value that is not allowed.
    """
    known = [one.name for one in fields(State)]
    step, given = stops().get(query.get("stop", "")), dict[str, Any]()
    for key, text in {**(step.sets if step else {}), **query}.items():
        if key not in known:
            raise InputError(
                "{} is no part of an address{}; allowed: {}.",
                written(key),
                nearest(key, known),
                known,
            )
        if len(text) > LONGEST_VALUE or not text.isprintable():
            raise InputError(
                "{} has {} characters; allowed: at most {} that can be printed.",
                key,
                len(text),
                LONGEST_VALUE,
            )
        if key == "stop":
            given[key] = _one_of(key, text, ("", *stops()))
        elif key in ONE_OF:
            given[key] = _one_of(key, text, ONE_OF[key])
        elif key in NUMBERS:
            given[key] = number_in(key, text)
        else:
            given[key] = Side.read(text, key) if key in ("a", "b") else text
    return checked(State(**given))


def what_can_be_shown(query: Mapping[str, str]) -> tuple[State, InputError | None]:
    """The state that an address names, without what is not allowed, and why the first of that is not."""
    try:
        return read_state(query), None
    except InputError as error:
        wrong, rest = error, dict[str, str]()
    order = [one.name for one in fields(State)]
    for key in sorted(query.keys() & {*order}, key=order.index):
        with suppress(InputError):
            read_state({**rest, key: query[key]})
            rest[key] = query[key]
    return read_state(rest), wrong


def number_in(key: str, text: str) -> int:
    """A number of an address, or of a field. Raises InputError: the text is no number, or one that is not allowed."""
    return int(
        read(
            key,
            int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else text,
            NUMBERS[key],
        )
    )


def checked(state: State) -> State:
    """The same state, if its two scenarios can be run. Raises InputError: they cannot."""
    for side in ("a", "b"):
        state.scenario(side)
    return state


_composing = Lock()
"""Words are composed one command at a time: Hydra keeps what it composes in one place for all threads."""


def base_of(world: str, experiment: str, seed: int, runs: int, months: int) -> Settings:
    """The settings of a command without its policies."""
    with _composing:
        return _base_of(world, experiment, seed, runs, months)


@lru_cache(maxsize=64)
def _base_of(world: str, experiment: str, seed: int, runs: int, months: int) -> Settings:
    return registry.composed(*_base_words(world, experiment, seed, runs, months))


def _base_words(world: str, experiment: str, seed: int, runs: int, months: int) -> list[str]:
    named = [f"experiment={experiment}"] if experiment else []
    return [
        "compare",
        *named,
        f"world={world}",
        f"seed={seed}",
        f"replicates={runs}",
        f"study.months={months}",
    ]


def _one_of(key: str, given: str, allowed: tuple[str, ...]) -> str:
    if given not in allowed:
        names = ", ".join(name or "(nothing)" for name in allowed)
        raise InputError(
            "{}={} is not known{}; allowed: {}.",
            key,
            written(given),
            nearest(given, allowed),
            names,
        )
    return given


# ---- guided steps


@dataclass(frozen=True)
class Stop:
    """A guided step. ``title, text, why``: by language."""

    name: str
    query: str  # the address that it sets
    outcome: str  # outcome of ``zombielaw compare`` that is predicted: B beside A
    title: dict[str, str]
    text: dict[str, str]
    why: dict[str, str]

    @property
    def sets(self) -> dict[str, str]:
        """What it sets, by key of an address."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def state(self, lang: Language, theme: str) -> State:
        """The state that the step sets."""
        return read_state({"stop": self.name, "lang": lang, "theme": theme})

    def asks(self, state: State) -> bool:
        """True while the settings are those of the step: the reader has moved nothing else."""
        return self.state(state.lang, state.theme).asked == state.asked


@cache
def stops() -> dict[str, Stop]:
    """All steps by name, in their order."""
    entries: list[dict[str, Any]] = yaml.safe_load(STOPS.read_text(encoding="utf-8"))
    return {one["name"]: Stop(query=one.pop("set"), **one) for one in entries}
