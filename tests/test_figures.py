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

from zombielaw.experiments.figures.style import COLUMN, PAGE, house_style, plt
from zombielaw.experiments.paths import PAPER
from zombielaw.experiments.studies import replay as verdicts
from zombielaw.experiments.studies.baseline.figure import draw as draw_funnel

BANDS = {
    "funnel": "bars with numbers: means of the runs; black lines: 95 % intervals of the mean. How it was made: 300 "
    "providers",
    "verdicts": "shares of draws, in per cent; blue numbers: Art. 286-1. How it was made: case Cheng Cong, hosting, 40 "
    "draws of chance and of unknown facts",
}
"""Band and world of each figure, in the words of its provenance."""


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


def shares(*policies: str, of: dict[str, float]) -> pd.DataFrame:
    places = [(policy, stage) for policy in policies for stage in ("charge", "verdict")]
    rows = [(*place, outcome, share) for place in places for outcome, share in of.items()]
    return pd.DataFrame(rows, columns=["policy", "stage", "outcome", "share"])


class Tables(dict[str, pd.DataFrame]):
    """Tables made by hand as a figure reads them: with the plain facts of their study."""

    facts = {"years": "2016-2022", "case": "cheng_cong", "draws": 40}


TABLE_OF = {"verdicts": "institutions"}
"""Name of the table that a figure draws, where it is not that of the figure."""


def drawn(name: str, draw, table: pd.DataFrame, folder: Path) -> None:
    tables = Tables({TABLE_OF.get(name, name): table})
    with house_style():
        draw(tables, page_in(folder))


USUAL = [
    ("funnel", draw_funnel, stages(1e6, 1e4, 50.0, 0.3)),
    (
        "verdicts",
        verdicts.draw,
        shares("today", "all", of={"none": 0.5, "286-1": 0.1, "287-2": 0.3, "285-3": 0.1}),
    ),
]
DEGENERATE = [
    ("funnel", draw_funnel, stages(3.0)),
    ("funnel", draw_funnel, stages(5.0, 1.0).assign(expected_per_year=math.nan, low=math.nan, high=math.nan)),
    ("verdicts", verdicts.draw, shares("today", of={"none": 0.0})),
]  # fmt: skip


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


@pytest.mark.parametrize(("name", "draw", "table"), USUAL, ids=[case[0] for case in USUAL])
def test_a_figure_is_written_twice_with_its_provenance_inside(tmp_path, capsys, name, draw, table):
    before = table.copy()
    made = (
        f"3 runs (seed 7, replicates 0-2); zombielaw {version('zombielaw')}, key 0123456789abcdef"
    )
    text = f"How to read it: {BANDS[name]}; {made}"
    drawn(name, draw, table, tmp_path / "figures")
    assert table.equals(before), "drawing changes no table"
    assert {path.name for path in (tmp_path / "figures").iterdir()} == {
        f"{name}.png",
        f"{name}.pdf",
    }
    with Image.open(tmp_path / "figures" / f"{name}.png") as picture:
        assert picture.text["Description"] == text
        assert picture.text["Software"] == "zombielaw"
        width, height = picture.size
        assert 600 < width < 4000
        assert 300 < height < 4000
        assert len(set(picture.convert("L").tobytes())) > 20, "there is something to see"
    pdf = (tmp_path / "figures" / f"{name}.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert subject_of(pdf) == text
    assert width_of(tmp_path / "figures" / f"{name}.png") <= PAGE + HAIR
    assert "a larger width" not in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(("name", "draw", "table"), DEGENERATE)
def test_little_or_nothing_is_drawn_without_a_warning(tmp_path, name, draw, table):
    drawn(name, draw, table, tmp_path)
    assert (tmp_path / f"{name}.png").stat().st_size > 1000
    assert (tmp_path / f"{name}.pdf").stat().st_size > 1000


def test_the_same_table_is_the_same_bytes(tmp_path):
    for place in ("one", "two"):
        drawn("funnel", draw_funnel, stages(1e4, 50.0), tmp_path / place)
    for kind in ("png", "pdf"):
        assert (
            len({(tmp_path / place / f"funnel.{kind}").read_bytes() for place in ("one", "two")})
            == 1
        )


def test_no_figure_stays_open_and_no_style_stays_behind(tmp_path):
    before = plt.rcParams["axes.titlelocation"]
    drawn("funnel", draw_funnel, stages(1e4, 50.0), tmp_path)
    assert not plt.get_fignums()
    assert plt.rcParams["axes.titlelocation"] == before


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


def test_there_are_committed_figures():
    assert len(COMMITTED) > 20


@pytest.mark.parametrize(
    "path", COMMITTED, ids=lambda path: f"{path.relative_to(PAPER).parent.parent}/{path.stem}"
)
def test_a_committed_figure_fits_the_page(path):
    assert width_of(path) <= PAGE + HAIR, "make room in the figure, then: make paper NAMES=figures"
