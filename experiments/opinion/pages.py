"""Lines of a page: how wide they are, and where none ends."""

from __future__ import annotations

import re
import textwrap

WIDTH = 118
_CLOSING = "，。；：、）》”"
"""Signs that begin no line."""
_WHOLE = re.compile(
    r"(?:第[一二三四五六七八九十百零]+条之[一二三四五六七八九十]|(?<=[ 自])\d{4}-\d{2,4}|\d %)(?![^<]*>)"
)
"""A date, a percentage, and an article with a number behind it, outside a tag: 第二百八十六条之 / 一定罪 would read as
certainly guilty.
"""


def unbroken(body: str) -> str:
    """HTML in which no line ends within the number of an article, a date or a percentage."""
    return _WHOLE.sub(r'<span style="white-space:nowrap">\g<0></span>', body)


def filled(words: str, first: str = "", then: str = "") -> str:
    """Text in lines of at most :data:`WIDTH` columns; a Chinese sign takes two, and needs no blank to break after."""
    if words.isascii():
        return textwrap.fill(words, WIDTH, initial_indent=first, subsequent_indent=then)
    lines, line = [], first
    for piece in re.findall(r"[（“《]*(?:[\u2e80-\uffff]|[^\u2e80-\uffff\s]+\s*)|\s+", words):
        room = WIDTH if piece[0] in _CLOSING else WIDTH - 2
        columns = sum(2 if "\u2e80" <= sign <= "\uffff" else 1 for sign in line + piece.rstrip())
        if columns > room and line.strip():
            lines.append(line.rstrip())
            line = then
        line += piece
    return "\n".join([*lines, line.rstrip()])
