"""The page of findings says what the committed tables say: each claim of its text is computed anew from them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import pytest

from zombielaw.experiments.paths import DOCS, PAPER, RESULTS, ROOT
from zombielaw.experiments.publish.findings import ALL, FIGURES, PACKAGES, sentences, values
from zombielaw.experiments.publish.paper import FINDINGS_PAGES, PICTURES
from zombielaw.experiments.words.texts import LANGUAGES

PAGE = (DOCS / "findings.md").read_text(encoding="utf-8")
MOST_WORDS = 1_400


def table(study: str, name: str, index: str) -> pd.DataFrame:
    return pd.read_csv(PAPER / study / "tables" / f"{name}.csv").set_index(index)


def level(outcome: str) -> pd.Series:
    rows = table("reforms", "levels", "name")
    return rows.loc[rows["outcome"] == outcome, "value"]


def living() -> set[str]:
    """Packages under which 286-1 is alive at the defaults."""
    alive = (level("application_rate") >= 0.05) & (level("share_of_convictions") >= 0.25)
    return set(PACKAGES) & set(alive[alive].index)


def drawn_wrongful() -> pd.DataFrame:
    rows = table("portfolio", "outcomes", "scenario")
    return rows[rows["outcome"] == "wrongful"]


def learning(learnt: str) -> pd.Series:
    rows = table("loop", "multiples", "world")
    return rows[(rows["learnt"] == learnt) & (rows["outcome"] == "expected_convictions_286_1")].loc["today"]


def worth() -> pd.DataFrame:
    rows = table("information", "worth", "statistic")
    return rows[rows["answer"] == "drawn"].sort_values("bits", ascending=False)


def narrowed() -> pd.Series:
    return table("calibrate", "groups", "group")["narrowed"]


def foreseen(unit: str, quantity: str, *years: int) -> pd.Series:
    """95 % points of the registered predictions of cases, by year."""
    rows = pd.read_csv(RESULTS / "predictions" / "predictions.csv").query(
        "unit == @unit and quantity == @quantity and year in @years and counted == 'cases' and theory == 'registered'"
    )
    assert len(rows) == len(years)
    return rows["q95"]


CLAIMS: list[tuple[str, Callable[[], bool]]] = [
    ("about as few as were published",
     lambda: (row := table("run", "funnel", "stage").loc["convictions_286_1"])["observed_low"]
     < row["expected_per_year"] < row["observed_high"]),
    ("from none at all to several times as many as were published",
     lambda: (row := table("run", "doubts", "outcome").loc["expected_convictions_286_1"])["draw_low"] < 0.01
     and row["draw_high"] > 1.62),  # three times 0.54
    ("are lost before the police hear of them",
     lambda: float(values("en")["before_the_police"].rstrip("%")) > 50.0),
    ("makes next to no difference to its convictions", lambda: abs(learning("286-1")["multiple"] - 1.0) < 0.01),
    ("Providers obey more than the declared rates say", lambda: table("run", "beyond", "name")["high"]["non_compliant"]
     < table("run", "beyond", "name")["funnel"]["non_compliant"]),
    ("starved, not trapped", lambda: abs(learning("286-1")["multiple"] - 1.0) < 0.05
     and (trap := table("loop", "trap", "world").loc["today"])["kappa_needed"] > 10.0 * trap["kappa"]),
    ("Officials do learn the rival", lambda: learning("both offences")["high"] < 1.0),
    ("above all how many providers comply and how many orders are refused",
     lambda: narrowed().nlargest(2).index.tolist() == ["compliance", "refusals"]),
    ("next to nothing of the soundness of orders, the proof of the elements, or officials' preference for 287-2",
     lambda: bool((narrowed()[["order_quality", "proof", "preference"]] < 0.1).all())),
    ("A model without learning explains the figures as well",
     lambda: (row := table("calibrate", "feedback", "bayes_factor").iloc[0])["low"] < 1.0 < row["high"]),
    ("Refusals referred to the police would tell most, though other numbers may tell as much",
     lambda: worth().index[0] == "referrals" and worth()["high"].iloc[1] > worth()["low"].iloc[0]),
    ("each of two reform packages is enough to bring 286-1 back into use",
     lambda: living() == {"judiciary", "regulators", "all"}),
    ("If unmeasured inputs vary, this is far from sure",
     lambda: bool((table("portfolio", "front", "scenario").eval("alive / draws")[["judiciary", "regulators"]]
                   < 0.5).all())),
    ("If unmeasured inputs vary, wrongful convictions may rise or fall", lambda: bool((
        (drawn_wrongful()["difference_draw_low"] < 0.0) & (drawn_wrongful()["difference_draw_high"] > 0.0)
    )[[*PACKAGES[:-1], ALL]].all())),
    ("two cases were foreseen far too low", lambda: foreseen("wages", "accepted", 2024).sum() < 2892
     and foreseen("mining_after", "prosecuted", 2019, 2020, 2021).sum() < 10_561),
]  # fmt: skip
"""A claim, and whether the tables say it. The last two numbers were counted: see docs/predictions.md."""


@pytest.mark.parametrize(("words", "holds"), CLAIMS, ids=[words[:40] for words, _ in CLAIMS])
def test_what_the_page_says_is_what_the_committed_tables_say(words, holds):
    assert words in PAGE, "the page no longer says this: take the claim away here too"
    assert holds(), words


def test_the_page_has_two_pages_of_words_and_five_figures_in_each_language():
    for lang, path in FINDINGS_PAGES.items():
        pictures = re.findall(r"!\[[^]]+\]\((.+?)\)", path.read_text(encoding="utf-8"))
        assert [picture.rsplit("/", 1)[1].split(".")[0] for picture in pictures[1:]] == [*FIGURES.values()]
        assert all((path.parent / picture).is_file() for picture in pictures), lang
    assert len(PAGE.split()) <= MOST_WORDS
    assert {path.name for path in PICTURES.glob("*.zh.png")} == {f"{name}.zh.png" for name in FIGURES.values()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_readme_quotes_its_six_sentences(lang):
    quoted = sentences(lang).splitlines()
    assert len(quoted) == 6
    readme = (ROOT / ("README.md" if lang == "en" else f"README.{lang}.md")).read_text(encoding="utf-8")
    assert quoted[2] in readme


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_that_outcomes_of_the_predictions_are_known(lang):
    text = FINDINGS_PAGES[lang].read_text(encoding="utf-8")
    assert "(predictions.md#what-came-of-them)" in text
    assert not re.search("before any count|在查看任何案件数之前", text)
