"""Refusals of ``refusals.yaml``: each door says one sentence on what is given, and nothing is run or written."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from shared import ROOT, answer, refused

import zombielaw as zl
from zombielaw.experiments.data.files import check_name, read_yaml
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import PAPER
from zombielaw.experiments.studies.registry import composed, run
from zombielaw.sim.scenario import Scenario, Size

TABLE = yaml.safe_load((ROOT / "tests" / "refusals.yaml").read_text(encoding="utf-8"))
TINY = Scenario(
    months=24, size=Size(providers=60, provinces=2, regulators=6, procuratorates=2, courts=2)
)
SMALL = ("engine=mesa", "world=classroom", "world.providers=300", "study.months=24")


def through_file(read: Callable[[Path], object]) -> Callable[[str], str]:
    """A door that reads a file, ``my.yaml``; its sentence names the file."""

    def given(text: str) -> str:
        file = Path("my.yaml")
        file.write_bytes(text.encode())
        said = sentence(lambda: read(file))
        file.unlink()
        assert "my.yaml" in said
        return said

    return given


def sentence(ask: Callable[[], object]) -> str:
    """The refusal of a call."""
    with pytest.raises(InputError) as error:
        ask()
    return str(error.value)


def command(*words: str) -> str:
    """The refusal of a command: code 2, and nothing on stdout."""
    answered = answer(*words)
    refused(answered)
    return answered[2].removesuffix("\n")


DOORS: dict[str, Callable[[str], str]] = {
    "command": lambda words: command(*shlex.split(words)),
    "word": lambda word: command(*SMALL, word, *["out=out"] * (not word.startswith("out="))),
    "settings": lambda words: sentence(lambda: composed(*words.split())),
    "study": lambda words: sentence(
        lambda: run(composed(*f"study={words} out=out".split()), shown=False)
    ),
    "python": lambda text: sentence(lambda: eval(text, {"zl": zl, "Scenario": Scenario, "TINY": TINY})),
    "statistics": through_file(lambda file: composed(f"world.statistics={file}")),
    "priors": through_file(lambda file: composed("world=classroom", f"priors={file}")),
    "yaml": through_file(read_yaml),
    "name": lambda name: sentence(lambda: check_name(name, "row 1")),
}  # fmt: skip


@pytest.mark.parametrize(
    ("door", "given", "parts"),
    [(door, given, parts) for door, rows in TABLE.items() for given, *parts in rows],
    ids=lambda one: ascii(one)[:60] if isinstance(one, str) else "",
)
def test_what_is_refused_is_said_in_one_sentence_and_nothing_is_written(
    monkeypatch, tmp_path, door, given, parts
):
    monkeypatch.chdir(tmp_path)
    whole = re.sub(r"(.)\{(\d{3,})\}", lambda repeated: repeated[1] * int(repeated[2]), given)
    said = DOORS[door](whole.replace("PAPER", shlex.quote(str(PAPER))))
    assert "\n" not in said
    for part in parts:
        assert part in said
    assert not list(tmp_path.iterdir())
