"""A study's folder: found finished, or made, written and shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.runs import study_store as store

Made = tuple[Callable[[Path], None], Mapping[str, Any]]
"""What fills the folder, and what its manifest says beside what every manifest says."""


def kept(settings: Settings, make: Callable[[Settings, str], Made], show: Callable[[Path], None]) -> Path:
    """Find the folder of a study, or make it; one with failed runs is made anew, as they are tried again.

    Parameters
    ----------
    make : callable
        Computes, given the settings and the study's key; returns what fills the folder, and the manifest's own part.
    show : callable
        Shows a finished folder on stdout.
    """
    store.prepare(settings.out)
    key = store.study_key(settings.study, settings.plain)
    there = found = store.finished(settings.out, settings.study, key)
    failed = bool(there and store.manifest_of(there).get("failures"))
    if found is None or failed or settings.execute.recompute:
        began = time.time()
        fill, manifest = make(settings, key)
        found = store.write_study(
            settings.out, settings.study, key, fill, {"settings": settings.plain, **manifest}, began
        )
        if there and not failed:
            store.say("This study was made again, and its tables say the same as before.")
    else:
        engine = store.manifest_of(found).get("engine")
        by = f" (by engine={engine})" if engine else ""
        store.say(f"This study is finished already{by}; nothing was run.")
    show(found)
    return found
