"""A page as a structure: headings, paragraphs and points, and its renderings as Markdown, HTML and plain text."""

from __future__ import annotations

import html
import re
import textwrap
from typing import NamedTuple

WIDTH = 118
_CLOSING = "，。；：、）》”"
"""Signs that begin no line."""
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零]+条之[一二三四五六七八九十](?![^<]*>)")
"""An article with a number behind it, outside a tag: 第二百八十六条之 / 一定罪 would read as certainly guilty."""
_MARKED = re.compile(r"([\\`*_<>|#])")


class Heading(NamedTuple):
    """A heading; level 1 is the title."""

    level: int
    text: str


class Paragraph(NamedTuple):
    """A paragraph."""

    text: str


class Point(NamedTuple):
    """A point of a list: its subject, and its text."""

    lead: str
    text: str


class Points(NamedTuple):
    """A list."""

    points: tuple[Point, ...]


Block = Heading | Paragraph | Points


def markdown(blocks: tuple[Block, ...], colon: str, level: int = 1) -> str:
    """Blocks as Markdown, the title at a level."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            lines.append(f"{'#' * (block.level + level - 1)} {_escaped(block.text)}")
        elif isinstance(block, Paragraph):
            lines.append(_escaped(block.text))
        else:
            marked = [
                f"* **{_escaped(lead)}{colon.strip()}** {_escaped(text)}" if lead else f"* {_escaped(text)}"
                for lead, text in block.points
            ]
            lines.append("\n".join(marked))
    return "\n\n".join(lines) + "\n"


def page_html(blocks: tuple[Block, ...], lang: str, title: str, colon: str) -> str:
    """Blocks as one HTML page that needs nothing else."""
    body: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            body.append(f"<h{block.level}>{html.escape(block.text)}</h{block.level}>")
        elif isinstance(block, Paragraph):
            body.append(f"<p>{html.escape(block.text)}</p>")
        else:
            body.append("<ul>")
            for lead, text in block.points:
                strong = f"<strong>{html.escape(lead + colon.strip())}</strong> " if lead else ""
                body.append(f"<li>{strong}{html.escape(text)}</li>")
            body.append("</ul>")
    style = "body{max-width:44em;margin:2em auto;padding:0 1em;font-family:serif;line-height:1.5}li{margin:.3em 0}"
    head = f'<meta charset="utf-8"><title>{html.escape(title)}</title><style>{style}</style>'
    top = ["<!doctype html>", f'<html lang="{lang}">', f"<head>{head}</head>", "<body>"]
    return "\n".join([*top, *map(unbroken, body), "</body>", "</html>", ""])


def unbroken(body: str) -> str:
    """HTML in which no line ends within the number of an article."""
    return _ARTICLE.sub(r'<span style="white-space:nowrap">\g<0></span>', body)


def text(blocks: tuple[Block, ...], colon: str) -> str:
    """Blocks as plain text, at most :data:`WIDTH` wide."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            lines += [filled(block.text, "", ""), ("=" if block.level == 1 else "-") * min(len(block.text) * 2, WIDTH)]
        elif isinstance(block, Paragraph):
            lines.append(filled(block.text, "", ""))
        else:
            lines += [
                filled(f"{lead}{colon}{words}" if lead else words, "  * ", "    ") for lead, words in block.points
            ]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


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


def _escaped(words: str) -> str:
    return _MARKED.sub(r"\\\1", words)
