"""Remake the small set of the paper that is committed: README shows it, and tests hold the code to it.

Named results alone are remade where some are named: ``python -m zombielaw.experiments.publish.reference cases``. After
a change of figures alone, ``python -m zombielaw.experiments.publish.reference figures`` draws them again from the
committed tables, and nothing is run.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from zombielaw.experiments.analysis.wording import number, rows_by
from zombielaw.experiments.authors.asked import source_of
from zombielaw.experiments.authors.figure import drawn
from zombielaw.experiments.data.files import check_known
from zombielaw.experiments.data.posterior import POSTERIOR
from zombielaw.experiments.figures.style import Look
from zombielaw.experiments.paths import DATA, REFERENCE, ROOT
from zombielaw.experiments.publish.documentation import between
from zombielaw.experiments.publish.paper import entries, keep
from zombielaw.experiments.runs.study_store import renew
from zombielaw.experiments.words.texts import Language, say

READMES: dict[Language, Path] = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
NUMBERS = ("<!-- numbers: begin (made by: make reference) -->", "<!-- numbers: end -->")
"""Marks of the number of the baseline in the README."""


FIGURES = "figures"
"""The word that draws again, and the folder of figures."""


def number_told(numbers: pd.DataFrame, lang: Language) -> str:
    """The one number of the README in a sentence: expected convictions, beside published ones and those of 287-2.

    Parameters
    ----------
    numbers : DataFrame
        Table ``numbers`` of the baseline.
    """
    rows = rows_by(numbers[numbers["stage"] == "convictions"], "offence")
    own, rival = rows["286-1"], rows["287-2"]
    expected = {name: number(own[f"expected_{name}"]) for name in ("low", "high")}
    return say(
        "readme.number", lang, **expected, expected=number(own["expected_per_year"]), years=own["years"],
        published=own["published_per_year"], licensees=own["licensees_at_most"],
        rival=number(rival["expected_per_year"]),
        times=f"{rival['expected_per_year'] / own['expected_per_year']:.0f}",
    )  # fmt: skip


def readme_with(numbers: pd.DataFrame, readme: str, lang: Language) -> str:
    """The README of a language with the number of the reference between its two marks."""
    return between(readme, *NUMBERS, number_told(numbers, lang))


def draw_again() -> None:
    """Draw every committed figure again from the committed tables; each manifest says so."""
    for name in entries():
        folder = REFERENCE / name
        shutil.rmtree(folder / FIGURES, ignore_errors=True)
        drawn(source_of(str(folder)), Look(), folder / FIGURES)
        renew(folder, FIGURES)


def main(names: Sequence[str]) -> None:
    """Run the small set or the named part of it, keep its small results, and write their numbers into the pages."""
    known = entries()
    if list(names) == [FIGURES]:
        draw_again()
        return
    for name in names:
        check_known(name, known, "reference", "result")
    with tempfile.TemporaryDirectory() as scratch:
        for name, entry in known.items():
            if names and name not in names:
                continue
            folder = entry.make("small", Path(scratch))
            keep(folder, REFERENCE / name)
            if name == "calibrate":  # what parameters=posterior draws from, here and from now on
                shutil.copy2(folder / "tables" / POSTERIOR, DATA / POSTERIOR)
    numbers = pd.read_csv(REFERENCE / "baseline" / "tables" / "numbers.csv")
    for lang, path in READMES.items():
        path.write_text(readme_with(numbers, path.read_text(encoding="utf-8"), lang), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
