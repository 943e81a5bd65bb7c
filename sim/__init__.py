"""The model: law, decisions, agents, record. Knows nothing of configuration, files, figures or browsers.

Compiled code is cached in a folder named after all sources it may have come from: Numba alone looks only at the file
that holds the compiled function, and would load stale machine code after an edit of a rule in another file.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import numba


def source_digest() -> str:
    """Digest of every source file of the model, in hexadecimal."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for file in sorted(here.rglob("*.py")):
        digest.update(file.relative_to(here).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _cache_folder() -> str:
    """Where compiled code is kept: as the user says, beside the sources, or in the user's own cache.

    Never a name in a shared folder that anyone could guess: what is loaded from here is run.
    """
    said = os.environ.get("NUMBA_CACHE_DIR")
    places = [Path(said)] if said else []
    places += [Path(__file__).parent / "__pycache__", Path.home() / ".cache" / "zombielaw"]
    root = next((place for place in places if _writable(place)), None) or Path(tempfile.mkdtemp(prefix="zombielaw-"))
    return str(root / f"numba-{source_digest()[:12]}")


def _writable(folder: Path) -> bool:
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return there.is_dir() and os.access(there, os.W_OK)


numba.config.CACHE_DIR = _cache_folder()  # type: ignore[attr-defined]
