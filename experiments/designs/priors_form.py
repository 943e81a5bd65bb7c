"""``zombielaw priors``: a file for a user's own beliefs, made from the declarations of the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from zombielaw.experiments.data.priors import ENDS, doubtful, prior_of
from zombielaw.experiments.errors import wants_new
from zombielaw.experiments.words.numbers import in_chinese
from zombielaw.sim.parameters import Declared

TEXT = Path(__file__).with_name("priors_form.txt")
"""The file, with a place for the numbers."""


def answer(words: Sequence[str]) -> str:
    """Answer to ``zombielaw priors <words>``. Raises InputError: the words ask for something else."""
    if wants_new("priors", words):
        return form()
    return (
        "Your own beliefs on numbers that nobody has measured, from a file that you fill in:\n\n"
        "  zombielaw priors new    write a file for your own beliefs to the screen, one line a number\n\n"
        "  zombielaw priors new > my.yaml\n  zombielaw baseline priors=my.yaml parameters=prior\n"
        "  zombielaw calibrate priors=my.yaml\n"
    )


def form() -> str:
    """A file that changes nothing until it is edited: each number, its declared prior, and its meaning."""
    numbers = "\n".join(_line(key, number) for key, number in doubtful().items())
    return TEXT.read_text(encoding="utf-8").format(numbers=numbers)


def _line(key: str, number: Declared) -> str:
    prior = prior_of(number)
    three = ", ".join(
        f"{name}: {_in_digits(value)}" for name, value in zip(ENDS, prior.numbers, strict=True)
    )
    says = prior.says.replace('"', '\\"')
    about = number.about
    comment = f"{about.meaning} ({about.unit}, {about.low:g} to {about.high:g}) / {in_chinese(key)}"
    return f'{key}: {{{three}, says: "{says}"}}  # {comment}'


def _in_digits(value: float) -> str:
    """A number as YAML reads it again: without an exponent."""
    return np.format_float_positional(value, trim="0")
