"""A finished study as one HTML page that needs nothing else: question, answer, figures, tables, doubts, command.

The page prints well, and a browser makes a PDF of it.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from markdown_it import MarkdownIt

from zombielaw.experiments.analysis import scorecard
from zombielaw.experiments.analysis.scorecard import Line
from zombielaw.experiments.config.schema import SETTINGS
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL
from zombielaw.experiments.designs.reform_rows import moved_by
from zombielaw.experiments.opinion.pages import unbroken
from zombielaw.experiments.words.texts import LANGUAGES, Language, say
from zombielaw.sim.months import month_date
from zombielaw.sim.parameters import written

MOST_ROWS, MOST_COLUMNS = 30, 14
"""Tables up to this size stand on the page; larger ones are named."""
FEW_RUNS = 10
TWO_GROUPS = 20
"""Runs below which two groups are mostly missed. Of groups of equal odds, ten deviations apart, one sample in ten is
seen with 14 runs and eight in ten with 20; five apart, one in ten with 20 and nine in ten with 80
(tests/test_statistics.py)."""
MOST_SHOWN = 12
"""Largest number of scenarios of which a page lists the settings of each."""
TAGS: dict[Language, str] = {"en": "en", "zh": "zh-CN"}
"""Name of each language in HTML."""
SCROLL = '<div class="scroll">'
COMPUTED = ("variance_ratio", "two_groups", "upper_share", "pairs")
"""Columns of estimates that are kept in the files, and not shown."""
Cards = Mapping[str, tuple[Sequence[Line], str]]
"""Scorecards of a report by their text: rows, and the name of the first scenario."""
_MARKED = (
    MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "link", "autolink"])
)
_SENTENCE = re.compile(r"[-*]?\s*(.+?[.!?。])(?=\s+[A-Z*(`]|\s*$|(?<=。))", re.MULTILINE)
STYLE = """
body { max-width: 62em; margin: 2em auto; padding: 0 1em; font-family: Georgia, "Noto Serif CJK SC", serif;
  line-height: 1.5; color: #111; }
h1, h2, h3 { line-height: 1.2; } h1 { font-size: 1.6em; } h2 { font-size: 1.25em; }
figure { margin: 1.5em 0; } figure img { max-width: 100%; }
figcaption { color: #333; font-size: 0.9em; max-width: 50em; }
.answer { font-size: 1.15em; border-left: 4px solid #0072B2; padding-left: 1em; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: 0.8em; margin: 1em 0; }
th, td { border-bottom: 1px solid #ccc; padding: 0.2em 0.6em; text-align: left; vertical-align: top; }
details { border-top: 1px solid #ccc; padding: 0.5em 0; } summary { cursor: pointer; font-weight: bold; }
details td { white-space: nowrap; } details td, details th { min-width: 5em; }
.card { font-size: 0.95em; width: 100%; } .card td, .card th { vertical-align: middle; }
.card td { text-align: right; white-space: nowrap; } .card th[scope=row] { font-weight: normal; min-width: 9em; }
.card th[scope=col] { text-align: right; } .card th:last-child { text-align: center; }
.card td:last-child { width: 28%; min-width: 9em; } .track { width: 100%; height: 1.2em; overflow: visible;
  vertical-align: middle; }
.track line { stroke: #999; } .track .zero { stroke: #333; } .track .band { stroke-width: 4px; stroke: #0072B2; }
.track circle { fill: #0072B2; stroke: #0072B2; stroke-width: 2px; }
.unclear .track .band { stroke: #9ab; } .unclear .track circle { fill: #fff; stroke: #678; }
:lang(zh) em { font-style: normal; }
code { font-size: 0.85em; overflow-wrap: anywhere; } .note { color: #555; font-size: 0.85em; }
@media (max-width: 40em) {
  .card, .card tbody { display: block; } .card tr { display: grid; grid-template-columns: 1fr 1fr 1fr 2fr; }
  .card tr, .card tr:first-child { border-bottom: 1px solid #ccc; padding: 0.3em 0; } .card td, .card th { border: 0; }
  .card th[scope=row], .card td:last-child { grid-column: 1 / -1; width: auto; } .card tr:first-child th { padding: 0; }
  .card tr:first-child th:last-child, .card tr:first-child th:first-child { grid-column: 1 / -1; }
}
@media print { body { max-width: none; margin: 0; font-size: 10pt; } figure, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; } .scroll { overflow: visible; } table { font-size: 7pt; } }
"""


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
    lang: Language = LANGUAGES[0]


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
    lang = content.lang
    first, *rest = sections(content.report)
    answer = answer_in(first)
    pictures = pictures_of(folder, lang)
    doubts = f"<h2>{say('page.doubts', lang)}</h2>{_list([html.escape(doubt) for doubt in content.doubts])}"
    every = (
        ""
        if content.folds
        else "".join(_table(name, table, lang) for name, table in tables.items())
    )
    parts = [
        f"<h1>{_inline(content.question)}</h1>",
        f'<div class="answer">{_html(answer)}</div>',
        _drawn(first.replace(answer, "", 1), content),
        *(_figure(path, lang) for path in pictures),
        *(_section(part, content) for part in rest),
        "" if f"## {say('page.doubts', lang)}" in content.report else doubts,
        _folded(say("page.all_tables", lang), _html(say("page.files", lang)) + every),
        _folded(
            say("page.made", lang),
            "".join(
                [
                    f"<h3>{say('page.scenario', lang)}</h3>",
                    _list(
                        [
                            _inline(
                                say("page.line", lang, name=name, text=text)
                                if name and text
                                else name or text
                            )
                            for name, text in content.scenario
                        ]
                    ),
                    f"<p><code>{html.escape(content.command)}</code></p>",
                    f'<p class="note">{html.escape(content.provenance)}</p>',
                ]
            ),
        ),
    ]
    head = f"<title>{html.escape(content.question.replace('*', ''))}</title><style>{STYLE}</style>"
    meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    body = "\n".join(filter(None, parts))
    top = f'<!doctype html>\n<html lang="{TAGS[lang]}">\n<head>{meta}{head}</head>'
    return f"{top}\n<body>\n{unbroken(body)}\n</body>\n</html>\n"


def figures_in(lang: Language) -> str:
    """Name of the folder with the figures in a language, inside the folder of a study."""
    return "figures" if lang == LANGUAGES[0] else f"figures-{lang}"


def pictures_of(folder: Path, lang: Language) -> list[Path]:
    """The figures of a study in a language; those in English where there are none, as where no font writes Chinese."""
    own, english = (sorted(folder.glob(f"{figures_in(one)}/*.png")) for one in (lang, LANGUAGES[0]))
    return own or english


def _html(text: str) -> str:
    """Markdown as HTML; a table scrolls by itself."""
    made: str = _MARKED.render(text)
    return made.replace("<table>", f"{SCROLL}<table>").replace("</table>", "</table></div>")


def _inline(text: str) -> str:
    return str(_MARKED.renderInline(text))


def _drawn(text: str, content: PageText) -> str:
    """Markdown as HTML, with its scorecards drawn."""
    made = ""
    for card, (lines, first) in content.cards.items():
        before, here, after = text.partition(card)
        if here:
            made, text = made + _html(before) + _card(lines, first, content.lang), after
    return made + _html(text)


def _section(text: str, content: PageText) -> str:
    """A section of a report: folded, if the study folds those with tables and it has one."""
    title, _, rest = text.removeprefix("## ").partition("\n")
    if content.folds and "\n|" in rest:
        return _folded(title, _html(rest))
    return f"<h2>{_inline(title)}</h2>{_drawn(rest, content)}"


def _folded(title: str, inside: str) -> str:
    return f"<details><summary>{_inline(title)}</summary>{inside}</details>"


def _card(lines: Sequence[Line], first: str, lang: Language) -> str:
    """A scorecard: each change as a dot on a line, hollow where its interval covers zero."""
    title, *columns = (html.escape(cell) for cell in scorecard.head(first, lang))
    top = "".join(f'<th scope="col">{cell}</th>' for cell in columns)
    rows = []
    for line in lines:
        base, value, change, ends = (html.escape(cell) for cell in line.cells(lang))
        rows.append(
            f'<tr class="{"clear" if line.clear else "unclear"}"><th scope="row">{html.escape(line.title(lang))}</th>'
            f"<td>{base}</td><td>{value}</td><td>{change}</td><td>{ends}</td><td>{_track(line)}</td></tr>"
        )
    return (
        f'{SCROLL}<table class="card"><tr><th>{title}</th>{top}</tr>{"".join(rows)}</table></div>'
    )


def _track(line: Line) -> str:
    at, low, high = (f"{100.0 * place:.1f}%" for place in (line.place(line.change), *line.band))
    return (
        '<svg class="track" aria-hidden="true"><line x1="0" x2="100%" y1="50%" y2="50%"/>'
        '<line class="zero" x1="50%" x2="50%" y1="0" y2="100%"/>'
        f'<line class="band" x1="{low}" x2="{high}" y1="50%" y2="50%"/><circle cx="{at}" cy="50%" r="5"/></svg>'
    )


def in_words(
    settings: Settings, differs: Mapping[str, Any], designs: Sequence[pd.DataFrame], lang: Language
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
                lang,
                providers=f"{size.providers:,}",
                provinces=size.provinces,
                scale=f"{settings.scale:.3g}",
            ),
        ),
        ("", say("page.months", lang, first=month_date(0), last=month_date(months - 1))),
        ("", say("page.runs", lang, replicates=settings.replicates, seed=settings.seed)),
    ]
    for key, value in differs.items():
        if key not in ("seed", "replicates", "study.months", "study.reforms", "world"):
            about = SETTINGS.get(key)
            meaning = (
                about.about.meaning
                if about is not None and about.about.meaning != about.name
                else ""
            )
            lines.append((f"`{key}={written(value)}`", meaning if lang == LANGUAGES[0] else ""))
    for design in designs:
        if 1 < len(design) <= MOST_SHOWN and any(str(name).startswith(LABEL) for name in design):
            lines += moved_by(design, settings.plain, lang)
    return lines if len(lines) > 3 else [*lines, ("", say("page.today", lang))]


def _list(items: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _figure(path: Path, lang: Language) -> str:
    data = base64.b64encode(path.read_bytes()).decode()
    caption = path.with_suffix(".md")  # none in folders of older versions
    captions = caption.read_text(encoding="utf-8").split("\n\n") if caption.is_file() else []
    words = html.escape(captions[LANGUAGES.index(lang)].strip()) if captions else ""
    alt = words or html.escape(path.stem.replace("_", " "))
    below = f"<figcaption>{words}</figcaption>" if words else ""
    return f'<figure><img alt="{alt}" src="data:image/png;base64,{data}">{below}</figure>'


def _table(name: str, table: pd.DataFrame, lang: Language) -> str:
    table = table.drop(columns=[name for name in COMPUTED if name in table])
    rows, columns = table.shape
    head = f"<h3>{html.escape(name)}</h3>"
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        large = say(
            "page.large",
            lang,
            rows=f"{rows:,}",
            columns=columns,
            file=f"tables/{html.escape(name)}.csv",
        )
        return f'{head}<p class="note">{large}</p>'
    shown = table.to_html(index=False, border=0, float_format="{:.4g}".format, na_rep="")
    return f"{head}{SCROLL}{shown}</div>"


def doubts_of(
    tables: Mapping[str, pd.DataFrame],
    runs: int,
    failures: int,
    without_data: tuple[int, int],
    lang: Language,
) -> list[str]:
    """Doubts about the numbers as they stand, one sentence for each rule that applies.

    ``without_data``: number of inputs without data, and of all inputs.
    """
    doubts = [say("doubt.inputs", lang, none=without_data[0], inputs=without_data[1])]
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
        doubts.append(say("doubt.unclear", lang, unclear=f"{unclear:,}", known=f"{len(known):,}"))
        if len(known) - unclear:
            doubts.append(say("doubt.single", lang))
    groups = sum(
        int(table["upper_share"].notna().sum())
        for table in tables.values()
        if "upper_share" in table
    )
    if groups:
        doubts.append(say("doubt.groups", lang, groups=f"{groups:,}"))
    elif runs < TWO_GROUPS and any("upper_share" in table for table in tables.values()):
        doubts.append(say("doubt.unseen", lang, least=TWO_GROUPS, runs=runs))
    if runs < FEW_RUNS:
        doubts.append(say("doubt.few" if runs > 1 else "doubt.one", lang, runs=runs))
    if failures:
        doubts.append(say("doubt.failed", lang, failures=failures))
    return doubts
