"""A finished study as one HTML page that needs nothing else: question, answer, figures, tables, doubts, command.

The page prints well, and a browser makes a PDF of it.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from zombielaw.experiments.analysis import scorecard
from zombielaw.experiments.analysis.scorecard import Line
from zombielaw.experiments.config.schema import CHANGES, SETTINGS
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.config.values import typed_value
from zombielaw.experiments.designs.grids import LABEL, SHARE, labels_in
from zombielaw.experiments.opinion.pages import unbroken
from zombielaw.experiments.words.names import (
    lever_value_in_words,
    provinces_in_words,
    share_in_words,
    title,
)
from zombielaw.experiments.words.texts import LANGUAGES, Language, language, plain, say
from zombielaw.sim.months import month_date
from zombielaw.sim.parameters import written

MOST_ROWS, MOST_COLUMNS = 30, 14
"""Tables up to this size stand on the page; larger ones are named."""
FEW_RUNS = 10
TWO_GROUPS = 20
"""Runs below which two groups are mostly missed. Of groups of equal odds, ten deviations apart, one sample in ten is
seen with 14 runs and eight in ten with 20; five apart, one in ten with 20 and nine in ten with 80
(tests/test_statistics.py)."""
WORLD_LINES = 3
"""Lines of a scenario in words that say its world, years and runs."""
MOST_SHOWN = 12
"""Largest number of scenarios of which a page lists the settings of each."""
TAGS: dict[Language, str] = {"en": "en", "zh": "zh-CN"}
"""Name of each language in HTML."""
COMPUTED = ("variance_ratio", "two_groups", "upper_share", "pairs")
"""Columns of estimates that are kept in the files, and not shown."""
BRIEF = "brief"
"""Figure of the first page."""
Cards = Sequence[tuple[str, Sequence[Line], str]]
"""Scorecards of a report: text, rows, and the name of the first scenario."""
_MARKED = (
    MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "link", "autolink"])
)
_SENTENCE = re.compile(r"[-*]?\s*(.+?[.!?。])(?=\s+[A-Z*(`]|\s*$|(?<=。))", re.MULTILINE)


class PageText(NamedTuple):
    """Texts of a page, beside the files of the folder."""

    question: str  # Markdown in a line, as the scenarios are
    report: str  # Markdown, with the answer
    scenario: Sequence[tuple[str, str]]  # the subject, in Markdown or empty, and the text about it
    doubts: Sequence[str]
    command: str
    provenance: str
    cards: Cards
    folds: bool  # are sections with tables opened one by one, and all tables left to the files?
    brief: str = ""  # Markdown of the first page, for a minister


# ---- a report, in parts


def sections(report: str) -> list[str]:
    """Text above the first heading of a section, then each section."""
    return re.split(r"(?m)^(?=## )", report)


def without_tables(report: str) -> str:
    """A report without its sections that hold tables; the text above the first section is kept."""
    first, *rest = sections(report)
    return "".join([first, *(part for part in rest if "\n|" not in part)])


def answer_in(report: str) -> str:
    """The answer of a report: its first paragraph or list that is no heading and no table."""
    blocks = [block for block in report.split("\n\n") if not block.startswith(("|", "#"))]
    return next(
        (block for block in blocks if _SENTENCE.match(_line(block))), report.partition("\n")[0]
    )


def headline(report: str) -> str:
    """The first sentence of the answer of a report."""
    answer = answer_in(report)
    sentence = _SENTENCE.match(_line(answer))
    return sentence[1] if sentence else answer


def _line(block: str) -> str:
    return block if block.startswith(("-", "*")) else block.replace("\n", " ")


# ---- the page


def page(folder: Path, content: PageText, tables: Mapping[str, pd.DataFrame]) -> str:
    """The page of a study whose figures lie in its folder: question, answer, figures, doubts, then folded sections."""
    first, *rest = sections(content.report)
    template = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    template.filters |= {
        "marked": _marked,
        "inline": lambda text: Markup(_MARKED.renderInline(plain(text))),
        "percent": lambda place: f"{100.0 * place:.1f}%",
        "unbroken": lambda body: Markup(unbroken(str(body))),
    }
    every = {} if content.folds else tables
    nothing = say("sets.nothing")
    known = [line for line in dict.fromkeys(map(tuple, content.scenario)) if line[1] != nothing]
    # the only reform is named in the question already
    moved = [name for name, _ in known[WORLD_LINES:] if not name.startswith("`")]
    lines = [
        say("page.line", name=name, text=text)
        if name and text and [name] != moved
        else text or name
        for name, text in known
    ]
    reforms = [line for line in lines[WORLD_LINES:] if not line.startswith("`")]
    pictures = [_pictured(path) for path in pictures_of(folder, language())]
    return template.get_template("webpage.j2").render(
        content=content,
        lang=language(),
        tag=TAGS[language()],
        say=say,
        pieces=partial(_pieces, content),
        first=first,
        answer=answer_in(first),
        parts=[part.removeprefix("## ").partition("\n")[::2] for part in rest],
        panels=[one for one in pictures if one[0] == BRIEF],
        pictures=[one for one in pictures if one[0] != BRIEF],
        tables=[(name, _shown(name, table)) for name, table in every.items()],
        reforms=reforms,
        made=[line for line in lines if line not in reforms],
    )


def figures_in(lang: Language) -> str:
    """Name of the folder with the figures in a language, inside the folder of a study."""
    return "figures" if lang == LANGUAGES[0] else f"figures-{lang}"


def pictures_of(folder: Path, lang: Language) -> list[Path]:
    """The figures of a study in a language; those in English where there are none."""
    own, english = (sorted(folder.glob(f"{figures_in(one)}/*.png")) for one in (lang, LANGUAGES[0]))
    return own or english


def _marked(text: str) -> Markup:
    """Markdown as HTML; a table scrolls by itself."""
    made: str = _MARKED.render(text)
    scrolls = made.replace("<table>", '<div class="scroll"><table>')
    return Markup(scrolls.replace("</table>", "</table></div>"))


def _pieces(content: PageText, text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Markdown of a report up to each of its scorecards, with the card that follows; nothing behind the last."""
    for card, lines, first in content.cards:
        before, here, after = text.partition(card)
        if here:
            yield before, {"head": scorecard.head(first), "lines": lines}
            text = after
    yield text, {}


