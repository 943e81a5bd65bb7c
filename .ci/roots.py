"""Print what zombielaw names as needed, each pinned as in the lock: ``python .ci/roots.py EXTRA``, or ``run`` for none.

The lock, given as a constraint, has the hashes of these, and versions and hashes of what they need in turn.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def roots(extra: str) -> list[str]:
    """Pinned requirements of the project, of what builds it, and of an extra; no hashes."""
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = about["build-system"]["requires"] + about["project"]["dependencies"]
    wanted += about["project"]["optional-dependencies"][extra] if extra != "run" else []
    names = {plain(re.match(r"[\w.-]+", one)[0]) for one in wanted}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return [
        pin.strip()
        for pin, name in re.findall(r"^(([\w.-]+)==[^\\\n]+)", lock, re.MULTILINE)
        if name in names
    ]


def plain(name: str) -> str:
    """A package's name in the one spelling of the registry."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    print("\n".join(roots(sys.argv[1])))
