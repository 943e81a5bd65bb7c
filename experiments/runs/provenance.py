"""Machine and code version of a result, for its manifest."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version

from zombielaw.experiments.paths import ROOT

CHANGED = "-dirty"
"""End of the name of a commit, if the checkout had changes that were not committed."""
DECIDING = ("sim", "experiments", "zombielaw", "configs", "data", "requirements.lock")
"""Parts of a checkout that decide a number; pages and results do not."""


def machine() -> str:
    """System, processor and cores of this machine, without its name."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def commit() -> str:
    """Commit of a checkout, followed by :data:`CHANGED` if files that decide a number differ from it."""
    if not (ROOT / ".git").exists():  # installed, or unpacked: a repository around it is another's
        return f"version {version('zombielaw')}"
    try:
        named, changed = (
            subprocess.run(
                ["git", *words], cwd=ROOT, capture_output=True, text=True, timeout=10, check=False
            ).stdout.strip()
            for words in (
                ["describe", "--always", "--abbrev=12"],
                ["status", "--porcelain", "--", *DECIDING],
            )
        )
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return f"{named}{CHANGED if changed else ''}" if named else "unknown"
