"""Documentation agrees with the code: names exist, made pages are up to date, links lead somewhere."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import shlex
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest
import yaml
from shared import answer, cells

from zombielaw import sim
from zombielaw.experiments import cli
from zombielaw.experiments.analysis.outcomes import OUTCOMES
from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.config.schema import MONTHS, PRACTICE, known_keys
from zombielaw.experiments.data.acts import DEFAULTS
from zombielaw.experiments.data.cases import CONFIDENCES, KINDS, UNKNOWN, Row, read_cases
from zombielaw.experiments.offences.declaration import ROLES, Law, Procedure, built_in, units_of
from zombielaw.experiments.paths import DATA, PAPER, ROOT
from zombielaw.experiments.publish import documentation
from zombielaw.experiments.studies.cases import WAY
from zombielaw.experiments.studies.registry import composed, studies
from zombielaw.sim.engines.mesa import agents
from zombielaw.sim.entities import Office
from zombielaw.sim.law import dates, elements_287_2
from zombielaw.sim.law.concurrence import READINGS, Reading
from zombielaw.sim.measures import MEASURES
from zombielaw.sim.parameters import Policy, WorldParameters, declared
from zombielaw.sim.record import LEDGER, PANEL, dictionary

DOCS = ROOT / "docs"
ODD = DOCS / "ODD.md"
CLAIMS = DOCS / "claims.md"
PAGES = sorted(DOCS.glob("*.md"))
LAW = DOCS / "law.md"
MADE = documentation.pages()
WRITTEN = [page for page in PAGES if page.name not in MADE or page in (LAW, CLAIMS)]
ROOT_PAGES = ("README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md")
LINKED = [*PAGES, *(page for name in ROOT_PAGES if (page := ROOT / name).is_file())]

FENCE = re.compile(r"^```.*?^```", flags=re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
SETTING = re.compile(r"([a-z_.]+)=(\w+)")
TEST = re.compile(r"(tests/\S+\.py)::(\w+)|(tests/\S+\.yaml): \"(.+)\"")
"""A test by its name, or a case of the law by its words."""
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", flags=re.MULTILINE)

FOREIGN = {
    "running", "sum", "use_memo", "make_plot_component", "model_params", "get_model_vars_dataframe", "make", "spawn",
    "pythran", "NUMBA_CACHE_DIR", "read_csv",
}  # fmt: skip
"""Names of Python, pandas, Mesa, Solara, Numba and the system that the pages use."""
RESULT = re.compile(r"[\w-]+(\.zh)?\.(html|xlsx|csv|json|md|parquet)")
"""Name of a file that a study writes."""
ADDRESS = re.compile(r"\w+://.*|~/.*")
"""An address, or a folder of the user's own."""

# ---- names


@cache
def modules() -> dict[str, object]:
    """Modules that the pages may speak of: all of the model, and those of the experiments that hold no study."""
    names = [info.name for info in pkgutil.walk_packages(sim.__path__, "zombielaw.sim.")]
    names += [f"zombielaw.experiments.{name}" for name in (
        "data.statistics", "config.schema", "config.settings", "studies.registry", "analysis.intervals",
        "publish.documentation", "data.cases", "designs.draws", "opinion.duties",
        "opinion.outcome",
    )]  # fmt: skip
    return {name: importlib.import_module(name) for name in names}


@cache
def known() -> frozenset[str]:
    """Every plain name that exists: of a module, of a class in it, a parameter, column, measure, option or setting."""
    names: set[str] = set(FOREIGN)
    for whole, module in modules().items():
        names.add(whole.rsplit(".", maxsplit=1)[-1])
        for name, value in vars(module).items():
            names.add(name)
            if inspect.isclass(value) and value.__module__.split(".")[0] == "zombielaw":
                names |= set(dir(value)) | set(getattr(value, "__annotations__", ()))
    for parameter_set in (Policy, WorldParameters):
        for parameter in declared(parameter_set):
            names |= {parameter.name, *parameter.about.options}
    names |= (
        set(dictionary()["column"])
        | set(LEDGER)
        | set(PANEL)
        | {measure.name for measure in MEASURES}
    )
    names |= {
        *OUTCOMES,
        *read_cases(DATA / "cases.yaml"),
        *(file.stem for file in (ROOT / "configs").glob("*/*.yaml")),
    }
    names |= {*Row.model_fields, *CONFIDENCES, *KINDS, UNKNOWN, "yes", "no"}
    names |= set(DEFAULTS) | set(modules()["zombielaw.sim.law.concurrence"].READINGS)
    names |= {
        *Law.model_fields,
        *Procedure.model_fields,
        *ROLES,
        *units_of(built_in().values()),
        "items",
    }
    names |= {key.rsplit(".", maxsplit=1)[-1] for key in known_keys(studies())} | {
        "_thresholds2019"
    }
    return frozenset(names)


