"""The house style, the page that a figure is drawn on, and how it is saved: with its provenance inside."""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any

import matplotlib as mpl

# a notebook shows figures by its own, which draws with Agg too
if "inline" not in os.environ.get("MPLBACKEND", ""):
    mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from rich.cells import cell_len

from zombielaw.experiments.runs.study_store import write_text
from zombielaw.experiments.words import texts
from zombielaw.experiments.words.texts import LANGUAGES, LETTERS, captions, language, note

COLUMN, PAGE = 3.5, 7.2
"""Widths of one column and of a page, inches: a figure is as wide as it is declared, and printed at that width."""
EDGE = 0.05
"""White around what is drawn, inches."""
HAIR = 0.005
"""Most that a picture may lie outside its figure and be cut, inches: a pixel and a half."""
ROUNDED = 0.55
"""Part of a panel's usual width that may be missing for it to stand beside the others."""
TALLEST = 9.0
"""Inches that a column of a page is high: a figure for a column is no taller, with its provenance."""
FOOT = 0.8
"""Inches of these that are left for the first line of the title and the provenance."""
TITLE, LINE = 13.5, 0.14
"""Letters of a title on an inch; height of its lines, inches."""
TERMS = sorted(
    (
        name
        for key, (_, name) in texts.texts().items()
        if key.startswith("term.") and name.isalpha()
    ),
    key=len,
    reverse=True,
)
PARTS = re.compile(
    rf"[（“《]*(?:条之[一二三四五六七八九十]|[\d—]+年|不确定性|信息|{'|'.join(TERMS)}|(?![（《])[\u2e80-\uffef])[、。，；：？！）》”↑↓]*"
    r"|[（《]*[^ \u2e80-\uffef]+[、。，；：？！）》”↑↓]*|[ ]+|[（《]+"
)
"""Parts between which a line may break: Chinese characters with their marks, terms of the glossary, words, spaces; not
条之一."""
NOTE = 6.0
"""Size of the provenance under the picture, points."""
ROW_LABEL = 24
"""Latin letters of a line of a row's label on a narrow page."""
ENOUGH = 20
"""Least number of runs for which a verdict is drawn."""
NARROWEST, WIDEST = 2.5, 20.0
"""Least and largest width of a figure, inches."""
FORMATS: dict[str, dict[str, Any]] = {
    "png": {"Description": "", "Software": "zombielaw"},
    "pdf": {"Subject": "", "Creator": "zombielaw", "Producer": "matplotlib", "CreationDate": None},
    "svg": {"Description": "", "Creator": "zombielaw", "Date": None},
}
"""Texts inside a file of each format; an empty one is the provenance."""


STYLE = Path(__file__).with_name("zombielaw.mplstyle")
CHINESE = distribution("zhplot").locate_file("zhplot/fonts/NotoSansSC-Regular.ttf")
"""The font of Chinese on every machine, so that a figure is the same on all: Noto Sans SC, under the Open Font License.

Only this file of its package is used: to import the package would change the font of all figures of a process.
"""
# under a name of its own, lest a font of the system take its place
font_manager.fontManager.ttflist.append(
    font_manager.FontEntry(fname=str(CHINESE), name="zombielaw Chinese", size="scalable")
)
logging.getLogger(font_manager.__name__).setLevel(logging.ERROR)  # it has no bold


@dataclass(frozen=True)
class Look:
    """Wishes of an author for the figures of a study."""

    width: float | None = None  # inches; None: each figure as wide as it is declared
    formats: tuple[str, ...] = ("png", "pdf")  # keys of :data:`FORMATS`
    only: str = ""  # name of the one figure that is wanted; empty for all
    title: bool = True  # title and provenance in the picture; else in its caption