def in_words(
    settings: Settings, differs: Mapping[str, Any], designs: Sequence[pd.DataFrame]
) -> list[tuple[str, str]]:
    """The scenarios of a command in words: size and years, settings that differ, and the settings of each scenario.

    Each line is a subject, as Markdown or empty, and the text on it.
    """
    size, months = settings.scenario.size, settings.scenario.months
    lines = [
        (
            "",
            say(
                "page.world",
                providers=f"{size.providers:,}",
                provinces=size.provinces,
                scale=f"{settings.scale:.3g}",
            ),
        ),
        ("", say("page.months", first=month_date(0), last=month_date(months - 1))),
        ("", say("page.runs", replicates=settings.replicates, seed=settings.seed)),
    ]
    for key, value in differs.items():
        if key not in ("seed", "replicates", "study.months", "study.reforms", "world"):
            about = SETTINGS.get(key)
            meaning = (
                about.about.meaning
                if about is not None and about.about.meaning != about.name
                else ""
            )
            lines.append(
                (f"`{key}={written(value)}`", meaning if language() == LANGUAGES[0] else "")
            )
    for design in designs:
        if 1 < len(design) <= MOST_SHOWN and any(str(name).startswith(LABEL) for name in design):
            lines += moved_by(design, settings.plain)
    return lines if len(lines) > WORLD_LINES else [*lines, ("", say("page.today"))]


