"""The model: law, decisions, agents, record. Knows nothing of configuration, files, figures or browsers.

Compiled code is cached in a folder named after what all sources do that it may have come from: Numba alone looks only
at the file that holds the compiled function, and would load stale machine code after an edit of a rule in another file.
See :mod:`zombielaw.sim.digest` for what counts, :mod:`zombielaw.sim.compiled_cache` for the folder's files, and
:mod:`zombielaw.sim.linking` for how it is compiled.
"""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from zombielaw.sim import compiled_cache
from zombielaw.sim.digest import PACKAGE, Sources, without_words


def source_digest() -> str:
    """Digest of what the model does, in hexadecimal: of its modules without their words, and of its tables."""
    here = Path(__file__).parent
    files = sorted(file for file in here.rglob("*.*") if file.suffix in (".py", ".csv"))
    return _digest(
        here,
        tuple((f.relative_to(here).as_posix(), sha256(f.read_bytes()).hexdigest()) for f in files),
    )


@cache
def _digest(here: Path, files: tuple[tuple[str, str], ...]) -> str:
    """Digest of the model, given those of its files; kept beside compiled code, as it takes half a second to make."""
    kept = _root() / "sources"
    with suppress(OSError, ValueError):
        digest, seal = kept.read_text().split()
        if seal == _seal(files, digest):
            return digest
    modules = [Path("sim", name).with_suffix("").parts for name, _ in files if name.endswith(".py")]
    model = Sources(here.parent).digest(
        PACKAGE + ".".join(parts).removesuffix(".__init__") for parts in modules
    )
    tables = [(name, without_words(here / name)) for name, _ in files if name.endswith(".csv")]
    digest = _seal(tables, model)
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(f"{digest} {_seal(files, digest)}")
    return digest


def _seal(*what: object) -> str:
    return sha256(repr(what).encode()).hexdigest()


def _cache_folder() -> str:
    """Folder of compiled code: as the user says, beside the sources, in the user's own cache, or in one place in
    the folder for temporary files that is the user's alone.

    What is loaded from here is run, so a place that another user could have made is not taken.
    """
    return str(_root() / f"numba-{source_digest()[:12]}")


def _root() -> Path:
    return next((place for place in _places() if _writable(place)), None) or _private()


def _places() -> Iterator[Path]:
    if chosen := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(chosen)
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
        status = shared.lstat()
        if stat.S_ISDIR(status.st_mode) and (
            user == "user" or (status.st_uid == user and not status.st_mode & 0o077)
        ):
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


compiled_cache.folder = Path(_cache_folder())
