"""An opinion as a structure, and the shorter names of its page."""

from __future__ import annotations

from typing import NamedTuple

from zombielaw.experiments.opinion.pages import Block, Point, Points, markdown, page_html, text
from zombielaw.experiments.opinion.words import say, texts
from zombielaw.experiments.words.texts import Language
from zombielaw.sim.law.citations import Citation
from zombielaw.sim.law.offences import OFFENCES


class Memorandum(NamedTuple):
    """An opinion as a structure: the page, and its annex."""

    lang: Language
    title: str
    page: tuple[Block, ...]
    annex: tuple[Block, ...]
    cited: tuple[Citation, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Page and annex."""
        return self.page + self.annex

    def markdown(self, level: int = 1) -> str:
        """The opinion as Markdown; ``level`` is that of its title."""
        return markdown(self.blocks, say("list.colon", self.lang), level)

    def html(self) -> str:
        """The opinion as one HTML page."""
        return page_html(self.blocks, self.lang, self.title, say("list.colon", self.lang))

    def text(self) -> str:
        """The opinion as plain text."""
        return text(self.blocks, say("list.colon", self.lang))


def shortened(page: tuple[Block, ...], lang: Language) -> tuple[Block, ...]:
    """A page in which long names of offences that recur stand in full once, and short from then on."""
    named: set[str] = set()
    whole = markdown(page, "", 1)

    def short(words: str) -> str:
        for offence in OFFENCES:
            full, brief = say(f"offence.{offence}", lang), texts().get(f"brief.{offence}")
            if not brief or full not in words or full == say(f"brief.{offence}", lang):
                continue
            name = say(f"brief.{offence}", lang)
            if whole.count(full) + whole.count(name) == 1:
                continue
            first = "" if offence in named else full + say("brief.as", lang, name=name)
            head, rest = words.split(full, 1)
            named.add(offence)
            words = head + (first or name) + rest.replace(full, name)
        return words

    def of(block: Block) -> Block:
        if isinstance(block, Points):
            return Points(tuple(Point(lead, short(words)) for lead, words in block.points))
        return block._replace(text=short(block.text))

    return tuple(map(of, page))
