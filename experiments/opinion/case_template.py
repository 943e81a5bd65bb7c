"""``zombielaw case``: a file for a user's own case, made from the declarations of the facts."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill

from zombielaw.experiments.data.acts import DEFAULTS, Acts, is_yes_no
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
from zombielaw.experiments.opinion.explain import FACT_WORDS
from zombielaw.experiments.opinion.words import law_text, texts
from zombielaw.experiments.words.texts import LANGUAGES, Language
from zombielaw.sim.analysis.replay import STARTS
from zombielaw.sim.law.concurrence import READINGS, STATUTE, Reading
from zombielaw.sim.law.facts import ANY_DAY, MAYBE, Facts, Interval

WIDTH = 118

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
    return template(lang)


def template(lang: Language = "en") -> str:
    """A file that can be replayed as it is, in which every fact stands with its meaning and unit."""
    kinds = [f"#   {kind:<12} {law_text(f'kind.{kind}', lang)}" for kind in KINDS]
    head, tail = (law_text(f"list.{sign}", lang) for sign in ("open", "close"))
    of_every_kind = set.intersection(*map(set, not_alleged_of_coded().values()))
    nil = ", ".join(name for name in Facts._fields if name in of_every_kind)
    facts: list[str] = []
    last = ""
    for name, (group, meaning) in meanings(lang).items():
        if group != last:
            facts += ["", f"      # {group}"]
            last = group
        facts.append(
            f"      {name + ': ' + UNKNOWN:<35} # {meaning}{head}{unit_of(name, lang)}{tail}"
        )
    return (
        TEXT[lang]
        .read_text(encoding="utf-8")
        .format(
            unknown=UNKNOWN,
            confidences=", ".join(CONFIDENCES),
            kinds="\n".join(kinds),
            kind_names=", ".join(KINDS),
            groups=", ".join(GROUPS),
            own=OWN_GROUP,
            facts="\n".join(facts),
            stages=", ".join(STARTS),
            readings=", ".join(READINGS),
            nil=fill(nil, WIDTH - 20, subsequent_indent=" " * 6),
            switches="\n".join(_switch(name, lang) for name in Reading._fields),
        )
    )


def _switch(name: str, lang: Language) -> str:
    """A switch of a reading: the meaning of yes, in English without Chinese terms, and the value by the statute."""
    meaning = law_text(f"yes.{name}", lang)
    meaning = re.sub(r" \([^\x00-\x7f]+\)", "", meaning) if lang == "en" else meaning
    default = law_text("template.statute", lang, value=in_yaml(getattr(STATUTE, name)))
    line = f"{name:<20} {meaning} {default}"
    return fill(line, WIDTH, initial_indent="    #   ", subsequent_indent=f"    #   {'':<20} ")


def meanings(lang: Language = "en") -> dict[str, tuple[str, str]]:
    """Group and meaning of every fact: its short name, in English with what the comment of its declaration adds."""
    groups = {
        law_text(key, "en"): law_text(key, lang) for key in texts() if key.startswith("group.")
    }
    declared = _declared()
    if lang == "en":
        return {
            name: (group, _joined(FACT_WORDS[name], more))
            for name, (group, more) in declared.items()
        }
    return {
        name: (groups[group], law_text(f"fact.{name}", lang))
        for name, (group, _) in declared.items()
    }


def _declared() -> dict[str, tuple[str, str]]:
    """Group and comment, beside or above it, of every fact, from its declaration."""
    declared, group, above = dict.fromkeys(DEFAULTS, ("facts", "")), "facts", ""
    for line in (inspect.getsource(Facts) + inspect.getsource(Acts)).splitlines():
        comment = re.fullmatch(r" {4}# (---- )?(.+)", line)
        field = re.fullmatch(r" {4}(\w+): .*?(?:# (.+))?", line)
        if comment and comment[1]:
            group = comment[2].replace(" (days since 1 November 2015)", "")
        elif comment:
            above = comment[2]
        elif field and field[1] in declared:
            about = re.sub(r"^(yes/no(: |$)|yuan$)", "", field[2] or above)
            declared[field[1]], above = (group, about), ""
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
    allowed: Interval = DEFAULTS[name]
    if allowed == ANY_DAY:
        return law_text("unit.date", lang)
    if is_yes_no(name):
        return law_text("unit.yes_no", lang)
    if allowed == MAYBE:
        return law_text("unit.share", lang)
    if allowed.high < float("inf"):
        return law_text("unit.intent", lang)
    return law_text("unit.yuan" if name.endswith("_yuan") else "unit.number", lang)
