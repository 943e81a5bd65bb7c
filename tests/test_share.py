"""A reform that covers a share of the country: the same in every world, none of it at 0, all of it at 1."""

from __future__ import annotations

import pandas as pd
import pytest

from zombielaw.experiments.analysis.compared import CHAIN
from zombielaw.experiments.designs.reform_rows import worded_design
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.registry import composed, run

REFORM = "policy.transfer_rate=0.6 policy.training=0.1 start=2018-01"
COUNTS = [*CHAIN, "expected_convictions_286_1", "convictions_287_2", "official_days"]


def compared(out, reforms: str, *words: str) -> Finished:
    asked = ("study.posterior_draws=0", f"out={out}", f"study.reforms='{reforms}'")
    return Finished(run(composed("study=compare", *words, *asked), shown=False))


def numbers(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    rows = table[table["outcome"].isin(COUNTS)].set_index("outcome")
    return {name: own[["base", "value", "difference"]] for name, own in rows.groupby("scenario")}


def test_counts_of_the_country_and_of_the_part_lie_between_today_and_the_whole(tmp_path):
    shares = " or ".join(f"{REFORM} share={share} name=at{share}" for share in (0, 0.25, 1))
    words = ("experiment=lively", "world.providers=300", "study.months=62", "replicates=3")
    tables = compared(tmp_path, f"{shares} or {REFORM} name=whole", *words)
    country, part = numbers(tables["compared"]), numbers(tables["where_it_holds"])
    whole = country["whole"]
    assert (whole["difference"] != 0.0).sum() > 3
    assert (country["at0"]["value"] == country["today"]["value"]).all()
    pd.testing.assert_frame_equal(country["at1"], whole, rtol=1e-12)
    for table, base in ((country, whole["base"]), (part, 0.25 * whole["base"])):
        here = table["at0.25"]
        assert here["base"].to_numpy() == pytest.approx(base.to_numpy())
        assert here["difference"].to_numpy() == pytest.approx(0.25 * whole["difference"].to_numpy())
    assert {*part} == {"at0.25", "today"}
    places = pd.read_parquet(tables.folder / "places.parquet")
    orders = places.groupby("point")["written_orders"].sum()
    assert orders[2] == pytest.approx(0.75 * orders[0] + 0.25 * orders[4])


@pytest.mark.slow
def test_three_provinces_of_the_country_and_as_large_a_share_of_a_class_agree(tmp_path):
    words = ("study.months=62",)
    provinces = compared(
        tmp_path, f"{REFORM} provinces=[0,1,2]", "world=national", "replicates=3", *words
    )
    share = compared(tmp_path, f"{REFORM} share=0.23", "world=classroom", "replicates=40", *words)
    rows = [
        tables[table].query("point == 1").set_index("outcome")
        for tables in (provinces, share)
        for table in ("compared",)
    ]
    for name in ("expected_convictions_286_1", "expected_charges_286_1", "referrals"):
        (low, high), (other_low, other_high) = (
            own.loc[name, ["difference_low", "difference_high"]] for own in rows
        )
        assert max(low, other_low) <= min(high, other_high), name
        assert max(low, other_low) > 0.0, name


@pytest.mark.parametrize(
    ("reforms", "says"),
    [
        ("policy=all share=0.2 provinces=[0]", "both say where the reform holds"),
        ("policy=all share=2", "share=2 is out of range; allowed: a number from 0 to 1"),
        ("policy=all against policy=judiciary share=0.5", "share= is of a reform"),
        ("share=0.5", "moves no lever"),
    ],
)
def test_a_share_that_says_nothing_is_refused(reforms, says):
    with pytest.raises(InputError, match=says):
        worded_design(composed("world=classroom"), reforms, "")


@pytest.mark.parametrize(
    ("lang", "says"), [("en", ", in 23% of the country"), ("zh", "，覆盖全国的23%")]
)
def test_the_name_of_the_scenario_says_the_share(lang, says):
    names = [
        worded_design(composed(f"world={world}"), f"{REFORM} share=0.23", "", lang)["label.name"][1]
        for world in ("classroom", "national")
    ]
    assert names[0] == names[1]
    assert names[0].endswith(says)


def test_a_table_has_a_share_and_a_design_without_a_comparison_refuses_it(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(
        "label.name,policy,share\nnow,today,\nhalf,all,0.5\nfull,all,\n", encoding="utf-8"
    )
    words = ("world=classroom", f"study.table={file}")
    composed("study=compare", *words)
    with pytest.raises(InputError, match="share= is for a comparison"):
        run(composed("study=design", *words, f"out={tmp_path}"), shown=False)
