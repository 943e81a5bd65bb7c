"""What users write, read into declared types: each error of pydantic is one message, by its type.

A message says file, line and place, what was given, and what is allowed, with the nearest name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Strict,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    WrapValidator,
    model_validator,
)

from zombielaw.experiments.data.files import YamlFile, in_yaml, unknown_name
from zombielaw.experiments.errors import InputError, Message

T = TypeVar("T")
ALLOWED = {
    "int_type": "a whole number",
    "float_type": "a number",
    "string_type": "a text",
    "bool_type": "yes or no",
    "tuple_type": "a list",
    "dict_type": "names with a value each",
    "model_type": "names with a value each",
    "date_type": "a date such as 2019-11-01",
}
"""Allowed values in words, by the type of pydantic's error."""


class Entry(BaseModel):
    """A mapping of declared keys, none else; an unknown one is refused with the nearest."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _known(cls, given: Any) -> Any:
        keys = [about.alias or name for name, about in cls.model_fields.items()]
        for key in given if isinstance(given, dict) else ():
            if key not in keys:
                raise at(unknown_name(key, keys, "key"), key)
        return given


def _by_text(given: Any) -> Any:
    return {str(key): value for key, value in given.items()} if isinstance(given, dict) else given


OrEmpty = WrapValidator(lambda given, read: read(given) if given is not None else read({}))
"""Allows a key without a value, which says nothing."""
Items = Annotated[tuple[T, ...], Strict(False)]
"""A list."""
Named = Annotated[dict[str, T], BeforeValidator(_by_text)]
"""A mapping of names, which may look like numbers, to values of a type."""
Words = Annotated[str, BeforeValidator(lambda given: "" if given is None else str(given).strip())]
"""A text, which may look like a number."""


def fits(test: Callable[[Any], bool], allowed: str, *fields: object) -> WrapValidator:
    """A test of a value; ``allowed`` says in words what passes it, and what has another type meets them too."""

    def passed(given: Any, read: Callable[[Any], Any]) -> Any:
        try:
            if test(value := read(given)):
                return value
        except ValidationError as error:
            # with its own message
            if any(fault["loc"] or fault["type"] == "value_error" for fault in error.errors()):
                raise
        raise not_allowed(given, Message(allowed, *fields))

    return WrapValidator(passed)


Share = Annotated[float, fits(lambda one: 0.0 <= one <= 1.0, "a share: a number from 0 to 1")]
Whole = Annotated[int, fits(lambda one: one >= 0, "a whole number")]


def known(names: Collection[str] | str, what: str) -> AfterValidator:
    """A test of a name: it is one of these, or of those that the context of the reading has under a key."""

    def checked(name: str, info: ValidationInfo) -> str:
        options: Collection[str] = info.context[names] if isinstance(names, str) else names  # type: ignore[index]
        if name not in options:
            raise unknown_name(name, options, what)
        return name

    return AfterValidator(checked)


def one_of(*options: Any) -> WrapValidator:
    """A test of a value: it is one of these, of the same type."""
    return fits(
        lambda given: any(given == one and type(given) is type(one) for one in options),
        "{}",
        [*map(in_yaml, options)],
    )


def at(error: InputError, *place: Hashable) -> InputError:
    """A refusal of what lies below the entry that is read."""
    error.place = place
    return error


def not_allowed(given: Any, allowed: str) -> InputError:
    """Refusal of a value; ``allowed`` is in words."""
    return InputError("{} given; allowed: {}", in_yaml(given), allowed)


def read_as(
    kind: Any, file: YamlFile, context: Mapping[str, Any] | None = None, start: str = ""
) -> Any:
    """What a file says, read into a type. ``start``: where to find one to start from.

    Raises InputError: it does not fit; file, line and place are named.
    """
    if start and not isinstance(file.data, dict):
        raise InputError("{}: {} given; {}", file.path, in_yaml(file.data), start)
    return typed(kind, file.data, file.place, context)


def typed(
    kind: Any, given: object, place: Callable[..., object], context: Mapping[str, Any] | None = None
) -> Any:
    """Plain data, read into a type. ``place`` names a place in it for a message, by the keys that lead to it.

    Raises InputError: it does not fit; the message is that of the first fault.
    """
    try:
        return TypeAdapter(kind).validate_python(given, context=context)
    except ValidationError as error:
        fault: Any = error.errors(include_url=False)[0]
    keys = tuple(one for one in fault["loc"] if one != "[key]")
    cause = fault.get("ctx", {}).get("error")
    if not isinstance(cause, InputError):
        allowed = ALLOWED.get(fault["type"], "")
        cause = (
            not_allowed(fault["input"], allowed)
            if allowed
            else InputError("{} is missing", keys[-1])
        )
    raise InputError("{}: {}", place(*keys, *cause.place), cause) from None


@contextmanager
def placed(where: object) -> Iterator[None]:
    """Context in which a refusal gets a place before it; ``where`` may make it from the keys that lead to the fault."""
    try:
        yield
    except InputError as error:
        place = where(*error.place) if callable(where) else where
        raise InputError("{}: {}", place, error) from None


@contextmanager
def below(*place: Hashable) -> Iterator[None]:
    """Context in which a refusal is of what lies below a place of the entry that is read."""
    try:
        yield
    except InputError as error:
        raise at(error, *place, *error.place) from None
