"""Chinese throughout: all that takes ``lang=zh`` answers in Chinese, and no text of the code lacks it."""

from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from shared import answer, english_in

import zombielaw as zl
from zombielaw.experiments import cli, listings
from zombielaw.experiments.analysis.wording import in_signs
from zombielaw.experiments.config.schema import SETTINGS
from zombielaw.experiments.designs.grids import scenarios
from zombielaw.experiments.errors import in_row
from zombielaw.experiments.figures.style import wrapped
from zombielaw.experiments.opinion.pages import unbroken
from zombielaw.experiments.paths import CONFIGS
from zombielaw.experiments.studies.registry import composed, studies
from zombielaw.experiments.words import texts
from zombielaw.experiments.words.names import levers
from zombielaw.sim.parameters import Policy, WorldParameters, declared

ROOT = Path(cli.__file__).parent
SAYING = {
    "InputError",
    "ExecutionError",
    "StoreError",
    "ParameterError",
    "Message",
    "note",
    "spoken",
}
"""Functions and errors that are made of a template, which has Chinese, and its fields."""
ALLOWED = {"fits": 1, "not_allowed": 1}
"""Functions of which another argument is the template."""
ROOMS = (
    "cli.py", "api.py", "listings.py", "errors.py", "config", "export", "figures",
    "runs", "analysis", "studies", "designs", "data", "explorer", "opinion", "offences",
)  # fmt: skip
"""Places whose refusals and notes have Chinese: all but those that only the makers of the project meet."""


