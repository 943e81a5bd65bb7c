"""Values that users write, as the model takes them: one number, a change over time, a package, a reform in words.

A reform is a setting with dates, ``policy=judiciary policy.order_quality=0.9 start=2026-01``: packages of levers,
single levers, or both; ``start, end, ramp, provinces, share`` say when and where. Without these it holds in the whole
run and country. A package is a file of ``configs/policy``, several in a list, or a file of one's own. Words of a
command and rows of a table are read to the same :class:`Reform`, once, and each is laid over a scenario. What stands
behind ``then`` is a later phase, ``provinces=[0,1,2] start=2026 then start=2028``, which takes the place of the one
before it from its own start on.
"""

from __future__ import annotations

import json
import re
import shlex
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, NamedTuple, cast

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import OmegaConf
from pydantic import Strict, model_validator

from zombielaw.experiments.config.schema import (
    CHANGES,
    FOLDERS,
    HEADCOUNTS,
    LAST,
    LONGEST,
    MEANT,
    MOVED,
    SETTINGS,
    Dated,
    Levels,
    meant,
    month,
    options_of,
    real,
    unknown_key,
    whole,
)
from zombielaw.experiments.data.files import (
    LONGEST_NAME,
    check_name,
    json_in,
    narrow,
    read_yaml,
    vanishes,
)
from zombielaw.experiments.data.typed import Entry, Items, fits, known, placed, typed
from zombielaw.experiments.errors import InputError, Message, nearest
from zombielaw.experiments.paths import CONFIGS
from zombielaw.experiments.words.names import provinces_in_words, reform_in_words, share_in_words
from zombielaw.experiments.words.texts import LANGUAGES, Language, in_each, named, say
from zombielaw.sim.months import month_date, month_read
from zombielaw.sim.parameters import Declared, ParameterError, checked, written
from zombielaw.sim.scenario import Change, Scenario, ScenarioError

COMPARE, YEARS = "compare", "years"
"""The study whose command has words of reforms; and its word for the years that are compared: ``study.years``."""
OR, AGAINST, THEN = "or", "against", "then"
"""Words between reforms: before a further reform; before the base of comparison that replaces the command's policy;
before a later phase of the same reform."""
TODAY = "today"
"""The package that moves nothing."""
MONTH, LENGTH = month("2015-11", "a month"), whole(0, 0, LONGEST, "", "months")
SHARE = real(1.0, 0.0, 1.0, "share of the country that a reform covers", "share")
WHEN = {"start": MONTH, "end": MONTH, "ramp": LENGTH, "share": SHARE}
KEYS = ("policy", *HEADCOUNTS, "start", "end", "ramp", "provinces", "share", "name", THEN)
"""Words of a reform beside its levers."""
PERCENT, YEAR = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*[%％]"), re.compile(r"20\d\d")
"""A share in percent, or a multiple as more or less in percent; a year alone."""
TARGET, REFERENCE = "_target_", "${"
"""Text that names code, or that refers to another setting, to the environment or to a file."""
NO_REFERENCE = "${...} refers to something else, which settings may not; write the value itself."
SMALL_NUMBER = re.compile(r"(?<![\w.])[0-9]*\.?[0-9]+[eE]-[0-9]+(?![\w.])")
LONG_NUMBER = re.compile(r"\d{4000,}")  # Python reads up to 4,300 digits
QUANTITY = re.compile(r"\+?(\d+(?:[.,]\d+)?)(?:/([1-9]\d*)|\s*(%|days?))?")
"""A number, a fraction, a share in percent or a number of days, as people write them."""
DAYS = 30.4
"""Days of a month."""
_NUMBERS = re.compile(r"\d+(?:[,;\s]+\d+)*")


# ---- one value


def declaration(key: str, where: object) -> Declared:
    """Declaration of a setting by its full key, or of a head count by its name.

    Raises InputError: there is none. ``where``: place, for the message.
    """
    about = HEADCOUNTS.get(key) or SETTINGS.get(key)
    if about is None:
        group = key.partition(".")[0]
        inside = [one for one in SETTINGS if one.startswith(f"{group}.")]
        raise InputError("{}: {}", where, unknown_key(key, inside))
    return about


