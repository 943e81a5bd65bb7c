"""The house: rooms are folders, and no two of them import each other by any way round; and a few rules for every room.

Reads sources as text and syntax trees; imports nothing of the project.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest
from pathspec import GitIgnoreSpec
from patience import PATIENCE

ROOT = Path(__file__).parent.parent
PACKAGES = ("sim", "experiments")
MOST_DEFINITIONS = 40
"""Functions and classes of a module: one with more of them has grown two ideas. Its length is no matter."""
UNFORMATTED = 30
"""Places that the formatter leaves as they are: tables of numbers."""

# Libraries that only some rooms may know.
ONLY_IN = {
    "mesa": r"sim\.engines\.mesa\b",
    "hydra": r"experiments\.(cli|config)\b",
    "omegaconf": r"experiments\.(cli|config)\b",
    "nicegui": r"experiments\.explorer\b",
    # and where a study draws: see strangers
    "matplotlib": r"experiments\.(figures\b|studies\.\w+\.)",
}
MESA_ENGINE, COMPILED_ENGINE = r"sim\.engines\.mesa\b", r"sim\.engines\.compiled\b"
MAY_PRINT = {"experiments.cli"}
PUBLISH = "experiments.publish"
SERVE_ALL_STUDIES = {"base", "coded", "contrast", "observed", "registry"}


# ---- reading


class Import(NamedTuple):
    """One imported name: ``from target import name`` (name empty for ``import target``)."""

    line: int
    target: str
    name: str
    inside_function: bool
    for_types_only: bool


@cache
def parsed(text: str) -> ast.Module:
    return ast.parse(text)


class Source(NamedTuple):
    """A file of the project, or a text that a test pretends to be one."""

    module: str
    text: str
    is_package: bool = False

    @property
    def tree(self) -> ast.Module:
        return parsed(self.text)


@cache
def sources() -> list[Source]:
    """Files of the package, by their names without the package's: ``sim.luck``, ``errors``, ``__main__``."""
    files = []
    for package in (*PACKAGES, "zombielaw"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts).removeprefix("zombielaw.")
            files.append(Source(name, path.read_text(), is_package))
    assert {"sim.luck", "experiments", "zombielaw", "__main__"} <= {file.module for file in files}
    return files


DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
BLOCKS = (ast.stmt, ast.ExceptHandler, ast.match_case)
"""Nodes that may hold an import."""


@cache
def imports(source: Source) -> list[Import]:
    found = []

    def look(node: ast.AST, inside: bool, typed: bool) -> None:
        inside |= isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        typed |= isinstance(node, ast.If) and dotted(node.test).endswith("TYPE_CHECKING")
        if isinstance(node, ast.Import):
            for alias in node.names:
                found.append(Import(node.lineno, alias.name, "", inside, typed))
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                ancestors = source.module.split(".")
                kept = ancestors[: len(ancestors) - node.level + source.is_package]
                base = ".".join([*kept, base] if base else kept)
            for alias in node.names:
                found.append(Import(node.lineno, base, alias.name, inside, typed))
        for child in ast.iter_child_nodes(node):
            if isinstance(child, BLOCKS):
                look(child, inside, typed)

    look(source.tree, False, False)
    return found


def room(module: str) -> str:
    """The folder, or the file beside the folders, below ``sim`` or ``experiments``."""
    return ".".join(module.split(".")[:2])


def imported_modules(file: Source, modules: set[str]) -> Iterator[tuple[Import, str]]:
    """Modules of the project that a file imports, without the package's name: ``from zombielaw.sim import luck``."""
    for what in imports(file):
        whole = f"{what.target}.{what.name}".removeprefix("zombielaw.")
        target = whole if whole in modules else what.target.removeprefix("zombielaw.")
        if target in modules or target.split(".")[0] in PACKAGES:
            yield what, target


# ---- judging