def said_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Templates of the refusals and notes of a module, with their lines; of an error with an f-string its code."""
    constants = {one.targets[0].id: one.value for one in tree.body if isinstance(one, ast.Assign)
                 and isinstance(one.targets[0], ast.Name)}  # fmt: skip
    for node in ast.walk(tree):
        name = (
            getattr(node.func, "id", getattr(node.func, "attr", ""))
            if isinstance(node, ast.Call)
            else ""
        )
        at = ALLOWED.get(name, 0 if name in SAYING else 9)
        for argument in node.args[at : at + 1] if isinstance(node, ast.Call) else ():
            first = (
                constants.get(argument.id, argument) if isinstance(argument, ast.Name) else argument
            )
            for one in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                if isinstance(one, ast.JoinedStr) and name[0].isupper():
                    yield one.lineno, ast.unparse(one)
                elif isinstance(one, ast.Constant) and " " in str(one.value):
                    yield one.lineno, one.value


def test_every_refusal_and_note_has_chinese():
    """A template without Chinese needs a row in words/messages.csv."""
    lacking, seen = [], set()
    for room in ROOMS:
        place = ROOT / room
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            texts_of = [*said_in(ast.parse(path.read_bytes()))]
            seen |= {text for _, text in texts_of}
            lacking += [
                f"{path}:{line}: {text}"
                for line, text in texts_of
                if f"message.{text}" not in texts.texts()
            ]
    assert len(seen) > 200
    assert not lacking, "\n".join(lacking)


def test_a_text_that_lacks_chinese_is_seen():
    tree = ast.parse("raise InputError('{} is {{x}}', one); StoreError(f'{one} is two')")
    assert [text for _, text in said_in(tree)] == ["{} is {{x}}", "f'{one} is two'"]


def test_every_meaning_has_chinese():
    """Meanings of each setting, key and lever have Chinese, and so has the question of each study."""
    names = [
        about.about.meaning for about in SETTINGS.values() if about.name not in texts_of_numbers()
    ]
    keys = [about.about.meaning for study in studies().values() for about in study.keys.values()]
    lacking = {text for text in (*names, *keys) if texts.in_language(text, "zh") == text}
    assert not lacking
    with texts.speaking("zh"):
        assert all(texts.CHINESE.search(shown.meaning) for shown in levers())
    for name, study in studies().items():
        assert texts.say(f"question.{name}", "en") == study.question
        assert texts.CHINESE.search(texts.say(f"question.{name}", "zh"))
        assert (
            not study.medians_only
            or texts.in_language(study.medians_only, "zh") != study.medians_only
        )


def texts_of_numbers() -> set[str]:
    """Names of numbers whose meaning stands elsewhere: levers, and numbers of the world."""
    return {one.name for group in (Policy, WorldParameters) for one in declared(group)}


@pytest.mark.parametrize(
    "words",
    [("lang=zh",), ("--help", "lang=zh"), ("studies", "lang=zh"), ("levers", "lang=zh"), ("worlds", "lang=zh"),
     *(("studies", name, "lang=zh") for name in ("baseline", "compare", "levers", "trap", "decide"))],
    ids=" ".join,
)  # fmt: skip
def test_lists_and_help_are_chinese(words):
    code, out, err = answer(*words)
    assert (code, err) == (0, "")
    assert texts.CHINESE.search(out)
    assert not english_in(out)


IN_CHINESE = {name for name, study in studies().items() if "zh" in study.languages}
"""Studies that report in Chinese."""


def test_both_helps_name_the_same_commands():
    words = re.compile(r"[a-z_]+(?:\.[a-z_<>]+)*=|^  [a-z]+(?= )|{\w+}", re.MULTILINE)
    chinese, answering = (
        cli.HELP_ZH.read_text(encoding="utf-8"),
        {f"  {name}" for name in IN_CHINESE},
    )
    assert set(words.findall(chinese)) - answering == set(words.findall(cli.HELP)) - answering
    marked = set(re.findall(r"^  (\w+) .* ?\* ", chinese, re.MULTILINE)) - {"offence"}
    assert marked | {"offences"} == IN_CHINESE


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("foo", "lang=zh"), "没有“foo”这一问题"),
        (
            ("baseline", "policy.order_quality=7", "lang=zh"),
            "policy.order_quality=7超出范围；可用：0至1的数。",
        ),
        (("baseline", "polcy.order_quality=0.7", "lang=zh"), "没有设定polcy.order_quality"),
        (("compare", "lang=zh"), "请用文字或表写明比较什么"),
        (
            ("design", "lang=zh"),
            "study=design只有英文报告，不能用lang=zh；请不写，或者改用有中文报告的研究：attribution、",
        ),
        (("results", "nowhere", "lang=zh"), "nowhere不是存放结果的文件夹"),
        (("baseline", "priors=nowhere.yaml", "parameters=prior", "lang=zh"), "没有此文件"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_refusals_are_chinese(words, message):
    code, out, err = answer(*words)
    assert (code, out) == (2, "")
    assert message in err
    assert not english_in(err)


def test_a_refusal_that_is_in_english_only_says_so():
    with texts.speaking("zh"):
        assert (
            texts.refusal(zl.InputError("No {} as this.", "thing"))
            == "以下说明只有英文：No thing as this."
        )
    assert texts.refusal(zl.InputError("No such thing.")) == "No such thing."


def test_what_is_filled_in_is_translated_too():
    row = in_row("my.csv", 3)
    with pytest.raises(zl.InputError) as one:
        scenarios(composed(), pd.DataFrame({"policy.order_quality": [3]}), "my.csv")
    for said, english, chinese in (
        (
            one.value,
            "my.csv, row 1: policy.order_quality=3 ",
            "my.csv，第1行：policy.order_quality=3",
        ),
        (
            zl.InputError("{}: {}", row, "is not whole"),
            "my.csv, row 3: is not whole",
            "my.csv，第3行：不是整数",
        ),
        (
            pickle.loads(pickle.dumps(zl.InputError("{}: {}", row, "x"))),
            "my.csv, row 3: x",
            "my.csv，第3行：x",
        ),
    ):
        assert texts.in_language(said, "en").startswith(english)
        assert texts.in_language(said, "zh").startswith(chinese)


def test_the_python_door_refuses_in_chinese():
    with pytest.raises(zl.InputError, match="没有名为'foo'的研究"):
        zl.study("foo", "lang=zh")
    with pytest.raises(zl.InputError, match="超出范围"):
        zl.compare("policy.order_quality=7 start=2018-01", "lang=zh")
    with pytest.raises(zl.InputError, match="no study is called 'foo'"):
        zl.study("foo")


def test_the_language_of_a_file_of_settings_is_spoken(tmp_path):
    (tmp_path / "experiment").mkdir()
    (tmp_path / "experiment" / "mine.yaml").write_text(
        "# @package _global_\nlang: zh\n", encoding="utf-8"
    )
    code, _, err = answer("design", f"--config-dir={tmp_path}", "experiment=mine")
    assert code == 2
    assert "study=design只有英文报告" in err


@pytest.fixture(scope="module")
def lived():
    return zl.simulate("experiment=lively world.providers=600 study.months=60", engine="mesa")


@pytest.mark.slow
def test_every_story_has_no_gap_and_is_chinese(lived):
    ends = lived.record.ledger.groupby("end", observed=True)["file"].last()
    assert len(ends) > 5
    for name in ends:
        assert not english_in(lived.story(name, lang="zh"))
        for lang in texts.LANGUAGES:
            assert not re.search(r"\bnan\b|NaT|<NA>|None", lived.story(name, lang=lang))
    english, chinese = (
        re.findall(r"\d+\.\d%", lived.story(lang=lang).partition("\n## ")[0])
        for lang in texts.LANGUAGES
    )
    assert english == chinese != []


def test_numbers_and_brackets_are_of_the_language():
    with texts.speaking("zh"):
        assert in_signs("为0.54 (0.15-1.38)件，3.93e-05至1.2e-107").startswith(
            "为0.54（0.15至1.38）件，0.0000393至0.0"
        )
    assert in_signs("0.54 (0.15-1.38), 3.93e-05") == "0.54 (0.15-1.38), 3.93e-05"


def test_an_article_is_not_broken():
    for room in range(2, 40):
        lines = wrapped("依第二百八十六条之一定罪，第二百八十七条之二，年度", room)
        assert not [
            line for line in lines if line.endswith(("条", "条之")) or line.startswith("，")
        ]
        lines = wrapped("拒不支付劳动报酬罪（2024）与偷税罪（之前）", room)
        assert not [line for line in lines if line.endswith("（") or line.startswith("）")], lines
        assert "".join(lines) == "拒不支付劳动报酬罪（2024）与偷税罪（之前）"
    assert wrapped("错误定罪2031—2040年公务工作日", 8) == ["错误定罪", "2031—2040年", "公务工作日"]
    html = '<p title="第二百八十六条之一">依第二百八十六条之一定罪, from 2027-01, 90 %</p>'
    assert unbroken(html).count("nowrap") == 3


def test_no_chinese_is_slanted():
    """Quotation marks are the sign of emphasis in Chinese. Texts of a comparison have a style of their own."""
    slanted = re.compile(r"(?<![*A-Za-z0-9])\*(?![* ])[^*\n]*[\u4e00-\u9fff][^*\n]*\*(?!\*)")
    sentences = {
        key: zh for key, (_, zh) in texts.texts().items() if not key.startswith("compared.")
    }
    pages = {
        path.name: path.read_text(encoding="utf-8")
        for path in (ROOT.parent / "docs").glob("*.zh.md")
    }
    assert not {key: text for key, text in {**sentences, **pages}.items() if slanted.search(text)}


def test_no_bracket_is_of_half_width_and_full():
    for key, (_, chinese) in texts.texts().items():
        plain = re.sub(r"`[^`]*`", "", chinese)
        assert plain.count("（") == plain.count("）"), key
        if not key.startswith("message."):
            assert not re.search(r"\([^()]*[\u4e00-\u9fff][^()]*\)", plain), key


def test_worlds_and_experiments_are_told_in_chinese():
    with texts.speaking("zh"):
        lines = listings.worlds()
    assert not english_in(lines)
    assert all(file.stem in lines for file in (CONFIGS / "world").glob("*.yaml"))


def test_bold_words_end_before_a_punctuation_mark():
    """Markdown takes two stars after a mark and before a character for plain text."""
    for key, (_, words) in texts.texts().items():
        for bold, after in re.findall(r"\*\*(.+?)\*\*(.?)", words):
            assert not (bold[-1] in "。：；，" and after.strip()), key
