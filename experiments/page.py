"""A finished study as one HTML page that needs nothing else: question, answer, figures, tables, doubts, command.

The page prints well, and a browser makes a PDF of it.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from markdown_it import MarkdownIt

from zombielaw.experiments.config.schema import SETTINGS
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL
from zombielaw.experiments.designs.reforms import moved_by
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
MOST_TOLD = 12
"""Scenarios of a design up to which a page says what each moves."""
TAGS: dict[Language, str] = {"en": "en", "zh": "zh-CN"}
"""What HTML calls each language."""
SCROLL = '<div class="scroll">'
STYLE = """
body { max-width: 62em; margin: 2em auto; padding: 0 1em; font-family: Georgia, "Noto Serif CJK SC", serif;
  line-height: 1.5; color: #111; }
h1, h2, h3 { line-height: 1.2; } figure { margin: 1.5em 0; } figure img { max-width: 100%; }
figcaption { color: #333; font-size: 0.9em; max-width: 50em; }
.answer { font-size: 1.15em; border-left: 4px solid #0072B2; padding-left: 1em; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: 0.8em; margin: 1em 0; }
th, td { border-bottom: 1px solid #ccc; padding: 0.2em 0.6em; text-align: left; vertical-align: top; }
code { font-size: 0.85em; overflow-wrap: anywhere; } .note { color: #555; font-size: 0.85em; }
@media print { body { max-width: none; margin: 0; font-size: 10pt; } figure, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; } .scroll { overflow: visible; } table { font-size: 7pt; } }
"""


class Told(NamedTuple):
    """What a page says beside the files of the folder."""

    study: str
    question: str
    answer: str
    report: str  # Markdown
    scenario: Sequence[tuple[str, str]]  # setting, and what it means
    doubts: Sequence[str]
    command: str
    provenance: str
    lang: Language = LANGUAGES[0]


def page(folder: Path, told: Told, tables: Mapping[str, pd.DataFrame]) -> str:
    """The page of a study whose figures lie in its folder."""
    marked = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "link", "autolink"])
    parts = [
        f"<h1>{html.escape(told.study)}</h1>",
        f"<p>{html.escape(told.question)}</p>",
        f'<div class="answer">{marked.render(told.answer)}</div>',
        f"<h2>{say('page.scenario', told.lang)}</h2>",
        _list([f"<code>{html.escape(key)}</code> {html.escape(said)}" for key, said in told.scenario]),
        f"<h2>{say('page.found', told.lang)}</h2>",
        marked.render(told.report)
        .replace("<table>", '<div class="scroll"><table>')
        .replace("</table>", "</table></div>"),
    ]
    pictures = pictures_of(folder, told.lang)
    if pictures:
        parts += [f"<h2>{say('page.figures', told.lang)}</h2>", *(_figure(path, told.lang) for path in pictures)]
    parts += [f"<h2>{say('page.tables', told.lang)}</h2>"]
    parts += [_table(name, table, told.lang) for name, table in tables.items()]
    parts += [f"<h2>{say('page.doubts', told.lang)}</h2>", _list([html.escape(doubt) for doubt in told.doubts])]
    parts += [
        f"<h2>{say('page.made', told.lang)}</h2>",
        f"<p><code>{html.escape(told.command)}</code></p>",
        f'<p class="note">{html.escape(told.provenance)}</p>',
    ]
    head = f"<title>{html.escape(told.study)}</title><style>{STYLE}</style>"
    meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    body = "\n".join(parts)
    top = f'<!doctype html>\n<html lang="{TAGS[told.lang]}">\n<head>{meta}{head}</head>'
    return f"{top}\n<body>\n{unbroken(body)}\n</body>\n</html>\n"


def figures_in(lang: Language) -> str:
    """The folder of the figures in a language, in that of a study."""
    return "figures" if lang == LANGUAGES[0] else f"figures-{lang}"


def pictures_of(folder: Path, lang: Language) -> list[Path]:
    """The figures of a study in a language; those in English where there are none, as where no font writes Chinese."""
    own, english = (sorted(folder.glob(f"{figures_in(one)}/*.png")) for one in (lang, LANGUAGES[0]))
    return own or english


def in_words(
    settings: Settings, differs: Mapping[str, Any], designs: Sequence[pd.DataFrame], lang: Language
) -> list[tuple[str, str]]:
    """The scenarios of a command in words: size and years, each setting that differs, and what each scenario moves."""
    size, months = settings.scenario.size, settings.scenario.months
    lines = [
        ("world", say("page.world", lang, providers=f"{size.providers:,}", provinces=size.provinces,
                      scale=f"{settings.scale:.3g}")),
        ("study.months", say("page.months", lang, first=month_date(0), last=month_date(months - 1))),
        ("replicates", say("page.runs", lang, replicates=settings.replicates, seed=settings.seed)),
    ]  # fmt: skip
    for key, value in differs.items():
        if key not in ("seed", "replicates", "study.months", "study.reforms", "world"):
            about = SETTINGS.get(key)
            meaning = about.about.meaning if about is not None and about.about.meaning != about.name else ""
            lines.append((f"{key}={written(value)}", meaning if lang == LANGUAGES[0] else ""))
    for design in designs:
        if 1 < len(design) <= MOST_TOLD and any(str(name).startswith(LABEL) for name in design):
            lines += moved_by(design, settings.plain, lang)
    return lines if len(lines) > 3 else [*lines, ("policy", say("page.today", lang))]


def _list(items: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _figure(path: Path, lang: Language) -> str:
    data = base64.b64encode(path.read_bytes()).decode()
    caption = path.with_suffix(".md")  # none in folders of older versions
    told = caption.read_text(encoding="utf-8").split("\n\n") if caption.is_file() else []
    words = html.escape(told[LANGUAGES.index(lang)].strip()) if told else ""
    alt = words or html.escape(path.stem.replace("_", " "))
    below = f"<figcaption>{words}</figcaption>" if words else ""
    return f'<figure><img alt="{alt}" src="data:image/png;base64,{data}">{below}</figure>'


def _table(name: str, table: pd.DataFrame, lang: Language) -> str:
    rows, columns = table.shape
    head = f"<h3>{html.escape(name)}</h3>"
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        large = say("page.large", lang, rows=f"{rows:,}", columns=columns, file=f"tables/{html.escape(name)}.csv")
        return f'{head}<p class="note">{large}</p>'
    shown = table.to_html(index=False, border=0, float_format="{:.4g}".format, na_rep="")
    return f"{head}{SCROLL}{shown}</div>"


def doubts_of(
    tables: Mapping[str, pd.DataFrame], runs: int, failures: int, without_data: tuple[int, int], lang: Language
) -> list[str]:
    """What speaks against reading the numbers as they stand, by rule.

    ``without_data``: how many inputs have no data, and how many there are.
    """
    found = [say("doubt.inputs", lang, none=without_data[0], inputs=without_data[1])]
    compared = [table for table in tables.values() if {"difference_low", "difference_high"} <= set(table)]
    known = pd.concat(compared)[["difference_low", "difference_high"]].dropna() if compared else pd.DataFrame()
    if len(known):
        unclear = int(((known["difference_low"] <= 0.0) & (known["difference_high"] >= 0.0)).sum())
        found.append(say("doubt.unclear", lang, unclear=f"{unclear:,}", known=f"{len(known):,}"))
        if len(known) - unclear:
            found.append(say("doubt.single", lang))
    groups = sum(int(table["upper_share"].notna().sum()) for table in tables.values() if "upper_share" in table)
    if groups:
        found.append(say("doubt.groups", lang, groups=f"{groups:,}"))
    elif runs < TWO_GROUPS and any("upper_share" in table for table in tables.values()):
        found.append(say("doubt.unseen", lang, least=TWO_GROUPS, runs=runs))
    if runs < FEW_RUNS:
        found.append(say("doubt.few" if runs > 1 else "doubt.one", lang, runs=runs))
    if failures:
        found.append(say("doubt.failed", lang, failures=failures))
    return found
