"""Behaviour that all offences share: the priors of ``data/behaviour.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import create_model

from zombielaw.experiments.data.files import content_of, read_yaml_file
from zombielaw.experiments.data.typed import Entry, Whole, Words, read_as
from zombielaw.experiments.offences.declaration import OFFENCES, Offence
from zombielaw.experiments.offences.ranges import Array, Either, Range, values
from zombielaw.experiments.paths import DATA

BEHAVIOUR = DATA / "behaviour.yaml"
NUMBERS = {
    "behaviour": (
        "refusal",
        "flight",
        "referral",
        "filing",
        "sent_on",
        "not_prosecuted",
        "convicted",
        "persons",
        "published",
        "published_late",
        "rival_weight",
        "familiarity_gain",
        "lesson",
        "forgetting",
        "shared_lessons",
    ),
    "mechanisms": (
        "order_holds",
        "open_counts",
        "own_file",
        "fine_in_place",
        "complains",
        "pays_later",
        "lighter_frees",
    ),
    "constants": (
        "offices",
        "published_from",
        "published_late_from",
        "order_months",
        "referral_months",
        "filing_months",
        "investigation_months",
        "review_months",
        "trial_months",
        "publication_months",
    ),
}
"""Content of each part of the file."""


@dataclass(frozen=True)
class Behaviour:
    """Ranges of behaviour and mechanisms, by name, and constants: counts, years, and months from stage to stage."""

    ranges: Mapping[str, Range]
    constants: Mapping[str, int]


class Constant(Entry):
    """A number without a range."""

    value: Whole
    source: Words = ""
    reason: Words = ""


Declared: Any = create_model(
    "Declared",
    __base__=Entry,
    **{  # type: ignore[call-overload]
        part: (create_model(part, __base__=Entry, **dict.fromkeys(names, (of, ...))), ...)  # type: ignore[call-overload]
        for (part, names), of in zip(NUMBERS.items(), (Either, Either, Constant), strict=True)
    },
)
"""The file."""


def read_behaviour(path: Path = BEHAVIOUR) -> Behaviour:
    """Read the shared priors. Raises InputError: a number is lacking, unknown, or without source and reason."""
    given = read_as(Declared, read_yaml_file(path))
    constants = {name: one.value for name, one in dict(given.constants).items()}
    return Behaviour(dict(given.behaviour) | dict(given.mechanisms), constants)


def draws_of(
    offences: Iterable[Offence], behaviour: Behaviour, draws: int, seed: int
) -> dict[str, Array]:
    """Joint draws of all inputs by name, each of shape ``(draws,)``: those of behaviour, and of each offence."""
    ranges = dict(behaviour.ranges)
    for offence in offences:
        ranges |= offence.ranges
    return values(ranges, draws, seed)


def digest_of_declarations(file: str = "") -> str:
    """Inputs that decide the key of a study: the offences of the package, their behaviour, and a user's file."""
    paths = [*sorted(OFFENCES.glob("*.yaml")), BEHAVIOUR, *([Path(file)] if file else [])]
    return sha256(b"\n".join(map(content_of, paths))).hexdigest()[:16]
