"""Reforms in the words of a command: ``policy=judiciary start=2026-01 or policy.order_quality=0.9 against policy=all``.

A reform sets a package of levers, single levers, or both; ``start, end, ramp, provinces, share`` say when and where.
Without these it holds in the whole run and country. A package is a file of ``configs/policy``, several in a list, or a
file of one's own.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from zombielaw.experiments.config.changes import LENGTH, MONTH, changes_from, plain_changes
from zombielaw.experiments.config.command import YEARS, check_small, options_of, parsed
from zombielaw.experiments.config.options import real
from zombielaw.experiments.config.packages import levers_in
from zombielaw.experiments.config.schema import (
    CHANGES,
    FOLDERS,
    HEADCOUNTS,
    MEANT,
    MOVED,
    SETTINGS,
    meant,
    read,
    shown,
)
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.files import LONGEST_NAME, check_name
from zombielaw.experiments.errors import InputError, Said, nearest
from zombielaw.experiments.words.reforms import (
    provinces_in_words,
    reform_in_words,
    share_in_words,
)
from zombielaw.experiments.words.texts import LANGUAGES, Language
from zombielaw.sim.months import month_date
from zombielaw.sim.parameters import written

OR, AGAINST = "or", "against"
"""Words between reforms: before a further reform; before the base of comparison that replaces the command's policy."""
WHEN = {"start": MONTH, "end": MONTH, "ramp": LENGTH}
SHARE = real(1.0, 0.0, 1.0, "share of the country that a reform covers", "share")
KEYS = ("policy", *HEADCOUNTS, *WHEN, "provinces", "share", "name")
"""Words of a reform beside its levers."""
_NUMBERS = re.compile(r"\d+(?:[,;\s]+\d+)*")


def is_of_reform(word: str) -> bool:
    """Say if a word of a command belongs to a reform."""
    key = word.partition("=")[0]
    return word in (OR, AGAINST) or key in KEYS or (key.startswith("policy.") and key != CHANGES)


def typed(text: str) -> str:
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


def reforms_in(text: str, where: str) -> list[dict[str, Any]]:
    """Settings of each reform of a text, by key; the first is the base of comparison, empty if the text names none.

    Raises InputError: a word that cannot be read, or a reform without words.
    """
    words = split(text, where)
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
            written(text),
            OR,
        )
    if len(sides[1]) > 1:
        raise InputError(
            "{}: {} names {} reforms; all are compared with one.", where, AGAINST, len(sides[1])
        )
    return [_reform(group, where) for group in (*(sides[1] or [[]]), *sides[0])]


