"""The Mesa engine: the one to read, to step through and to watch.

Its agents hold the state that the procedures read and write; its model says who is visited when. Providers that nothing
happens to cost no Python time: the scans of ``sim/engines/scan.py`` say whom a month touches, and a calendar says which
files have come to their next stage.
"""

from zombielaw.sim.engines.mesa.agents import Judge, Prosecutor, Provider, Regulator
from zombielaw.sim.engines.mesa.model import EnforcementModel, run

__all__ = ["EnforcementModel", "Judge", "Prosecutor", "Provider", "Regulator", "run"]
