"""Old names of settings and values, with the new name that a message gives."""

from __future__ import annotations

from collections.abc import Mapping

from zombielaw.sim.measures import MEASURES

OLD_WORDS = (
    ("application_rate_referred", "life_transferred"), ("application_rate_detected", "life_detected"),
    ("application_rate", "life"), ("non_compliant_share", "lax_share"), ("_pan_xiong", "_seed"),
    ("_thresholds2019", "_marks2019"),
)  # fmt: skip
"""Words in the names of measures, now and before."""


def _old_measure(name: str) -> str:
    for now, before in OLD_WORDS:
        name = name.replace(now, before)
    return name


KEYS: Mapping[str, str] = {"world.lax_if_ignorant": "world.non_compliant_if_ignorant", "study.lang": "lang"}
"""New full key by old full key. A lever in ``policy.changes`` is looked up as ``policy.<lever>``."""
VALUES: Mapping[str, Mapping[str, str]] = {
    "policy.concurrence": {"label": "habit"},
    "study.measure": {
        before: measure.name for measure in MEASURES if (before := _old_measure(measure.name)) != measure.name
    },
}
"""New by old value of a setting or of a group, by its (new) full key."""
MEANT: Mapping[str, str] = {
    f"policy.{word}": "policy.order_element_required" for word in ("order_requirement", "order_required")
}
"""Setting that is meant by a common word, where the spelling is closer to another setting."""


def key_now(key: str) -> str:
    """Message for an old key; empty for any other."""
    return f"{key} is now called {KEYS[key]}; write that." if key in KEYS else ""


def value_now(key: str, value: object) -> str:
    """Message for an old value of a setting; empty for any other."""
    new = VALUES.get(key, {}).get(value) if isinstance(value, str) else None
    return f"{key}={value} is now called {key}={new}; write that." if new else ""