def misplaced(files: list[Source]) -> list[str]:
    """Complaints about imports that no room may have."""
    modules = {file.module for file in files}
    complaints = []
    for file in files:
        for what, target in imported_modules(file, modules):
            where = f"{file.module}, line {what.line}: imports {target}"
            sides = (file.module, target)
            if file.module.startswith("sim") and not re.match(r"sim\b|(errors|beside)$", target):
                complaints.append(f"{where}, but sim knows nothing of experiments.")
            elif any(
                re.match(MESA_ENGINE, one) and re.match(COMPILED_ENGINE, other)
                for one, other in (sides, sides[::-1])
            ):
                complaints.append(
                    f"{where}: the engines do not know each other; put what they share below them."
                )
            elif (
                file.module == "sim.simulate"
                and (re.match(MESA_ENGINE, target) or re.match(COMPILED_ENGINE, target))
                and not what.inside_function
            ):
                complaints.append(
                    f"{where} when it is itself imported: import an engine in the function that asks for it."
                )
    return complaints


def circle(files: list[Source], of: Callable[[str], str]) -> list[str]:
    """One circle of imports among modules or rooms, or nothing. An import for the type checker counts as any other."""
    modules = {file.module for file in files}
    graph = {}
    for file in files:
        targets = {of(target) for _, target in imported_modules(file, modules)}
        graph.setdefault(of(file.module), set()).update(targets - {of(file.module)})
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def study_of(module: str) -> str:
    """The study that a module belongs to; empty for modules that serve all studies and for other rooms."""
    parts = module.split(".")
    own = parts[2] if parts[:2] == ["experiments", "studies"] and len(parts) > 2 else ""
    return "" if own in SERVE_ALL_STUDIES else own


def neighbours(files: list[Source]) -> list[str]:
    """Complaints about imports of a study by anything but itself and the modules that publish all studies."""
    modules = {file.module for file in files}
    return [
        f"{file.module}, line {what.line}: imports {target}, but a study is known to itself and to publish; put what "
        "two of them share into analysis, designs or reducers."
        for file in files
        for what, target in imported_modules(file, modules)
        if (study := study_of(target))
        and study != study_of(file.module)
        and room(file.module) != PUBLISH
    ]


def strangers(file: Source) -> list[str]:
    """Complaints about libraries that this module may not know."""
    return [
        f"{file.module}, line {what.line}: {library} is for {allowed} only."
        for what in imports(file)
        for library, allowed in ONLY_IN.items()
        if what.target.split(".")[0] == library and not re.match(allowed, file.module)
        if not (
            library == "matplotlib"
            and (what.for_types_only or (study_of(file.module) and what.inside_function))
        )
    ]


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of an attribute chain, empty for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            return f"{dotted(value)}.{attribute}" if dotted(value) else ""
    return ""


def chance_or_clock(file: Source) -> list[str]:
    """Complaints about luck that is not keyed, and about the clock, in the model."""
    complaints = []
    for what in imports(file):
        whole = f"{what.target}.{what.name}"
        if what.target.split(".")[0] in {"random", "secrets", "uuid", "time"} or re.match(
            r"(numpy|scipy)\.random\b", whole
        ):
            complaints.append(
                f"{file.module}, line {what.line}: {whole.strip('.')}; draw from sim.luck, and read no clock."
            )
    for node in ast.walk(file.tree):
        name = dotted(node) if isinstance(node, ast.Attribute) else ""
        if re.search(r"^(np|numpy)\.random$|\b(date|datetime)\.(now|utcnow|today)$", name):
            complaints.append(
                f"{file.module}, line {node.lineno}: {name}; draw from sim.luck, and read no clock."
            )
    return complaints


def asserts_and_prints(file: Source) -> list[str]:
    """Complaints about checks that -O removes, and about words on stdout."""
    complaints = []
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Assert):
            complaints.append(
                f"{file.module}, line {node.lineno}: assert; raise an exception that says what is allowed."
            )
        if (
            isinstance(node, ast.Call)
            and dotted(node.func) == "print"
            and file.module not in MAY_PRINT
        ):
            complaints.append(
                f"{file.module}, line {node.lineno}: print; only {', '.join(MAY_PRINT)} speaks to the user."
            )
    return complaints


def either(*words: str) -> str:
    """A pattern of words that are given in pieces, or this file would match itself."""
    return "(?:" + "|".join(re.escape(word.replace("~", "")) for word in words) + ")"


