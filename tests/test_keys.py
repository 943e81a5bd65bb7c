"""Keys of runs, studies and machine code change with code that can change results, and not with its words."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from patience import ROOT
from shared import copied

from zombielaw.experiments.runs import sources, study_store
from zombielaw.experiments.studies import registry
from zombielaw.sim import digest as digests
from zombielaw.sim.digest import Sources

REDUCER = "zombielaw.experiments.reducers.expected_by_year"
MACHINE, REDUCED, STUDY = range(3)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the sources, with a table that the model might read."""
    root = copied(tmp_path_factory.mktemp("copy"), "sim", "experiments", "configs")
    return root


def keys(root: Path) -> tuple[str, str, str]:
    """Keys of a tree: folder of machine code, which is that of runs too, and the additions of runs and of a study."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digests, "__file__", str(root / "sim" / "digest.py"))
        patch.setattr(study_store, "CONFIGS", root / "configs")
        read = Sources(root, sources.DRAWING)
        patch.setattr(sources, "code_of", lambda modules: sources.digest_of_code(modules, read))
        study = study_store.study_key(
            "levers", "", code=["zombielaw.experiments.analysis.outcomes"]
        )
        return digests.cache_folder().name, Sources(root).digest([REDUCER]), study


@pytest.fixture(scope="module")
def before(copy):
    return keys(copy)


@pytest.fixture
def edit(copy):
    """Edits a file of the copy until the test is over."""
    whole = {}

    def change(name: str, old: str, new: str) -> None:
        text = (copy / name).read_text(encoding="utf-8")
        whole.setdefault(copy / name, text)
        assert text.count(old) == 1, f"{name} has changed: {old}"
        (copy / name).write_text(text.replace(old, new), encoding="utf-8")

    yield change
    for file, text in whole.items():
        file.write_text(text, encoding="utf-8")


def test_words_are_edited_and_runs_study_and_machine_code_are_found_again(copy, before, edit):
    edit(
        "sim/world.py",
        '    """Providers and offices.\n',
        '    """Who there is, told on\n\n    more lines.\n',
    )
    edit("sim/scenario.py", "leave nobody to comply; keep", "leave nobody who complies: keep")
    edit("sim/record.py", '"violations found"', '"violations that were found"')
    edit("sim/parameters/policy.py", '"time from finding to order"', '"months until an order"')
    edit("sim/measures.csv", "acquittals, per verdicts", "acquittals, per all verdicts")
    edit(
        "experiments/reducers/expected_by_year.py",
        "# of nothing it makes integers",
        "# whole numbers of nothing",
    )
    edit(
        "experiments/analysis/outcomes.csv",
        "286-1 among convictions,",
        "Art. 286-1 among convictions,",
    )
    edit("experiments/words/figures.csv", '"change, {unit}"', '"changed by, {unit}"')
    edit("experiments/figures/rows.py", "from __future__", "MORE = 1\nfrom __future__")
    edit(
        "experiments/runs/study_store.py",
        "belong; move it away, or give",
        "belong: move it away or give",
    )
    assert keys(copy) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new", "moved"),
    [
        pytest.param("sim/law/elements.py", "MAJORITY = 0.5", "MAJORITY = 0.6", {MACHINE, STUDY}, id="a rule"),
        pytest.param("sim/parameters/policy.py", "] = 0.85", "] = 0.86", {MACHINE, STUDY}, id="a default"),
        pytest.param("sim/record.py", 'exits: int = ', 'ends: int = ', {MACHINE, STUDY}, id="a column"),
        pytest.param("sim/measures.csv", "harm,providers,12", "harm,providers,1", {MACHINE, STUDY}, id="a measure"),
        pytest.param("experiments/reducers/expected_by_year.py", "np.ones(rows.size)}", "np.zeros(rows.size)}",
                     {REDUCED, STUDY}, id="a reducer"),
        pytest.param("experiments/analysis/intervals.py", "LEVEL = 0.95", "LEVEL = 0.9", {STUDY}, id="an estimator"),
        pytest.param("experiments/analysis/outcomes.csv", ",applied,eligible un", ",applied,un", {STUDY},
                     id="how an outcome is counted"),
        pytest.param("configs/policy/judiciary.yaml", "pooling: 0.3", "pooling: 0.4", {STUDY}, id="a named package"),
    ],
)  # fmt: skip
def test_what_decides_is_edited_and_nothing_that_hangs_on_it_is_found(
    copy, before, edit, name, old, new, moved
):
    edit(name, old, new)
    after = keys(copy)
    assert {which for which in (MACHINE, REDUCED, STUDY) if after[which] != before[which]} == moved