def setting_exists(key: str, value: str) -> bool:
    """True for a file of a configuration group, or a setting of that name."""
    if key == "study":
        return value in studies()
    if "." not in key and (ROOT / "configs" / key).is_dir():
        return (ROOT / "configs" / key / f"{value}.yaml").is_file()
    return key in known_keys(studies())


def dotted_exists(name: str) -> bool:
    """True if the name can be reached, from the top or from a module or class of its last-but-one name."""
    if name in known_keys(studies()):
        return True
    *path, last = name.split(".")
    if name in ("zombielaw.sim", "zombielaw.experiments") and find_spec(name) is not None:
        return True
    if ".".join([*path, last]) in modules():
        return True
    holders = [
        module
        for whole, module in modules().items()
        if whole == ".".join(path) or whole.endswith(f".{path[-1]}")
    ]
    holders += [
        value
        for module in modules().values()
        if inspect.isclass(value := getattr(module, path[-1], None))
    ]
    return any(
        hasattr(holder, last) or last in getattr(holder, "__annotations__", ())
        for holder in holders
    )


def is_a_test(token: str) -> bool:
    """True if the file holds this test, or this case."""
    file, name, cases, words = TEST.fullmatch(token).groups()
    path = ROOT / (file or cases)
    if not path.is_file():
        return False
    if file:
        return f"\ndef {name}(" in path.read_text(encoding="utf-8")
    return words in [case["case"] for case in yaml.safe_load(path.read_text(encoding="utf-8"))]


def place_of(token: str) -> Path:
    """Path of a file that a page names; ``.venv`` stands for the environment of whoever runs the tests."""
    return (
        Path(sys.prefix, token.removeprefix(".venv/"))
        if token.startswith(".venv/")
        else ROOT / token
    )


def wrong_names(text: str) -> list[str]:
    """Code names in a page that do not exist."""
    wrong = []
    for block in FENCE.findall(text):
        wrong += [name for name in re.findall(r"\b[a-z]\w*_\w*\b", block) if name not in known()]
    for token in INLINE.findall(FENCE.sub("", text)):
        setting = SETTING.fullmatch(token)
        exists = True  # as a formula, a command or an address
        if setting:
            exists = setting_exists(*setting.groups())
        elif TEST.fullmatch(token):
            exists = is_a_test(token)
        elif RESULT.fullmatch(token) or ADDRESS.fullmatch(token):
            pass
        elif " " not in token and (token.endswith(".lock") or "/" in token):
            exists = place_of(token).exists()
        elif NAME.fullmatch(token):
            exists = dotted_exists(token) if "." in token else token in known()
        if not exists:
            wrong.append(token)
    return wrong


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_every_code_name_exists(page):
    wrong = wrong_names(page.read_text(encoding="utf-8").replace("`code font`", ""))
    assert not wrong, f"{page.name} names what does not exist: {', '.join(wrong)}"


@pytest.mark.parametrize("text", [
    "`no_such_lever`", "`provider.fly`", "`zombielaw.sim.nowhere`", "`policy=utopia`", "`world.no_such=1`",
    "`data/none.csv`", "`.venv/bin/none`", "`tests/test_docs.py::test_nowhere`",
    "`tests/nowhere.py::test_a_wrong_name_is_seen`", '`tests/cases/aiding.yaml: "no such case"`',
    "```\nP = no_such_lever · x\n```",
])  # fmt: skip
def test_a_wrong_name_is_seen(text):
    assert wrong_names(text)


def in_code(name: str, text: str) -> bool:
    """True if a page holds the name as code, in line or in a block."""
    return f"`{name}`" in text or any(
        re.search(rf"\b{name}\b", block) for block in FENCE.findall(text)
    )


