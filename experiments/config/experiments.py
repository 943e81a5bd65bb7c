"""Named experiments: the files of ``configs/experiment``, and what each of them sets."""

from __future__ import annotations

from typing import Any

from omegaconf import OmegaConf

from zombielaw.experiments.paths import CONFIGS


def held_by(experiment: str) -> dict[str, Any]:
    """Settings that a named experiment sets, by full key, those of the experiments that it starts from included."""
    plain: Any = OmegaConf.to_container(OmegaConf.load(CONFIGS / "experiment" / f"{experiment}.yaml"))
    held: dict[str, Any] = {}
    for base in plain.get("defaults", []):
        if isinstance(base, str) and base != "_self_":
            held |= held_by(base)
    return held | {
        f"{group}.{key}": value for group in ("world", "policy") for key, value in plain.get(group, {}).items()
    }
