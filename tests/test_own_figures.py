"""Published figures of one's own: what they move, and what is refused."""

from __future__ import annotations

import gzip

import pytest

from zombielaw.experiments.config.settings import NATIONAL_PROVIDERS
from zombielaw.experiments.data.statistics import (
    Statistics,
    figures_read,
    national_providers,
    read_statistics,
)
from zombielaw.experiments.designs.targets import read_targets
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.by_month import COLUMNS
from zombielaw.experiments.studies.baseline import STUDY
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.months import month_number

OWN = "series,year,value\nvat_licensed_firms_end_aug,2022,200000\na287_2_persons_prosecuted,2022,65000\n"


def test_figures_of_ones_own_take_the_place_of_published_ones(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(OWN, encoding="utf-8")
    published, own = (
        composed("world=classroom"),
        composed("world=classroom", f"world.statistics={file}"),
    )
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


def test_the_number_of_licensees_without_any_table_is_the_published_one():
    assert national_providers(read_statistics()) == NATIONAL_PROVIDERS


@pytest.mark.parametrize("end", ["gz", "zip", "xz", "zst", "tar"])
def test_an_archive_is_no_table_of_figures(tmp_path, end):
    """Nothing is unpacked, whatever the name of the file promises."""
    file = tmp_path / f"mine.csv.{end}"
    file.write_bytes(gzip.compress(OWN.encode()))
    with pytest.raises(InputError, match="not a readable CSV table"):
        composed("world=classroom", f"world.statistics={file}")


@pytest.mark.slow
def test_the_figures_that_are_read_are_those_that_are_declared(tmp_path, monkeypatch):
    read = set()
    plain = Statistics.value

    def value(self, series, year):
        read.add((series, year))
        return plain(self, series, year)

    monkeypatch.setattr(Statistics, "value", value)
    small = ("world=classroom", "world.providers=60", "study.months=26", "replicates=2")
    asked = composed("study=baseline", *small, "execute=serial", "engine=mesa", f"out={tmp_path}")
    folder = STUDY.run(asked, shown=False)
    assert (folder / "report.md").is_file()
    read |= {
        datum
        for one in read_targets(read_statistics(), COLUMNS).targets.values()
        for datum in one.figures.values()
    }
    assert read == {*figures_read()}
