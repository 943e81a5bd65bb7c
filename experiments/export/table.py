"""``zombielaw table``: a table of a finished study as LaTeX or Markdown, with caption, units and intervals."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd

from zombielaw.experiments.analysis.compared import COMPARED, EXPECTED, SHOWN
from zombielaw.experiments.analysis.estimates import OVER_DRAWS, OVER_DRAWS_OF_DIFFERENCES
from zombielaw.experiments.analysis.outcomes import A_YEAR, OUTCOMES
from zombielaw.experiments.analysis.prices import PRICED_DAYS
from zombielaw.experiments.analysis.wording import NOTHING, number, paragraphs
from zombielaw.experiments.analysis.wording import table as markdown
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.export.arguments import Source, one_of, several, source_of, split
from zombielaw.experiments.runs.study_store import on_disk
from zombielaw.experiments.studies.base import DICTIONARY_FILE
from zombielaw.experiments.words.texts import LANGUAGES, joined, language, named, runs, say, texts

KEYS = {"format": "latex", "lang": "zh", "columns": "[year,expected]", "rows": "[harm]"}
FORMATS = ("markdown", "latex", "excel")
EXCEL = "tables.xlsx"
"""Name of the Excel file, which holds all tables."""
SHEET = 100_000
"""Rows of the largest table that goes into the Excel file."""
_INSTANT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
"""A time in the properties of an Excel file."""
CENTRES = ("value", "per_year", "share", "count")
"""Columns to which an interval ``low, high`` belongs: the first of them that a table has."""
WIDE, LONG = 80, 40
"""Characters of a line beyond which cells of a table have several lines; rows beyond which it goes over pages."""
CELL = 30
"""Letters of a cell that count for the width of its column, at most."""
_MINUS = re.compile(r"(?<![\w)\]])-(?=[\d.])")
_JOINT = re.compile(r"(\\_|[=/:])(?=\w)")
"""Places at which a long name, as that of a setting, may go on in the next line."""
SPECIAL = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "{}$&#%_"},
        **{sign: f"${sign}$" for sign in "<>"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "−": "$-$",
    }
)
"""Characters that LaTeX would not print, and how to write them."""
LEAST = 1e-4
"""Smallest number that is written in digits."""
MOST, FEW = 7, 3
"""Columns of a table by default; scenarios that stand beside each other in columns."""
ESTIMATED = (
    POINT,
    "p",
    "p_holm",
    "runs",
    "upper_share",
    "base",
    "pairs",
    "variance_ratio",
    "two_groups",
    *OVER_DRAWS,
    *OVER_DRAWS_OF_DIFFERENCES,
)
"""Columns that tell how a number was estimated."""
BESIDE = {"scenario", "outcome", "value", "difference"}
"""Columns of scenarios that can stand beside each other."""


def table(words: Sequence[str]) -> str:
    """Answer to ``zombielaw table FOLDER NAME format=latex lang=zh columns=[year,expected] rows=[harm]``.

    Raises InputError: no finished study, no such table, column or row, or a word that cannot be read.
    """
    plain, given = split("table", words, KEYS)
    form = one_of("format", given.get("format", FORMATS[0]), FORMATS)
    if form == "excel" and len(plain) == 1:
        return f"{_excel(source_of(plain[0]))}\n"
    if form == "excel" or len(plain) != 2:
        raise InputError(
            "table takes a folder and the name of a table: zombielaw table results/paper/baseline numbers; or a folder "
            "alone for one Excel file: zombielaw table results/paper/baseline format=excel."
        )
    source, name = source_of(plain[0]), plain[1]
    tables = source.finished
    one_of("table", name, [*tables])
    table = tables[name]
    wanted = [one_of("column", column, [*table]) for column in several(given.get("columns", ""))]
    if table.empty:
        raise InputError(
            "The table {} of this study has no row: nothing of the kind was found.", name
        )
    names = several(given.get("rows", ""))
    if names:
        table = rows_named(table, names)
    elif not wanted:
        table = rows_of_report(table)
    body, merged = in_texts(table)
    if {POINT, "difference", "base"} <= {*table}:
        body.loc[
            (table[POINT] == table[POINT].iloc[0]) & (table["difference"] == 0.0), "difference"
        ] = NOTHING
    columns, rest = (wanted, "") if wanted else columns_of_report(table[[*body]])
    body = body[[column for column in columns if column in body]]
    if not len(body.columns):
        raise InputError(
            "Nothing is left of the table {}: an interval is shown with its value; name that column.",
            name,
        )
    units = _units(source, name)
    right = [at for at, column in enumerate(body) if pd.api.types.is_numeric_dtype(table[column])]
    if not wanted and {*body} == BESIDE and 1 < table[POINT].nunique() <= FEW:
        head, rows = side_by_side(body)
        right = [*range(1, len(head))]
    else:
        head, rows = [_head(str(column), units) for column in body], body.to_numpy().tolist()
    caption = joined(_caption(source, name, merged), rest)
    if form == "markdown":
        return paragraphs(caption, markdown(head, rows, right)) + "\n"
    return latex(caption, f"tab:{source.manifest['study']}-{name}", head, rows, right)


def _excel(source: Source) -> Path:
    """Write all tables of a study, and their dictionary, as one Excel file into its place."""
    dictionary = pd.read_csv(source.finished.folder / DICTIONARY_FILE)
    path = source.place / EXCEL
    with on_disk(path):
        source.place.mkdir(parents=True, exist_ok=True)
        write_excel(path, {**source.finished, "data_dictionary": dictionary})
    return path


def rows_named(table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Rows that have one of the names in each column that holds some of them.

    Raises InputError: a name that no row has, or names that no row has together.
    """
    texts = table.select_dtypes(exclude="float").map(str)
    known = [*dict.fromkeys(texts.to_numpy().ravel())]
    here = texts.isin([one_of("rows", name, known) for name in names])
    rows: pd.DataFrame = table[here.loc[:, here.any()].all(axis="columns")]
    if rows.empty:
        raise InputError("No row of this table has {} together.", names)
    return rows.reset_index(drop=True)


