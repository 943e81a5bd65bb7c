"""The compiled engine: the record of the Mesa engine, computed over arrays from the same rules and luck."""

from zombielaw.sim.engines.compiled.engine import run

__all__ = ["run"]
