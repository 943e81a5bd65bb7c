"""Completion by the tab key: what may stand next in a command. Hydra knows the settings."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping
from contextlib import redirect_stderr, suppress
from io import StringIO

import hydra

from zombielaw.experiments.config.options import Options
from zombielaw.experiments.config.reforms import AGAINST, KEYS, OR
from zombielaw.experiments.config.schema import register
from zombielaw.experiments.paths import CONFIGS

COMPARE = "compare"


def complete(studies: Mapping[str, Options], answers: Collection[str]) -> None:
    """Print the script of a shell, or what may stand next in the command of ``COMP_LINE``; run nothing.

    ``answers``: first words that are no study.
    """
    names = [*studies, *answers]
    verb, _, shell = sys.argv[-1].partition("=")
    if verb == "query":
        line = os.environ.get("COMP_LINE", "")
        command, *words = line.split() or [""]
        begun = "" if line.endswith(" ") or not words else words.pop()
        if not words and "=" not in begun:
            _say([name for name in names if name.startswith(begun)], shell)
            return
        first = words[0] if words else ""
        if first in answers and first not in studies:
            return
        settings = [f"study={word}" if word in studies else word for word in words]
        settings = [word for word in settings if "=" in word]
        if COMPARE in (first, first.partition("=")[2]):
            settings = [word for word in settings if word.partition("=")[0] not in KEYS]
            own = [f"{key}=" for key in KEYS if key != "policy"]
            _say([word for word in (*own, OR, AGAINST) if word.startswith(begun)], shell)
        os.environ["COMP_LINE"] = " ".join([command, *settings, begun])
    register(studies)
    with redirect_stderr(StringIO()), suppress(SystemExit):  # its messages would land in the line that is written
        hydra.main(version_base="1.3", config_path=str(CONFIGS), config_name="config")(lambda _: None)()


def _say(words: Collection[str], shell: str) -> None:
    if words:
        sys.stdout.write(("\n" if shell == "fish" else " ").join(words) + "\n")
