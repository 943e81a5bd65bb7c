"""study=loop: learning on and off in pairs."""

from __future__ import annotations

import pytest

from zombielaw.experiments.studies import loop
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.registry import composed, run

SMALL = ("study=loop", "world=classroom", "replicates=2", "study.months=62")


def test_pairs_differ_by_what_is_learnt_alone():
    settings = composed(*SMALL)
    design = loop.design_of(settings).set_index([loop.WORLD, loop.FORM]).drop(columns="point")
    assert design.index.is_unique
    for world in loop.worlds():
        for form, held in loop.FORMS.items():
            own, declared = design.loc[(world, form)], design.loc[(world, loop.AS_DECLARED)]
            assert set(own.index[own != declared]) == set(held)


@pytest.mark.slow
def test_what_is_not_learnt_anyway_changes_nothing(tmp_path):
    folder = run(composed(*SMALL, "world.familiarity_learns=false", f"out={tmp_path}"), shown=False)
    made = Finished(folder)
    rows = made["multiples"].set_index(["world", "learnt", "outcome"])
    known = rows["multiple"].dropna()
    for learnt in (loop.OWN, loop.BOTH):
        assert (known[known.index.get_level_values("learnt") == learnt] == 1.0).all()
    assert (known[known.index.get_level_values("learnt") == loop.EVERYTHING] != 1.0).any()
    assert (made["map"]["needed_beside"] < made["map"]["kappa_needed"]).all()
    assert len(made["cloud"]) > 0
