"""The house: a file imports from floors below it or, without a circle, from its own; and a few rules for every room.

Reads sources as text and syntax trees; imports nothing of the project.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("sim", "experiments")
LARGEST_FILE = 20_000  # bytes

# Floor by module; a package speaks for its modules.
FLOORS = {
    "sim": 0,  # the package's own file: where compiled code is cached
    "sim.luck": 1,
    "sim.law": 1,
    "sim.parameters": 2,
    "sim.scenario": 3,
    "sim.decisions": 3,
    "sim.world": 4,
    "sim.record": 4,
    "sim.ledger": 4,
    "sim.scan": 4,
    "sim.agents": 5,
    "sim.model": 5,
    "sim.compiled": 5,
    "sim.simulate": 6,
    "sim.measures": 7,
    "sim.theory": 7,
    "sim.replay": 7,
    "sim.diagnosis": 7,
    "experiments": 0,
    "experiments.inputs": 8,
    "experiments.series": 8,
    "experiments.priors": 8,
    "experiments.documentation": 8,
    "experiments.settings": 8,
    "experiments.errors": 8,
    "experiments.keys": 8,
    "experiments.design": 8,
    "experiments.sampling": 8,
    "experiments.indices": 8,
    "experiments.tables": 8,
    "experiments.reduction": 8,
    "experiments.chunks": 8,
    "experiments.comparison": 8,
    "experiments.statistics": 8,
    "experiments.shapley": 8,
    "experiments.tallies": 8,
    "experiments.telling": 8,
    "experiments.worlds": 8,
    "experiments.expected": 8,
    "experiments.applied": 8,
    "experiments.quantities": 8,
    "experiments.store": 8,
    "experiments.figures": 8,
    "experiments.warmup": 9,
    "experiments.backends": 9,
    "experiments.results": 9,
    "experiments.merits": 9,
    "experiments.meanfield": 9,
    "experiments.supply": 9,
    "experiments.ramps": 9,
    "experiments.execute": 9,
    "experiments.outcomes": 9,
    "experiments.proposals": 9,
    "experiments.study": 9,
    "experiments.studies": 10,
    "experiments.run": 11,
    "experiments.paper": 12,
    "experiments.reference": 13,
}
# Libraries that only some rooms may know.
ONLY_IN = {
    "mesa": {"sim.agents", "sim.model"},
    "hydra": {"experiments.run", "experiments.settings"},
    "omegaconf": {"experiments.run", "experiments.settings"},
    "matplotlib": {"experiments.figures"},
}
MESA_ENGINE, COMPILED_ENGINE = {"sim.agents", "sim.model"}, {"sim.compiled"}
MAY_PRINT = {"experiments.run"}


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
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            is_package = parts[-1] == "__init__"
            found.append(Source(".".join(parts[:-1] if is_package else parts), path.read_text(), is_package))
    return found


def imports(source: Source) -> Iterator[Import]:
    nodes = list(ast.walk(source.tree))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    typing = [node for node in nodes if isinstance(node, ast.If) and dotted(node.test).endswith("TYPE_CHECKING")]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    unrun = {id(node) for block in typing for statement in block.body for node in ast.walk(statement)}
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
    """The longest entry of FLOORS that is the module or a package around it, below the top package."""
    parts = module.split(".")
    for length in range(len(parts), 1, -1):
        if ".".join(parts[:length]) in FLOORS:
            return ".".join(parts[:length])
    return parts[0] if len(parts) == 1 else ""


def imported_module(what: Import, modules: set[str]) -> str:
    """The module that an import reads: ``from sim import luck`` reads sim.luck, ``from sim.luck import u`` too."""
    whole = f"{what.target}.{what.name}"
    return whole if whole in modules or (what.target in PACKAGES and whole in FLOORS) else what.target


# ---- judging


def climbing(files: list[Source]) -> list[str]:
    """Complaints about modules without a floor and about imports that go up."""
    modules = {file.module for file in files}
    complaints = []
    for file in files:
        if not room(file.module):
            complaints.append(
                f"{file.module} has no floor: name it in FLOORS of tests/test_house.py, or move its idea."
            )
            continue
        floor = FLOORS[room(file.module)]
        for what in imports(file):
            target = imported_module(what, modules)
            where = f"{file.module}, line {what.line}: imports {target}"
            if target.split(".")[0] not in PACKAGES:
                continue
            if file.module.split(".")[0] == "sim" and target.split(".")[0] != "sim":
                complaints.append(f"{where}, but sim knows nothing of experiments.")
            elif not room(target):
                complaints.append(f"{where}, which has no floor.")
            elif FLOORS[room(target)] > floor:
                floors = f"of floor {FLOORS[room(target)]} from floor {floor}"
                complaints.append(f"{where} {floors}: move the shared part down, or pass it in.")
            elif {room(file.module), room(target)} & MESA_ENGINE and {
                room(file.module),
                room(target),
            } & COMPILED_ENGINE:
                complaints.append(f"{where}: the engines do not know each other; put what they share below them.")
            elif (
                file.module == "sim.simulate"
                and room(target) in MESA_ENGINE | COMPILED_ENGINE
                and not what.inside_function
            ):
                complaints.append(
                    f"{where} when it is itself imported: import an engine in the function that asks for it."
                )
    return complaints


def circle(files: list[Source]) -> list[str]:
    """One circle of imports, as modules, or nothing. An import for the type checker is never run and closes none."""
    modules = {file.module for file in files}
    graph = {
        file.module: {imported_module(what, modules) for what in imports(file) if not what.for_types_only}
        & modules - {file.module}
        for file in files
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def strangers(file: Source) -> list[str]:
    """Complaints about libraries that this module may not know."""
    return [
        f"{file.module}, line {what.line}: {library} is for {', '.join(sorted(allowed))} only."
        for what in imports(file)
        for library, allowed in ONLY_IN.items()
        if what.target.split(".")[0] == library and room(file.module) not in allowed
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
            complaints.append(f"{file.module}, line {node.lineno}: {name}; draw from sim.luck, and read no clock.")
    return complaints


def asserts_and_prints(file: Source) -> list[str]:
    """Complaints about checks that -O removes, and about words on stdout."""
    complaints = []
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Assert):
            complaints.append(
                f"{file.module}, line {node.lineno}: assert; raise an exception that says what is allowed."
            )
        if isinstance(node, ast.Call) and dotted(node.func) == "print" and file.module not in MAY_PRINT:
            complaints.append(
                f"{file.module}, line {node.lineno}: print; only {', '.join(MAY_PRINT)} speaks to the user."
            )
    return complaints


def either(*words: str) -> str:
    """A pattern of words that are given in pieces, or this file would hold what it looks for."""
    return "(?:" + "|".join(re.escape(word.replace("~", "")) for word in words) + ")"


UNWANTED = {
    "a path of one machine": re.compile(r"(?<![\w.}/-])" + either("/wo~rk/", "/ro~ot/", "/ho~me/", "/Us~ers/")),
    "a package registry's address": re.compile(
        either("py~pi.org", "pythonho~sted.org", "ana~conda.org", "arti~factory", "index~-url", "find~-links =")
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
    """Text files that are tracked, or would be if one added all that is not ignored."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout: nothing says which files are the project's")
    for name in filter(None, names):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            yield name, content.decode(errors="replace")


