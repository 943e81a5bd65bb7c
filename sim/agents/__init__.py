"""The four kinds of agents: state, and decisions by the rules of ``sim/decisions``.

An agent reads learnt state (familiarity, clarity, trust, risk, load) as it stood at the month's start; what it learns
is booked and applied at the month's end, so the order of visiting agents changes nothing.
"""

from zombielaw.sim.agents.judge import Judge
from zombielaw.sim.agents.prosecutor import Prosecutor
from zombielaw.sim.agents.provider import Provider
from zombielaw.sim.agents.regulator import Regulator

__all__ = ["Judge", "Prosecutor", "Provider", "Regulator"]
