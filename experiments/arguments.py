"""Arguments of the public functions: checked when one is called, and refused by name, in the language asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import Parameter, Signature, signature
from numbers import Real
from pathlib import Path
from types import NoneType
from typing import Any, ParamSpec, TypeVar

from zombielaw.experiments.data.files import UNWRITABLE
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.words.messages import asked_in, refusal
from zombielaw.experiments.words.texts import speaking
from zombielaw.sim.parameters import written

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
KINDS: dict[str, tuple[tuple[Any, ...], str]] = {
    "str": ((str,), "a text"),
    "bool": ((bool,), "True or False"),
    "float | None": ((Real, NoneType), "a number, or None"),
    "str | Path | None": ((str, Path, NoneType), "a path, or None"),
    "Sequence[type]": ((list, tuple), "a list of classes"),
    "Callable[[int, int], object] | None": (
        (Callable, NoneType),
        "a function of two numbers, or None",
    ),
}
"""Types and their names in messages, by annotation; arguments with any other are checked where they are read."""


def at_the_door(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Check the arguments of a public function when it is called; a wrong one is refused by its name.

    Notes and refusals are in the language that its words, or ``lang=``, ask for.
    """
    asked = signature(function)

    @wraps(function)
    def checked(*given: Given.args, **named: Given.kwargs) -> Answer:
        words = [word for text in given if isinstance(text, str) for word in text.split()]
        with speaking(
            asked_in([*words, f"lang={written(named['lang'])}"] if "lang" in named else words)
        ):
            try:
                _check(function.__name__, asked, given, named)
                return function(*given, **named)
            except InputError as error:
                if (message := refusal(error)) == str(error):
                    raise
                raise InputError(message) from None

    return checked


def _check(
    name: str, asked: Signature, given: tuple[object, ...], named: Mapping[str, object]
) -> None:
    """Refuse arguments that a public function does not take."""
    try:
        arguments = asked.bind(*given, **named).arguments
    except TypeError as error:
        takes = ", ".join(one for one in asked.parameters if one != "self")
        raise InputError("{}: {}; it takes {}.", name, error, takes) from None
    for argument, value in arguments.items():
        about = asked.parameters[argument]
        kinds, allowed = KINDS.get(about.annotation, ((object,), ""))
        if about.kind is Parameter.VAR_POSITIONAL:
            continue  # words, of which a message says more
        if not isinstance(value, kinds) or (
            isinstance(value, bool) and not {bool, object} & {*kinds}
        ):
            raise InputError("{}: {}={}; allowed: {}.", name, argument, written(value), allowed)
        if isinstance(value, str) and (odd := UNWRITABLE.search(value)):
            raise InputError(
                "{}: {} holds {!r}, which cannot be written; take it out.", name, argument, odd[0]
            )
