"""The software as it is here, for whoever has nothing else: a wheel, and the list of the packages that it needs."""

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

from zombielaw.experiments.paths import ROOT

NAME = "zombielaw"
PARTS = ("sim", "experiments", "configs", "data")
KINDS = (".py", ".csv", ".md", ".yaml", ".mplstyle", ".css", ".js", ".txt")
"""Ends of names of the files of the package."""
ABOUT = ("METADATA", "entry_points.txt", "licenses/LICENSE")
"""What a wheel says of itself beside its form and its list of files."""
FORM = "Wheel-Version: 1.0\nGenerator: zombielaw\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
LOCK = "requirements.lock"
_NAME = re.compile(r"^[\w.-]+")
"""Name of a package at the beginning of what is required."""


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
    """Packages that the software needs, with their versions: the lock of a checkout, with hashes; else as installed."""
    path = ROOT / LOCK
    if path.is_file():
        return path.read_text(encoding="utf-8")
    found: dict[str, str] = {}
    todo = [NAME]
    while todo:
        with suppress(PackageNotFoundError):  # what another system needs, or another Python
            one = distribution(todo.pop())
            if one.name not in found:
                found[one.name] = one.version
                todo += [_NAME.findall(need)[0] for need in one.requires or () if "extra ==" not in need]
    return "".join(f"{name}=={found[name]}\n" for name in sorted(found) if name != NAME)


def _files() -> Iterator[tuple[str, bytes]]:
    own = Path(str(files(NAME)))
    yield from ((f"{NAME}/{file.name}", file.read_bytes()) for file in own.glob("*.py"))
    for part in PARTS:
        place = Path(str(files(f"{NAME}.{part}")))
        for file in place.rglob("*"):
            if file.is_file() and file.suffix in KINDS:
                yield f"{NAME}/{part}/{file.relative_to(place).as_posix()}", file.read_bytes()


def _sum(content: bytes) -> str:
    """A checksum as the list of a wheel writes it."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