def read(key: str, value: object, about: Declared) -> Any:
    """A value as the model takes it. Raises InputError: it is not allowed."""
    if isinstance(about, Dated):
        return _month(key, value, about)
    if isinstance(about, Levels):
        return _levels(key, value)
    if about.about.unit in ("share", "multiple") and (percent := PERCENT.fullmatch(str(value))):
        more = percent[1][0] in "+-"
        if more == (about.about.unit == "multiple"):
            value = round(more + float(f"{percent[1]}e-2"), 12)
    try:
        return checked(about, value, key)
    except ParameterError as error:
        if near := _near_value(about, value):
            raise InputError(
                "{} Did you mean {}? Write the new value itself.", error, near
            ) from None
        raise


def _near_value(about: Declared, value: object) -> str:
    """The number that may be meant by a value that is not allowed; empty if there is none."""
    quantity = QUANTITY.fullmatch(str(value))
    if quantity is None or about.kind is not float:
        return ""
    number = float(quantity[1].replace(",", ".")) / int(quantity[2] or 1)
    if about.about.unit == "share" and (quantity[3] == "%" or number > 1.0):
        number /= 100.0
    elif about.about.unit == "months" and str(quantity[3]).startswith("day"):
        number /= DAYS
    return f"{number:.2g}" if about.about.low <= number <= about.about.high else ""


def _month(key: str, value: object, about: Dated) -> int:
    """A month by its date or by its number; a start by its year alone, too."""
    if key.endswith("start") and YEAR.fullmatch(str(value)):
        value = f"{value}-01"
    number = month_read(value) if isinstance(value, str) else value
    try:
        return int(checked(about, number, key))
    except ParameterError:
        raise InputError(
            "{}={} is not a month of any run; allowed: a date from {} to {}, such as 2026-01, or "
            "months since November 2015 (0 to {}).",
            key,
            written(value),
            month_date(0),
            month_date(LAST),
            LAST,
        ) from None


def _levels(key: str, value: object) -> str:
    """Levels as JSON, in one spelling; nothing if there are none."""
    if value in ("", None, {}):
        return ""
    given = value
    if isinstance(value, str):
        try:
            given = json_in(value)
        except ValueError:
            given = None
    if not isinstance(given, dict):
        raise InputError(
            "{}={} is no mapping of settings to levels; allowed: {{policy.order_quality: [0.2, 1.0], "
            "policy.concurrence: [habit, statute]}}.",
            key,
            written(value),
        )
    return json.dumps(
        {str(name): levels for name, levels in given.items()}, separators=(",", ":"), default=str
    )


def check_plain(word: str) -> None:
    """Refuse a word that is no plain data: code, references, Hydra's own settings, numbers that no computer holds."""
    key, _, value = word.partition("=")
    key = key.lstrip("+~")
    if TARGET in word:
        raise InputError("{} names code to run; settings are plain values.", written(word))
    if REFERENCE in word:
        raise InputError("{}: {}", written(key), NO_REFERENCE)
    if "\0" in word or any("\ud800" <= character <= "\udfff" for character in word):
        raise InputError(
            "{} holds a character that no setting can have; take it out.", written(key)
        )
    if re.match(r"hydra\b", key):
        raise InputError(
            "{} is no setting of zombielaw; a folder with settings of your own is named by --config-dir=FOLDER.",
            written(word),
        )
    if long := LONG_NUMBER.search(value):
        raise InputError(
            "{} is given a number of {} digits; no setting is so large.",
            written(key),
            len(long.group()),
        )
    if small := next(filter(vanishes, SMALL_NUMBER.findall(value)), ""):
        raise InputError(
            "{} is given {}, so small that it is taken for zero; write 0.",
            written(key),
            written(small),
        )


def spelled(word: str) -> str:
    """A word of a command as Hydra reads it: its figures and signs in ASCII, packages by name, other Chinese quoted."""
    if "=" not in word:
        word = word.replace("\N{FULLWIDTH EQUALS SIGN}", "=", 1)
    key, sign, value = word.partition("=")
    key = unicodedata.normalize("NFKC", key)
    if key == "policy":
        value = re.sub(r"[\u4e00-\u9fff]+", lambda name: package(name[0]), value)
    if value.isascii() or value[0] in "'\"":
        return f"{key}{sign}{value}"
    plain = narrow(value)
    return f"{key}={plain}" if plain.isascii() else f"{key}='{value}'"


def package(name: str) -> str:
    """Name of a package that may be given by a name in Chinese: 司法 or 司法机关方案."""
    for one in options_of("policy"):
        if name in (named("package", one, "zh"), named("policy", one, "zh")):
            return one
    return name


