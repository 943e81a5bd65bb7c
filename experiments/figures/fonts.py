"""Fonts that write Chinese: those of the system, and that of the extra [chinese]."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from matplotlib import font_manager, rc_params_from_file

from zombielaw.experiments.errors import InputError

STYLE = Path(__file__).with_name("zombielaw.mplstyle")
EXTRA = "zhplot"
"""The package of the extra [chinese]. Only its font is used: Noto Sans SC, under the Open Font License."""
CHINESE = "\N{CJK UNIFIED IDEOGRAPH-6CD5}"
"""A character that any Chinese font has."""
MISSING = (
    "No installed font writes Chinese. Install one (Debian or Ubuntu: apt install fonts-noto-cjk), or the extra "
    "[chinese]: pip install zhplot; and try again. Or say lang=en."
)


NAMED: list[str] = rc_params_from_file(STYLE, use_default_template=False)["font.family"]
"""Fonts of the house style, in its order."""


def add_fonts() -> None:
    """Tell matplotlib of fonts of the style that were installed since it first looked, and of that of the extra."""
    known, extra = {entry.fname for entry in font_manager.fontManager.ttflist}, find_spec(EXTRA)
    places = [Path(folder) for folder in (extra.submodule_search_locations or () if extra else ())]
    for file in [*font_manager.findSystemFonts(), *(str(font) for place in places for font in place.rglob("*.ttf"))]:
        if file not in known and font_manager.get_font(file).family_name in NAMED:
            font_manager.fontManager.addfont(file)


add_fonts()


def families() -> list[str]:
    """Fonts of the house style that are installed, in its order."""
    installed = set(font_manager.get_font_names())
    return [name for name in NAMED if name in installed]


def check_chinese() -> None:
    """Refuse to write Chinese where no font of the style has it. Raises InputError: it says what to install."""
    fonts = (font_manager.get_font(font_manager.findfont(name)) for name in families())
    if not any(ord(CHINESE) in font.get_charmap() for font in fonts):
        raise InputError(MISSING)
