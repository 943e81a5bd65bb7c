"""A first use, typed and answered: the transcript of ``docs/first_use.md``, made by the commands that stand in it.

``python -m zombielaw.experiments.publish.first_use`` types each line that begins with ``$`` again, in an empty folder,
and writes what is answered below it. Long answers are cut.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from zombielaw.experiments.paths import DOCS

PAGE = DOCS / "first_use.md"
MOST = 18
"""Lines of an answer that are shown."""
BLOCK = re.compile(r"```console\n(\$ [^\n]*)\n.*?```", re.DOTALL)


def commands(page: str) -> list[str]:
    """The commands of the page, in order."""
    return [block[1] for block in BLOCK.finditer(page)]


def answer(command: str, where: Path) -> str:
    """Answer of a command: its results, or the message by which it is refused."""
    words = shlex.split(command.removeprefix("$ "))[1:]
    done = subprocess.run(
        [sys.executable, "-m", "zombielaw", *words],
        cwd=where, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = (done.stderr if done.returncode else done.stdout).rstrip().splitlines()
    shown = [line.rstrip() for line in lines[:MOST]]
    return "\n".join([*shown, *([f"... ({len(lines) - MOST} more lines)"] if len(lines) > MOST else [])])


def with_answers(page: str, answers: dict[str, str]) -> str:
    """The page with some of its commands answered anew."""

    def block(match: re.Match[str]) -> str:
        return f"```console\n{match[1]}\n{answers[match[1]]}\n```" if match[1] in answers else match[0]

    return BLOCK.sub(block, page)


def main() -> None:
    """Type all commands of the page again."""
    page = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        answers = {command: answer(command, Path(folder)) for command in commands(page)}
    PAGE.write_text(with_answers(page, answers), encoding="utf-8")


if __name__ == "__main__":
    main()
