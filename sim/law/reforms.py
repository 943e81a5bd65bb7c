"""Reforms of the statute as small objects: a name, what it means, and what it changes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from zombielaw.sim.law.dates import AIDING_SCOPES, VERSIONS, Statute

GREATEST_MULTIPLE = 4.0


@dataclass(frozen=True)
class Reform:
    """Change of one switch of the statute."""

    name: str
    meaning: str
    switch: str
    value: bool | float

    def apply(self, statute: Statute) -> Statute:
        """Return the statute with this one switch changed."""
        change: dict[str, Any] = {self.switch: self.value}
        return statute._replace(**change)


DELETE_ORDER_ELEMENT = Reform(
    "delete_order_element",
    "Art. 286-1 no longer asks that a regulator ordered rectification and was refused: breach with a result suffices.",
    "order_element_required",
    False,
)
NEGLIGENCE_SUFFICES = Reform(
    "negligence_suffices", "Art. 286-1 may be committed by negligence.", "intent_required", False
)
REQUIRE_INTENT = Reform(
    "require_intent", "Art. 286-1 asks for intent, direct or indirect.", "intent_required", True
)
WEIGH_ORDER_FACTORS = Reform(
    "weigh_order_factors",
    "The factors of Art. 2(2) are weighed together: a written order is valid if two of the three hold.",
    "order_weighted",
    True,
)


def scale_consequence(multiple: float) -> Reform:
    """Multiply the quantity marks of Arts. 3 and 4.

    Parameters
    ----------
    multiple
        0-4; 0 makes Art. 286-1 an offence without a result.
    """
    meaning = (
        "Art. 286-1 needs no result."
        if multiple == 0
        else f"The marks of Arts. 3 and 4 are multiplied by {multiple:g}."
    )
    return Reform("scale_consequence", meaning, "consequence_multiple", float(multiple))


def narrow_aiding(scope: int) -> Reform:
    """Narrow Art. 287-2(1) to one of ``AIDING_SCOPES``."""
    meaning = f"Art. 287-2(1) covers {AIDING_SCOPES[scope]}."
    return Reform("narrow_aiding", meaning, "aiding_scope", scope)


def reform_statute(statute: Statute, reforms: Iterable[Reform]) -> Statute:
    """Apply reforms to a statute; the only place where the law is changed.

    Raises
    ------
    ValueError
        Two reforms change the same switch (their order would decide), or the result is no statute.
    """
    changed_by: dict[str, str] = {}
    for reform in reforms:
        if reform.switch in changed_by:
            raise ValueError(
                f"reforms {changed_by[reform.switch]!r} and {reform.name!r} both change {reform.switch}; "
                "keep one of them"
            )
        changed_by[reform.switch] = reform.name
        statute = reform.apply(statute)
    return checked(statute)


def checked(statute: Statute) -> Statute:
    """Return the statute, or raise ValueError if a switch lies outside its range."""
    if statute.version not in VERSIONS:
        raise ValueError(
            f"version of the law: {statute.version!r} given, allowed are {VERSIONS} (0 = dated)"
        )
    multiple = statute.consequence_multiple
    if not (math.isfinite(multiple) and 0.0 <= multiple <= GREATEST_MULTIPLE):
        raise ValueError(
            f"consequence_multiple: {multiple!r} given, allowed is 0 to {GREATEST_MULTIPLE:g}"
        )
    return statute
