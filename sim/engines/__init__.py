"""The order of a month, which both engines follow: each phase is a function of the compiled engine, and a method of
the model of Mesa."""

from __future__ import annotations

MONTH = (
    "begin",  # law, policy and outside inputs; load
    # newcomers choose a posture; others reconsider theirs after contact, or in a month of their own
    "operate",
    "inspect",  # checks within capacity, each finding opens a file
    # regulators choose instruments, write orders, hear answers, follow refusals up; the police file
    "enforce",
    "trace",  # the police reach providers from the crimes of their clients
    "inject",  # theory: files are laid on the prosecutors' desks
    "judge",  # prosecutors charge, courts decide
    "learn",  # all learn from counts, at once
    "write",  # the month is written into the panel
)
"""Phases of a month in their order."""