UNWANTED = {
    "a path of one machine": re.compile(
        r"(?<![\w.}/-])" + either("/wo~rk/", "/ro~ot/", "/ho~me/", "/Us~ers/")
    ),
    "a package registry's address": re.compile(
        either(
            "py~pi.org",
            "pythonho~sted.org",
            "ana~conda.org",
            "arti~factory",
            "index~-url",
            "find~-links =",
        )
    ),
    "an unfinished thought": re.compile(r"\b" + either("TO~DO", "FIX~ME", "XX~X") + r"\b"),
}


def unwanted(name: str, text: str) -> list[str]:
    """Complaints about text that belongs in no file of the project."""
    return [
        f"{name}, line {number}: {what}: {line.strip()[:100]}"
        for number, line in enumerate(text.splitlines(), start=1)
        for what, pattern in UNWANTED.items()
        if pattern.search(line)
    ]


def project_texts() -> Iterator[tuple[str, str]]:
    """Text files of the project, but for the environment's."""
    for path in filter(Path.is_file, project_files(ROOT)):
        if not path.is_relative_to(sys.prefix) and b"\0" not in (content := path.read_bytes()):
            yield path.relative_to(ROOT).as_posix(), content.decode(errors="replace")


def project_files(root: Path) -> Iterator[Path]:
    """All files below a folder that its .gitignore does not name: git itself need not be there."""
    rules = (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = GitIgnoreSpec.from_lines([".git", *rules]).match_file
    for folder, below, names in os.walk(root):
        here = Path(folder).relative_to(root)
        below[:] = [name for name in below if not ignored(f"{here / name}/")]
        yield from (root / here / name for name in names if not ignored(here / name))


def as_lines(complaints: list[str]) -> str:
    return "\n" + "\n".join(dict.fromkeys(complaints))


# ---- the project


def of_each(rule: Callable[[Source], list[str]]) -> Callable[[list[Source]], list[str]]:
    return lambda files: [complaint for file in files for complaint in rule(file)]


def of_the_model(files: list[Source]) -> list[str]:
    return of_each(chance_or_clock)([file for file in files if file.module.startswith("sim")])


@pytest.mark.parametrize(
    "rule", [misplaced, neighbours, of_each(strangers), of_each(asserts_and_prints), of_the_model]
)
def test_the_project_keeps_the_rules(rule):
    complaints = rule(sources())
    assert not complaints, as_lines(complaints)


def test_the_modules_that_serve_all_studies_are_those_that_are_named():
    paths = next(file for file in sources() if file.module == "experiments.paths")
    (named,) = (
        ast.literal_eval(node.value)
        for node in paths.tree.body
        if isinstance(node, ast.Assign) and dotted(node.targets[0]) == "NO_STUDY"
    )
    assert set(named) == SERVE_ALL_STUDIES


@pytest.mark.parametrize("of", [room, str], ids=["rooms", "modules"])
def test_imports_form_no_circle(of):
    members = circle(sources(), of)
    assert not members, "A circle of imports: " + " -> ".join(members)


def test_a_module_has_one_idea():
    crowded = {
        file.module: count
        for file in sources()
        if (count := sum(isinstance(node, DEFINITIONS) for node in file.tree.body))
        > MOST_DEFINITIONS
    }
    assert not crowded, f"More than {MOST_DEFINITIONS} functions and classes: {crowded}"


def test_the_formatter_sets_all_but_a_few_tables_of_numbers():
    skipped = {
        f.module: count
        for f in sources()
        if (count := len(re.findall(r"# fmt: (?:skip|off)", f.text)))
    }
    assert sum(skipped.values()) <= UNFORMATTED, skipped


def test_no_text_names_a_machine_a_registry_or_unfinished_work():
    complaints = [complaint for name, text in project_texts() for complaint in unwanted(name, text)]
    assert not complaints, as_lines(complaints)


DECIDES = re.compile(either("datetime.n~ow(", "pytest.sk~ip(", "importorsk~ip("))


def test_no_test_asks_for_the_day_or_is_skipped_but_for_want_of_a_browser():
    asking = {name for name, text in project_texts() if DECIDES.search(text)}
    assert {name for name in asking if name.startswith("tests/")} == {"tests/browsers.py"}


def test_a_test_that_hangs_ends(pytestconfig):
    assert 0 < float(pytestconfig.getini("timeout")) < PATIENCE


def test_files_of_the_project_are_found_without_git(tmp_path):
    own = {".gitignore", "sim/a.py", "results/paper/run/report.md"}
    for name in own | {".git/a", ".venv-new/a", "sim/__pycache__/a", "results/mine/report.md"}:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / ".gitignore").write_text((ROOT / ".gitignore").read_text())
    assert {file.relative_to(tmp_path).as_posix() for file in project_files(tmp_path)} == own


