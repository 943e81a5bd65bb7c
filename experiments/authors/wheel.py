"""The running software as a wheel, and the list of the packages that it needs, for a supplement that is complete."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from zombielaw.experiments.authors.odd import ODD
from zombielaw.experiments.paths import ROOT

NAME = "zombielaw"
PARTS = ("sim", "experiments", "configs", "data")
KINDS = (".py", ".csv", ".md", ".yaml", ".mplstyle", ".css", ".js", ".txt")
"""Ends of names of the files of the package."""
ABOUT = ("METADATA", "entry_points.txt", "licenses/LICENSE")
"""Entries of a wheel's metadata, beside its format and its list of files."""
FORM = "Wheel-Version: 1.0\nGenerator: zombielaw\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
LOCK = "requirements.lock"
_NAME = re.compile(r"^[\w.-]+")
"""Name of a package at the beginning of a requirement."""


def wheel() -> tuple[str, bytes]:
    """Name and content of a wheel of the software that runs, in a checkout or installed; the same bytes each time."""
    about = distribution(NAME)
    name = f"{NAME}-{about.version}"
    parts = dict(_files())
    parts |= {f"{name}.dist-info/{part}": text.encode() for part in ABOUT if (text := about.read_text(part))}
    parts[f"{name}.dist-info/WHEEL"] = FORM.encode()
    listed = [f"{part},sha256={_sum(content)},{len(content)}\n" for part, content in sorted(parts.items())]
    record = f"{name}.dist-info/RECORD"
    parts[record] = f"{''.join(listed)}{record},,\n".encode()
    return f"{name}-py3-none-any.whl", zipped(parts)


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of files by name: the same files give the same bytes."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            archive.writestr(ZipInfo(name), parts[name], ZIP_DEFLATED)
    return content.getvalue()


def lock() -> str:
    """Packages that the software needs, with their versions: those of the lock of a checkout, or as installed."""
    needed, path = _needed(), ROOT / LOCK
    if path.is_file():
        parts = re.split(r"^(?=\w)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        return "".join(part for part in parts if part and _plain(_NAME.findall(part)[0]) in needed)
    return "".join(f"{name}=={number}\n" for name, number in sorted(needed.items()) if number)


def _needed() -> dict[str, str]:
    """Version of each package that the software needs without an extra; empty where this system does not need it."""
    versions: dict[str, str] = {}
    todo = [NAME]
    while todo:
        name = _plain(todo.pop())
        if name not in versions:
            versions[name] = ""
            with suppress(PackageNotFoundError):  # what another system needs, or another Python
                about = distribution(name)
                versions[name] = about.version
                todo += [_NAME.findall(need)[0] for need in about.requires or () if "extra ==" not in need]
    del versions[NAME]
    return versions


def _plain(name: str) -> str:
    """The name of a package as a lock has it."""
    return re.sub("[-_.]+", "-", name).lower()


def _files() -> Iterator[tuple[str, bytes]]:
    own = Path(str(files(NAME)))
    yield from ((f"{NAME}/{file.name}", file.read_bytes()) for file in own.glob("*.py"))
    yield f"{NAME}/docs/{ODD.name}", ODD.read_bytes()
    for part in PARTS:
        place = Path(str(files(f"{NAME}.{part}")))
        for file in place.rglob("*"):
            if file.is_file() and file.suffix in KINDS:
                yield f"{NAME}/{part}/{file.relative_to(place).as_posix()}", file.read_bytes()


def _sum(content: bytes) -> str:
    """A checksum as the list of a wheel writes it."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
