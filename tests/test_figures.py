"""Figures: drawn from small and from empty tables without a warning, with their recipe inside."""

from __future__ import annotations

import math
import re
import zlib
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from zombielaw.experiments.figures.style import COLUMN, PAGE, Recipe, house_style, plt, save
from zombielaw.experiments.paths import REFERENCE
from zombielaw.experiments.studies.baseline import funnel, mischarge, over_time
from zombielaw.experiments.studies.replay import figure as verdicts

RECIPE = Recipe("0123456789abcdef", 7, 3, "300 providers", "bands: 95 % intervals")
TEXT = (
    "3 runs (seed 7, replicates 0-2), 300 providers; bands: 95 % intervals; "
    f"zombielaw {version('zombielaw')}, key 0123456789abcdef"
)
HAIR = 0.01
"""A pixel or two, inches."""


def stages(*counts: float) -> pd.DataFrame:
    count = np.array(counts)
    return pd.DataFrame(
        {
            "meaning": [f"stage {number}" for number in range(len(counts))], "per_year": count,
            "low": count * 0.5, "high": count * 2.0 + 1.0, "expected_per_year": count * 1.1,
            "observed_low": [*[math.nan] * (len(counts) - 1), 0.2],
            "observed_high": [*[math.nan] * (len(counts) - 1), 1.0],
            "licensees_low": math.nan, "licensees_high": math.nan,
            "side": [*[False] * (len(counts) - 1), True],
        }
    )  # fmt: skip


def years(*counts: float, first: int = 2016) -> pd.DataFrame:
    rows = [
        (first + number, offence, count, count * 0.5, count * 2 + 1, count, count * 0.8, count * 1.2)
        for number, count in enumerate(counts)
        for offence in ("286-1", "287-2")
    ]
    columns = ["year", "offence", "count", "low", "high", "expected", "expected_low", "expected_high"]
    return pd.DataFrame(rows, columns=columns)


def matrix(*cells: float) -> pd.DataFrame:
    names = ["none", "286-1", "287-2", "other"]
    return pd.DataFrame(np.resize(cells, (4, 4)).astype(float), index=names, columns=names)


def shares(*policies: str, of: dict[str, float]) -> pd.DataFrame:
    rows = [
        (p, stage, outcome, share) for p in policies for stage in ("charge", "verdict") for outcome, share in of.items()
    ]
    return pd.DataFrame(rows, columns=["policy", "stage", "outcome", "share"])


def draw_funnel(table, folder, recipe):
    funnel.draw(table, folder, recipe, "2016-2022")


USUAL = [
    ("funnel", draw_funnel, stages(1e6, 1e4, 50.0, 0.3)),
    ("over_time", over_time.draw, years(1.0, 0.0, 12.0, 3.0)),
    ("mischarge", mischarge.draw, matrix(*range(16))),
    ("verdicts", verdicts.draw, shares("today", "all", of={"none": 0.5, "286-1": 0.1, "287-2": 0.3, "other": 0.1})),
]
DEGENERATE = [
    ("funnel", draw_funnel, stages(0.0, 0.0, 0.0)),
    ("funnel", draw_funnel, stages(3.0)),
    ("funnel", draw_funnel, stages(5.0, 1.0).assign(expected_per_year=math.nan, low=math.nan, high=math.nan)),
    ("over_time", over_time.draw, years(0.0, 0.0, 0.0)),
    ("over_time", over_time.draw, years(2.0)),
    ("over_time", over_time.draw, years(0.0, first=2025)),
    ("over_time", over_time.draw, years()),
    ("over_time", over_time.draw, years(1.0, 2.0).assign(expected_low=math.nan, expected_high=math.nan)),
    ("mischarge", mischarge.draw, matrix(0.0)),
    ("mischarge", mischarge.draw, matrix(0.0, 0.0, 0.0, 0.0, 5.0, 1.0, 0.0, 0.0)),
    ("verdicts", verdicts.draw, shares("today", of={"none": 1.0, "286-1": 0.0})),
    ("verdicts", verdicts.draw, shares("today", of={"none": 0.0})),
]  # fmt: skip