def test_the_key_of_every_study_follows_its_own_module(monkeypatch):
    """Keys follow the module wherever the registry finds it, and whatever functions it shares with others."""
    asked = []
    monkeypatch.setattr(sources, "code_of", lambda modules: asked.append(modules) or "")
    settings = registry.composed("world=classroom")
    for name, module in registry.modules(registry.FOLDER, "zombielaw.experiments.studies").items():
        registry.studies()[name].key(replace(settings, study=name))
        assert module.__name__ in asked.pop(), name


# ---- what is words in a module, and what is not

DECLARE = "from zombielaw.sim.parameters.declare import share, choice as pick\n"
SHARED = "from zombielaw.sim import parameters as p, record\nfrom zombielaw.sim.record import counted, mean\n"
WORDS = "from zombielaw.sim.digest import Words\n"


def digest(text: str) -> str:
    return Sources(ROOT, sources.DRAWING).digest_of("zombielaw.sim.none", ast.parse(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1\n\ndef draw(tables, page):\n    page.save()", "x = 1"),
        ("x = 1  # one", '"""Two."""\nx = (\n    1\n)\n"""Two\nlines."""'),
        ('def f(a: int) -> int:\n    """One."""\n    b: int = a', "def f(a):\n    b: float = a"),
        ('class A:\n    """One."""\n    x: int = 1\n    """Two."""', "class A:\n    x: int = 1"),
        ('raise ValueError(f"{x} is wrong", y)', 'raise ValueError("It is wrong", y)'),
        (f"{DECLARE}share('one', 'two', 0.1)", f"{DECLARE}share('other', 'more', 0.1)"),
        (f"{DECLARE}share('one', source='two' + A)", f"{DECLARE}share('other', source=f'{{more}}' + A)"),
        (f"{SHARED}p.declare.Today(0, 1, 'one')", f"{SHARED}p.declare.Today(0, 1, 'other')"),
        (f"{SHARED}record.Column('one')", f"{SHARED}record.Column('other')"),
        (f"{SHARED}mean('one', 'load')", f"{SHARED}mean('other', 'load')"),
        (f"{WORDS}A: Words = 'one'", f"{WORDS}A: Words = 'other'"),
        (f"{WORDS}def f(x: Words): ...\nf('one')", f"{WORDS}def f(x: Words): ...\nf('other')"),
        (f"{WORDS}class A:\n    x: Words = 'one'\nA('one')", f"{WORDS}class A:\n    x: Words = 'other'\nA('other')"),
    ],
)  # fmt: skip
def test_words_are_left_out(one, other):
    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1", "x = 1.0"),
        ("x = 1", "y = 1"),
        ("x = 'one'", "x = 'other'"),
        ("f('one')", "f('other')"),
        ("share('one')", "share('other')"),
        (
            "from elsewhere import share\nshare('one')",
            "from elsewhere import share\nshare('other')",
        ),
        ("if a:\n    b()\nc()", "if a:\n    b()\n    c()"),
        ("x[1:]", "x[:1]"),
        ("def f(a=1): ...", "def f(a=2): ..."),
        ("class A:\n    x: int = 1", "class A:\n    x: float = 1"),
        ("raise ValueError('one')", "raise KeyError('one')"),
        ("raise ValueError(x)", "raise ValueError(y)"),
        (f"{DECLARE}share('one', 'two', 0.1)", f"{DECLARE}share('one', 'two', 0.2)"),
        (f"{DECLARE}share('one', shows_in='lively')", f"{DECLARE}share('one', shows_in='trapped')"),
        (
            f"{DECLARE}pick('one', 'two', source='three')",
            f"{DECLARE}pick('one', 'other', source='three')",
        ),
        (f"{SHARED}record.Column('one', 'orders')", f"{SHARED}record.Column('one', 'month')"),
        (f"{SHARED}counted('one', 'load')", f"{SHARED}mean('one', 'load')"),
        ("A: str = 'one'", "A: str = 'other'"),
    ],
)
def test_what_is_not_known_to_be_words_counts(one, other):
    assert digest(one) != digest(other)