def test_every_lever_parameter_equation_and_claim_is_told():
    odd, claims = (page.read_text(encoding="utf-8") for page in (ODD, CLAIMS))
    submodels = odd.split("\n## 7 Submodels")[1].split("\n## 8 ")[0]
    levers, world = ([one.name for one in declared(kind)] for kind in (Policy, WorldParameters))
    numbers = [f"B{number}" for number in range(1, 28)] + [f"F{number}" for number in range(1, 20)]
    missing = {
        "levers, in docs/claims.md or docs/ODD.md": [
            name for name in levers if not in_code(name, f"{claims}\n{odd}")
        ],
        "world parameters, in docs/ODD.md": [
            name
            for name in world
            if not in_code(re.sub("(?<=familiarity_apart_).*", "OFFENCE", name), odd)
        ],
        "equations, in the submodels of it": [
            number for number in range(1, 21) if f"({number})" not in submodels
        ],
        "claims, as lines of docs/claims.md": [
            number for number in numbers if f"\n| {number} |" not in claims
        ],
    }
    assert not any(missing.values()), missing


# ---- the page of the law


def law_page() -> str:
    return LAW.read_text(encoding="utf-8")


def test_the_page_of_the_law_names_tests():
    assert len([token for token in INLINE.findall(law_page()) if TEST.fullmatch(token)]) > 30


def test_every_switch_of_a_reading_is_told_and_every_named_reading_as_coded():
    part = law_page().split("\n## The disputes")[1].split("\n## ")[0]
    rows = [row for row in cells(part) if row[0].startswith("`")]
    assert [row[0] for row in rows] == [f"`{name}`" for name in Reading._fields]
    assert [f"| `{'` | `'.join(READINGS)}` |" in line for line in part.splitlines()].count(
        True
    ) == 1
    for row, name in zip(rows, Reading._fields, strict=True):
        assert row[2:6] == [
            "yes" if getattr(reading, name) else "no" for reading in READINGS.values()
        ], name
        assert all(row[6:]), name


def test_the_page_of_the_law_has_every_date_of_the_code():
    days = {
        name: day
        for name, day in {**vars(dates), **vars(elements_287_2)}.items()
        if name.endswith("_DAY") and name != "FIRST_DAY"
    }
    assert len(days) == 9
    for name, day in days.items():
        assert f"{dates.date_of(int(day)).day} {dates.date_of(int(day)):%B %Y}" in law_page(), name


# ---- made pages


@pytest.mark.parametrize("name", MADE)
def test_made_pages_are_up_to_date(name):
    page = DOCS / name
    assert page.is_file() and page.read_text(encoding="utf-8") == MADE[name], (
        f"docs/{name} is not what the code declares; remake it with: {documentation.REMAKE}"
    )


def test_what_a_page_copies_from_results_is_what_the_tables_say():
    tables, odd = PAPER / "baseline" / "tables", ODD.read_text(encoding="utf-8")
    a_year = pd.read_csv(tables / "beyond.csv").set_index("name")["model"]
    whole = pd.read_csv(tables / "estimates.csv").set_index("outcome")["value"]
    told = cells(odd.split("**Orders of magnitude")[1].split("## 11")[0])
    assert [row[-1] for row in told[-8:]] == [
        number(value)
        for value in (
            a_year["written_orders"],
            a_year["sanctions"] / a_year["written_orders"],
            whole["non_compliant_share"],
            a_year["refusals"] / a_year["written_orders"],
            whole["eligible_286_1_statute_thresholds2019"] * 12 / MONTHS.default,
            a_year["referrals"] / a_year["refusals"],
            a_year["filings_after_order"] / a_year["referrals"],
            a_year["convictions_286_1"],
        )
    ]
    years = a_year["non_compliant"] / 12 / a_year["sanctions"]
    assert f"once in {years:.0f} non-compliant years" in odd
    assert (
        f"({whole['order_rate']:.2f} of decisions, not {PRACTICE.corrective_order_rate:.2g})" in odd
    )
    scores = pd.read_csv(PAPER / "cases" / "tables" / "scores.csv")
    judged = pd.read_csv(PAPER / "cases" / "tables" / "score_stages.csv").dropna(subset="court")[
        "case"
    ]
    scores = scores[(scores["by"] == WAY) & scores["case"].isin(judged)]
    own = scores["happened"] == "286-1"
    means = [scores.loc[kind, log].mean() for kind in (own, ~own) for log in ("log", "base_log")]
    page = (DOCS / "validation.md").read_text(encoding="utf-8")
    assert re.findall(r"-\d+\.\d\d", page.split("In means of natural logarithms")[1])[:4] == [
        f"{one:.2f}" for one in means
    ]


