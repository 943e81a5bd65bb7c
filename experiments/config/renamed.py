"""Names of old: who writes one is told the new one."""

from __future__ import annotations

from collections.abc import Mapping

KEYS: Mapping[str, str] = {}
"""New full key by old full key: ``{"world.lax_if_ignorant": "world.lax_unaware"}``. A lever in ``policy.changes`` is
looked up as ``policy.<lever>``."""
VALUES: Mapping[str, Mapping[str, str]] = {}
"""New by old value of a setting or of a group, by its (new) full key:
``{"policy.concurrence": {"label": "habit"}, "study.measure": {...}, "experiment": {...}}``."""


def key_now(key: str) -> str:
    """What to say to an old key; nothing to another."""
    return f"{key} is now called {KEYS[key]}; write that." if key in KEYS else ""


def value_now(key: str, value: object) -> str:
    """What to say to an old value of a setting; nothing to another."""
    new = VALUES.get(key, {}).get(value) if isinstance(value, str) else None
    return f"{key}={value} is now called {key}={new}; write that." if new else ""
