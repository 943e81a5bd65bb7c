"""A figure without colours: lightness, dashes, markers and hatches tell apart what colours did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.cm import ScalarMappable
from matplotlib.collections import Collection
from matplotlib.colors import ListedColormap, to_rgb, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text

DARKEST, LIGHTEST = 0.3, 0.75
"""Greys between which the colours of a figure are spread: black stays for its axes and intervals."""
MOST = 12
"""Colours at most that are told apart; more are shades, and keep their lightness."""
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
HATCHES = ("", "////", "....", "xxxx", "\\\\\\\\", "----", "++++", "oooo")
Colour = tuple[float, float, float]


def in_grey(figure: Figure) -> None:
    """Take the colours out of a figure that is drawn.

    The colours that it names are ordered by their lightness and spread evenly from dark to light grey, so that two of
    equal lightness do not fall together. Lines, markers or bars that colour alone told apart get dashes, markers or
    hatches of their own. Scales of colours keep their lightness.
    """
    artists = [one for one in figure.findobj() if not isinstance(one, Figure)]
    artists += [one.arrow_patch for one in artists if isinstance(one, Annotation) and one.arrow_patch is not None]
    scales = [one for one in artists if isinstance(one, ScalarMappable) and one.get_array() is not None]
    shades = {_near(colour) for one in scales for colour in one.get_cmap()(np.linspace(0.0, 1.0, 256))}
    for scale in scales:
        scale.set_cmap(
            ListedColormap([[_lightness(colour)] * 3 for colour in scale.get_cmap()(np.linspace(0.0, 1.0, 256))])
        )
    named = {_near(colour) for one in artists for colour in _colours(one)}
    named = {colour for colour in named - shades if max(colour) - min(colour) > 0.05}
    order = sorted(named, key=lambda colour: (_lightness(colour), colour))
    places = dict(zip(order, np.linspace(DARKEST, LIGHTEST, max(2, len(order))).tolist(), strict=False))
    if len(order) > MOST:
        places = {}
    _tell_apart(artists, order if places else [])
    for one in artists:
        _paint(one, places)


def _near(colour: Any) -> Colour:
    red, green, blue = (round(float(part), 2) for part in to_rgb(colour[:3] if not isinstance(colour, str) else colour))
    return red, green, blue


def _lightness(colour: Any) -> float:
    red, green, blue = to_rgb(colour[:3])
    return float(0.299 * red + 0.587 * green + 0.114 * blue)


def _colours(artist: Artist) -> Iterable[Any]:
    """Opaque colours that an artist names."""
    if isinstance(artist, Line2D):
        colours = [artist.get_color(), artist.get_markerfacecolor(), artist.get_markeredgecolor()]
    elif isinstance(artist, Patch | Collection):
        colours = [*np.atleast_2d(to_rgba_array(artist.get_facecolor())), *to_rgba_array(artist.get_edgecolor())]
        if isinstance(artist, ScalarMappable) and artist.get_array() is not None:
            colours = []
    elif isinstance(artist, Text):
        colours = [artist.get_color()]
    else:
        colours = []
    for colour in colours:
        rgba = to_rgba_array(colour)
        if len(rgba) and rgba[0, 3] > 0.0:
            yield rgba[0]


def _tell_apart(artists: list[Artist], order: list[Colour]) -> None:
    """Give lines, marks and bars of several colours that look the same a look for each colour."""
    lines = [one for one in artists if isinstance(one, Line2D)]
    kinds: tuple[tuple[list[Any], str, tuple[Any, ...], Any], ...] = (
        ([one for one in lines if one.get_linestyle() != "None"], "linestyle", DASHES, "-"),
        ([one for one in lines if one.get_marker() not in ("None", None, "")], "marker", MARKERS, "o"),
        ([one for one in artists if isinstance(one, Patch) and not isinstance(one, Figure)], "hatch", HATCHES, None),
    )
    for some, what, looks, plain in kinds:
        of = [
            (one, [_near(colour) for colour in _colours(one)][:1])
            for one in some
            if getattr(one, f"get_{what}")() == plain
        ]
        used = [colour for colour in order if any(colour in colours for _, colours in of)]
        for one, colours in of:
            if len(used) > 1 and colours and colours[0] in used:
                getattr(one, f"set_{what}")(looks[used.index(colours[0]) % len(looks)])


def _paint(artist: Artist, places: dict[Colour, float]) -> None:
    def grey(colour: Any) -> Any:
        rgba = to_rgba_array(colour)
        for row in rgba:
            row[:3] = places.get(_near(row), _lightness(row))
        return rgba

    if isinstance(artist, Line2D):
        for what in ("color", "markerfacecolor", "markeredgecolor"):
            colour = grey(getattr(artist, f"get_{what}")())
            if len(colour):
                getattr(artist, f"set_{what}")(colour[0])
    elif isinstance(artist, Collection | Patch):
        if isinstance(artist, ScalarMappable) and artist.get_array() is not None:
            return
        face, edge = grey(artist.get_facecolor()), grey(artist.get_edgecolor())
        if isinstance(artist, Patch):
            face, edge = face[0], edge[0] if len(edge) else edge
            if artist.get_hatch():
                edge = (1.0, 1.0, 1.0, 1.0) if face[0] < 0.5 else (0.0, 0.0, 0.0, 1.0)
        artist.set_facecolor(face)
        if np.size(edge):
            artist.set_edgecolor(edge)
            if isinstance(artist, Patch) and hasattr(artist, "set_hatchcolor"):  # its own from matplotlib 3.11 on
                artist.set_hatchcolor(edge)
    elif isinstance(artist, Text):
        artist.set_color(grey(artist.get_color())[0])