def parsed(word: str) -> Override | None:
    """A word as Hydra reads it; nothing for one that cannot be read."""
    try:
        return OverridesParser.create().parse_override(word)
    except HydraException:
        return None


# ---- changes over time


Lever = Annotated[str, known(tuple(MOVED), "lever")]
Provinces = Annotated[
    Annotated[tuple[int, ...], Strict(False)],
    fits(
        lambda given: given, "province numbers, such as [0, 1]; for everywhere leave provinces out"
    ),
]
"""Provinces of a change. To reform the whole country the key is left out, so that a slip of the hand cannot."""


class _Change(Entry):
    lever: Lever
    to: Any
    start: Any
    ramp_months: Any = None
    end: Any = None
    provinces: Provinces = ()

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {
            key: one
            for key, one in given.items()
            if one is not None and (one != "" or key == "provinces")
        }


_Changes = Annotated[
    Items[_Change], fits(lambda _: True, "[{lever: ..., to: ..., start: ...}], or [] for none")
]


def changes_from(given: object) -> tuple[Change, ...]:
    """Changes of plain data: ``[{lever: order_quality, to: 0.9, start: 2020-11}]``.

    Raises InputError: not a list of changes, or a change with a key, lever or value that is not allowed.
    """
    entries: tuple[_Change, ...] = typed(
        _Changes, given, lambda *place: ".".join(map(str, (CHANGES, *place)))
    )
    return tuple(_change(entry, f"{CHANGES}.{number}") for number, entry in enumerate(entries))


def _change(entry: _Change, where: str) -> Change:
    months = {
        key: read(f"{where}.{key}", value, about)
        for key, about in (("start", MONTH), ("ramp_months", LENGTH), ("end", MONTH))
        if (value := getattr(entry, key)) is not None
    }
    to = read(f"{where}.to", entry.to, MOVED[entry.lever])
    return Change(entry.lever, to, provinces=entry.provinces, **months)


# ---- packages


def levers_in(names: Iterable[str], where: object) -> dict[str, Any]:
    """Levers that several packages set together, by full key, as the model takes them.

    Raises InputError: as of :func:`joined`, an unknown lever, or a value that is not allowed.
    """
    with placed(where):
        levers = joined(names)
    return {
        (key := f"policy.{lever}"): read(
            Message("{}: {}", where, key), value, declaration(key, where)
        )
        for lever, value in levers.items()
    }


def joined(names: Iterable[str]) -> dict[str, Any]:
    """Levers that several packages set together, as their files write them.

    Raises InputError: two of them set one lever to different values.
    """
    names = [*names]
    if len(set(names)) < len(names):
        raise InputError("policy=[{}] names a package twice; name each once.", ",".join(names))
    levers: dict[str, Any] = {}
    whose: dict[str, str] = {}
    for name in names:
        plain = _content(name)
        for key, value in {**joined(plain.pop("defaults", [])), **plain}.items():
            if key in levers and levers[key] != value:
                raise InputError(
                    "policy=[{}] says two things of policy.{}: {} ({}) and {} ({}); leave one of them out.",
                    ",".join(names),
                    key,
                    levers[key],
                    whose[key],
                    value,
                    name,
                )
            levers[key], whose[key] = value, whose.get(key, name)
    return levers


def _content(name: str) -> dict[str, Any]:
    """Content of a package's file: one of ``configs/policy``, or a file of the user's own."""
    if not name.endswith((".yaml", ".yml")):
        return cast(
            "dict[str, Any]",
            OmegaConf.to_container(OmegaConf.load(CONFIGS / "policy" / f"{name}.yaml")),
        )
    plain = read_yaml(Path(name))
    if not isinstance(plain, dict) or not plain or {"defaults", "changes"} & set(plain):
        raise InputError(
            "{}: no package; allowed: a line for each lever, such as order_quality: 0.9.", name
        )
    if isinstance(plain.get("policy"), dict):
        raise InputError(
            "{}: takes the levers themselves, one a line; leave the line policy: out.", name
        )
    return {str(key): value for key, value in plain.items()}


# ---- reforms


