"""Tools of the tests of figures: a page to draw on, and the width at which a picture prints."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from zombielaw.experiments.figures.style import Look, Page

HAIR = 0.01
"""A pixel or two, inches."""


def page_in(folder: Path, world: str = "300 providers", **look: object) -> Page:
    return Page(folder, "0123456789abcdef", 7, 3, world, Look(**look))


def width_of(png: Path) -> float:
    """Width at which a picture prints, inches."""
    with Image.open(png) as picture:
        return float(picture.size[0] / picture.info["dpi"][0])
