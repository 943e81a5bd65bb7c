"""An opinion as a structure: headings, paragraphs and points, printed as Markdown and HTML by templates."""

from __future__ import annotations

import html
import re
import textwrap
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader

from zombielaw.experiments.opinion.words import law_text, texts
from zombielaw.experiments.words.texts import Language
from zombielaw.sim.law.citations import Citation
from zombielaw.sim.law.offences import OFFENCES

WIDTH = 118
_CLOSING = "，。；：、）》”"
"""Signs that begin no line."""
_WHOLE = re.compile(
    r"(?:第[一二三四五六七八九十百零]+条之[一二三四五六七八九十]|(?<=[ 自])\d{4}-\d{2,4}|\d %)(?![^<]*>)"
)
"""A date, a percentage, and an article with a number behind it, outside a tag: 第二百八十六条之 / 一定罪 would read as
certainly guilty.
"""
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


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    trim_blocks=True,
    keep_trailing_newline=True,
    autoescape=False,
)
_TEMPLATES.filters |= {"escaped": html.escape, "marked": lambda words: _MARKED.sub(r"\\\1", words)}


def _printed(form: str, blocks: tuple[Block, ...], lang: Language, **values: object) -> str:
    """Blocks by the template of a form. What it prints is escaped there."""
    colon = law_text("list.colon", lang).strip()
    return _TEMPLATES.get_template(f"opinion.{form}.j2").render(
        blocks=blocks, lang=lang, colon=colon, **values
    )


def markdown(blocks: tuple[Block, ...], lang: Language, level: int = 1) -> str:
    """Blocks as Markdown, the title at a level."""
    return _printed("md", blocks, lang, level=level).rstrip("\n") + "\n"


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


class Memorandum(NamedTuple):
    """An opinion as a structure."""

    lang: Language
    title: str
    blocks: tuple[Block, ...]
    cited: tuple[Citation, ...]

    def markdown(self, level: int = 1) -> str:
        """The opinion as Markdown; ``level`` is that of its title."""
        return markdown(self.blocks, self.lang, level)

    def html(self) -> str:
        """The opinion as one HTML page that needs nothing else."""
        return unbroken(_printed("html", self.blocks, self.lang, title=self.title))


def shortened(page: tuple[Block, ...], lang: Language) -> tuple[Block, ...]:
    """A page in which long names of offences that recur stand in full once, and short from then on."""
    named: set[str] = set()
    whole = markdown(page, lang)

    def short(words: str) -> str:
        for offence in OFFENCES:
            full, brief = law_text(f"offence.{offence}", lang), texts().get(f"brief.{offence}")
            if not brief or full not in words or full == law_text(f"brief.{offence}", lang):
                continue
            name = law_text(f"brief.{offence}", lang)
            if whole.count(full) + whole.count(name) == 1:
                continue
            first = "" if offence in named else full + law_text("brief.as", lang, name=name)
            head, rest = words.split(full, 1)
            named.add(offence)
            words = head + (first or name) + rest.replace(full, name)
        return words

    def of(block: Block) -> Block:
        if isinstance(block, Points):
            return Points(tuple(Point(lead, short(words)) for lead, words in block.points))
        return block._replace(text=short(block.text))

    return tuple(map(of, page))
