"""The package as others get it: a wheel and an sdist that work in an empty environment, from an empty folder."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
import yaml
from patience import PATIENCE, ended_well
from test_house import project_texts

from zombielaw.experiments.cli import helped
from zombielaw.experiments.export.supplement import KINDS, needed
from zombielaw.experiments.paths import CONFIGS, DATA, ROOT
from zombielaw.experiments.studies.registry import composed, studies

LOCK = ROOT / "requirements.lock"
SMALL = (
    "study=baseline", "engine=mesa", "world=classroom", "world.providers=300", "study.months=24", "replicates=2",
    "study.posterior_draws=2",
)  # fmt: skip
BUILD = "import sys; from setuptools import build_meta; print(getattr(build_meta, sys.argv[1])(sys.argv[2]))"


def pinned() -> dict[str, tuple[str, str]]:
    """Version and marker of each package of the lock."""
    lines = re.findall(
        r"^([A-Za-z0-9._-]+)==(\S+)(?: ; ([^\\\n]+))?", LOCK.read_text(), re.MULTILINE
    )
    return {name: (version, marker.strip()) for name, version, marker in lines}


def test_every_package_of_the_lock_has_a_hash_and_no_line_names_a_place():
    entries = re.split(r"^(?=\S)", LOCK.read_text(), flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
        assert "://" not in entry, entry


def picked(extra: str) -> list[str]:
    """The pinned roots of an extra, by name."""
    lines = ended_well(ROOT / ".ci" / "roots.py", extra).stdout.splitlines()
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+( ; .+)?", line) for line in lines), (
        "no hash, no range"
    )
    return [line.partition("==")[0] for line in lines]


def test_the_lock_holds_what_each_extra_names_and_what_builds():
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (builder,) = about["build-system"]["requires"]
    assert builder == f"setuptools=={pinned()['setuptools'][0]}"
    runs = picked("run")
    assert len(runs) == len(about["project"]["dependencies"]) + 1, "and what builds"
    for extra in ("explorer", "docs", "dev"):
        named = about["project"]["optional-dependencies"][extra]
        assert len(set(picked(extra)) - set(runs)) == len(named), extra
    assert "uv" in pinned(), "which is fetched with its hash"
    assert not {"pytest", "nicegui", "mkdocs-material"} & set(runs)


def test_no_message_tells_to_install_what_nobody_has_registered():
    """Each name after ``pip install`` in a message or a page is in a lock, is a file, or is this folder."""
    known = {*pinned(), "pip-audit"}  # which no lock needs
    for name, text in project_texts():
        if not name.endswith((".py", ".md")) or name.startswith("tests/"):
            continue
        for words in re.findall(r"pip install ([^`\n;]+)", text):
            for word in words.replace('"', " ").split():
                plain = word.strip(".,:'\")")
                ours = (
                    not plain
                    or word.startswith(("-", ".", "'."))
                    or plain.endswith((".lock", ".whl", ".gz"))
                )
                assert ours or plain in known, (name, words)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The wheel of the project, its sdist, and the wheel of that, by the locked build backend."""
    place = tmp_path_factory.mktemp("built")
    for name, _ in project_texts():
        if name == "docs/ODD.md" or not name.startswith(("results/", "tests/", "docs/")):
            (place / "source" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / "source" / name)

    def build(what: str, source: Path, into: str) -> Path:
        (place / into).mkdir()
        made = ended_well("-c", BUILD, what, place / into, cwd=source)
        return place / into / made.stdout.splitlines()[-1]

    files = {"sdist": build("build_sdist", place / "source", "sdist")}
    with tarfile.open(files["sdist"]) as archive:
        archive.extractall(place / "unpacked", filter="data")
    (unpacked,) = (place / "unpacked").iterdir()
    files["wheel"] = build("build_wheel", place / "source", "wheel")
    files["wheel of the sdist"] = build("build_wheel", unpacked, "again")
    return files


