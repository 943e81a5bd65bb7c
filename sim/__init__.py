"""The model: law, decisions, agents, record. Knows nothing of configuration, files, figures or browsers.

Compiled code is cached in a folder named after all sources it may have come from: Numba alone looks only at the file
that holds the compiled function, and would load stale machine code after an edit of a rule in another file. Each file
has a checksum: see :mod:`zombielaw.sim.compiled_cache`. How it is compiled is in :mod:`zombielaw.sim.linking`.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numba

from zombielaw.sim import compiled_cache, linking


def source_digest() -> str:
    """Digest of every source file of the model, in hexadecimal."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for file in sorted(here.rglob("*.py")):
        digest.update(file.relative_to(here).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _cache_folder() -> str:
    """Where compiled code is kept: as the user says, beside the sources, in the user's own cache, or in one place in
    the folder for temporary files that is the user's alone.

    What is loaded from here is run, so a place that another user could have made is not taken.
    """
    root = next((place for place in _places() if _writable(place)), None) or _private()
    return str(root / f"numba-{source_digest()[:12]}")


def _places() -> Iterator[Path]:
    if said := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(said)
    yield Path(__file__).parent / "__pycache__"
    with suppress(RuntimeError):  # an account may have no home
        yield Path.home() / ".cache" / "zombielaw"


def _private() -> Path:
    """A folder in that for temporary files, which all commands of a user share.

    If another user holds its name, a new one for this command and its workers.
    """
    user = os.getuid() if hasattr(os, "getuid") else "user"
    shared = Path(tempfile.gettempdir()) / f"zombielaw-{user}"
    with suppress(OSError):
        shared.mkdir(mode=0o700, exist_ok=True)
        found = shared.lstat()
        if stat.S_ISDIR(found.st_mode) and (user == "user" or (found.st_uid == user and not found.st_mode & 0o077)):
            return shared
    own = Path(tempfile.mkdtemp(prefix="zombielaw-"))
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = str(own)
    sys.stderr.write(
        "No folder of yours can be written, so each command compiles the model anew: set NUMBA_CACHE_DIR to one.\n"
    )
    return own


def _writable(folder: Path) -> bool:
    try:
        there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    except OSError:  # it lies in a folder that this user may not enter
        return False
    return there.is_dir() and os.access(there, os.W_OK)


numba.config.CACHE_DIR = _cache_folder()  # type: ignore[attr-defined]
compiled_cache.install()
linking.install()
