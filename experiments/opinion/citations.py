"""Places in the law in words: source, article, paragraph and item, and since when the version used is in force."""

from __future__ import annotations

from datetime import date

from zombielaw.experiments.opinion.words import say
from zombielaw.experiments.words.texts import Language
from zombielaw.sim.law.citations import CRIMINAL_LAW, INTERPRETATION, Citation
from zombielaw.sim.law.routes import Route

CODE_OF_1997 = date(1997, 10, 1)
AMENDMENT_VI = date(2006, 6, 29)
AMENDMENT_VII = date(2009, 2, 28)
AMENDMENT_IX = date(2015, 11, 1)

ARTICLES: dict[str, date] = {
    **dict.fromkeys(("12", "14", "266", "363"), CODE_OF_1997), **dict.fromkeys(("303", "312"), AMENDMENT_VI),
    **dict.fromkeys(("225", "253-1", "285"), AMENDMENT_VII),
    **dict.fromkeys(("286-1", "287-1", "287-2"), AMENDMENT_IX),
}  # fmt: skip
"""Since when an article of the Criminal Law stands as cited; Arts. 253-1 and 303 were changed: ``LATER``."""
LATER: dict[str, tuple[date, ...]] = {"253-1": (AMENDMENT_IX,), "303": (date(2021, 3, 1),)}

IN_FORCE: dict[str, date] = {
    "amendment_ix": AMENDMENT_IX,
    INTERPRETATION: date(2019, 11, 1),
    "opinion_ii": date(2021, 6, 17),
    "minutes_2020": date(2020, 12, 17),
    "minutes_2022": date(2022, 3, 22),
    "opinion_2025": date(2025, 7, 28),
    "fashi_2011_19": date(2011, 9, 1),
    "fafa_2016_32": date(2016, 12, 20),
    "gongtongzi_2010_40": date(2010, 8, 31),
    "fashi_2010_3": date(2010, 2, 4),
    "fashi_2015_11": date(2015, 6, 1),
    "fashi_2017_10": date(2017, 6, 1),
    "fashi_1997_12": date(1998, 1, 13),
}
"""In force (or dated, where a document has no such day)."""
PRACTICE = ("opinion_ii", "minutes_2020", "minutes_2022", "opinion_2025")
"""Texts on cards, which follow the judgment; one that came later is not cited."""
WRITINGS = ("pan_xiong",)
_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """Chinese numeral of 1 to 999."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def place(citation: Citation, lang: Language) -> str:
    """Article, paragraph and item, without the source."""
    _, article, paragraph, items = citation
    if not article:
        return ""
    if citation.source in WRITINGS:
        return say("cite.section", lang, section=article)
    if not article[0].isdigit():
        return say("cite.part", lang, part=article if lang == "en" else numeral(len(article)))
    first, _, last = items.partition("-")
    if lang == "en":
        text = f"Art. {article}" + (f", para. {paragraph}" if paragraph else "")
        return text + (f", items ({first}) to ({last})" if last else f", item ({first})" if first else "")
    number, _, added = article.partition("-")
    text = f"第{numeral(int(number))}条" + (f"之{numeral(int(added))}" if added else "")
    text += f"第{numeral(paragraph)}款" if paragraph else ""
    text += f"第{numeral(int(first))}项" if first else ""
    return text + (f"至第{numeral(int(last))}项" if last else "")


def items_of(citation: Citation, lang: Language) -> str:
    """The items of a place alone: ``item (4)``; empty if it names none."""
    first, _, last = citation.items.partition("-")
    if not first:
        return ""
    numbers = (first, last) if lang == "en" else (numeral(int(first)), numeral(int(last or 0)))
    if last:
        return say("cite.items", lang, first=numbers[0], last=numbers[1])
    return say("cite.item", lang, item=numbers[0])


def cited(citation: Citation, lang: Language) -> str:
    """Short citation: ``Interpretation, Art. 6, item (2)``."""
    where = place(citation, lang)
    name = say(f"short.{citation.source}", lang)
    return name + (f", {where}" if where and lang == "en" else where)


def places(route: Route) -> str:
    """The places in the law behind a route, in English and short."""
    return "; ".join(cited(one, "en") for one in route.citations)


def in_force(citation: Citation, day: date | None = None) -> date | None:
    """Since when the version of a cited place is in force that governs a day; the latest, if no day is given."""
    if citation.source != CRIMINAL_LAW:
        return IN_FORCE.get(citation.source)
    first = ARTICLES.get(citation.article)
    versions = [first, *LATER.get(citation.article, ())] if first else []
    return max((one for one in versions if day is None or one <= day), default=first)
