"""The figure of a comparison."""

from __future__ import annotations

from zombielaw.experiments.figures.compared import draw

__all__ = ["draw"]
