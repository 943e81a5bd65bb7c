"""A judgment inverted: the disputed views on which the law gives, or may give, the answer of a court.

A view is a set of switches of a reading that are decided otherwise than in the text of the statute, as bits in the
order of ``Reading``; view 0 is the text. All views are tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zombielaw.experiments.opinion.explain import joined, switch_in_words
from zombielaw.experiments.words.texts import Language
from zombielaw.sim.law.assess import Examination, examine, read
from zombielaw.sim.law.concurrence import EXAMINED, STATUTE, Reading
from zombielaw.sim.law.dates import Statute, law_in_force
from zombielaw.sim.law.facts import Facts

SWITCHES = Reading._fields
MOST_SWITCHES = 4
"""Largest number of switches in a set that is shown: whoever decides more disputes otherwise has another law."""
_ASKED = [SWITCHES.index(name) for name in EXAMINED]
_READ = [number for number in range(len(SWITCHES)) if number not in _ASKED]


class Views(NamedTuple):
    """Answers by view: ``prevailing`` as bits of offences, ``open`` whether facts or law leave it open."""

    prevailing: NDArray[np.int64]
    open: NDArray[np.bool_]

    def right(self, offence: int) -> NDArray[np.bool_]:
        """Views on which an offence, by its code, prevails or may prevail."""
        return (self.prevailing >> offence & 1).astype(bool)


def switches_of(view: int) -> list[str]:
    """The switches that a view decides otherwise."""
    return [name for number, name in enumerate(SWITCHES) if view >> number & 1]


def reading_of(view: int) -> Reading:
    """The reading of a view."""
    return STATUTE._replace(**{name: not getattr(STATUTE, name) for name in switches_of(view)})


def _subsets(numbers: Sequence[int], most: int = len(SWITCHES)) -> list[int]:
    """All sets of some switches, as views, the smallest first."""
    sizes = range(min(most, len(numbers)) + 1)
    return [
        sum(1 << number for number in some)
        for size in sizes
        for some in combinations(numbers, size)
    ]


@lru_cache(32)
def views_of(facts: Facts, statute: Statute) -> Views:
    """Answers of the law to facts on every view; what views do not dispute is examined once."""
    law, inner = law_in_force(facts, statute), _subsets(_READ)
    prevailing, still_open = (
        np.zeros(1 << len(SWITCHES), np.int64),
        np.zeros(1 << len(SWITCHES), bool),
    )
    known: dict[Examination, tuple[list[int], list[bool]]] = {}
    readings = [reading_of(view) for view in inner]
    for asked in _subsets(_ASKED):
        examined = examine(facts, law, reading_of(asked))
        if examined not in known:
            answers = [read(examined, reading) for reading in readings]
            known[examined] = [one.prevailing for one in answers], [one.open for one in answers]
        places = np.array(inner) | asked
        prevailing[places], still_open[places] = known[examined]
    return Views(prevailing, still_open)


def smallest_views(views: Views, offence: int) -> list[int]:
    """The smallest views on which an offence may prevail, the fewest switches first; none contains another."""
    right = views.right(offence)
    smallest: list[int] = []
    for view in _subsets(range(len(SWITCHES)), MOST_SWITCHES):
        if right[view] and not any(kept & view == kept for kept in smallest):
            smallest.append(view)
    return smallest


def view_in_words(switches: Sequence[str], lang: Language) -> str:
    """Clauses in which a view departs from the text of the statute."""
    clauses = [switch_in_words(name, not getattr(STATUTE, name), lang) for name in switches]
    return joined(clauses, lang, "list.and_that")