# ---- links


def _anchor(heading: str) -> str:
    """Anchor of a heading, as the usual renderers make it."""
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-")


def dead_links(page: Path, text: str) -> list[str]:
    """Relative links of a page that lead nowhere."""
    dead = []
    for link in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", link):
            continue
        place, _, anchor = link.partition("#")
        target = page.parent / place if place else page
        if not target.exists():
            dead.append(link)
        elif anchor and target.suffix == ".md":
            there = text if target == page else target.read_text(encoding="utf-8")
            if anchor not in map(_anchor, HEADING.findall(FENCE.sub("", there))):
                dead.append(link)
    return dead


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere_and_every_file_that_a_page_names_is_there(page):
    text = page.read_text(encoding="utf-8")
    dead = dead_links(page, text)
    assert not dead, f"{page.relative_to(ROOT)} links to what is not there: {', '.join(dead)}"
    assert [
        name for name in sorted({*FILES.findall(text)} - EXAMPLES) if not (ROOT / name).exists()
    ] == []


def test_a_dead_link_is_seen():
    text = "# One\n[a](nowhere.md) [b](#two) [c](#one) [d](https://example.org)"
    assert dead_links(ODD, text) == ["nowhere.md", "#two"]


FILES = re.compile(
    r"\b(?:sim|experiments|configs|data|tests|benchmarks|docs)/[\w/]+\.(?:py|csv|yaml|json|md|c)\b"
)
EXAMPLES = {"experiments/studies/training.py"}
"""Files that a reader is shown how to write."""


def test_the_agents_of_the_pages_are_those_of_the_model():
    *most, last = [one.__name__.lower() for one in agents.KINDS]
    learn = [f"{one.__name__.lower()}s" for one in agents.KINDS if issubclass(one, Office)]
    for page, text in {
        "README.md": f"{', '.join(f'{one}s' for one in most)} and {last}s are agents",
        "docs/glossary.md": f"{', '.join(most)} or {last}.",
        "docs/img/model.svg": f"learnt by {' and '.join(learn)},",
    }.items():
        assert text in (ROOT / page).read_text(encoding="utf-8"), page


def test_every_page_is_in_the_index():
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    missing = [
        page.name for page in PAGES if page.name != "README.md" and f"]({page.name})" not in index
    ]
    assert not missing, f"docs/README.md does not list {', '.join(missing)}"


COMMAND = re.compile(r"^(?:\.venv/bin/)?zombielaw ((?:\\\n|[^\n#])+)", re.MULTILINE)


def commands_of(text: str) -> list[list[str]]:
    """Words of each command in the blocks of a page."""
    commands = [
        match[1].replace("\\\n", " ")
        for block in FENCE.findall(text)
        for match in COMMAND.finditer(block)
    ]
    return [shlex.split(words) for words in commands]


FIRST_PAGES = [
    ROOT / "README.md",
    ROOT / "README.zh.md",
    *DOCS.glob("start_*.md"),
    *DOCS.glob("howto_*.md"),
]


def own_files(page: Path, folder: Path) -> None:
    """Write the files that the commands of a page ask for: as the page shows them, or as a command makes them."""
    shown = re.findall(
        r"^```yaml\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    (folder / "mine" / "world").mkdir(parents=True)
    for place in ("mine/world/my.yaml", "mine.yaml"):
        (folder / place).write_text("".join(shown), encoding="utf-8")
    (folder / "mine.csv").write_text("policy,start\ntoday,\njudiciary,2026-01\n", encoding="utf-8")
    (folder / "my.yaml").write_text(answer("priors", "new")[1], encoding="utf-8")


@pytest.mark.parametrize("page", FIRST_PAGES, ids=lambda page: page.name)
def test_every_command_of_a_first_page_is_one(page, tmp_path, monkeypatch):
    """Commands that a newcomer is told to type are understood, with the files that the page says to write."""
    monkeypatch.chdir(tmp_path)
    own_files(page, tmp_path)
    for words in commands_of(page.read_text(encoding="utf-8")):
        if words[0] not in cli.ANSWERS:
            assert composed(*words), words


def test_every_source_of_a_coded_fact_is_listed():
    text = (ROOT / "data" / "cases.yaml").read_text()
    listed = yaml.safe_load(text)["sources"]
    assert set(re.findall(r"\bS\d\d\b", text)) == set(listed)
    assert all(re.search(r"\w\.\w|not named", source) for source in listed.values())
