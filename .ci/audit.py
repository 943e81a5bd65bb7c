"""Known vulnerabilities of the locked packages, from a file of records in the OSV format: no network is asked.

The file is the ZIP archive of all PyPI records that osv.dev publishes, or a folder or archive of such JSON records of
your own. Where there is a network, `pip-audit --requirement requirements.lock` asks the same question.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parent.parent


def pinned(root: Path = ROOT) -> dict[str, set[str]]:
    """Versions of each package of the lock."""
    versions: dict[str, set[str]] = {}
    lock = (root / "requirements.lock").read_text()
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", lock, re.MULTILINE):
        versions.setdefault(plain(name), set()).add(version)
    return versions


def plain(name: str) -> str:
    """A package's name in the one spelling of the registry."""
    return re.sub(r"[-_.]+", "-", name).lower()


def records(database: Path) -> Iterator[dict[str, Any]]:
    """The records of a folder or a ZIP archive."""
    if database.is_dir():
        for path in sorted(database.rglob("*.json")):
            yield json.loads(path.read_text(encoding="utf-8"))
        return
    with zipfile.ZipFile(database) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                yield json.loads(archive.read(name))


def affected(about: dict[str, Any], version: str) -> bool:
    """True if a record names a version, or a range of it holds the version."""
    if version in about.get("versions", ()):
        return True
    try:
        here = Version(version)
        for span in about.get("ranges", ()):
            inside = False
            events = [
                (Version(next(iter(event.values()))), next(iter(event)))
                for event in span.get("events", ())
                if span.get("type") == "ECOSYSTEM"
            ]
            for at, what in sorted(events, key=lambda event: (event[0], event[1] != "introduced")):
                if here > at or (here == at and what != "last_affected"):
                    inside = what == "introduced"
            if inside:
                return True
    except InvalidVersion:
        return False
    return False


def affected_in(database: Path, locked: dict[str, set[str]]) -> list[str]:
    """A line for each locked version that a record affects."""
    lines = set()
    for record in records(database):
        for about in record.get("affected", ()) if not record.get("withdrawn") else ():
            package = about.get("package", {})
            name = plain(package.get("name", ""))
            if package.get("ecosystem") == "PyPI":
                lines |= {
                    f"{name} {version}: {record['id']} {record.get('summary', '')}".strip()
                    for version in locked.get(name, ())
                    if affected(about, version)
                }
    return sorted(lines)


def main(words: list[str]) -> int:
    """Print the affected versions; 1 if there are any, 2 without a database."""
    if len(words) != 1 or not Path(words[0]).exists():
        print(
            "Give the file of records: make audit DATABASE=all.zip (docs/reliability.md says where it is from)."
        )
        return 2
    lines = affected_in(Path(words[0]), pinned())
    print(*lines or ["No locked version is named by a record."], sep="\n")
    return int(bool(lines))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
