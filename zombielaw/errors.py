"""The error of everybody who gives the model something that it cannot take."""

from __future__ import annotations


class InputError(ValueError):
    """Bad input: the message says where, what was given, and what is allowed."""
