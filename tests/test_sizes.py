"""Weights of officials where the law has no mark: how far a consequence, or aid, reaches."""

from __future__ import annotations

import pytest

from zombielaw.experiments.opinion.outcome import marks
from zombielaw.sim.decisions import perception
from zombielaw.sim.law import elements, elements_287_2
from zombielaw.sim.law.dates import AS_OF_2019, OPINION_II_DAY, Statute, law_in_force
from zombielaw.sim.law.facts import NO, NOTHING, YES, Facts, exactly
from zombielaw.sim.law.truth import NOT_MET


def at_a_mark(rule, of_law):
    """Facts that satisfy a rule alone, each with the least value that does."""
    plain = NOTHING._replace(order_written=YES, refused=YES)
    given = marks(Statute(version=AS_OF_2019))
    satisfying = {}
    for name in Facts._fields:
        for value in given.get(name, (1.0,)):
            facts = plain._replace(**{name: exactly(value)})
            if rule(facts, of_law).truth != NOT_MET:
                satisfying.setdefault(name, facts)
    return satisfying


def test_what_satisfies_a_rule_of_the_law_alone_has_the_size_of_its_mark():
    """No item of an article is left out of what officials weigh where no mark is written."""
    law = law_in_force(NOTHING, Statute(version=AS_OF_2019))
    consequences = at_a_mark(
        lambda facts, of_law: elements.consequence(facts, of_law, True, False), law
    )
    assert len(consequences) == 17
    for name, facts in consequences.items():
        # the great majority is open from one half on
        within = 5 / 8 if name == "users_without_logs" else 1.0
        assert perception.consequence_size(facts, 1.0) >= within, name

    def serious(facts, of_law):
        return elements_287_2.serious(facts, of_law, False, False)

    aid = at_a_mark(serious, law)
    aid |= at_a_mark(serious, law._replace(judged=exactly(float(OPINION_II_DAY))))
    assert len(aid) == 11
    for name, facts in aid.items():
        assert perception.aid_size(facts) >= 1.0, name


def test_kinds_of_items_and_of_records_add_up():
    mixed = NOTHING._replace(illegal_videos=exactly(100.0), illegal_items=exactly(1000.0))
    assert perception.consequence_size(mixed, 1.0) == pytest.approx(1.0)
    leaked = NOTHING._replace(leaked_sensitive=exactly(250.0), leaked_other=exactly(25_000.0))
    assert perception.consequence_size(leaked, 0.5) == pytest.approx(2.0)


def test_only_orders_in_documents_that_were_refused_have_a_size():
    ordered = NOTHING._replace(orders=exactly(3.0), order_written=YES, refused=YES)
    assert perception.consequence_size(ordered, 1.0) == pytest.approx(1.0)
    assert perception.consequence_size(ordered._replace(order_written=NO), 1.0) == 0.0
    assert perception.consequence_size(ordered._replace(refused=NO), 1.0) == 0.0
