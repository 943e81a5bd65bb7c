"""Offences as data: what is read, what is refused, and a tenth offence from a file that the project does not have."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml
from shared import answer

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.offences import template
from zombielaw.experiments.offences.declaration import (
    BEHAVIOUR,
    built_in,
    draws_of,
    read_behaviour,
    read_offence,
    units_of,
    with_own,
)
from zombielaw.experiments.offences.ranges import EDGE, Range

UNITS = {
    "network": "286-1", "wages": "276-1", "fire": "139", "danger_ordered": "134-1 item 2",
    "danger_unordered": "134-1 items 1 and 3", "mining_before": "343(1)", "mining_after": "343(1)",
    "tax_before": "201", "tax_after": "201",
}  # fmt: skip


def own(folder: Path, *changes: tuple[str, str]) -> Path:
    """The template of a user's offence with some of its text replaced."""
    text = template.template()
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    path = folder / "tenth.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_nine_units_are_declared():
    assert {name: unit.article for name, unit in units_of(built_in().values()).items()} == UNITS


def test_a_later_version_keeps_what_it_leaves_out():
    first, second = built_in()["wages"].lines[0]
    assert (first.posting, first.mark_open, first.since) == (None, True, date(2011, 5, 1))
    assert (second.posting, second.mark_open, second.since) == (True, False, date(2013, 1, 23))
    assert second.factors == first.factors == 3 and second.supply == first.supply
    assert dict(first.exits) == {"indictment": "lighter"} and list(second.exits) == [
        "filing",
        "indictment",
        "judgment",
    ]


def test_pairs_move_the_order_and_share_the_draws_of_their_supply():
    mining = built_in()["mining"].lines[0]
    before, after = mining[1], mining[2]
    assert (before.role, after.role) == ("element", "none") and before.supply == after.supply
    tax = built_in()["tax"].lines[0]
    assert [rules.role for rules in tax] == ["none", "exit", "exit", "exit"]
    assert [rules.pursued_without_notice for rules in tax] == [True, True, True, False]
    ordered, free = (line[0] for line in built_in()["danger"].lines)
    assert ordered.supply["later_result"] == free.supply["later_result"] and ordered.factors == 3


def test_the_template_is_read_and_said_by_the_command(tmp_path):
    path = tmp_path / "my.yaml"
    path.write_text(answer("offence", "new")[1], encoding="utf-8")
    offences = with_own(str(path))
    assert [*offences][-1] == "my_offence" and len(units_of(offences.values())) == len(UNITS) + 1
    assert all(name in answer("offence")[1] for name in UNITS)
    assert answer("offence", "nw")[0] == 2 and "did you mean 'new'" in answer("offence", "nw")[2]


BAD = [
    ("same_body: 0 ", "samebody: 0 ", "procedure.samebody: no key is called 'samebody' (did you mean 'same_body'?)"),
    ("from: 2015-06-01", "from: 2009-06-01", "2009-06-01 does not lie behind 2010-01-01"),
    ("source: an interpretation", "source: ''", "allowed: the law that made it"),
    ("[1000, 3000, 10000], reason: assumed", "[1000, 3000, 10000]", "findings: a number needs where it comes from"),
    ("[1000, 3000, 10000]", "[3000, 1000, 10000]", "allowed: low <= middle <= high"),
    ("order_per_finding: {range: [0.2, 0.5, 0.8]", "order_per_finding: {range: [0.2, 0.5, 1.8]", "above 0 and below 1"),
    ("  findings: {", "  checks: {", "findings is lacking"),
    ("pattern: order_refusal_referral", "pattern: finding_referral", "needs no order that is an element"),
    ("role: element ", "role: elment ", "versions.0.order.role: 'elment' given; allowed: 'element', 'exit', 'none'"),
    ("after_refusal: none", "after_refusal: result", "does not go with after_refusal: result"),
    ("check: 0.5, complaint: 0.5", "check: 0.5, complaint: 0.4", "the shares sum to 0.9"),
    ("reaches: []", "reaches: [referral]", "needs stake: own, and a reason"),
    ("id: my_offence", "id: wages", "names an offence of the package"),
    ("relation: equal, met: [0.1, 0.3, 0.6], reason: nobody has counted", "relation: equal, met: [0.1, 0.3, 0.6]",
     "a number needs where it comes from"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "message"), BAD)
def test_a_bad_field_is_refused_in_one_sentence_that_names_the_line(
    tmp_path, before, after, message
):
    path = own(tmp_path, (before, after))
    with pytest.raises(InputError) as error:
        with_own(str(path))
    assert (
        message in str(error.value)
        and str(path) in str(error.value)
        and "\n" not in str(error.value)
    )


def test_exits_are_given_once_and_in_order(tmp_path):
    one = "- {until: indictment, act: comply, effect: lighter}"
    path = own(tmp_path, (one, f"{one}\n      - {{until: filing, act: comply, effect: none}}"))
    with pytest.raises(InputError, match="in the order filing, indictment, judgment"):
        read_offence(path)


def test_every_shared_number_is_there_with_its_source(tmp_path):
    assert set(yaml.safe_load(BEHAVIOUR.read_text(encoding="utf-8"))) == {
        "behaviour",
        "mechanisms",
        "constants",
    }
    path = tmp_path / "behaviour.yaml"
    text = BEHAVIOUR.read_text(encoding="utf-8")
    path.write_text(text.replace("  refusal:", "  refusals:"), encoding="utf-8")
    with pytest.raises(InputError, match="did you mean 'refusal'"):
        read_behaviour(path)
    path.write_text(
        text.replace('    source: "the project\'s own world.vanish"\n', ""), encoding="utf-8"
    )
    with pytest.raises(InputError, match="needs where it comes from"):
        read_behaviour(path)
    path.write_text(text.replace("{value: 3600", "{value: many"), encoding="utf-8")
    with pytest.raises(
        InputError, match=r"constants\.offices.value: 'many' given; allowed: a whole number"
    ):
        read_behaviour(path)


@pytest.mark.parametrize("one", [Range(0.03, 0.1, 0.4, True), Range(1.0, 3.0, 10.0, False)])
def test_a_range_holds_its_quantiles(one):
    z = np.linspace(-5.0, 5.0, 200_001)
    weights = np.exp(-0.5 * z * z)
    values = one.at(z)
    for edge, part in ((one.low, 1.0 - EDGE), (one.middle, 0.5), (one.high, EDGE)):
        assert weights[values <= edge].sum() / weights.sum() == pytest.approx(part, abs=1e-3)


def test_draws_follow_names_alone(tmp_path):
    behaviour, few = read_behaviour(), built_in()
    more = with_own(str(own(tmp_path)))
    one, two = (draws_of(offences.values(), behaviour, 50, 3) for offences in (few, more))
    assert all((one[name] == two[name]).all() for name in one) and len(two) > len(one)
    assert not np.allclose(one["refusal"], draws_of(few.values(), behaviour, 50, 4)["refusal"])
