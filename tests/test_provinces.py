"""A reform in some provinces says which part of the providers they hold, wherever it is named or described."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from shared import undrawn

from zombielaw.experiments.export import supplement
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.studies.base import PAGES, REPORTS
from zombielaw.experiments.studies.compare import STUDY
from zombielaw.experiments.studies.registry import composed, run
from zombielaw.experiments.words.names import provinces_in_words
from zombielaw.experiments.words.texts import LANGUAGES, speaking
from zombielaw.sim.luck import Luck
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.world import build_world

WORDS = "policy.order_quality=0.95 start=2017-01 provinces=[0,1,2]"
WORLDS = {"classroom": "82%", "region": "52%", "national": "23%"}
"""Part of the providers in provinces 0, 1 and 2 of each."""
TEXTS = {"en": "provinces 0, 1, 2 (82% of providers)", "zh": "省份0、1、2（占服务提供者的82%）"}


def held(world: str, provinces: list[int]) -> str:
    text = provinces_in_words(provinces, composed(f"world={world}").scenario.size.provinces)
    return re.search(r"\d+%", text)[0]


@pytest.mark.parametrize("world", WORLDS)
def test_the_part_is_that_of_the_providers_of_the_world(world):
    size = replace(composed(f"world={world}").scenario.size, providers=20_000)
    counts = sum(
        np.bincount(
            build_world(size, WorldParameters(), Luck(seed, 0)).province, minlength=size.provinces
        )
        for seed in range(3)
    )
    assert held(world, [0, 1, 2]) == WORLDS[world]
    assert 100.0 * counts[:3].sum() / counts.sum() == pytest.approx(
        float(WORLDS[world].rstrip("%")), abs=1.5
    )


def test_the_same_words_are_named_apart_in_different_worlds():
    for world, part in WORLDS.items():
        name = STUDY.check(composed("compare", *WORDS.split(), f"world={world}")).design.names[1]
        assert name.endswith(f", in provinces 0, 1, 2 ({part} of providers)")
    assert provinces_in_words([1], 4) == ", in province 1 (25% of providers)"
    assert provinces_in_words([], 4) == ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("places")
    words = (
        "study=compare",
        "world=classroom",
        "world.providers=60",
        "study.months=38",
        "replicates=2",
    )
    reform = f"study.reforms='{WORDS} name=pilot'"  # the name says nothing of the place
    for lang in LANGUAGES:
        asked = (reform, "study.posterior_draws=0", "execute=serial", f"out={out}", f"lang={lang}")
        with undrawn():
            place = run(composed(*words, *asked), shown=False)
    return place


@pytest.mark.parametrize("lang", LANGUAGES)
def test_report_page_and_citation_say_the_part(folder, lang):
    report = (folder / REPORTS[lang]).read_text(encoding="utf-8")
    doubts = report.split("\n## ")[2]
    assert TEXTS[lang] in doubts, "what is doubtful"
    page = (folder / PAGES[lang]).read_text(encoding="utf-8")
    assert page.count(TEXTS[lang]) == 2, "doubt, and what each scenario sets"
    with speaking(lang):
        assert TEXTS[lang] in supplement.cite([str(folder)]).partition("BibTeX")[0]


@pytest.mark.parametrize("name", ["start_reform.md", "start_reform.zh.md"])
def test_the_start_page_says_that_the_same_words_are_different_reforms(name):
    page = (DOCS / name).read_text(encoding="utf-8")
    line = next(
        line for line in page.splitlines() if all(world in line for world in WORLDS) and "%" in line
    )
    assert re.findall(r"\d+%", line.replace(" %", "%")) == [held(world, [0, 1]) for world in WORLDS]