# ---- the guard itself: each rule must be able to fail

STUDIES = [
    Source(f"experiments.studies.{name}", "")
    for name in ("a.study", "b.study", "b.helper", "b", "c", "base", "registry")
]
KNOWN = [*STUDIES, *(Source(f"sim.engines.{name}", "") for name in ("compiled", "mesa"))]


def of_imports(rule: Callable[[list[Source]], list[str]]) -> Callable[[Source], list[str]]:
    """A rule of imports, asked of one file among those of a small project."""
    return lambda file: rule([*(one for one in KNOWN if one.module != file.module), file])


PLACES, BETWEEN = of_imports(misplaced), of_imports(neighbours)
PYPLOT = "import matplotlib.pyplot as plt"
BROKEN = [
    (PLACES, "sim.measures", "from zombielaw.experiments.paths import DATA"),
    (PLACES, "sim.simulate", "from zombielaw.sim.engines.compiled import run"),
    (PLACES, "sim.engines.compiled.x", "from zombielaw.sim.engines.mesa import common"),
    (PLACES, "sim.engines.mesa.model", "def f():\n    from zombielaw.sim.engines import compiled"),
    (
        BETWEEN,
        "experiments.studies.a.study",
        "from zombielaw.experiments.studies.b.study import STUDY",
    ),
    (
        BETWEEN,
        "experiments.studies.a.figure",
        "def f():\n    import zombielaw.experiments.studies.b.helper",
    ),
    (BETWEEN, "experiments.studies.registry", "from zombielaw.experiments.studies import b"),
    (BETWEEN, "experiments.analysis.x", "from zombielaw.experiments.studies.b.helper import f"),
    (strangers, "sim.engines.compiled.run", "import mesa"),
    (strangers, "experiments.studies.base", PYPLOT),
    (strangers, "experiments.studies.base", f"def draw():\n    {PYPLOT}"),
    (asserts_and_prints, "sim.world", "assert True"),
    (asserts_and_prints, "experiments.runs.study_store", "print(1)"),
    (chance_or_clock, "sim.world", "import random"),
    (chance_or_clock, "sim.world", "import numpy as np\nx = np.random.default_rng(1)"),
    (chance_or_clock, "sim.world", "from time import perf_counter"),
    (chance_or_clock, "sim.law.dates", "from datetime import date\nx = date.today()"),
]


@pytest.mark.parametrize(("rule", "module", "text"), BROKEN)
def test_a_broken_rule_is_seen(rule, module, text):
    assert rule(Source(module, text))


def test_a_circle_is_seen():
    a = Source("sim.law.a", "from zombielaw.sim.law.b import y")
    b = Source("sim.law.b", "def f():\n    from zombielaw.sim.law import a")
    assert set(circle([a, b], str)) == {"sim.law.a", "sim.law.b"}
    assert circle([a, Source("sim.law.b", "import math")], str) == []
    hint = (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from zombielaw.sim.law.a import X"
    )
    assert circle([a, Source("sim.law.b", hint)], str)
    far = (
        Source("sim.law.c", "from zombielaw.sim.luck import u"),
        Source("sim.luck", "from zombielaw.sim.law import a"),
    )
    assert set(circle([a, Source("sim.law.b", ""), *far], room)) == {"sim.law", "sim.luck"}
    assert circle([a, Source("sim.law.b", ""), *far], str) == []


def test_unwanted_text_is_seen_and_harmless_text_passes():
    for text in (
        "cd /wo~rk/main",
        "'/ro~ot/x'",
        "=/ho~me/me/x",
        "https://py~pi.org/simple",
        "# TO~DO: x",
    ):
        assert unwanted("some.md", text.replace("~", "")), text
    for text in ("paperwork/main", "/usr/bin/python3", "results/paper", "the root/trunk of it"):
        assert not unwanted("some.md", text), text
