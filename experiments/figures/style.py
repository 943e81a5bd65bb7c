"""The house style, and how a figure is saved: vector and PNG, with its provenance inside."""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from zombielaw.experiments.runs.study_store import say

STYLE = Path(__file__).with_name("zombielaw.mplstyle")
COLUMN, PAGE = 3.5, 7.2
"""Widths of one column and of a page, inches: a figure is as wide as it is declared, and printed at that width."""
EDGE = 0.05
"""White around what is drawn, inches."""
HAIR = 0.005
"""What a picture may lie outside its figure and be cut, inches: a pixel and a half."""
NOTE = 6.0
"""Size of the provenance under the picture, points."""
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#777777"
"""Art. 286-1, Art. 287-2, and what is neither."""
COLOURS = {"286-1": BLUE, "287-2": ORANGE, "other": GREY}
"""By offence."""
OFFENCE_COLOURS = {
    "286-1": BLUE, "287-2": ORANGE, "285-3": GREY, "225": "#AA9944", "266": "#CC6677", "303-2": "#661100",
    "363-1": "#AA4499", "287-1": "#DDAA77", "312": "#44AA99", "253-1": "#332288",
}  # fmt: skip
"""By offence, where the rivals are told apart."""
ALIVE = "#009E73"
"""A state in which 286-1 is applied."""
DEAD = "#4D4D4D"
"""A state in which 286-1 is not applied."""
WINE, OLIVE = "#882255", "#999933"
"""Two sides of what is no offence and no state: more and less, high and low end, total and first order."""
MARK = "#EE3377"
"""The command's own point, on a map and among points."""
SHADES = "Purples"
"""Shares of what is no offence, as a map of colours."""


@dataclass(frozen=True)
class Page:
    """Where the figures of a study go, and how they were made: that is written into each file and under the picture.

    Attributes
    ----------
    key : str
        Key of the study.
    seed, replicates : int
    world : str
        Points and providers, in words.
    """

    folder: Path
    key: str
    seed: int
    replicates: int
    world: str

    def provenance(self, band: str) -> str:
        """One line for the reader; ``band`` says what intervals and colours are."""
        runs = f"{self.replicates} runs (seed {self.seed}, replicates 0-{self.replicates - 1})"
        if self.replicates == 1:
            runs = f"Seed {self.seed}, replicate 0"
        return f"{runs}, {self.world}; {band}; zombielaw {version('zombielaw')}, key {self.key}"

    def of(self, world: str) -> Page:
        """The same page for another world."""
        return replace(self, world=world)

    def save(self, figure: Figure, name: str, band: str) -> None:
        """Write ``name.png`` and ``name.pdf`` with the provenance under the picture and in the file.

        The file is as wide as the figure; its height grows by the provenance. What cannot be kept is told, not left to
        the eye: characters that no installed font can write, and a picture that is wider than its figure, which is
        saved whole.
        """
        _save(figure, self.folder, name, self.provenance(band))


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style, with those of its fonts that are installed."""
    with plt.style.context(str(STYLE)), warnings.catch_warnings():
        installed = set(font_manager.get_font_names())
        mpl.rcParams["font.family"] = [name for name in mpl.rcParams["font.family"] if name in installed]
        warnings.filterwarnings("ignore", message="Glyph .* missing from font", category=UserWarning)  # said by save
        yield


def bare(axes: Axes) -> None:
    """Axes of a table of cells: no grid, no frame, no ticks."""
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def unwritable(figure: Figure) -> str:
    """Characters of a figure's texts that no font of the style can write, sorted."""
    fonts = [font_manager.get_font(font_manager.findfont(name)) for name in mpl.rcParams["font.family"]]
    known = {chr(code) for font in fonts for code in font.get_charmap()} | {"\n"}
    texts = "".join(text.get_text() for text in figure.findobj(Text) if isinstance(text, Text))
    return "".join(sorted(set(texts) - known))


def _save(figure: Figure, folder: Path, name: str, provenance: str) -> None:
    if lacking := unwritable(figure):
        say(f"{name}: no installed font writes {lacking}; install Noto Sans CJK SC, or another font of {STYLE.name}.")
    figure.draw_without_rendering()  # settles the layout, from which the place of the provenance follows
    figure.set_layout_engine("none")
    for legend in figure.legends:
        if legend.get_bbox_to_anchor() is figure.bbox:  # a file that is higher than the figure would move it
            legend.set_bbox_to_anchor((0.0, 0.0, 1.0, 1.0), figure.transFigure)
    width, height = figure.get_size_inches()
    drawn = figure.get_tightbbox()
    if drawn.x0 < -HAIR or drawn.x1 > width + HAIR:
        say(f"{name}: drawn from {drawn.x0:.2f} to {drawn.x1:.2f} in, on a figure of 0 to {width:.2f} in; make room.")
    room = int((width - 2.0 * EDGE) * 136.0 / NOTE)  # a character is about 0.53 of the size wide
    lines = textwrap.wrap(provenance.replace(" key ", " key\N{NO-BREAK SPACE}"), room, break_on_hyphens=False)
    top = drawn.y0 - 2.0 * EDGE
    figure.text(EDGE / width, top / height, "\n".join(lines), fontsize=NOTE, color="0.35", va="top", linespacing=1.2)
    low = top - len(lines) * 1.3 * NOTE / 72.0 - EDGE
    left, right = (0.0 if drawn.x0 > -HAIR else drawn.x0), (width if drawn.x1 < width + HAIR else drawn.x1)
    box = Bbox.from_extents(left, low, right, drawn.y1 + EDGE)
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(
        folder / f"{name}.png", bbox_inches=box, metadata={"Description": provenance, "Software": "zombielaw"}
    )
    figure.savefig(
        folder / f"{name}.pdf", bbox_inches=box,
        metadata={"Subject": provenance, "Creator": "zombielaw", "Producer": "matplotlib", "CreationDate": None},
    )  # fmt: skip
    plt.close(figure)