def told(complaints: list[str]) -> str:
    return "\n" + "\n".join(dict.fromkeys(complaints))


# ---- the project


def test_imports_do_not_climb():
    complaints = climbing(sources())
    assert not complaints, told(complaints)


def test_imports_form_no_circle():
    found = circle(sources())
    assert not found, "A circle of imports: " + " -> ".join(found)


@pytest.mark.parametrize("rule", [strangers, asserts_and_prints])
def test_every_room_keeps_the_rules(rule):
    complaints = [complaint for file in sources() for complaint in rule(file)]
    assert not complaints, told(complaints)


def test_the_model_takes_luck_from_keys_and_reads_no_clock():
    complaints = [
        complaint for file in sources() if file.module.split(".")[0] == "sim" for complaint in chance_or_clock(file)
    ]
    assert not complaints, told(complaints)


def test_files_are_short_enough_to_read():
    large = {f.module: len(f.text.encode()) for f in sources() if len(f.text.encode()) > LARGEST_FILE}
    assert not large, f"Above {LARGEST_FILE} bytes; split where a file has grown two ideas: {large}"


def test_no_text_names_a_machine_a_registry_or_unfinished_work():
    complaints = [complaint for name, text in project_texts() for complaint in unwanted(name, text)]
    assert not complaints, told(complaints)


def test_there_is_a_project_to_look_at():
    modules = {file.module for file in sources()}
    assert {"sim.luck", "sim.law.elements", "sim.theory", "experiments"} <= modules


# ---- the guard itself: each rule must be able to fail


