"""``zombielaw odd``: the description of the model by the ODD protocol as LaTeX or Markdown, and Markdown as LaTeX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from zombielaw.experiments.authors.asked import one_of, split
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DOCS

ODD = DOCS / "ODD.md"
FORMATS = ("latex", "markdown")

SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "%": r"\%",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"$<$",
        ">": r"$>$",
        "−": r"$-$",
    }
)
HEAD = r"""% Compile with lualatex or xelatex.
\documentclass[a4paper,10pt]{article}
\usepackage[margin=2.5cm]{geometry}
\usepackage{fontspec,booktabs,longtable,array,fvextra,hyperref}
\setmainfont{DejaVu Serif}
\setmonofont{DejaVu Sans Mono}[Scale=0.9]
\sloppy
\begin{document}
"""
HEADINGS = {"h1": "\\section*{", "h2": "\\section*{", "h3": "\\subsection*{", "h4": "\\paragraph*{"}
OPEN = {
    "bullet_list_open": "\\begin{itemize}\n",
    "bullet_list_close": "\\end{itemize}\n\n",
    "ordered_list_open": "\\begin{enumerate}\n",
    "ordered_list_close": "\\end{enumerate}\n\n",
    "list_item_open": "\\item ",
    "heading_close": "}\n\n",
    "blockquote_open": "\\begin{quote}\n",
    "blockquote_close": "\\end{quote}\n\n",
    "strong_open": "\\textbf{",
    "em_open": "\\emph{",
    "strong_close": "}",
    "em_close": "}",
    "softbreak": "\n",
    "hardbreak": "\\\\\n",
    "paragraph_close": "\n\n",
    "table_close": "\\bottomrule\n\\end{longtable}\n\n",
    "thead_close": "\\midrule\n\\endhead\n",
}
"""LaTeX for each token of Markdown."""


def escaped(text: str) -> str:
    """A text whose special characters LaTeX prints."""
    return text.translate(SPECIAL)


def document(markdown: str) -> str:
    """A page of Markdown as a LaTeX document. Links become their words: their targets are not in the document."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    return f"{HEAD}{''.join(_written(tokens))}\\end{{document}}\n"


def _written(tokens: Sequence[Token]) -> Iterator[str]:
    cell = 0
    for number, token in enumerate(tokens):
        match token.type:
            case "inline":
                yield from _written(token.children or [])
            case "text":
                yield escaped(token.content)
            # a label that looks like a tag
            case "html_inline" | "html_block" if not token.content.startswith("<!--"):
                yield escaped(token.content)
            case "code_inline":
                yield f"\\texttt{{{escaped(token.content)}}}"
            case "fence" | "code_block":
                yield f"\\begin{{Verbatim}}[breaklines,fontsize=\\footnotesize]\n{token.content}\\end{{Verbatim}}\n\n"
            case "table_open":
                row = next(at for at, one in enumerate(tokens[number:]) if one.type == "tr_close")
                columns = sum(one.type == "th_open" for one in tokens[number : number + row])
                width = f"p{{{0.92 / columns:.3f}\\linewidth}}"
                yield f"\\begin{{longtable}}{{{width * columns}}}\n\\toprule\n"
            case "tr_open":
                cell = 0
            case "td_open" | "th_open":
                yield " & " if cell else ""
                cell += 1
            case "tr_close":
                yield " \\\\\n"
            case "heading_open":
                yield HEADINGS[token.tag]
            case _:
                yield OPEN.get(token.type, "")


def answer(words: Sequence[str]) -> str:
    """Answer to ``zombielaw odd format=latex``.

    Raises InputError: a word that cannot be read.
    """
    plain, given = split("odd", words, {"format": "latex"})
    if plain:
        raise InputError("odd takes no {}; allowed: format=latex, format=markdown.", plain[0])
    form = one_of("format", given.get("format", FORMATS[0]), FORMATS)
    text = ODD.read_text(encoding="utf-8")
    return document(text) if form == "latex" else text
