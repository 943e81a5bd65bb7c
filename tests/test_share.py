"""A reform that covers a share of the country: the same in every world, none of it at 0, all of it at 1; its price."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from drawn import luck_of, moved
from shared import OWN_NUMBERS, undrawn

from zombielaw.experiments.analysis.compared import CHAIN
from zombielaw.experiments.analysis.prices import KEYS
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.compare import STUDY
from zombielaw.experiments.studies.registry import composed, run

REFORM = "policy.transfer_rate=0.6 policy.training=0.1 policy.order_quality=0.95 start=2018-01"
SMALL = ("experiment=lively", "world.providers=300", "study.months=62", "replicates=8")
USE = "expected_convictions_286_1"


def compared(out, reforms: str, *words: str) -> Finished:
    asked = ("study.posterior_draws=0", f"out={out}", f"study.reforms='{reforms}'")
    with undrawn():
        return Finished(run(composed("study=compare", *words, *asked), shown=False))


def test_part_and_price_lie_between_today_and_the_whole(tmp_path):
    shares = " or ".join(f"{REFORM} share={share} name=at{share}" for share in (0, 0.25, 1))
    words = f"{shares} or {REFORM} name=whole"
    tables = compared(tmp_path, words, *SMALL)
    country, part = (
        tables[name].set_index(["scenario", "outcome"])[["base", "value", "difference"]]
        for name in ("compared", "where_it_holds")
    )
    whole, counts = country.loc["whole"], [*CHAIN, USE, "official_days"]
    assert (whole.loc[counts, "difference"] != 0.0).sum() > 3
    for table, base in ((country, 1.0), (part, 0.25)):
        here = table.loc["at0.25"].loc[counts]
        assert here["base"].tolist() == pytest.approx(base * whole.loc[counts, "base"])
        assert here["difference"].tolist() == pytest.approx(0.25 * whole.loc[counts, "difference"])
    orders = (
        pd.read_parquet(tables.folder / "places.parquet").groupby("point")["written_orders"].sum()
    )
    assert orders[2] == pytest.approx(0.75 * orders[0] + 0.25 * orders[4])

    better = 0.95 - composed(*SMALL).scenario.policy.order_quality
    # a course of two days at each of 7,100 offices for each 0.01, and two days for each order
    own = 2 * 10 * 7100 + 2 * better * whole.loc["written_orders", "value"]
    for share in (0.25, 1):
        less = country.loc[f"at{share}", "difference"]
        numbers = tables["further"].set_index(["scenario", "outcome"]).loc[f"at{share}", "value"]
        days = share * own + less["official_days"]
        assert numbers["own_days"] == pytest.approx(share * own)
        assert numbers["further_days"] == pytest.approx(days)
        assert numbers["days_per_conviction"] == pytest.approx(days / less[USE])
        assert numbers["referrals"] == pytest.approx(less["referrals"] / less[USE])
    nothing = tables["further"].query("scenario == 'at0' and outcome == 'days_per_conviction'")
    assert nothing["value"].isna().all(), "no further conviction, no price of one"


def test_a_share_of_any_levers_lies_between_today_and_the_whole_and_costs_what_is_paid(tmp_path):
    luck = luck_of("share")
    share, levers = luck.randint(1, 99) / 100, moved(luck, composed(*SMALL).scenario.policy, 4)
    reform = " ".join([*(f"policy.{one.lever}={one.typed}" for one in levers), "start=2018-01"])
    words = " or ".join(f"{reform} share={each} name=at{each}" for each in (0, share, 1))
    words += f" or {reform} name=whole"
    free = [f"study.{price}=0" for price in KEYS if price != "price_yuan"]
    tables = compared(tmp_path, words, *SMALL, *free)
    country = tables["compared"].set_index(["scenario", "outcome"])["difference"]
    days = tables["further"].set_index(["scenario", "outcome"])["value"]
    for one in (0, share, 1):
        counts = country[f"at{one}"][[*CHAIN, USE, "official_days"]]
        np.testing.assert_allclose(counts, one * country["whole"][counts.index], atol=1e-9)
        assert days[f"at{one}", "own_days"] == 0.0
        assert days[f"at{one}", "further_days"] == pytest.approx(counts["official_days"])


def test_a_share_that_grows_is_the_first_part_from_its_start_and_the_rest_from_its_own(tmp_path):
    levers = REFORM.partition(" start=")[0]
    ends = f"{levers} start=2017-01 name=soon or {levers} start=2019-01 name=late"
    phases = " or ".join(
        f"{levers} start=2017-01 share={share} then start=2019-01 name=at{share}"
        for share in (0, 0.25, 1)
    )
    tables = compared(tmp_path, f"{phases} or {ends}", *SMALL)
    values = tables["compared"].set_index(["scenario", "outcome"])["value"]
    soon, late = values["soon"][[*CHAIN, USE]], values["late"][[*CHAIN, USE]]
    assert (soon != late).sum() > 3
    for share in (0, 0.25, 1):
        assert values[f"at{share}"][soon.index].tolist() == pytest.approx(
            share * soon + (1.0 - share) * late
        )
    assert {*values.index.levels[0]} == {"today", "soon", "late", "at0", "at0.25", "at1"}


def test_a_phase_in_all_provinces_is_one_in_the_whole_country_and_its_words_are_read_alike():
    words = "world=classroom policy=judiciary start=2026-01 provinces=[0,1,2,3]"
    design = STUDY.check(composed("compare", *words.split(), "then", "start=2028")).design
    for month in (121, 122, 145, 146):
        law, whole = (
            STUDY.check(composed("compare", *one.split())).design.scenarios[1]
            for one in (f"{words} then policy=all start=2028", words)
        )
        assert design.scenarios[1].policy_at(month, 3) == whole.policy_at(month, 3)
        assert (law.policy_at(month, 3) == whole.policy_at(month, 3)) == (month < 146)
    assert design.names[1].endswith(", then from January 2028, in the whole country")


def test_chinese_is_read_as_it_is_typed():
    typed = "policy=［司法，立法］ start＝２０２７年1月 share=三成 name=司法试点（一） out=结果"
    plain = (
        "policy=[judiciary,legislature] start=2027-01 share=0.3 name='司法试点（一）' out='结果'"
    )
    one, two = (composed("compare", *words.split()) for words in (typed, plain))
    assert one.reforms == two.reforms
    assert (one.reforms[1].name, one.out) == ("司法试点（一）", two.out)


@pytest.mark.slow
def test_three_provinces_of_the_country_and_as_large_a_share_of_a_class_agree(tmp_path):
    asked = (
        ("provinces=[0,1,2]", "world=national", "replicates=3"),
        ("share=0.23", "world=classroom", "replicates=40"),
    )
    ends = [
        compared(tmp_path, f"{REFORM} {place}", "study.months=62", *OWN_NUMBERS, *words)["compared"]
        .query("point == 1")
        .set_index("outcome")[["difference_low", "difference_high"]]
        for place, *words in asked
    ]
    for name in (USE, "expected_charges_286_1", "referrals"):
        lows, highs = zip(*(one.loc[name] for one in ends), strict=True)
        assert 0.0 < max(lows) <= min(highs), name


@pytest.mark.parametrize(
    ("lang", "says"), [("en", ", in 23% of the country"), ("zh", "，覆盖全国的23%")]
)
def test_the_name_of_the_scenario_says_the_share(lang, says):
    words = f"{REFORM} share=0.23".split()
    design = STUDY.check(composed("compare", *words, "world=national")).design
    name = design.names[1]
    assert (name if lang == "en" else design.named[lang][name]).endswith(says)


def test_a_table_has_a_share_and_a_design_without_a_comparison_refuses_it(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("policy,share\ntoday,\nall,0.5\nall,\n", encoding="utf-8")
    words = ("world=classroom", f"study.table={file}")
    composed("study=compare", *words)
    with pytest.raises(InputError, match="share= is for a comparison"):
        run(composed("study=design", *words, f"out={tmp_path}"), shown=False)
