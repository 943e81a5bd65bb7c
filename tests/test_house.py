"""The house: rooms are folders, and no two of them import each other by any way round; and a few rules for every room.

Reads sources as text and syntax trees; imports nothing of the project.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("sim", "experiments")
LARGEST_FILE = 23_000  # bytes, at 100 columns
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


class Source(NamedTuple):
    """A file of the project, or a text that a test pretends to be one."""

    module: str
    text: str
    is_package: bool = False

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)


def sources() -> list[Source]:
    """Files of the package, by their names without the package's: ``sim.luck``, ``errors``, ``__main__``."""
    files = []
    for package in (*PACKAGES, "zombielaw"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts).removeprefix("zombielaw.")
            files.append(Source(name, path.read_text(), is_package))
    return files


def imports(source: Source) -> Iterator[Import]:
    nodes = list(ast.walk(source.tree))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    typing = [
        node
        for node in nodes
        if isinstance(node, ast.If) and dotted(node.test).endswith("TYPE_CHECKING")
    ]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    unrun = {
        id(node) for block in typing for statement in block.body for node in ast.walk(statement)
    }
    for node in nodes:
        how = id(node) in inside, id(node) in unrun
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(node.lineno, alias.name, "", *how)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                ancestors = source.module.split(".")
                kept = ancestors[: len(ancestors) - node.level + source.is_package]
                base = ".".join([*kept, base] if base else kept)
            for alias in node.names:
                yield Import(node.lineno, base, alias.name, *how)


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
            if file.module.startswith("sim") and not re.match(r"sim\b|errors$", target):
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
    graph: dict[str, set[str]] = {}
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
    """Text files that are tracked, or would be if one added all that is not ignored, but for the environment's."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(
            listing, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout: nothing says which files are the project's")
    for name in filter(None, names):
        path = ROOT / name
        if (
            path.is_file()
            and not path.is_relative_to(sys.prefix)
            and b"\0" not in (content := path.read_bytes())
        ):
            yield name, content.decode(errors="replace")


def as_lines(complaints: list[str]) -> str:
    return "\n" + "\n".join(dict.fromkeys(complaints))


# ---- the project


def test_every_import_is_in_its_place():
    complaints = misplaced(sources())
    assert not complaints, as_lines(complaints)


def test_no_study_imports_another():
    complaints = neighbours(sources())
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


@pytest.mark.parametrize("rule", [strangers, asserts_and_prints])
def test_every_room_keeps_the_rules(rule):
    complaints = [complaint for file in sources() for complaint in rule(file)]
    assert not complaints, as_lines(complaints)


def test_the_model_takes_luck_from_keys_and_reads_no_clock():
    complaints = [
        complaint
        for file in sources()
        if file.module.split(".")[0] == "sim"
        for complaint in chance_or_clock(file)
    ]
    assert not complaints, as_lines(complaints)


def test_files_are_short_enough_to_read():
    large = {
        f.module: len(f.text.encode()) for f in sources() if len(f.text.encode()) > LARGEST_FILE
    }
    assert not large, f"Above {LARGEST_FILE} bytes; split where a file has grown two ideas: {large}"


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


def test_there_is_a_project_to_look_at():
    modules = {file.module for file in sources()}
    assert {
        "sim.luck",
        "sim.law.elements",
        "experiments",
        "zombielaw",
        "__main__",
        "errors",
    } <= modules


# ---- the guard itself: each rule must be able to fail


@pytest.mark.parametrize(
    ("module", "text", "complaint"),
    [
        (
            "sim.measures",
            "from zombielaw.experiments.paths import DATA",
            "sim knows nothing of experiments",
        ),
        (
            "sim.simulate",
            "from zombielaw.sim.engines.compiled import run",
            "import an engine in the function",
        ),
        (
            "sim.engines.compiled.x",
            "from zombielaw.sim.engines.mesa import common",
            "the engines do not know each other",
        ),
        (
            "sim.engines.mesa.model",
            "def f():\n    from zombielaw.sim.engines import compiled",
            "do not know each other",
        ),
    ],
)
def test_a_misplaced_import_is_seen(module, text, complaint):
    known = [
        Source(name, "")
        for name in ("sim.engines.compiled", "sim.engines.mesa", "experiments.studies.b.study")
    ]
    assert complaint in as_lines(misplaced([*known, Source(module, text)]))


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("sim.simulate", "def simulate():\n    from zombielaw.sim.engines.compiled import run"),
        ("sim.law.elements", "from zombielaw.sim.law import routes\nfrom .facts import Facts"),
        ("experiments.studies.b.study", "from zombielaw.experiments.studies.b import figure"),
    ],
)
def test_an_import_in_its_place_passes(module, text):
    assert misplaced([Source(module, text)]) == []


STUDIES = [
    Source(f"experiments.studies.{name}", "")
    for name in ("a.study", "b.study", "b.helper", "b", "c", "base", "registry")
]


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("experiments.studies.a.study", "from zombielaw.experiments.studies.b.study import STUDY"),
        (
            "experiments.studies.a.figure",
            "def f():\n    import zombielaw.experiments.studies.b.helper",
        ),
        ("experiments.studies.registry", "from zombielaw.experiments.studies import b"),
        ("experiments.analysis.x", "from zombielaw.experiments.studies.b.helper import f"),
    ],
)
def test_a_study_that_is_imported_from_outside_is_seen(module, text):
    others = [file for file in STUDIES if file.module != module]
    assert len(neighbours([*others, Source(module, text)])) == 1


@pytest.mark.parametrize(
    ("module", "text"),
    [
        (
            "experiments.studies.b.study",
            "from zombielaw.experiments.studies.b import helper\nfrom .helper import f",
        ),
        ("experiments.studies.a.study", "from zombielaw.experiments.studies.base import Study"),
        (
            "experiments.publish.paper",
            "from zombielaw.experiments.studies.b.study import numbers_text",
        ),
    ],
)
def test_a_study_that_knows_itself_passes(module, text):
    others = [file for file in STUDIES if file.module != module]
    assert neighbours([*others, Source(module, text)]) == []


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


@pytest.mark.parametrize(
    ("rule", "module", "text"),
    [
        (strangers, "sim.engines.compiled.run", "import mesa"),
        (strangers, "experiments.studies.base", "import matplotlib.pyplot as plt"),
        (strangers, "experiments.studies.base", "def draw():\n    import matplotlib.pyplot as plt"),
        (asserts_and_prints, "sim.world", "assert True"),
        (asserts_and_prints, "experiments.runs.study_store", "print(1)"),
        (chance_or_clock, "sim.world", "import random"),
        (chance_or_clock, "sim.world", "import numpy as np\nx = np.random.default_rng(1)"),
        (chance_or_clock, "sim.world", "from time import perf_counter"),
        (chance_or_clock, "sim.law.dates", "from datetime import date\nx = date.today()"),
    ],
)
def test_a_broken_rule_is_seen(rule, module, text):
    assert rule(Source(module, text))


@pytest.mark.parametrize(
    ("rule", "module", "text"),
    [
        (strangers, "sim.engines.mesa.model", "import mesa"),
        (strangers, "experiments.figures.funnel", "import matplotlib.pyplot as plt"),
        (
            strangers,
            "experiments.studies.a",
            "def draw(tables, page):\n    import matplotlib.pyplot as plt",
        ),
        (asserts_and_prints, "experiments.cli", "print(1)"),
        (
            chance_or_clock,
            "sim.law.dates",
            "from datetime import date\nx = date(2015, 11, 1).toordinal()",
        ),
    ],
)
def test_a_kept_rule_passes(rule, module, text):
    assert rule(Source(module, text)) == []


@pytest.mark.parametrize(
    "text",
    ["cd /wo~rk/main", "'/ro~ot/x'", "=/ho~me/me/x", "https://py~pi.org/simple", "# TO~DO: x"],
)
def test_unwanted_text_is_seen(text):
    assert unwanted("some.md", text.replace("~", ""))


@pytest.mark.parametrize(
    "text", ["paperwork/main", "/usr/bin/python3", "results/paper", "the root/trunk of it"]
)
def test_harmless_text_passes(text):
    assert unwanted("some.md", text) == []