def _reform(words: Sequence[str], where: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for word in words:
        key = word.partition("=")[0]
        if not is_of_reform(word):
            raise InputError(
                "{}: {} says nothing of a reform{}; allowed: {}, policy.<lever>, {} between reforms; or a setting.",
                where,
                written(word),
                _near(word),
                KEYS,
                OR,
            )
        override = parsed(word)
        if override is None:
            raise InputError("{}: {} cannot be read; write key=value.", where, word)
        check_small(key, word)
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


def laid(
    settings: Settings,
    given: Mapping[str, Any],
    where: str,
    table: bool = False,
    lang: Language = LANGUAGES[0],
) -> tuple[str, dict[str, Any], float]:
    """A reform laid over the policy of a command: its name in a language, the settings that it moves, and its share.

    ``given``: its values by key: :data:`KEYS` and ``policy.<lever>``. ``table``: the reform is a row of a table, where
    an empty cell says nothing, and a lever may have the command's own value.
    Raises InputError: an unknown package or lever, a value or date that is not allowed, or a reform that moves nothing.
    """
    reform = {
        key: value for key, value in given.items() if not (table and (value == "" or value is None))
    }
    values = _package(reform.get("policy"), where) | {
        key: shown(key, value, where)
        for key, value in reform.items()
        if key.startswith("policy.") and key != CHANGES
    }
    counts = {
        key: read(f"{where}: {key}", reform[key], about)
        for key, about in HEADCOUNTS.items()
        if key in reform
    }
    values |= counts
    moved = {key: value for key, value in values.items() if value != settings.plain.get(key, 1.0)}
    when = {
        key: read(f"{where}: {key}", reform[key], about)
        for key, about in WHEN.items()
        if key in reform
    }
    number = read(
        Said("{}: {}", where, "world.provinces"),
        {**settings.plain, **reform}["world.provinces"],
        SETTINGS["world.provinces"],
    )
    provinces = _provinces(reform["provinces"], where, number) if "provinces" in reform else []
    share = read(f"{where}: share", reform["share"], SHARE) if "share" in reform else 1.0
    if provinces and "share" in reform:
        raise InputError(
            "{}: provinces= and share= both say where the reform holds; give one of them.", where
        )
    if (given and not table and not moved and reform.get("policy") != "today") or (
        not moved and (when or provinces or "share" in reform)
    ):
        raise InputError(
            "{}: the reform moves no lever from what the command has; name one, as policy=judiciary.",
            where,
        )
    _check_when(when, values, settings.scenario.months, where)
    own = given.get(CHANGES, settings.plain[CHANGES])
    name = str(
        reform.get("name")
        or _name(
            reform,
            moved,
            when,
            provinces_in_words(provinces, number, lang) + share_in_words(share, lang),
            lang,
        )
    )
    check_name(name if "name" in reform else name[:LONGEST_NAME], f"{where}: name")
    changed = moved if when or provinces else {key: moved[key] for key in counts if key in moved}
    kept = {key: value for key, value in moved.items() if key not in changed}
    ramp = when.get("ramp", 0)
    changes = [
        {
            "lever": (lever := key.removeprefix("policy.")),
            "to": value,
            "start": month_date(when.get("start", 0)),
            **({"ramp_months": ramp} if ramp and MOVED[lever].kind is float else {}),
            **({"end": month_date(when["end"])} if "end" in when else {}),
            **({"provinces": provinces} if provinces else {}),
        }
        for key, value in changed.items()
    ]
    more = plain_changes(changes_from(changes))
    return name, {**kept, CHANGES: [*own, *more] if more else own}, share


def _check_when(
    when: Mapping[str, int], values: Mapping[str, Any], months: int, where: str
) -> None:
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
    if not any(MOVED[key.removeprefix("policy.")].kind is float for key in values):
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


def _names(packages: object) -> list[Any]:
    """Packages of a list, or of a text such as ``[legislature,judiciary]``."""
    return (
        packages if isinstance(packages, list) else re.split(r"[,+\s]+", str(packages).strip("[] "))
    )


def _package(packages: object, where: str) -> dict[str, Any]:
    if packages is None:
        return {}
    names, known = _names(packages), options_of("policy")
    for name in names:
        if not isinstance(name, str) or (
            name not in known and not name.endswith((".yaml", ".yml"))
        ):
            raise InputError(
                "{}: policy={} is not a package{}; allowed: {}, or a YAML file of your own with a line for each lever.",
                where,
                written(name),
                nearest(str(name), known),
                known,
            )
    return levers_in(names, where)


def _provinces(provinces: object, where: str, number: int) -> list[int]:
    """Province numbers, of a world that has ``number`` of them."""
    given = str(provinces).replace("'", "").strip("[] ")
    if not _NUMBERS.fullmatch(given):
        raise InputError(
            "{}: provinces={} is no list of province numbers; the provinces of this world are "
            "simulated and stand for none by name: allowed are 0 to {}, as provinces=[0].",
            where,
            given,
            number - 1,
        )
    return [*dict.fromkeys(int(one) for one in re.findall(r"\d+", given))]


def _name(
    reform: Mapping[str, Any],
    moved: Mapping[str, Any],
    when: Mapping[str, int],
    place: str,
    lang: Language,
) -> str:
    """A reform by its words: a package is called by its name, a file of one's own by that of the file."""
    packages = (
        [Path(str(one)).stem for one in _names(reform["policy"])] if reform.get("policy") else []
    )
    levers = {key.removeprefix("policy."): moved[key] for key in reform if key in moved}
    return reform_in_words(packages, levers, when, place, lang) if packages or levers else ""
