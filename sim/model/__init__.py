"""The Mesa engine: the one to read, to step through and to watch.

Providers that nothing happens to cost no Python time: the scans of ``sim/scan.py`` say whom a month touches, and a
calendar says which files have come to their next stage.
"""

from zombielaw.sim.model.month import EnforcementModel, run

__all__ = ["EnforcementModel", "run"]
