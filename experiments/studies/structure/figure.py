"""Headline claims under other forms of the model: a mark for each answer, and how often a claim holds."""

from __future__ import annotations

from typing import Any

from zombielaw.experiments.analysis.wording import rows_by
from zombielaw.experiments.figures.style import Page, bare, house_style, letters, wrapped
from zombielaw.experiments.studies.base import Finished

LOOKS: dict[str, dict[str, Any]] = {
    "holds": {"marker": "o", "color": "#00664D", "markersize": 6.5},
    "below the margin": {"marker": "o", "color": "0.35", "markersize": 3.5},
    "inconclusive": {"marker": "_", "color": "0.6", "markersize": 6, "markeredgewidth": 1.2},
    "fails": {"marker": "X", "color": "black", "markersize": 6.5},
}
"""Marks of the answers."""
ROW, LETTER = 0.175, 0.06
"""Height of a row, width of a letter, inches."""


def draw(tables: Finished, page: Page) -> None:
    """Draw the matrix as ``structure``; numbers and intervals are in its table."""
    table = tables["claims"]
    claims, forms = (list(dict.fromkeys(table[column])) for column in ("claim", "form"))
    cells = rows_by(table, "form", "claim")
    rows = ["\n".join(wrapped(page.named("form", form), 20 if page.narrow else 40)) for form in forms]
    left = LETTER * max(letters(line) for row in rows for line in row.split("\n")) + 0.08
    each = (page.width() - left - 0.05) / len(claims)
    upright = each < 0.5
    heads = [wrapped(page.say(f"structure.{claim}"), 24 if upright else int(each / LETTER)) for claim in claims]
    size = ROW * (1.35 if page.narrow else 1.0)
    above = 0.35 + (LETTER * max(letters(line) for head in heads for line in head) if upright
                    else 0.115 * max(map(len, heads)))  # fmt: skip
    height = size * (len(forms) + 0.8) + above
    with house_style():
        figure = page.figure(height, layout=None)
        axes = figure.subplots()
        figure.subplots_adjust(left / page.width(), 0.0, 1.0 - 0.05 / page.width(), 1.0 - above / height)
        for (form, claim), row in cells.items():
            down, across = forms.index(str(form)), claims.index(str(claim))
            if row["answer"] == "holds":
                axes.fill_between([across - 0.48, across + 0.48], down - 0.46, down + 0.46, color="0.91", linewidth=0)
            axes.plot(across, down, linestyle="none", **LOOKS[row["answer"]])
        for across, (claim, head) in enumerate(zip(claims, heads, strict=True)):
            said = table[table["claim"] == claim]
            holds = int((said["answer"] == "holds").sum())
            axes.text(across, len(forms) - 0.1, str(holds), fontsize=6.5, ha="center", va="center", weight="bold")
            axes.text(across, -0.7, "\n".join(head), fontsize=6.5, ha="center", va="bottom",
                      rotation=90 if upright else 0)  # fmt: skip
        axes.axhline(0.5, color="0.2", linewidth=0.8)
        axes.set(xlim=(-0.5, len(claims) - 0.5), ylim=(len(forms) + 0.3, -0.5))
        axes.set_yticks(
            [*range(len(forms)), len(forms) - 0.1], [*rows, page.say("structure.all", of=len(forms))], fontsize=6.5
        )
        axes.get_yticklabels()[-1].set_fontweight("bold")
        axes.set_xticks([])
        bare(axes)
        figure.text(0.0, 1.0, page.say("structure.title"), fontsize=9, va="top")
        for answer, mark in LOOKS.items():
            axes.plot([], [], linestyle="none", label=page.say(f"structure.answer.{answer}"), **mark)
        axes.legend(loc="upper left", bbox_to_anchor=(-left / (page.width() - left - 0.05), 0.0), ncols=2)
        band = page.say("structure.band", forms=len(forms))
        page.of(page.say("structure.world", providers=tables.facts["providers"])).save(figure, "structure", band)
