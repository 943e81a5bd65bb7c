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
    beside = Path(__file__).parent / "__pycache__"
    root = Path(os.environ.get("NUMBA_CACHE_DIR") or beside)
    if not os.access(root if root.exists() else root.parent, os.W_OK):
        root = Path(tempfile.gettempdir()) / f"zombielaw-{os.getuid()}"
    return str(root / f"numba-{source_digest()[:12]}")


numba.config.CACHE_DIR = _cache_folder()  # type: ignore[attr-defined]
