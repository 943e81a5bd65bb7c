"""The house style, and how a figure is saved: vector and PNG, with its recipe inside."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments.store import say

STYLE = Path(__file__).with_name("zombielaw.mplstyle")
COLUMN, PAGE = 3.5, 7.2
"""Widths of one column and of a page, inches."""
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#777777"
ALIVE = "#009E73"
"""Colour of what lives, and of runs from a living start."""
DEAD = "#4D4D4D"
"""Colour of what is dead, and of runs from a dead start."""
COLOURS = {"286-1": BLUE, "287-2": ORANGE, "other": GREY}


@dataclass(frozen=True)
class Recipe:
    """How a figure was made; written into the file and under the picture."""

    key: str
    seed: int
    replicates: int
    world: str
    band: str

    def text(self) -> str:
        """One line for the reader."""
        runs = f"{self.replicates} runs (seed {self.seed}, replicates 0-{self.replicates - 1})"
        if self.replicates == 1:
            runs = f"Seed {self.seed}, replicate 0"
        return f"{runs}, {self.world}; {self.band}; key {self.key}"


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style, with those of its fonts that are installed."""
    with plt.style.context(str(STYLE)), warnings.catch_warnings():
        installed = set(font_manager.get_font_names())
        mpl.rcParams["font.family"] = [name for name in mpl.rcParams["font.family"] if name in installed]
        warnings.filterwarnings("ignore", message="Glyph .* missing from font", category=UserWarning)  # said by save
        yield


def unwritable(figure: Figure) -> str:
    """Characters of a figure's texts that no font of the style can write, sorted."""
    fonts = [font_manager.get_font(font_manager.findfont(name)) for name in mpl.rcParams["font.family"]]
    known = {chr(code) for font in fonts for code in font.get_charmap()} | {"\n"}
    texts = "".join(text.get_text() for text in figure.findobj(Text) if isinstance(text, Text))
    return "".join(sorted(set(texts) - known))


def save(figure: Figure, folder: Path, name: str, recipe: Recipe) -> None:
    """Write ``name.png`` and ``name.pdf`` with the recipe under the picture and in the file.

    Characters that no installed font can write are told, not left to the eye.
    """
    if lacking := unwritable(figure):
        say(f"{name}: no installed font writes {lacking}; install Noto Sans CJK SC, or another font of {STYLE.name}.")
    folder.mkdir(parents=True, exist_ok=True)
    figure.text(0.0, -0.02, _wrapped(recipe.text(), figure.get_figwidth()), fontsize=5.5, color="0.35", va="top")
    figure.savefig(folder / f"{name}.png", metadata={"Description": recipe.text(), "Software": "zombielaw"})
    figure.savefig(
        folder / f"{name}.pdf",
        metadata={"Subject": recipe.text(), "Creator": "zombielaw", "Producer": "matplotlib", "CreationDate": None},
    )
    plt.close(figure)


def _wrapped(text: str, width: float) -> str:
    words, lines, room = text.split(" "), [""], int(width * 28)
    for word in words:
        if len(lines[-1]) + len(word) + 1 > room:
            lines.append("")
        lines[-1] += f"{word} "
    return "\n".join(line.strip() for line in lines)
