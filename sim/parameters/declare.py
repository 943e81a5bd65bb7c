"""Declaration of a parameter: once, where it lives.

A field of a parameter set is an annotated default, as in ::

    class Policy(NamedTuple):
        order_review: Annotated[float, share("P(an invalid order is caught in court)", "Pan and Xiong 4.3")] = 0.2

and from that one line come validation and its messages, the configuration schema, the sensitivity bounds and the
documentation table. What is declared is the median of the prior. Behind the declaration of a lever whose present
practice nobody knows stands a :class:`Today`. A parameter set is a NamedTuple of plain numbers, because compiled rules
take it as it is; a choice among names is stored as its position.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, TypeVar, get_type_hints

import numpy as np

from zombielaw.errors import InputError, Message
from zombielaw.sim.digest import Words

Set = TypeVar("Set", bound=tuple[Any, ...])
"""A parameter set."""


@dataclass(frozen=True)
class Parameter:
    """Declaration of one parameter.

    Attributes
    ----------
    meaning : str
        What it is, in one line.
    unit : str
        ``"share"`` is a probability or share; ``"logit"`` a utility; otherwise the unit of the number.
    low, high : float
        Bounds, both allowed.
    source : str
        Where default and range come from; ``"none"`` where no data exist.
    options : tuple of str
        Names of a choice; the value is a position in it.
    shows_in : str
        Named experiment in which the parameter must move something (the test of dead dials); ``"coded"`` where no
        simulated provider does what it is about, so that coded cases alone can show it.
    """

    meaning: Words
    unit: str
    low: float
    high: float
    source: Words = "none"
    options: tuple[str, ...] = ()
    shows_in: str = "lively"


@dataclass(frozen=True)
class Today:
    """Prior of a lever's present practice, apart from what a policy may set.

    Attributes
    ----------
    low, high : float
        What practice may be today, in the lever's unit; both allowed.
    source : str
        What the range is reasoned from; ``"none"`` where no data exist.
    """

    low: float
    high: float
    source: Words = "none"


def share(
    meaning: Words,
    source: Words = "none",
    low: float = 0.0,
    high: float = 1.0,
    shows_in: str = "lively",
) -> Parameter:
    """Declare a probability or share."""
    return Parameter(meaning, "share", low, high, source, shows_in=shows_in)


def number(
    meaning: Words,
    unit: str,
    low: float,
    high: float,
    source: Words = "none",
    shows_in: str = "lively",
) -> Parameter:
    """Declare a quantity with a unit and a range."""
    return Parameter(meaning, unit, low, high, source, shows_in=shows_in)


def choice(
    meaning: Words, *options: str, source: Words = "none", shows_in: str = "lively"
) -> Parameter:
    """Declare a choice among names."""
    return Parameter(meaning, "choice", 0, len(options) - 1, source, options, shows_in)


def switch(meaning: Words, source: Words = "none", shows_in: str = "lively") -> Parameter:
    """Declare a yes/no."""
    return Parameter(meaning, "yes/no", 0, 1, source, shows_in=shows_in)


@dataclass(frozen=True)
class Declared:
    """A parameter with its name and type, as found in a parameter set.

    Attributes
    ----------
    default : number, truth or text
        Value where nobody gives one.
    middle : number, truth or text
        What is declared: the median of the prior.
    today : Today or None
        Prior of present practice; None of what is no practice, or is known.
    """

    name: str
    kind: type
    default: float | int | bool | str
    about: Parameter
    today: Today | None = None
    middle: Any = None

    def shown(self, value: Any) -> Any:
        """The value as a user writes it: a choice by its name."""
        if self.about.options:
            return self.about.options[int(value)]
        return bool(value) if self.kind is bool else value


class ParameterError(InputError):
    """A value that its declaration does not allow; the message says what was given and what is allowed."""


@cache
def declared(parameter_set: type) -> tuple[Declared, ...]:
    """All parameters of a set, in order."""
    hints = get_type_hints(parameter_set, include_extras=True)
    defaults: dict[str, Any] = parameter_set._field_defaults  # type: ignore[attr-defined]
    return tuple(
        replace(
            Declared(name, hint.__origin__, defaults[name], *hint.__metadata__),
            middle=defaults[name],
        )
        for name, hint in hints.items()
    )


def checked(parameter: Declared, value: object, key: str) -> Any:
    """The value as the model takes it: a number, a truth, the position of an option, or a word.

    Raises
    ------
    ParameterError
        Wrong type, not a number, out of range, an unknown option, or no word.
    """
    about, kind, value = parameter.about, parameter.kind, _plain(value)
    if about.options:
        # an option may look like a number: 2019
        given = written(value) if type(value) in (str, int) else ""
        if given in about.options:
            return about.options.index(given)
        fault, allowed = "is not an option", ", ".join(about.options)
    elif kind is str:
        # a word may look like a number: 2035
        word = "" if value is None else str(value) if type(value) is int else value
        if isinstance(word, str) and (word.strip() or not parameter.default):
            return word.strip()
        such = parameter.default and Message("; give one, such as {}", parameter.default)
        raise ParameterError("{}={} is not {}{}.", key, written(value), about.meaning, such)
    elif kind is bool:
        if isinstance(value, bool):
            return value
        fault, allowed = "is not a yes/no", "true, false"
    else:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - nan
            fault = "is not a number"
        elif not about.low <= value <= about.high:
            fault = "is out of range"
        elif kind is int and value != int(value):
            fault = "is not whole"
        else:
            return kind(value)
        allowed = Message(
            "a whole number from {:.10g} to {:.10g}"
            if kind is int
            else "a number from {:.10g} to {:.10g}",
            about.low,
            about.high,
        )
        if about.unit not in ("share", "number"):
            allowed = Message("{} ({})", allowed, Message(about.unit))
    raise ParameterError("{}={} {}; allowed: {}.", key, written(value), fault, allowed)


def held(parameter: Declared, value: object, key: str) -> Any:
    """The value of a parameter set, checked: as :func:`checked`, but a choice by its position.

    Raises
    ------
    ParameterError
        It is not allowed.
    """
    options = parameter.about.options
    if not options:
        return checked(parameter, value, key)
    value = _plain(value)
    if type(value) is int and 0 <= value < len(options):
        return value
    allowed = ", ".join(f"{number} ({name})" for number, name in enumerate(options))
    raise ParameterError("{}={} is not an option; allowed: {}.", key, written(value), allowed)


def checked_set(parameter_set: type[Set], values: object, key: str) -> Set:
    """A parameter set of checked values, each of the type of its declaration: 1 becomes 1.0 where a number is declared.

    Raises
    ------
    ParameterError
        It is no set of this kind, or a value is not allowed.
    """
    if not isinstance(values, parameter_set):
        raise ParameterError(
            "{}={} is not a {}; give one.", key, written(values), parameter_set.__name__
        )
    try:
        typed = _remembered(tuple(map(type, values)), values, key)
    except TypeError:  # a value that cannot be remembered, such as a list, is refused as any other
        typed = _each_checked(values, key)
    return parameter_set(*typed)


@lru_cache(maxsize=4096)
def _remembered(_: tuple[type, ...], values: Any, key: str) -> tuple[Any, ...]:
    """Checked values, remembered by values and types, since True, 1 and 1.0 are equal."""
    return _each_checked(values, key)


def _each_checked(values: Any, key: str) -> tuple[Any, ...]:
    all_of = zip(declared(type(values)), values, strict=True)  # type: ignore[arg-type]
    return tuple(held(one, value, f"{key}.{one.name}") for one, value in all_of)


def whole_number(value: object, key: str, low: int, high: int) -> int:
    """A whole number in a range.

    Raises
    ------
    ParameterError
        Another type, a truth, or out of range.
    """
    plain = _plain(value)
    if type(plain) is int and low <= plain <= high:
        return plain
    fault = "is out of range" if type(plain) is int else "is not a whole number"
    raise ParameterError(
        "{}={} {}; allowed: a whole number from {} to {}.", key, written(value), fault, low, high
    )


def real_number(value: object, key: str, low: float, high: float) -> float:
    """A number in a range.

    Raises
    ------
    ParameterError
        Another type, a truth, not a number, or out of range.
    """
    plain = _plain(value)
    if type(plain) in (int, float) and low <= plain <= high:  # type: ignore[operator]
        return float(plain)  # type: ignore[arg-type]
    raise ParameterError(
        "{}={} is not allowed; allowed: a number from {:.10g} to {:.10g}.",
        key,
        written(value),
        low,
        high,
    )


def truth(value: object, key: str) -> bool:
    """A yes or no.

    Raises
    ------
    ParameterError
        Anything else, such as 1.
    """
    plain = _plain(value)
    if type(plain) is bool:
        return plain
    raise ParameterError("{}={} is not a yes/no; allowed: True, False.", key, written(value))


def _plain(value: object) -> object:
    """A number of NumPy as one of Python."""
    return value.item() if isinstance(value, np.generic) else value


def written(value: object) -> str:
    """A value as a message shows it, short whatever was given."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return "(nothing)"
    try:
        text = f"{value:.10g}" if isinstance(value, float) else str(value)
    except (
        Exception
    ):  # of a number of thousands of digits, and whatever an object of a user's own raises
        return f"({type(value).__name__}, which cannot be shown)"
    return text if len(text) <= 200 else f"{text[:30]}... ({len(text)} characters)"
