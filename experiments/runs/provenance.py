"""Where and of which code a result was made, as its manifest tells it."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version

from zombielaw.experiments.paths import ROOT

CHANGED = "-dirty"
"""End of the name of a commit beside which there were changes that are in none."""
DECIDING = ("sim", "experiments", "zombielaw", "configs", "data", "requirements.lock")
"""Parts of a checkout that decide a number; pages and results do not."""


def machine() -> str:
    """What kind of machine this is, without its name."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def commit() -> str:
    """The commit of a checkout, with :data:`CHANGED` behind it where what decides a number is in no commit."""
    if not (ROOT / ".git").exists():  # installed, or unpacked: a repository around it is another's
        return f"version {version('zombielaw')}"
    try:
        named, changed = (
            subprocess.run(
                ["git", *words], cwd=ROOT, capture_output=True, text=True, timeout=10, check=False
            ).stdout.strip()
            for words in (["describe", "--always", "--abbrev=12"], ["status", "--porcelain", "--", *DECIDING])
        )
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return f"{named}{CHANGED if changed else ''}" if named else "unknown"