@pytest.mark.parametrize(
    ("module", "text", "complaint"),
    [
        ("sim.luck", "from sim.world import World", "imports sim.world of floor 4 from floor 1"),
        ("sim.luck", "from sim import world", "imports sim.world of floor 4 from floor 1"),
        ("sim.luck", "import sim.world", "imports sim.world of floor 4 from floor 1"),
        ("sim.luck", "from . import world", "imports sim.world of floor 4 from floor 1"),
        ("sim.law.facts", "from ..decisions.judge import Seen", "imports sim.decisions.judge of floor 3 from floor 1"),
        ("sim.law.facts", "def f():\n    import sim.scenario", "imports sim.scenario of floor 3"),
        ("sim.measures", "from experiments.store import Store", "sim knows nothing of experiments"),
        ("experiments.design", "from experiments.studies.levers import run", "floor 10 from floor 8"),
        ("sim.simulate", "from sim.compiled import run", "import an engine in the function"),
        ("sim.compiled", "from sim.agents import common", "the engines do not know each other"),
        ("sim.model.month", "def f():\n    from sim import compiled", "the engines do not know each other"),
        ("sim.attic", "x = 1", "sim.attic has no floor"),
        ("sim.model", "from sim.attic import x", "imports sim.attic, which has no floor"),
    ],
)
def test_a_climbing_import_is_seen(module, text, complaint):
    known = [Source(name, "") for name in ("sim.world", "sim.decisions.judge", "sim.compiled")]
    assert complaint in told(climbing([*known, Source(module, text)]))


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("sim.simulate", "def simulate():\n    from sim.compiled import run"),
        ("sim.model", "from sim.agents import Provider\nimport numpy as np"),
        ("sim.law.elements", "from sim.law import routes\nfrom .facts import Facts"),
        ("experiments.run", "from experiments.studies import baseline\nfrom sim.simulate import simulate"),
    ],
)
def test_a_level_import_passes(module, text):
    assert climbing([Source(module, text)]) == []


def test_a_circle_is_seen():
    a, b = Source("sim.law.a", "from sim.law.b import y"), Source("sim.law.b", "def f():\n    from sim.law import a")
    assert set(circle([a, b])) == {"sim.law.a", "sim.law.b"}
    assert circle([a, Source("sim.law.b", "import math")]) == []
    hint = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sim.law.a import X"
    assert circle([a, Source("sim.law.b", hint)]) == []


@pytest.mark.parametrize(
    ("rule", "module", "text"),
    [
        (strangers, "sim.compiled", "import mesa"),
        (strangers, "experiments.execute", "from omegaconf import OmegaConf"),
        (strangers, "experiments.studies.baseline", "import matplotlib.pyplot as plt"),
        (asserts_and_prints, "sim.world", "assert True"),
        (asserts_and_prints, "experiments.store", "print(1)"),
        (chance_or_clock, "sim.world", "import random"),
        (chance_or_clock, "sim.world", "from numpy.random import default_rng"),
        (chance_or_clock, "sim.world", "import numpy as np\nx = np.random.default_rng(1)"),
        (chance_or_clock, "sim.world", "from time import perf_counter"),
        (chance_or_clock, "sim.world", "import datetime\nx = datetime.datetime.now()"),
        (chance_or_clock, "sim.law.dates", "from datetime import date\nx = date.today()"),
    ],
)
def test_a_broken_rule_is_seen(rule, module, text):
    assert rule(Source(module, text))


@pytest.mark.parametrize(
    ("rule", "module", "text"),
    [
        (strangers, "sim.model", "import mesa"),
        (strangers, "experiments.figures.funnel", "import matplotlib.pyplot as plt"),
        (asserts_and_prints, "experiments.run", "print(1)"),
        (chance_or_clock, "sim.law.dates", "from datetime import date\nx = date(2015, 11, 1).toordinal()"),
    ],
)
def test_a_kept_rule_passes(rule, module, text):
    assert rule(Source(module, text)) == []


@pytest.mark.parametrize(
    "text", ["cd /wo~rk/main", "'/ro~ot/x'", "=/ho~me/me/x", "https://py~pi.org/simple", "# TO~DO: x"]
)
def test_unwanted_text_is_seen(text):
    assert unwanted("some.md", text.replace("~", ""))


@pytest.mark.parametrize("text", ["paperwork/main", "/usr/bin/python3", "results/reference", "the root/trunk of it"])
def test_harmless_text_passes(text):
    assert unwanted("some.md", text) == []