def rows_of_report(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of a table that the report shows: of a comparison, those of its main outcomes."""
    if "outcome" in table and {*SHOWN} <= {*table["outcome"]}:
        return table[table["outcome"].isin([*SHOWN, PRICED_DAYS])].reset_index(drop=True)
    return table


def columns_of_report(table: pd.DataFrame) -> tuple[list[str], str]:
    """Columns of a table by default, at most :data:`MOST`; and a sentence on the columns that are left out.

    Columns on how a number was estimated are left out; a value that all rows share is given in the sentence.
    """
    known = [
        str(column)
        for column in table
        if column not in ESTIMATED
        and (language() != LANGUAGES[0] or not str(column).endswith("_zh"))
    ]
    texts_of = {name: {*table[name].map(str)} for name in known}
    same = {
        name: table[name].iloc[0]
        for name in known
        if len(texts_of[name]) == 1 < len(table) and name != "outcome"
    }
    wanted = [name for name in known if name not in same][:MOST]
    shared = [
        f"{named('column', name)}: {_word(name, str(value))}"
        for name, value in same.items()
        if not pd.isna(value)
    ]
    return wanted, joined(
        say("list.between").join(shared) + say("table.stop") if shared else "",
        say("table.a_year") if "outcome" in wanted else "",
        say("table.further") if len(known) - len(same) > MOST else "",
    )


def side_by_side(body: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Head and rows of a table with a row for each outcome: the level of the first scenario, then for each other one
    its level and its difference from the first.
    """
    first, *others = dict.fromkeys(body["scenario"])
    cells = body.set_index(["outcome", "scenario"])
    rows = [
        [
            outcome,
            cells.loc[(outcome, first), "value"],
            *(
                cells.loc[(outcome, name), column]
                for name in others
                for column in ("value", "difference")
            ),
        ]
        for outcome in dict.fromkeys(body["outcome"])
    ]
    less = named("column", "difference")
    return [
        named("column", "outcome"),
        first,
        *(cell for name in others for cell in (name, less)),
    ], rows


def in_texts(table: pd.DataFrame) -> tuple[pd.DataFrame, bool]:
    """A table as texts: three digits, intervals behind their values. Says also whether there are intervals."""
    stems = {str(column): str(column).removesuffix("_per_year") for column in table}
    ends = {column: (f"{stem}_low", f"{stem}_high") for column, stem in stems.items()}
    centre = next((column for column in CENTRES if column in table), "")
    if centre and ends[centre][0] not in table:
        ends[centre] = ("low", "high")
    ends = {column: pair for column, pair in ends.items() if {*pair} <= {*table}}
    shown = [
        column for column in table if column not in {end for pair in ends.values() for end in pair}
    ]
    cells = {}
    for column in shown:
        low, high = ends.get(str(column), ("", ""))
        rows = (
            table[[column, low, high]].to_numpy()
            if low
            else ((value, math.nan, math.nan) for value in table[column])
        )
        words = str(column) if pd.api.types.is_string_dtype(table[column]) else ""
        cells[column] = [
            _word(words, row[0])
            if words
            else _cell(*row, whole=pd.api.types.is_integer_dtype(table[column]))
            for row in rows
        ]
    return pd.DataFrame(cells, dtype=object), bool(ends)


def latex(
    caption: str,
    label: str,
    head: Sequence[str],
    rows: Sequence[Sequence[object]],
    right: Sequence[int],
) -> str:
    """A table for LaTeX with the rules of booktabs; one that is wide or long goes over pages."""
    body = pd.DataFrame([[str(cell) for cell in row] for row in rows], columns=list(head))
    lengths = [max(map(len, column)) for column in zip(head, *body.to_numpy(), strict=True)]
    wide, letters = sum(lengths) > WIDE, [min(length, CELL) for length in lengths]
    sides = [
        rf">{{\ragged{side}\arraybackslash}}p{{\dimexpr{0.98 * of / sum(letters):.3f}\textwidth-2\tabcolsep}}"
        if wide
        else {"left": "r", "right": "l"}[side]
        for at, of in enumerate(letters)
        for side in ["left" if at in right else "right"]
    ]
    over_pages = wide or len(rows) > LONG
    text = (
        body.style.hide(axis="index")
        .format(_in_latex)
        .format_index(_in_latex, axis=1)
        .to_latex(
            column_format="".join(sides),
            caption=caption.translate(SPECIAL),
            label=label,
            hrules=True,
            environment="longtable" if over_pages else None,
            position_float=None if over_pages else "centering",
        )
    )
    text = text.replace("Continued on next page", r"\dots")  # a sentence of pandas, in English
    needs = "% needs \\usepackage{booktabs,array,longtable}; Chinese: \\usepackage{ctex}, with xelatex or lualatex"
    return (
        f"{needs}\n{{\\footnotesize\\setlength{{\\tabcolsep}}{{3pt}}\n{text}}}\n"
        if wide
        else f"{needs}\n{text}"
    )


def _in_latex(text: object) -> str:
    return _JOINT.sub(r"\1\\allowbreak{}", _MINUS.sub("−", str(text)).translate(SPECIAL))


def _word(column: str, value: object) -> str:
    """Meaning of a name, where it is declared: an outcome by its title, anything else by ``<column>.<name>``."""
    if not isinstance(value, str):
        return NOTHING
    key = f"{column}.{value.removeprefix(EXPECTED)}"
    known = {**OUTCOMES, **COMPARED}
    if column == "outcome" and language() == LANGUAGES[0] and value in known:
        one = known[value]
        title = one.title if not one.unit or one.unit == A_YEAR else f"{one.title}, {one.unit}"
    elif key in texts():
        title = say(key)
    else:
        return value
    return say("table.expected", title=title) if value.startswith(EXPECTED) else title


def _cell(value: Any, low: float, high: float, *, whole: bool) -> str:
    if isinstance(value, str | bool):
        return str(value)
    if whole:
        return str(int(value))
    if not math.isfinite(low):
        return _digits(float(value))
    return say("table.from_to", value=_digits(float(value)), low=_digits(low), high=_digits(high))


def _digits(value: float) -> str:
    """A number without a power of ten; one that is close to zero as a bound, such as ``<0.001``."""
    if 0.0 < abs(value) < LEAST:
        return f"<{LEAST:g}" if value > 0.0 else f">-{LEAST:g}"
    return number(value)


def _head(column: str, units: dict[str, str]) -> str:
    unit = units.get(column, "")
    return named("column", column) + (f" ({unit})" if unit and unit != "number" else "")


def _units(source: Source, name: str) -> dict[str, str]:
    """Units of a table's columns, as the dictionary of the study says."""
    path = source.finished.folder / "data_dictionary.csv"
    if not path.is_file():
        return {}
    rows = pd.read_csv(path, keep_default_na=False)
    entries = rows[[name in str(tables).split(", ") or tables == "all" for tables in rows["table"]]]
    return dict(zip(entries["column"], entries["unit"], strict=True))


def _caption(source: Source, name: str, merged: bool) -> str:
    study = source.manifest["study"]
    return joined(
        say("table.caption", name=name, study=study, title=named("study", study)),
        say("table.intervals") if merged else "",
        runs(source.finished.facts),
    )


def write_excel(path: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables as the sheets of one Excel file; one that is larger than a sheet is left out.

    The same tables give the same bytes: the dates that the format carries are those of 1980.
    """
    fitting = {name: table for name, table in tables.items() if len(table) < SHEET}
    if not fitting:
        return
    dated = BytesIO()
    with pd.ExcelWriter(dated, engine="openpyxl") as book:
        for name, table in fitting.items():
            table.to_excel(book, sheet_name=name[:31], index=False)
            for row in book.sheets[name[:31]].iter_rows():
                for cell in row:
                    if isinstance(cell.value, str):
                        cell.data_type = "s"  # a text that begins with = is no formula
    with ZipFile(dated) as parts, ZipFile(path, "w", ZIP_DEFLATED) as undated:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = _INSTANT.sub(b"1980-01-01T00:00:00Z", content)
            undated.writestr(ZipInfo(name), content, ZIP_DEFLATED)