@pytest.fixture(scope="module")
def python(built, tmp_path_factory):
    """An environment with the run-time packages of the lock, and the wheel: nothing else."""
    place = tmp_path_factory.mktemp("environment")
    ended_well("-m", "venv", "--without-pip", place)
    inside = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    ask = [str(inside), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    _link_needed(
        Path(
            subprocess.run(
                ask, check=True, capture_output=True, text=True, timeout=PATIENCE
            ).stdout.strip()
        )
    )
    subprocess.run(
        [*pip_for(inside), "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check",
         str(built["wheel"])], check=True, timeout=PATIENCE,
    )  # fmt: skip
    return inside


def pip_for(inside: Path) -> list[str]:
    """The pip of this or of the system's Python, for an environment."""
    return next(
        [*words, "--python", str(inside)]
        for words in ([sys.executable, "-m", "pip"], [sys._base_executable, "-m", "pip"])
        if subprocess.run([*words, "--version"], capture_output=True, check=False, timeout=PATIENCE).returncode == 0
    )  # fmt: skip


def _link_needed(packages: Path) -> None:
    """Link the locked packages that zombielaw needs, as they are installed here."""
    for name, version in needed().items():
        if version and name != "mesa":  # of which the newest is tried too
            assert version == pinned()[name][0], name
        if version:
            _link(distribution(name), packages)


def _link(there: Distribution, packages: Path) -> None:
    """Link the installed files of a distribution into a folder; copy them where that is on another disk."""
    for file in there.files or ():
        if ".." not in file.parts and (source := Path(str(there.locate_file(file)))).is_file():
            (packages / file).parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(source, packages / file)
            except OSError:  # another disk
                shutil.copy2(source, packages / file)


@pytest.mark.slow
@pytest.mark.parametrize("which", ["wheel", "wheel of the sdist"])
def test_a_wheel_has_one_name_and_all_files(built, which):
    with zipfile.ZipFile(built[which]) as archive:
        names = set(archive.namelist())
        contents = {name: archive.read(name) for name in names if "dist-info" not in name}
    assert {name.split("/")[0].split("-")[0] for name in names} == {"zombielaw"}
    assert {name for name in names if name.startswith("zombielaw/docs/")} == {
        "zombielaw/docs/ODD.md"
    }
    for part in ("sim", "experiments", "configs", "data"):
        expected = {
            f"zombielaw/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / part).rglob("*")
            if path.is_file() and path.suffix in KINDS
        }  # fmt: skip
        assert {name for name in names if name.startswith(f"zombielaw/{part}/")} == expected
    for name, content in contents.items():
        source = ROOT / name if name.count("/") == 1 else ROOT / name.removeprefix("zombielaw/")
        assert content == source.read_bytes(), name


def run(
    program: Path, where: Path, *words: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """A program in an environment that says nothing of Python."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "NUMBA"))
    }
    return subprocess.run(
        [str(program), *words], cwd=where, env={**clean, **environment},
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_all_studies_cases_and_configurations_are_there(python, tmp_path):
    """Each has the key that it has in a checkout: the same sources, configurations and data."""
    groups = ("world", "policy", "law", "execute", "experiment")
    words = [f"study={name}" for name in studies()]
    words += [
        f"{group}={file.stem}"
        for group in groups
        for file in sorted((CONFIGS / group).glob("*.yaml"))
    ]
    code = (
        "import sys\nfrom zombielaw.experiments.studies.registry import composed, studies\n"
        "from zombielaw.experiments.data.cases import cases_in\n"
        "for word in sys.argv[1:]:\n"
        "    settings = composed(word)\n"
        "    print(word, studies()[settings.study].key(settings))\n"
        "print(*sorted(cases_in()))\n"
    )
    result = run(python, tmp_path, "-c", code, *words)
    assert result.returncode == 0, result.stderr
    here = [(word, composed(word)) for word in words]
    *keys, cases = result.stdout.splitlines()
    assert keys == [f"{word} {studies()[settings.study].key(settings)}" for word, settings in here]
    assert set(cases.split()) == {
        case["id"] for case in yaml.safe_load((DATA / "cases.yaml").read_text())["cases"]
    }
    shown = run(python, tmp_path, "-m", "zombielaw", "--help")
    assert (shown.returncode, shown.stdout.strip()) == (0, helped().strip())
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_the_installed_command_runs_from_an_empty_folder(python, tmp_path):
    """By the console script; its tables are those of the checkout, byte for byte."""

    def ask(*words: str, **environment: str) -> Path:
        asked = run(python.with_name("zombielaw"), tmp_path, *words, **environment)
        assert asked.returncode == 0, asked.stderr
        assert "arning" not in asked.stderr
        return tmp_path / asked.stdout.splitlines()[-1]

    folder = ask(*SMALL)
    assert folder.parent == tmp_path / "results" / "baseline"
    assert '"commit": "version ' in (folder / "manifest.json").read_text()
    here = run(
        Path(sys.executable), ROOT, "-m", "zombielaw", *SMALL, f"out={tmp_path / 'checkout'}"
    )
    assert here.returncode == 0, here.stderr
    there = Path(here.stdout.splitlines()[-1])
    assert there.name == folder.name
    tables = [path.relative_to(there) for path in there.rglob("*.csv")]
    assert tables
    for name in tables:
        assert (folder / name).read_bytes() == (there / name).read_bytes(), name
    assert list(
        ask("study=replay", "study.case=cheng_cong", "study.draws=50").glob("figures/*.png")
    )
    grid = ("study=grid", "world=classroom", "world.providers=20", "study.months=26",
            "study.levels={policy.order_quality: [0, 1]}")  # fmt: skip
    assert ask(
        *grid, "replicates=1", "engine=compiled", "execute=serial", NUMBA_DISABLE_JIT="1"
    ).is_dir()
    code = run(python, tmp_path, "-m", "zombielaw", "case", "new").stdout
    assert ast.literal_eval(repr(yaml.safe_load(code)))


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the commands are those of a POSIX shell")
def test_the_archive_of_a_comparison_alone_makes_its_tables_again(tmp_path):
    """As its RERUN.md says, in an empty folder; only the packages of the lock are linked rather than downloaded."""
    (tmp_path / "mine.yaml").write_text("order_quality: 0.95\n", encoding="utf-8")
    asked = (
        "policy=mine.yaml",
        "start=2016-06",
        "world=classroom",
        "world.providers=300",
        "study.months=38",
    )
    asked += ("study.posterior_draws=0", "replicates=2", "engine=mesa", "out=results")
    made = ended_well("-m", "zombielaw", "compare", *asked, cwd=tmp_path)
    folder = made.stdout.splitlines()[-1]
    ended_well("-m", "zombielaw", "supplement", folder, "out=it.zip", cwd=tmp_path)
    empty, tools = tmp_path / "elsewhere", tmp_path / "tools"
    with zipfile.ZipFile(tmp_path / "it.zip") as content:
        content.extractall(empty)
    tools.mkdir()
    (tools / "python3").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (tools / "python3").chmod(0o755)
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    blocks = re.findall(
        r"^```\n(.*?)^```$", (empty / "RERUN.md").read_text(), re.MULTILINE | re.DOTALL
    )
    for line in "".join(blocks).splitlines():
        if "requirements.lock" in line:
            locked = (empty / "requirements.lock").read_text()
            assert {*re.findall("^[a-z0-9-]+", locked, re.MULTILINE)} == {*needed()} & {*pinned()}
            _link_needed(next((empty / ".venv" / "lib").glob("python*")) / "site-packages")
        else:
            last = run(Path("/bin/sh"), empty, "-e", "-c", line, PATH=path)
            assert last.returncode == 0, (line, last.stderr)
    assert last.stdout == "the tables are the same\n"
