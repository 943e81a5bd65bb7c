"""Published figures of one's own: what they move, and what is refused."""

from __future__ import annotations

import pytest

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.studies.baseline.study import STUDY
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.months import month_number

OWN = "series,year,value\nvat_licensed_firms_end_aug,2022,200000\na287_2_persons_prosecuted,2022,65000\n"


def test_figures_of_ones_own_take_the_place_of_published_ones(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(OWN, encoding="utf-8")
    published, own = composed("world=classroom"), composed("world=classroom", f"world.statistics={file}")
    assert (own.scale, own.scenario.weight) == (100.0, 100.0)
    in_2022 = month_number(2022, 6)
    assert own.scenario.outside(in_2022) == pytest.approx(0.5 * published.scenario.outside(in_2022))
    assert own.scenario.outside(in_2022 - 12) == published.scenario.outside(in_2022 - 12)
    assert own.scenario.growth[-1] == published.scenario.growth[-1] == 1.0
    assert own.scenario.growth[0] < published.scenario.growth[0]
    assert own.plain["world.statistics"] == str(file)
    keys = {STUDY.key(own)}
    file.write_text(OWN.replace("65000", "65001"), encoding="utf-8")
    keys.add(STUDY.key(composed("world=classroom", f"world.statistics={file}")))
    assert len(keys) == 2, "the key follows what the file says"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a readable CSV table"),
        ("series,year\nx,2022\n", "no value; give series, year, value"),
        ("series,year,value\n", "no rows"),
        (
            "series,year,value\nvat_licensed_firms_end_agu,2022,3\n",
            "row 2: .*did you mean 'vat_licensed_firms_end_aug'",
        ),
        ("series,year,value\nvat_licensed_firms_end_aug,2023,3\n", "has no figure of 2023; allowed: 2022"),
        (
            "series,year,value\nvat_licensed_firms_end_aug,2022,many\n",
            "=many is no figure; allowed is a number above 0",
        ),
        ("series,year,value\nvat_licensed_firms_end_aug,2022,0\n", "=0 is no figure"),
        (OWN + "vat_licensed_firms_end_aug,2022,3\n", "row 4: vat_licensed_firms_end_aug of 2022 stands twice"),
    ],
)
def test_a_bad_file_of_figures_is_refused(tmp_path, text, said):
    file = tmp_path / "mine.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        composed(f"world.statistics={file}")


def test_figures_that_nobody_reads_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"none.csv: no such file; give a CSV table"):
        composed(f"world.statistics={tmp_path}/none.csv")
    with pytest.raises(InputError, match=r"is not read with world.inputs=none"):
        composed("world.statistics=mine.csv", "world.inputs=none")