@dataclass(frozen=True)
class Reform:
    """A setting with dates; what it does not say is ``None`` or empty."""

    packages: tuple[str, ...] = ()
    # levers by full key and head counts by name, as the model takes them: those of the packages, single ones over them
    values: Mapping[str, Any] = field(default_factory=dict)
    single: tuple[str, ...] = ()  # keys of the single ones
    start: int | None = None  # months since November 2015
    end: int | None = None
    ramp: int | None = None  # months
    provinces: str | None = None  # numbers, as they are written
    share: float | None = None  # of the country, 0-1
    name: str = ""
    then: Reform | None = None  # its next phase
    place: str = field(default="", compare=False)  # where it is written, for messages


def parted(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Words of a command that set something of it, and those of its reforms: of ``zombielaw compare``, all others."""
    if not words or words[0] != COMPARE:
        return [*words], []
    own, reforms = [COMPARE], list[str]()
    for word in words[1:]:
        key = re.split("[=\N{FULLWIDTH EQUALS SIGN}]", word)[0]
        inside = key == "policy" or (key.startswith("policy.") and key != CHANGES)
        is_setting = "." in key or key.startswith("-") or key.lstrip("+~") in (*SETTINGS, *FOLDERS)
        if key == YEARS:
            own.append(f"study.{word}")
        else:
            (own if is_setting and not inside else reforms).append(word)
    return own, reforms


def as_text(words: Sequence[str]) -> str:
    """Words of reforms as one text."""
    return " ".join(shlex.quote(word) if re.search(r"[\s'\"\\]", word) else word for word in words)


def typed_words(text: str) -> str:
    """Words of reforms as one types them: characters that a shell would interpret are quoted."""
    return shlex.join(split(text, "study.reforms"))


def split(text: str, where: str) -> list[str]:
    """Words of reforms, as a shell splits them. Raises InputError: a quotation mark is open."""
    try:
        return shlex.split(text)
    except ValueError as error:
        raise InputError(
            "{}={} cannot be read ({}); close each quotation mark.", where, written(text), error
        ) from None


def typed_value(value: object) -> str:
    """A plain value as one types it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def plain_reforms(words: Sequence[str], where: str = "study.reforms") -> dict[str, dict[str, Any]]:
    """Settings of each reform by key, as they are written, by place for messages; the first is the base of comparison.

    Raises InputError: a word that cannot be read, or a reform without words.
    """
    sides: list[list[list[str]]] = [[[]], [[]] if AGAINST in words else []]
    side = 0
    for word in words:
        if word == AGAINST and side == 0:
            side = 1
        elif word == AGAINST:
            raise InputError(
                "{}: {} stands there twice; all are compared with one.", where, AGAINST
            )
        elif word == OR:
            sides[side].append([])
        else:
            sides[side][-1].append(word)
    if not all(group for groups in sides for group in groups):
        raise InputError(
            "{}={}: a reform has no words; write policy=..., policy.<lever>=..., start=..., with {} between reforms.",
            where,
            written(as_text(words)),
            OR,
        )
    if len(sides[1]) > 1:
        raise InputError(
            "{}: {} names {} reforms; all are compared with one.", where, AGAINST, len(sides[1])
        )
    return {
        Message("reform {}", number) if number else AGAINST: _plain_reform(group, where)
        for number, group in enumerate((*(sides[1] or [[]]), *sides[0]))
    }


def _plain_reform(words: Sequence[str], where: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if THEN in words:
        first = words.index(THEN)
        later, name = list[str](), list[str]()
        for word in words[first + 1 :]:
            (name if word.startswith("name=") else later).append(word)
        words, values[THEN] = [*words[:first], *name], as_text(later)
    for word in (one if one.isascii() else spelled(one) for one in words):
        key = word.partition("=")[0]
        if key not in KEYS and not (key.startswith("policy.") and key != CHANGES):
            raise InputError(
                "{}: {} says nothing of a reform{}; allowed: {}, policy.<lever>, {} between reforms; or a setting.",
                where,
                written(word),
                _near(word),
                KEYS,
                OR,
            )
        check_plain(word)
        override = parsed(word)
        if override is None:
            raise InputError("{}: {} cannot be read; write key=value.", where, word)
        if key in values:
            raise InputError(
                "{}: {} stands twice in one reform; write {} between two reforms.", where, key, OR
            )
        # several values without brackets are read as they are written
        values[key] = word.partition("=")[2] if override.is_sweep_override() else override.value()
    return values


def _near(word: str) -> str:
    """Suggestion for an unknown word: a package without its key, or a key."""
    key = word.partition("=")[0]
    if word in options_of("policy"):
        return f" (did you mean 'policy={word}'?)"
    lever = f"policy.{key}"
    return meant(lever if lever in MEANT else key, [*KEYS, YEARS, *SETTINGS, *FOLDERS, OR, AGAINST])


def read_reform(where: str, given: Mapping[str, Any]) -> Reform:
    """A reform of plain values by key: :data:`KEYS` and ``policy.<lever>``; other keys are left to whoever reads them.

    Raises InputError: an unknown package or lever, or a value or date that is not allowed.
    """
    packages = package_names(given.get("policy"))
    known = options_of("policy")
    for name in packages:
        if name not in known and not name.endswith((".yaml", ".yml")):
            raise InputError(
                "{}: policy={} is not a package{}; allowed: {}, or a YAML file of your own with a line for each lever.",
                where,
                written(name),
                nearest(name, known),
                known,
            )
    packaged = levers_in(packages, where)
    single = {
        key: read(Message("{}: {}", where, key), value, declaration(key, where))
        for key, value in given.items()
        if key in HEADCOUNTS or (key.startswith("policy.") and key != CHANGES)
    }
    rest: dict[str, Any] = {
        key: read(f"{where}: {key}", given[key], about)
        for key, about in WHEN.items()
        if key in given
    }
    if "provinces" in given and "share" in given:
        raise InputError(
            "{}: provinces= and share= both say where the reform holds; give one of them.", where
        )
    rest |= {key: str(given[key]) for key in ("provinces", "name") if key in given}
    levers, counts = (
        {key: to for key, to in single.items() if (key in HEADCOUNTS) == counted}
        for counted in (False, True)
    )
    values = {**packaged, **levers, **counts}
    if THEN in given:
        rest[THEN] = _later(where, given)
    return Reform(packages, values, (*single,), place=where, **rest)


def _later(where: str, given: Mapping[str, Any]) -> Reform:
    """The phase behind ``then`` in a reform of plain values: it moves what the reform moves, unless it says what."""
    words = split(str(given[THEN]), f"{where}: {THEN}")
    own = _plain_reform(words, where)
    if not any(_moves(key) for key in own):
        own |= {key: value for key, value in given.items() if _moves(key)}
    if "name" in own or "start" not in own or "ramp" in own:
        raise InputError(
            "{}: {}={} is no later phase; it has a start= of its own, and no name= or ramp=: "
            "policy=judiciary 'provinces=[0,1,2]' start=2026-01 then start=2028-01.",
            where,
            THEN,
            written(given[THEN]),
        )
    later = read_reform(where, own)
    shares = [read(f"{where}: share", one.get("share", 1.0), SHARE) for one in (given, own)]
    start = read(f"{where}: start", given.get("start", 0), MONTH)
    if later.start <= start or shares[0] > shares[1] or ("share" in given and "provinces" in own):
        raise InputError(
            "{}: {}={} comes before the phase before it, covers a smaller share=, or has provinces= in place of one.",
            where,
            THEN,
            written(given[THEN]),
        )
    return later


def _moves(key: str) -> bool:
    return key in ("policy", *HEADCOUNTS) or key.startswith("policy.")


def package_names(packages: object) -> tuple[str, ...]:
    """Packages of a list, or of a text such as ``[legislature,judiciary]``; none of nothing."""
    if packages is None:
        return ()
    text = re.split(r"[,+\s]+", str(packages).strip("[] "))
    return tuple(package(str(one)) for one in (packages if isinstance(packages, list) else text))


class Laid(NamedTuple):
    """A reform laid over a scenario."""

    scenario: Scenario
    keys: tuple[str, ...]  # settings that it moves
    names: Mapping[Language, str]  # empty for one that moves nothing
    share: float


def laid(
    scenario: Scenario, reform: Reform, row: bool = False, before: Reform | None = None
) -> Laid:
    """Lay a reform over the policy of a scenario, one phase after the other.

    ``row``: the reform is a row of a table, which may set what the scenario has. ``before``: the phase that it follows.
    Raises InputError: a date outside the run, a place outside the world, or a reform that moves nothing.
    """
    own, where = scenario.policy._asdict(), reform.place
    moved = {
        key: to
        for key, to in reform.values.items()
        if to != own.get(key.removeprefix("policy."), 1.0)
    }
    when = {
        key: month
        for key in ("start", "end", "ramp")
        if (month := getattr(reform, key)) is not None
    }
    number = scenario.size.provinces
    provinces = _provinces(reform.provinces, where, number) if reform.provinces is not None else ()
    placed = when or provinces or reform.share is not None
    says_nothing = row or reform == Reform() or reform.packages == (TODAY,)
    if not moved and (placed or not says_nothing):
        raise InputError(
            "{}: the reform moves no lever from what the command has; name one, as policy=judiciary.",
            where,
        )
    can_ramp = any(MOVED[key.removeprefix("policy.")].kind is float for key in reform.values)
    end = when.get("end", reform.then.start if reform.then else None)
    _check_when(when if end is None else {**when, "end": end}, can_ramp, scenario.months, where)
    for_a_time = (
        moved
        if when or provinces or end
        else {key: moved[key] for key in moved if key in HEADCOUNTS}
    )
    changes = []
    for key, to in for_a_time.items():
        lever = key.removeprefix("policy.")
        ramp = when.get("ramp", 0) if MOVED[lever].kind is float else 0
        changes.append(Change(lever, to, when.get("start", 0), ramp, end, provinces))
    kept = {key: to for key, to in moved.items() if key not in for_a_time}
    levers = {key.removeprefix("policy."): to for key, to in kept.items()}
    try:
        after = replace(
            scenario,
            policy=scenario.policy._replace(**levers),
            changes=(*scenario.changes, *changes),
        )
    except ScenarioError as error:
        raise InputError("{}: {}", where, error) from None
    shown = {
        (lever := key.removeprefix("policy.")): MOVED[lever].shown(moved[key])
        for key in reform.single
        if key in moved
    }
    stems, share = (
        [Path(one).stem for one in reform.packages],
        1.0 if reform.share is None else reform.share,
    )

    if before and (before.packages, before.values) == (reform.packages, reform.values):
        stems, shown = [], {}

    def name_in_words() -> str:
        place = provinces_in_words(provinces, number) + share_in_words(share)
        if before and not place:
            place = say("provinces.all")
        return reform.name or reform_in_words(stems, shown, when, place)

    names = in_each(name_in_words)
    keys = (*kept, *([CHANGES] if changes or scenario.changes else []))
    if reform.then:
        rest = laid(after, reform.then, before=reform)
        after, keys = rest.scenario, tuple(dict.fromkeys((*keys, *rest.keys)))
        if not reform.name:
            names = {
                lang: say("name.then", lang, before=name, phase=rest.names[lang].strip(" ，"))
                for lang, name in names.items()
            }
    name = names[LANGUAGES[0]]
    check_name(reform.name or name[:LONGEST_NAME], f"{where}: name")
    return Laid(after, keys, names, share)


def _check_when(when: Mapping[str, int], can_ramp: bool, months: int, where: str) -> None:
    """Refuse dates outside the run, and a ramp that is not over before the reform or the run ends."""
    last, longer = month_date(months - 1), "a larger study.months"
    start = when.get("start", 0)
    for key, latest in (("start", months - 1), ("end", months)):
        if when.get(key, 0) > latest:
            raise InputError(
                "{}: {}={} lies after the run, which ends in {}; give an earlier date, or {}.",
                where,
                key,
                month_date(when[key]),
                last,
                longer,
            )
    if "end" in when and when["end"] <= start:
        raise InputError(
            "{}: end={} does not come after the start ({}); give a later end.",
            where,
            month_date(when["end"]),
            month_date(start),
        )
    if not (ramp := when.get("ramp", 0)):
        return
    if not can_ramp:
        raise InputError(
            "{}: ramp={} moves no number; a choice is made at once, so leave ramp out.", where, ramp
        )
    if start + ramp > when.get("end", months - 1):
        until, which = (month_date(when["end"]), "reform") if "end" in when else (last, "run")
        raise InputError(
            "{}: ramp={} from {} on is not over by {}, when the {} ends; give a shorter ramp.",
            where,
            ramp,
            month_date(start),
            until,
            which,
        )


def _provinces(provinces: str, where: str, number: int) -> tuple[int, ...]:
    """Province numbers, of a world that has ``number`` of them."""
    given = provinces.replace("'", "").strip("[] ")
    if not _NUMBERS.fullmatch(given):
        raise InputError(
            "{}: provinces={} is no list of province numbers; the provinces of this world are "
            "simulated and stand for none by name: allowed are 0 to {}, as provinces=[0].",
            where,
            given,
            number - 1,
        )
    return tuple(dict.fromkeys(int(one) for one in re.findall(r"\d+", given)))
