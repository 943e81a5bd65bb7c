"""Figures: drawn from small and from empty tables without a warning, with their provenance inside."""

from __future__ import annotations

import math
import re
import zlib
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pictures import HAIR, page_in, width_of
from PIL import Image
from shared import finished

from zombielaw.experiments.figures.style import COLUMN, PAGE, house_style, plt
from zombielaw.experiments.paths import PAPER
from zombielaw.experiments.studies.baseline import draw as draw_funnel


def stages(*counts: float) -> pd.DataFrame:
    count = np.array(counts)
    return pd.DataFrame(
        {
            "stage": [f"stage {number}" for number in range(len(counts))], "per_year": count,
            "low": count * 0.5, "high": count * 2.0 + 1.0, "expected_per_year": count * 1.1,
            "observed_low": [*[math.nan] * (len(counts) - 1), 0.2],
            "observed_high": [*[math.nan] * (len(counts) - 1), 1.0],
            "licensees_low": math.nan, "licensees_high": math.nan,
            "side": [*[False] * (len(counts) - 1), len(counts) > 1],
        }
    )  # fmt: skip


def drawn(table: pd.DataFrame, folder: Path) -> Path:
    """Folder of the funnel of a table made by hand."""
    tables = finished(folder / "study", {"years": "2016-2022"}, funnel=table)
    with house_style():
        draw_funnel(tables, page_in(folder / "figures"))
    return folder / "figures"


def subject_of(pdf: bytes) -> str:
    """The Subject of a PDF, whose information may stand in a compressed stream."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, flags=re.DOTALL)
    texts = [
        pdf,
        *(zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x"),
    ]
    subjects = [
        hit for text in texts for hit in re.findall(rb"/Subject \(((?:\\.|[^\\)])*)\)", text)
    ]
    return re.sub(rb"\\(.)", rb"\1", subjects[0]).decode("latin-1")


def test_a_figure_is_written_twice_with_its_provenance_inside(tmp_path, capsys):
    read = "bars with numbers: means of the runs; black lines: 95 % intervals of the mean"
    about = (
        f"3 runs (seed 7, replicates 0-2); zombielaw {version('zombielaw')}, key 0123456789abcdef"
    )
    text = f"How to read it: {read}. How it was made: 300 providers; {about}"
    style = plt.rcParams["axes.titlelocation"]
    folder = drawn(stages(1e6, 1e4, 50.0, 0.3), tmp_path)
    assert {path.name for path in folder.iterdir()} == {"funnel.png", "funnel.pdf"}
    with Image.open(folder / "funnel.png") as picture:
        assert picture.text["Description"] == text
        assert picture.text["Software"] == "zombielaw"
        width, height = picture.size
        assert 600 < width < 4000
        assert 300 < height < 4000
        assert len(set(picture.convert("L").tobytes())) > 20, "there is something to see"
    assert subject_of((folder / "funnel.pdf").read_bytes()) == text
    assert width_of(folder / "funnel.png") <= PAGE + HAIR
    assert "a larger width" not in capsys.readouterr().err
    assert not plt.get_fignums(), "no figure stays open"
    assert plt.rcParams["axes.titlelocation"] == style, "no style stays behind"


@pytest.mark.slow
@pytest.mark.parametrize("table", [
    stages(3.0), stages(5.0, 1.0).assign(expected_per_year=math.nan, low=math.nan, high=math.nan),
])  # fmt: skip
def test_little_or_nothing_is_drawn_without_a_warning(tmp_path, table):
    assert all(path.stat().st_size > 1000 for path in drawn(table, tmp_path).iterdir())


def test_the_same_table_is_the_same_bytes(tmp_path):
    one, two = (drawn(stages(1e4, 50.0), tmp_path / place) for place in ("one", "two"))
    for name in ("funnel.png", "funnel.pdf"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_a_long_provenance_stays_under_the_picture_and_within_its_width(tmp_path):
    heights = []
    for words in (1, 24):
        with house_style():
            figure, _ = plt.subplots(figsize=(COLUMN, 2.0), layout="constrained")
            page_in(tmp_path, "a world of many words " * words).save(figure, "long", "band")
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
        axes.text(
            1.2, 0.5, "beside the axes", transform=axes.transAxes, clip_on=False
        ).set_in_layout(False)
        figure.text(1.1, 0.5, "beside the figure")
        page_in(tmp_path).save(figure, "wide", "no band")
    assert "a larger width" in capsys.readouterr().err
    assert width_of(tmp_path / "wide.png") > COLUMN + 0.3


COMMITTED = sorted(PAPER.rglob("figures/*.png"))
assert len(COMMITTED) > 20


@pytest.mark.parametrize(
    "path", COMMITTED, ids=lambda path: f"{path.relative_to(PAPER).parent.parent}/{path.stem}"
)
def test_a_committed_figure_fits_the_page(path):
    assert width_of(path) <= PAGE + HAIR, "make room in the figure, then: make paper NAMES=figures"