def moved_by(design: pd.DataFrame, own: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name of each scenario of a design, and in words the settings that it moves from those of the command.

    ``own``: settings of the command by key.
    """
    rows = design.to_dict("records")
    labels = labels_in(design)
    keys = [str(name) for name in design if name in own and name != CHANGES]
    return [
        (
            ", ".join(str(row[name]) for name in labels),
            _sets(
                [(_moved(key, own[key], row[key]), "") for key in keys if row[key] != own[key]]
                + [_changed(one, {**own, **row}) for one in json.loads(row.get(CHANGES, "[]"))],
            )
            + share_in_words(row.get(SHARE, 1.0)),
        )
        for row in rows
    ]


def _sets(moved: Sequence[tuple[str, str]]) -> str:
    """Settings that are moved, and when; a time that all share is given once."""
    if not moved:
        return say("sets.nothing")
    between, times = say("list.between"), {when for _, when in moved}
    if len(times) == 1:
        return between.join(what for what, _ in moved) + times.pop()
    return between.join(what + when for what, when in moved)


def _moved(key: str, before: object, to: object) -> str:
    lever = key.removeprefix("policy.")
    if lever == key:
        return say("sets.lever", lever=f"`{key}`", before=typed_value(before), to=typed_value(to))
    ends = {
        end: lever_value_in_words(lever, value) for end, value in (("before", before), ("to", to))
    }
    return say("sets.lever", lever=title(lever), **ends)


def _changed(change: Mapping[str, Any], own: Mapping[Any, Any]) -> tuple[str, str]:
    """One change over time, of ``policy.changes`` in a design, in words: lever, time and place.

    ``own``: settings of the scenario by key.
    """
    where = provinces_in_words(change.get("provinces", ()), own["world.provinces"])
    when = [
        say(f"sets.{key}", value=change[key])
        for key in ("start", "end", "ramp_months")
        if change.get(key)
    ]
    what = f"policy.{change['lever']}"
    return _moved(what, own.get(what, 1.0), change["to"]), "".join([*when, where])


def _pictured(path: Path) -> tuple[str, str, str]:
    """Name of a picture in words, its data, and its caption, which figures of older versions have not."""
    caption = path.with_suffix(".md")
    captions = caption.read_text(encoding="utf-8").split("\n\n") if caption.is_file() else []
    words = captions[LANGUAGES.index(language())].strip() if captions else ""
    return path.stem.replace("_", " "), base64.b64encode(path.read_bytes()).decode(), words


def _shown(name: str, table: pd.DataFrame) -> pd.DataFrame | str:
    """A table without what is computed for the files alone; of a large one a sentence that names its file."""
    table = table.drop(columns=[name for name in COMPUTED if name in table])
    rows, columns = table.shape
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        file = f"tables/{name}.csv"
        return say("page.large", rows=f"{rows:,}", columns=columns, file=file)
    return table


def doubts_of(
    tables: Mapping[str, pd.DataFrame],
    runs: int,
    failures: int,
    without_data: tuple[int, int],
) -> list[str]:
    """Doubts about the numbers as they stand, one sentence for each rule that applies.

    ``without_data``: number of inputs without data, and of all inputs.
    """
    doubts = [say("doubt.inputs", none=without_data[0], inputs=without_data[1])]
    compared = [
        table for table in tables.values() if {"difference_low", "difference_high"} <= set(table)
    ]
    known = (
        pd.concat(compared)[["difference_low", "difference_high"]].dropna()
        if compared
        else pd.DataFrame()
    )
    if len(known):
        unclear = int(((known["difference_low"] <= 0.0) & (known["difference_high"] >= 0.0)).sum())
        doubts.append(say("doubt.unclear", unclear=f"{unclear:,}", known=f"{len(known):,}"))
        if len(known) - unclear:
            doubts.append(say("doubt.single"))
    groups = sum(
        int(table["upper_share"].notna().sum())
        for table in tables.values()
        if "upper_share" in table
    )
    if groups:
        doubts.append(say("doubt.groups", groups=f"{groups:,}"))
    elif runs < TWO_GROUPS and any("upper_share" in table for table in tables.values()):
        doubts.append(say("doubt.unseen", least=TWO_GROUPS, runs=runs))
    if runs < FEW_RUNS:
        doubts.append(say("doubt.few" if runs > 1 else "doubt.one", runs=runs))
    if failures:
        doubts.append(say("doubt.failed", failures=failures))
    return doubts
