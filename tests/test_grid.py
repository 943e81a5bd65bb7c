"""Many scenarios from Python: every combination of levels, stored, found again, tidy, drawn, refused in a sentence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import zombielaw as zl
from zombielaw.experiments.figures.plots import LINES, panel
from zombielaw.experiments.studies.grid import design_of
from zombielaw.experiments.studies.registry import composed

RATE, QUALITY, READING = (
    "policy.corrective_order_rate",
    "policy.order_quality",
    "policy.concurrence",
)
LOOP: list = [0.5]
LOOP.append(LOOP)
SMALL = (
    "world=classroom",
    "parameters=median",
    "world.providers=100",
    "study.months=26",
    "engine=mesa",
    "execute=serial",
)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return f"out={tmp_path_factory.mktemp('grid')}"


@pytest.fixture(scope="module")
def grid(out):
    return zl.grid({RATE: np.array([0.4, 0.9]), QUALITY: [0.85, 0.5]}, *SMALL, out, runs=3)


def test_the_frame_is_tidy_and_its_differences_are_those_of_a_comparison(grid, out):
    frame = grid.frame
    assert [*frame][:4] == [RATE, QUALITY, "outcome", "unit"]
    points = frame[[RATE, QUALITY]].drop_duplicates().to_numpy().tolist()
    assert points == [[0.4, 0.85], [0.4, 0.5], [0.9, 0.85], [0.9, 0.5]], (
        "the command's own comes first, and once"
    )
    assert set(frame["runs"]) == {3}
    days = frame[frame["outcome"] == "official_days"].set_index([RATE, QUALITY])
    moved = days.loc[(0.9, 0.85)]
    assert moved["unit"] == "per year in the country"
    assert moved["difference"] == pytest.approx(moved["value"] - days.loc[(0.4, 0.85), "value"])
    assert moved["difference_low"] <= moved["difference"] <= moved["difference_high"]
    alone = zl.compare(f"{RATE}=0.9", *SMALL, "study.posterior_draws=0", out, runs=3)["compared"]
    alone = alone[(alone["outcome"] == "official_days") & (alone["point"] == 1)].iloc[0]
    numbers = ["value", "difference", "difference_low", "difference_high"]
    assert alone[numbers].tolist() == pytest.approx(moved[numbers].tolist())


def test_a_grid_is_found_again_and_nothing_is_printed(grid, out, capsys):
    again = zl.grid({RATE: [0.4, 0.9], QUALITY: [0.85, 0.5]}, *SMALL, out, runs=3)
    assert again.folder == grid.folder
    assert capsys.readouterr() == ("", "")
    assert "3 scenarios, each against the command's own" in grid.text
    assert "desing" not in grid
    assert grid.get("desing") is None
    with pytest.raises(zl.InputError, match="did you mean 'design'"):
        grid["desing"]


def test_a_grid_is_drawn_as_lines_and_shown(grid, tmp_path):
    figure = grid.plot(path=tmp_path / "lines.png")
    assert len(figure.axes[0].lines) == 2
    assert (tmp_path / "lines.png").stat().st_size > 5000
    assert (grid.folder / "figures" / "grid.png").is_file()
    assert "expected_wrongful" in grid._repr_html_()
    with pytest.raises(zl.InputError, match=r"plot: outcome=\[\]; allowed: a text"):
        grid.plot([])
    with pytest.raises(zl.InputError, match="did you mean 'official_days'"):
        grid.plot("official_day")
    with pytest.raises(zl.InputError, match="is no width"):
        grid.plot(width=99)


def test_many_levels_of_two_settings_are_a_map_and_three_settings_are_none(grid):
    table = grid["grid"]
    levels = {RATE: [0.4, 0.9], QUALITY: [round(0.1 * number, 1) for number in range(LINES + 1)]}
    points = pd.concat(
        [table.assign(**{RATE: x, QUALITY: y}) for x in levels[RATE] for y in levels[QUALITY]]
    )
    assert panel(Figure(), points, levels, "official_days") == "map"
    few = {QUALITY: levels[QUALITY], RATE: [0.9, 0.4]}
    assert panel(figure := Figure(), points[::-1], few, "official_days") == "lines"
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["0.4", "0.9"]
    with pytest.raises(zl.InputError, match="3 settings have no plane"):
        panel(Figure(), points, {**levels, READING: ["habit"]}, "official_days")


def test_a_choice_and_a_yes_are_levels_and_equal_ones_are_one():
    words = (
        f"study.levels={{{READING}:[statute,habit,statute],policy.order_element_required:[false]}}"
    )
    design = design_of(composed("study=grid", "world=classroom", words)).table
    assert design[[READING, "policy.order_element_required"]].to_numpy().tolist() == [
        ["habit", True], ["statute", False], ["habit", False],
    ]  # fmt: skip