@dataclass(frozen=True)
class Page:
    """Folder and look of the figures of a study, and their provenance, which is written into each file.

    ``asked``: names of the tables that were asked for since the last figure. ``behind``: those behind each figure that
    was drawn, whether it was wanted or not.
    """

    folder: Path
    key: str  # key of the study
    seed: int
    replicates: int
    world: str  # points and providers, in words
    look: Look = field(default_factory=Look)
    # what captions may say of the study; None: no captions are written
    facts: Mapping[str, Any] | None = None
    asked: list[str] = field(default_factory=list)
    behind: dict[str, list[str]] = field(default_factory=dict)

    def provenance(self, band: str) -> str:
        """One line for the reader; ``band`` says what intervals and colours are."""
        runs = texts.say(
            "note.runs", runs=self.replicates, seed=self.seed, last=self.replicates - 1
        )
        if self.replicates == 1:
            runs = texts.say("note.run", seed=self.seed)
        about = {
            "world": self.world,
            "band": band,
            "version": version("zombielaw"),
            "key": self.key,
        }
        return texts.say("note", runs=runs, **about)

    def of(self, world: str) -> Page:
        """The same page for another world."""
        return replace(self, world=world)

    @property
    def enough(self) -> bool:
        """True with runs enough to say of an interval that it lies on one side of a line, and not on the other."""
        return self.replicates >= ENOUGH

    def title(self, figure: Figure, text: str) -> None:
        """Write over a figure, which grows by the lines, what is seen."""
        figure.set_label(text)
        if not self.look.title:
            return
        width, height = figure.get_size_inches()
        lines = wrapped(text, int(width * TITLE))
        figure.set_size_inches(width, height + LINE * (len(lines) - 1))
        figure.suptitle("\n".join(lines), x=EDGE / width, ha="left", fontsize=9)

    def lettered(self, titles: Mapping[str, str]) -> dict[str, str]:
        """Titles of the panels of a figure, each with its letter; one panel has none."""
        if len(titles) == 1:
            return dict(titles)
        gap = 2 * "\N{NO-BREAK SPACE}"
        return {
            key: f"{letter}{gap}{title}"
            for letter, (key, title) in zip(LETTERS, titles.items(), strict=False)
        }

    def width(self, usual: float = PAGE) -> float:
        """Width of a figure that is usually so wide, inches."""
        return self.look.width or usual

    @property
    def narrow(self) -> bool:
        """True if the page is about as wide as a column of text."""
        return self.width() < 0.7 * PAGE

    def figure(self, height: float, usual: float = PAGE, **how: Any) -> Figure:
        """An empty figure; ``height`` and usual width in inches."""
        return plt.figure(figsize=(self.width(usual), height), **{"layout": "constrained", **how})

    def panels(
        self, number: int, across: int, height: float, usual: float = PAGE, **how: Any
    ) -> tuple[Figure, list[Axes]]:
        """A figure with panels, fewer of them side by side where it is narrower than usual.

        ``number``: of panels. ``across``: of these in a row at the usual width; more where they would be too many rows
        for a column. ``height``: of a row, inches. ``how``: for ``Figure.subplots``. Returns the panels in their order;
        :func:`on_left` tells whether one stands on the left.
        """
        across = min(across, number)
        fit = min(across, max(1, int(across * self.width(usual) / usual + ROUNDED)))
        while self.narrow and fit < across and -(-number // fit) * height > TALLEST - FOOT:
            fit += 1
        down = -(-number // fit)
        figure = self.figure(height * down, usual)
        placed = [*figure.subplots(down, fit, squeeze=False, **how).flat]
        for axes in placed[number:]:
            axes.set_axis_off()
        for axes in placed[max(0, number - fit) : number]:  # nothing stands below it
            axes.tick_params(labelbottom=True)
        return figure, placed[:number]

    def rows(self, labels: Iterable[str], room: int = ROW_LABEL) -> list[str]:
        """Labels of rows, broken into lines of so many letters where the page is narrow."""
        return ["\n".join(wrapped(label, room)) if self.narrow else label for label in labels]

    def legend(self, figure: Figure, *what: Any, ncols: int = 1, **how: Any) -> Legend:
        """A legend of the figure, with fewer columns where it would be wider than the figure, and its words folded."""
        for columns in range(ncols, 0, -1):
            legend = figure.legend(*what, ncols=columns, **how)
            legend.set_in_layout(False)
            wide = legend.get_window_extent().width
            legend.set_in_layout(True)
            if wide <= figure.bbox.width - 2.0 * EDGE * figure.dpi or columns == 1:
                break
            legend.remove()
        for text in legend.get_texts():
            _fold(text, figure.bbox.width - 0.6 * figure.dpi)
        return legend

    def save(self, figure: Figure, name: str, band: str) -> None:
        """Write the figure in each wanted format, with the provenance under the picture and in the file, and a caption.

        The file is as wide as the figure; its height grows by the provenance. Two faults are said, not left to
        the eye: characters that no font of the style can write, and a picture that is wider than its figure, which is
        saved whole.
        """
        self.behind[name] = sorted({*self.behind.get(name, []), *self.asked})
        self.asked.clear()
        if self.look.only in ("", name):
            fold(figure)
            about = self.provenance(band)
            _save(figure, self.folder, name, about, self.look)
            if self.facts is not None and (lines := captions(name, self.facts)):
                if not self.look.title:
                    own = lines[LANGUAGES.index(language())]
                    title = figure.get_label()
                    lines = [texts.say("figure.caption", title=title, caption=own, note=about)]
                write_text(self.folder / f"{name}.md", "\n\n".join(lines) + "\n")
        plt.close(figure)


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style."""
    with plt.style.context(str(STYLE)), warnings.catch_warnings():
        # characters that no font has, and labels without room, are said when a figure is saved
        warnings.simplefilter("ignore", UserWarning)
        yield


def on_left(axes: Axes) -> bool:
    """True if a panel stands on the left of its figure."""
    spec = axes.get_subplotspec()
    return spec is None or bool(spec.is_first_col())


def unwritable(figure: Figure) -> str:
    """Characters of a figure's texts that no font of the style can write, sorted."""
    fonts = [
        font_manager.get_font(font_manager.findfont(name)) for name in mpl.rcParams["font.family"]
    ]
    known = {chr(code) for font in fonts for code in font.get_charmap()} | {"\n"}
    texts = "".join(text.get_text() for text in figure.findobj(Text) if isinstance(text, Text))
    return "".join(sorted(set(texts) - known))


def fold(figure: Figure) -> None:
    """Break titles and labels that are longer than the room of their panel into lines: labels first, which move it."""
    edge = figure.bbox.width
    figure.draw_without_rendering()
    for axes in figure.axes:
        spec, box = axes.get_subplotspec(), axes.bbox
        alone = spec is None or spec.get_gridspec().ncols == 1
        middle = box.x0 + box.width / 2.0
        _fold(axes.xaxis.label, 2.0 * min(edge - middle, middle) if alone else box.width)
        _fold(axes.yaxis.label, 1.15 * box.height, upright=True)
    figure.draw_without_rendering()
    for axes in figure.axes:
        spec, box = axes.get_subplotspec(), axes.bbox
        last = spec is None or spec.colspan.stop == spec.get_gridspec().ncols
        for title in (
            one for one in axes.get_children() if isinstance(one, Text) and one not in axes.texts
        ):
            _fold(title, (edge if last else box.x1) - min(box.x0, title.get_window_extent().x0))
    for text in (one for one in figure.get_children() if isinstance(one, Text)):
        _fold(text, edge)


def wrapped(text: str, room: int) -> list[str]:
    """Lines of so many Latin letters at most; a Chinese character takes the room of two, and may end a line."""
    lines = [""]
    for part in PARTS.findall(text):
        if lines[-1].strip() and cell_len(lines[-1] + part.rstrip(" ")) > room:
            lines.append("")
        lines[-1] += part if lines[-1] else part.lstrip(" ")
    return [line.rstrip(" ") for line in lines]


def _fold(text: Text, room: float, upright: bool = False) -> None:
    words, extent = text.get_text(), text.get_window_extent()
    long = extent.height if upright else extent.width
    if words and long > room and "$" not in words:
        most = max(8, int(max(map(cell_len, words.splitlines())) * room / long))
        text.set_text(
            "\n".join(line for part in words.splitlines() for line in wrapped(part, most))
        )


def _save(figure: Figure, folder: Path, name: str, provenance: str, look: Look) -> None:
    if lacking := unwritable(figure):
        note(
            "{}: no font of the figures writes {}; use other characters.",
            name,
            lacking,
        )
    with warnings.catch_warnings(record=True) as crowded:
        warnings.simplefilter("always")
        if layout := figure.get_layout_engine():
            layout.execute(figure)
    # settles the layout, from which the place of the provenance follows
    figure.draw_without_rendering()
    # a layout warns where labels leave no room, and of characters that no font has
    if crowded and not lacking:
        note("{}: its labels leave no room for its panels; give a larger width.", name)
    # a figure with an engine, even one that does nothing, is gone through once more when it is saved
    with mpl.rc_context({"figure.constrained_layout.use": False, "figure.autolayout": False}):
        figure.set_layout_engine(None)
    for legend in figure.legends:
        # a file that is higher than the figure would move it
        if legend.get_bbox_to_anchor() is figure.bbox:
            legend.set_bbox_to_anchor((0.0, 0.0, 1.0, 1.0), figure.transFigure)
    width, height = figure.get_size_inches()
    drawn = figure.get_tightbbox()
    if drawn.x0 < -HAIR or drawn.x1 > width + HAIR:
        reach = f"{drawn.x0:.2f} to {drawn.x1:.2f} in"
        note(
            "{}: drawn from {}, on a figure of 0 to {:.2f} in; give a larger width.",
            name,
            reach,
            width,
        )
    room = int((width - 2.0 * EDGE) * 130.0 / NOTE)  # a character is about 0.53 of the size wide
    below = provenance.replace(" key ", " key\N{NO-BREAK SPACE}")
    lines = wrapped(below, room) if look.title else []
    top = drawn.y0 - 2.0 * EDGE
    figure.text(
        EDGE / width,
        top / height,
        "\n".join(lines),
        fontsize=NOTE,
        color="0.35",
        va="top",
        linespacing=1.2,
    )
    low = top - len(lines) * 1.3 * NOTE / 72.0 - EDGE
    left, right = (
        (0.0 if drawn.x0 > -HAIR else drawn.x0),
        (width if drawn.x1 < width + HAIR else drawn.x1),
    )
    box = Bbox.from_extents(left, low, right, drawn.y1 + EDGE)
    if width <= COLUMN and box.height > TALLEST:
        note(
            "{}: {:.1f} in tall, a page has {:g}; give a larger width.",
            name,
            box.height,
            TALLEST,
        )
    folder.mkdir(parents=True, exist_ok=True)
    for kind in look.formats:
        about = {key: provenance if value == "" else value for key, value in FORMATS[kind].items()}
        # text stays text where it is written; it is measured as for the other formats before
        with mpl.rc_context({"svg.fonttype": "none"} if kind == "svg" else {}):
            figure.savefig(folder / f"{name}.{kind}", bbox_inches=box, metadata=about)
