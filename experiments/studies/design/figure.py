"""The figure of a design of few scenarios."""

from __future__ import annotations

from zombielaw.experiments.figures.compared import draw

__all__ = ["draw"]