def subject_of(pdf: bytes) -> str:
    """The Subject of a PDF, whose information may stand in a compressed stream."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, flags=re.DOTALL)
    texts = [pdf, *(zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x")]
    found = [hit for text in texts for hit in re.findall(rb"/Subject \(((?:\\.|[^\\)])*)\)", text)]
    return re.sub(rb"\\(.)", rb"\1", found[0]).decode("latin-1")


def width_of(png: Path) -> float:
    """Width at which a picture prints, inches."""
    with Image.open(png) as picture:
        return float(picture.size[0] / picture.info["dpi"][0])


@pytest.mark.parametrize(("name", "draw", "table"), USUAL, ids=[case[0] for case in USUAL])
def test_a_figure_is_written_twice_with_its_recipe_inside(tmp_path, capsys, name, draw, table):
    before = table.copy()
    draw(table, tmp_path / "figures", RECIPE)
    assert table.equals(before), "drawing changes no table"
    assert {path.name for path in (tmp_path / "figures").iterdir()} == {f"{name}.png", f"{name}.pdf"}
    with Image.open(tmp_path / "figures" / f"{name}.png") as picture:
        assert picture.text["Description"] == TEXT
        assert picture.text["Software"] == "zombielaw"
        width, height = picture.size
        assert 600 < width < 4000
        assert 300 < height < 4000
        assert len(set(picture.convert("L").tobytes())) > 20, "there is something to see"
    pdf = (tmp_path / "figures" / f"{name}.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert subject_of(pdf) == TEXT
    assert width_of(tmp_path / "figures" / f"{name}.png") <= PAGE + HAIR
    assert "make room" not in capsys.readouterr().err


@pytest.mark.parametrize(("name", "draw", "table"), DEGENERATE)
def test_little_or_nothing_is_drawn_without_a_warning(tmp_path, name, draw, table):
    draw(table, tmp_path, RECIPE)
    assert (tmp_path / f"{name}.png").stat().st_size > 1000
    assert (tmp_path / f"{name}.pdf").stat().st_size > 1000


def test_the_same_table_is_the_same_bytes(tmp_path):
    for place in ("one", "two"):
        over_time.draw(years(1.0, 0.0, 12.0), tmp_path / place, RECIPE)
    for kind in ("png", "pdf"):
        assert len({(tmp_path / place / f"over_time.{kind}").read_bytes() for place in ("one", "two")}) == 1


def test_no_figure_stays_open_and_no_style_stays_behind(tmp_path):
    before = plt.rcParams["axes.titlelocation"]
    over_time.draw(years(1.0), tmp_path, RECIPE)
    assert not plt.get_fignums()
    assert plt.rcParams["axes.titlelocation"] == before


def test_a_long_recipe_stays_under_the_picture_and_within_its_width(tmp_path):
    heights = []
    for words in (1, 24):
        with house_style():
            figure, _ = plt.subplots(figsize=(COLUMN, 2.0), layout="constrained")
            save(figure, tmp_path, "long", Recipe("k", 1, 1, "a world of many words " * words, "band"))
        assert width_of(tmp_path / "long.png") == pytest.approx(COLUMN, abs=HAIR)
        with Image.open(tmp_path / "long.png") as picture:
            heights.append(picture.size[1])
            ink = np.asarray(picture.convert("L")) < 200
        assert not ink[:, -3:].any(), "no word is cut at the edge"
        assert not ink[-3:].any(), "no line is cut at the foot"
    assert heights[1] > heights[0] + 100


def test_a_picture_that_leaves_its_figure_is_kept_whole_and_told(tmp_path, capsys):
    with house_style():
        figure, axes = plt.subplots(figsize=(COLUMN, 2.0), layout="constrained")
        axes.text(1.2, 0.5, "beside the axes", transform=axes.transAxes, clip_on=False).set_in_layout(False)
        figure.text(1.1, 0.5, "beside the figure")
        save(figure, tmp_path, "wide", RECIPE)
    assert "make room" in capsys.readouterr().err
    assert width_of(tmp_path / "wide.png") > COLUMN + 0.3


COMMITTED = sorted(REFERENCE.glob("*/figures/*.png"))


def test_there_are_committed_figures():
    assert len(COMMITTED) > 20


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_a_committed_figure_fits_the_page(path):
    assert width_of(path) <= PAGE + HAIR, "make room in the figure, then: make reference"
