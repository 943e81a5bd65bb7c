"""The catalogue of words: each key in each language, with the same placeholders, and used."""

from __future__ import annotations

import re
from pathlib import Path

from zombielaw.experiments import opinion
from zombielaw.experiments.data.acts import DEFAULTS, is_yes_no
from zombielaw.experiments.opinion.citations import IN_FORCE
from zombielaw.experiments.opinion.duties import AMOUNTS, DUTIES, MEASURES
from zombielaw.experiments.opinion.ends import ENDS, RANKS
from zombielaw.experiments.words.texts import texts_in
from zombielaw.sim.law import routes
from zombielaw.sim.law.assess import ELEMENTS_286_1, ELEMENTS_287_2
from zombielaw.sim.law.concurrence import READINGS, Reading
from zombielaw.sim.law.offences import OFFENCES

OPINION = Path(opinion.__file__).parent
WORDS = texts_in(OPINION / "tables")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_chinese_texts_are_chinese_and_simplified():
    bare = {
        key for key, (_, chinese) in WORDS.items()
        if not CHINESE.search(re.sub(r"{\w+}", "", chinese))
        and not key.startswith(("list.", "exam.", "outcome.", "views.", "duty.", "value.", "end."))
    }  # fmt: skip
    assert bare == set()
    traditional = set("網絡務義責為與從條當斷發實國檢處罰證據會規關於號術罪犯資訊") - set("罪犯")
    assert not [key for key, (_, chinese) in WORDS.items() if traditional & set(chinese)]


def test_all_that_the_law_names_has_words():
    wanted = {f"fact.{name}" for name in DEFAULTS}
    wanted |= {f"ask.{name}" for name in DEFAULTS if is_yes_no(name)}
    wanted |= {f"route.{name}" for name in routes.NAMES.values()}
    wanted |= {f"element.{name}" for name in (*ELEMENTS_286_1, *ELEMENTS_287_2)}
    wanted |= {f"title.{name}" for name in OFFENCES}
    wanted |= {f"{answer}.{name}" for answer in ("yes", "no") for name in Reading._fields}
    wanted |= {f"reading.{name}" for name in READINGS}
    wanted |= {f"{kind}.{one.source}" for kind in ("source", "short") for one in DUTIES}
    wanted |= {f"duty.{one.about}" for one in DUTIES}
    wanted |= {f"end.{one.name}" for one in ENDS} | {f"ends.{rank}" for rank in RANKS}
    wanted |= {f"by.{who}" for one in (*ENDS, *MEASURES) for who in one.decided_by}
    wanted |= {
        f"{kind}.{place.source}"
        for kind in ("source", "short")
        for one in (*ENDS, *MEASURES)
        for place in one.places
    }
    wanted |= {f"sanction.{name}" for one in MEASURES for name in one.others} | {
        f"sanction.{name}" for name in AMOUNTS
    }
    wanted |= {f"{kind}.{source}" for kind in ("source", "short") for source in IN_FORCE}
    assert wanted - set(WORDS) == set()
    routed = {key for key in WORDS if key.startswith("route.")}
    assert routed == {f"route.{routes.NAMES[code]}" for code in routes.ROUTES}


def test_each_sentence_is_used():
    """A key is named in the code, or built from a prefix and the name of a fact, a route or the like."""
    code = "\n".join(
        path.read_text() for path in (*OPINION.glob("*.py"), *OPINION.glob("templates/*"))
    ).replace("'", '"')
    built = ("fact.", "ask.", "route.", "element.", "truth.", "title.", "yes.", "no.",
             "source.", "short.", "duty.", "first.", "value.", "verdict.", "brief.", "kind.", "group.",
             "outcome.", "grade.", "ground.", "range.", "exam.", "law.time_", "law.marks_", "unit.",
             "end.", "ends.", "by.", "sanction.")  # fmt: skip
    unused = [
        key for key in WORDS
        if not key.startswith(built) and f'"{key}"' not in code and key.removeprefix("reading.") not in READINGS
    ]  # fmt: skip
    assert unused == []
