"""``zombielaw table``: a table of a finished study as LaTeX or Markdown, with caption, units and intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.compared import COMPARED, EXPECTED
from zombielaw.experiments.analysis.outcomes import OUTCOMES
from zombielaw.experiments.analysis.wording import NOTHING, number, paragraphs
from zombielaw.experiments.analysis.wording import table as markdown
from zombielaw.experiments.authors.asked import Source, language, one_of, several, source_of, split
from zombielaw.experiments.authors.latex import escaped
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.words.texts import Language, named, runs, say, texts

KEYS = {"format": "latex", "lang": "zh", "columns": "[year,expected]"}
FORMATS = ("markdown", "latex")
CENTRES = ("value", "per_year", "share", "count")
"""Columns to which an interval ``low, high`` belongs: the first of them that is there."""
WIDE = 90
"""Characters of a line beyond which a table for LaTeX is set as wide as the text, with cells of several lines."""


def answer(words: Sequence[str]) -> str:
    """Answer to ``zombielaw table FOLDER NAME format=latex lang=zh columns=[year,expected]``.

    Raises InputError: no finished study, no such table or column, or a word that cannot be read.
    """
    plain, given = split("table", words, KEYS)
    if len(plain) != 2:
        raise InputError(
            "table takes a folder and the name of a table: zombielaw table results/paper/baseline numbers."
        )
    source, name = source_of(plain[0]), plain[1]
    tables, lang = source.finished, language(given.get("lang", "en"))
    one_of("table", name, [*tables])
    form = one_of("format", given.get("format", FORMATS[0]), FORMATS)
    table = tables[name]
    wanted = [one_of("column", column, [*table]) for column in several(given.get("columns", ""))]
    body, merged = written(table, lang)
    body = body[[column for column in wanted or body if column in body]]
    if table.empty:
        raise InputError(f"The table {name} of this study has no row: nothing of the kind was found.")
    if not len(body.columns):
        raise InputError(f"Nothing is left of the table {name}: an interval is shown with its value; name that column.")
    units = _units(source, name)
    head = [_head(str(column), units, lang) for column in body]
    right = [at for at, column in enumerate(body) if pd.api.types.is_numeric_dtype(table[column])]
    caption = _caption(source, name, lang, merged)
    if form == "markdown":
        return paragraphs(caption, markdown(head, body.to_numpy().tolist(), right)) + "\n"
    return latex(caption, f"tab:{source.manifest['study']}-{name}", head, body.to_numpy().tolist(), right)


def written(table: pd.DataFrame, lang: Language) -> tuple[pd.DataFrame, bool]:
    """A table as texts: three digits, intervals behind their values. Says also whether there are intervals."""
    stems = {str(column): str(column).removesuffix("_per_year") for column in table}
    ends = {column: (f"{stem}_low", f"{stem}_high") for column, stem in stems.items()}
    centre = next((column for column in CENTRES if column in table), "")
    if centre and ends[centre][0] not in table:
        ends[centre] = ("low", "high")
    ends = {column: pair for column, pair in ends.items() if {*pair} <= {*table}}
    shown = [column for column in table if column not in {end for pair in ends.values() for end in pair}]
    cells = {}
    for column in shown:
        low, high = ends.get(str(column), ("", ""))
        rows = (
            table[[column, low, high]].to_numpy() if low else ((value, math.nan, math.nan) for value in table[column])
        )
        words = str(column) if pd.api.types.is_string_dtype(table[column]) else ""
        cells[column] = [
            _word(words, row[0], lang)
            if words
            else _cell(*row, whole=pd.api.types.is_integer_dtype(table[column]), lang=lang)
            for row in rows
        ]
    return pd.DataFrame(cells, dtype=object), bool(ends)


def latex(caption: str, label: str, head: Sequence[str], rows: Sequence[Sequence[object]], right: Sequence[int]) -> str:
    """A table for LaTeX, with the rules of booktabs; one that would leave the page has cells of several lines."""
    cells = [[str(cell) for cell in row] for row in rows]
    wide = sum(max(map(len, column)) for column in zip(head, *cells, strict=True)) > WIDE
    ragged = {side: rf">{{\ragged{way}\arraybackslash}}X" for side, way in (("l", "right"), ("r", "left"))}
    each = ["r" if at in right else "l" for at in range(len(head))]
    sides = "".join(ragged[side] if wide else side for side in each)
    body, width = ("tabularx", r"{\textwidth}") if wide else ("tabular", "")
    return "\n".join([
        r"% needs \usepackage{booktabs,tabularx}; Chinese: \usepackage{ctex}, compiled with xelatex or lualatex",
        r"\begin{table}", r"\centering", *([r"\small"] if wide else []), rf"\caption{{{escaped(caption)}}}",
        rf"\label{{{label}}}", rf"\begin{{{body}}}{width}{{{sides}}}", r"\toprule",
        " & ".join(map(escaped, head)) + r" \\", r"\midrule",
        *(" & ".join(map(escaped, row)) + r" \\" for row in cells), r"\bottomrule",
        rf"\end{{{body}}}", r"\end{table}", "",
    ])  # fmt: skip


def _word(column: str, value: object, lang: Language) -> str:
    """What a name means, where that is declared: an outcome by its title, anything else by ``<column>.<name>``."""
    if not isinstance(value, str):
        return NOTHING
    key = f"{column}.{value.removeprefix(EXPECTED)}"
    known = {**OUTCOMES, **COMPARED}
    if column == "outcome" and lang == "en" and value in known:
        title = known[value].title
    elif key in texts():
        title = say(key, lang)
    else:
        return value
    return say("table.expected", lang, title=title) if value.startswith(EXPECTED) else title


def _cell(value: Any, low: float, high: float, *, whole: bool, lang: Language) -> str:
    if isinstance(value, str | bool):
        return str(value)
    if whole:
        return str(int(value))
    if not math.isfinite(low):
        return number(float(value))
    return say("table.from_to", lang, value=number(float(value)), low=number(low), high=number(high))


def _head(column: str, units: dict[str, str], lang: Language) -> str:
    unit = units.get(column, "")
    return named("column", column, lang) + (f" ({unit})" if unit and unit != "number" else "")


def _units(source: Source, name: str) -> dict[str, str]:
    """Units of a table's columns, as the dictionary of the study says."""
    path = source.finished.folder / "data_dictionary.csv"
    if not path.is_file():
        return {}
    rows = pd.read_csv(path, keep_default_na=False)
    mine = rows[[name in str(tables).split(", ") or tables == "all" for tables in rows["table"]]]
    return dict(zip(mine["column"], mine["unit"], strict=True))


def _caption(source: Source, name: str, lang: Language, merged: bool) -> str:
    study = source.manifest["study"]
    parts = [
        say("table.caption", lang, name=name, study=study, title=named("study", study, lang)),
        say("table.intervals", lang) if merged else "", runs(lang, source.finished.facts),
    ]  # fmt: skip
    return (" " if lang == "en" else "").join(filter(None, parts))
