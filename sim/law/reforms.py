"""Reforms of the statute as small objects: a name, and what it changes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from zombielaw.sim.law.dates import VERSIONS, Statute

GREATEST_MULTIPLE = 4.0


@dataclass(frozen=True)
class Reform:
    """Change of one switch of the statute."""

    name: str
    switch: str
    value: Any


DELETE_ORDER_ELEMENT = Reform("delete_order_element", "order_element_required", False)
"""Art. 286-1 no longer asks that a regulator ordered rectification and was refused: breach with a result suffices."""


def scale_consequence(multiple: float) -> Reform:
    """Multiply the quantity marks of Arts. 3 and 4.

    Parameters
    ----------
    multiple
        0-4; 0 makes Art. 286-1 an offence without a result.
    """
    return Reform("scale_consequence", "consequence_multiple", float(multiple))


def narrow_aiding(scope: int) -> Reform:
    """Narrow Art. 287-2(1) to one of ``AIDING_SCOPES``."""
    return Reform("narrow_aiding", "aiding_scope", scope)


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
        statute = statute._replace(**{reform.switch: reform.value})
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
