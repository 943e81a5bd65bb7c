"""``zombielaw case``: a file for a user's own case, made from the declarations of the facts."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from textwrap import fill

from zombielaw.experiments.data.cases import (
    CONFIDENCES,
    GROUPS,
    KINDS,
    OWN_GROUP,
    UNKNOWN,
    cases_in,
    not_alleged_of_coded,
)
from zombielaw.experiments.data.files import in_yaml
from zombielaw.experiments.errors import wants_new
from zombielaw.experiments.opinion.explain import ELEMENT_WORDS, FACT_WORDS
from zombielaw.experiments.opinion.words import say, texts
from zombielaw.experiments.words.texts import LANGUAGES, Language
from zombielaw.sim.analysis.replay import STARTS
from zombielaw.sim.law.assess import ELEMENTS_286_1, ELEMENTS_287_2, assess_each
from zombielaw.sim.law.concurrence import READINGS, STATUTE, Reading
from zombielaw.sim.law.dates import Statute, day_of
from zombielaw.sim.law.facts import ANY_DAY, MAYBE, NOTHING, Facts, Interval, exactly, is_yes_no
from zombielaw.sim.law.offences import ALL
from zombielaw.sim.law.routes import ROUTES

OFFENCES = {"Art. 286-1": ELEMENTS_286_1, "Art. 287-2": ELEMENTS_287_2}
OTHER, ANY = say("template.other"), say("template.any")
WIDTH = 118
MUCH = 1e9
"""A quantity that is above every mark of the law."""
MIDDLE = 1e5
"""A quantity between the marks of the law for persons and for units."""
EARLY, LATE = exactly(day_of(date(2010, 1, 1))), exactly(day_of(date(2026, 1, 1)))
"""Days before and after the offences and their interpretation were in force."""
BETWEEN = exactly(day_of(date(2021, 12, 1)))
"""A day on which cards counted by their number alone: before the minutes of 2022, after Opinion II of 2021."""

TEXT: dict[Language, Path] = {
    "en": Path(__file__).with_name("case_template.txt"),
    "zh": Path(__file__).with_name("case_template.zh.txt"),
}
"""The file in each language, with places for what is declared elsewhere."""


def answer(words: Sequence[str]) -> str:
    """Text that ``zombielaw case <words>`` writes. Raises InputError: the words ask for something else."""
    written: dict[str, Language] = {f"lang={lang}": lang for lang in LANGUAGES}
    if not wants_new("case", words, written):
        coded = fill(", ".join(cases_in()), WIDTH, initial_indent="  ", subsequent_indent="  ")
        return (
            "A case of your own, from a file that you fill in:\n\n"
            "  zombielaw case new        write a file for your own case to the screen, with every fact and how to give "
            "it\n\n  zombielaw case new > my.yaml\n  zombielaw study=replay study.file=my.yaml\n"
            "  zombielaw study=cases study.file=my.yaml\n\n"
            f"Cases that are coded already, for study.case=...:\n\n{coded}\n\nHow to code one: docs/own_case.md\n"
        )
    lang = written[words[-1]] if len(words) > 1 else LANGUAGES[0]
    sys.stderr.write(say("template.wait", lang) + "\n")
    return template(lang)


def template(lang: Language = "en") -> str:
    """A file that can be replayed as it is, in which every fact stands with its meaning and unit."""
    kinds = [f"#   {kind:<12} {say(f'kind.{kind}', lang)}" for kind in KINDS]
    comma, head, tail = (say(f"list.{sign}", lang) for sign in ("comma", "open", "close"))
    elements = [
        fill(f"{offence}{comma}{element}: {', '.join(names)}", WIDTH, initial_indent="#   ", subsequent_indent="#     ")
        for (offence, element), names in _elements_in(lang).items()
    ]
    nil = [
        fill(f"{kind}: [{', '.join(names)}]", WIDTH, initial_indent="  ", subsequent_indent="    ")
        for kind, names in not_alleged_of_coded().items()
    ]
    facts: list[str] = []
    last = ""
    for name, (group, meaning) in meanings(lang).items():
        if group != last:
            facts += ["", f"      # {group}"]
            last = group
        facts.append(f"      {name + ': ' + UNKNOWN:<35} # {meaning}{head}{unit_of(name, lang)}{tail}")
    return (
        TEXT[lang]
        .read_text(encoding="utf-8")
        .format(
            unknown=UNKNOWN,
            confidences=", ".join(CONFIDENCES),
            kinds="\n".join(kinds),
            elements="\n".join(elements),
            kind_names=", ".join(KINDS),
            groups=", ".join(GROUPS),
            own=OWN_GROUP,
            facts="\n".join(facts),
            stages=", ".join(STARTS),
            readings=", ".join(READINGS),
            nil="\n".join(nil),
            switches="\n".join(_switch(name, lang) for name in Reading._fields),
        )
    )


def _switch(name: str, lang: Language) -> str:
    """A switch of a reading: the meaning of yes, in English without Chinese terms, and the value by the statute."""
    meaning = say(f"yes.{name}", lang)
    meaning = re.sub(r" \([^\x00-\x7f]+\)", "", meaning) if lang == "en" else meaning
    default = say("template.statute", lang, value=in_yaml(getattr(STATUTE, name)))
    line = f"{name:<20} {meaning} {default}"
    return fill(line, WIDTH, initial_indent="    #   ", subsequent_indent=f"    #   {'':<20} ")


def _elements_in(lang: Language) -> dict[tuple[str, str], list[str]]:
    """:func:`facts_by_element` with the names in a language."""
    places = LANGUAGES.index("en"), LANGUAGES.index(lang)
    names = {
        by_language[places[0]]: by_language[places[1]]
        for key, by_language in texts().items()
        if key.startswith(("element.", "article.", "template."))
    }
    return {(names[offence], names[element]): facts for (offence, element), facts in facts_by_element().items()}


def meanings(lang: Language = "en") -> dict[str, tuple[str, str]]:
    """Group and meaning of every fact: its short name, in English with what the comment of its declaration adds."""
    groups = {say(key, "en"): say(key, lang) for key in texts() if key.startswith("group.")}
    declared = _declared()
    if lang == "en":
        return {name: (group, _joined(FACT_WORDS[name], more)) for name, (group, more) in declared.items()}
    return {name: (groups[group], say(f"fact.{name}", lang)) for name, (group, _) in declared.items()}


def _declared() -> dict[str, tuple[str, str]]:
    """Group and comment of every fact, from its declaration."""
    declared, group = dict.fromkeys(Facts._fields, ("facts", "")), "facts"
    for line in inspect.getsource(Facts).splitlines():
        title = re.fullmatch(r" {4}# (.+)", line)
        field = re.fullmatch(r" {4}(\w+): .*?(?:# (.+))?", line)
        if title:
            group = title[1].replace(" (days since 1 November 2015)", "")
        elif field and field[1] in declared:
            declared[field[1]] = group, re.sub(r"^(yes/no(: |$)|yuan$)", "", field[2] or "")
    return declared


def _joined(words: str, more: str) -> str:
    """Both texts, or one alone where it covers the other."""
    if words in more:
        return more
    short, long = (set(re.findall(r"\w{4,}", text)) for text in (words, more))
    if len(long - short) < 2:
        return words
    return more if 2 * len(short & long) >= len(short) else f"{words}: {more}"


def unit_of(name: str, lang: Language = "en") -> str:
    """Unit in which a fact is counted, in a word or two."""
    allowed: Interval = Facts._field_defaults[name]
    if allowed == ANY_DAY:
        return say("unit.date", lang)
    if is_yes_no(name):
        return say("unit.yes_no", lang)
    if allowed == MAYBE:
        return say("unit.share", lang)
    if allowed.high < float("inf"):
        return say("unit.intent", lang)
    return say("unit.yuan" if name.endswith("_yuan") else "unit.number", lang)


@cache
def facts_by_element() -> dict[tuple[str, str], list[str]]:
    """Facts that move the finding on each element, by offence and element: found by asking the law.

    Each fact is moved where nothing is known, where all is there but one thing, and where nothing is there but one
    thing or the facts of one item of the law, far above its marks or between them.
    """
    full = Facts()._replace(**{name: _much(name) for name in Facts._fields})
    days = [name for name in Facts._fields if Facts._field_defaults[name] == ANY_DAY]
    none, then = (NOTHING._replace(**dict.fromkeys(days, day)) for day in (LATE, BETWEEN))
    bases: dict[Facts, None] = {Facts(): None}
    for name in Facts._fields:
        bases[full._replace(**{name: _little(name)})] = bases[none._replace(**{name: _much(name)})] = None
    for route in ROUTES.values():
        bases[then._replace(**{name: _much(name) for name in route.facts})] = None
        bases[then._replace(**{name: _much(name, MIDDLE) for name in route.facts})] = None
        for rival in ALL:
            if rival.knowing and set(route.facts) <= set(rival.beside):
                amounts = dict.fromkeys((entry.fact for entry in rival.entries), exactly(MUCH))
                bases[none._replace(**amounts, **{name: _much(name) for name in route.facts})] = None
    moving: dict[tuple[str, str], set[str]] = {}
    findings = cache(_findings)  # two facts that are moved one after the other give the same file in either order
    for base in bases:
        before = findings(base)
        for name in Facts._fields:
            values = (
                (_little(name), _much(name), Facts._field_defaults[name])
                if base == Facts() or name.endswith("_day")
                else (_much(name) if getattr(base, name) == _little(name) else _little(name),)
            )
            for value in values:
                for key, after in findings(base._replace(**{name: value})).items():
                    if after != before[key]:
                        moving.setdefault(key, set()).add(name)
    return {key: [name for name in Facts._fields if name in moving.get(key, ())] for key in findings(Facts())}


def _findings(facts: Facts) -> dict[tuple[str, str], list[object]]:
    """Findings on each element, under each reading and where sites are objects, by the rules of the dates."""
    answers = assess_each(facts, Statute(), (*READINGS.values(), STATUTE._replace(sites_count=True)))
    findings: dict[tuple[str, str], list[object]] = {
        (offence, ELEMENT_WORDS[element]): [getattr(one, element) for one in answers]
        for offence, elements in OFFENCES.items()
        for element in elements
    }
    findings[OTHER, ANY] = [one.rivals for one in answers]
    return findings


def _much(name: str, amount: float = MUCH) -> Interval:
    allowed: Interval = Facts._field_defaults[name]
    return LATE if allowed == ANY_DAY else exactly(min(allowed.high, amount))


def _little(name: str) -> Interval:
    allowed: Interval = Facts._field_defaults[name]
    return EARLY if allowed == ANY_DAY else exactly(allowed.low)
