"""The page of ``import zombielaw as zl``: each name that it offers, from signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from functools import cached_property
from typing import Any

import zombielaw

ROLE, CODE = re.compile(r":\w+:`~?([^`]+)`"), re.compile(r"``([^`]+)``")
SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}\n", re.MULTILINE)
"""Head of a section of a NumPy docstring."""


def names_section() -> str:
    """Each name of the door as a section in Markdown: its signature, what it does, and the members of a class."""
    return "\n\n".join(_section(name, getattr(zombielaw, name)) for name in sorted(zombielaw.__all__, key=str.lower))


def _section(name: str, value: Any) -> str:
    parts = [f"### {name}"]
    if inspect.isclass(value):
        parts.append(_docstring(value))
        members = [(member, one) for member, one in vars(value).items() if _is_listed(member, one)]
        parts += [f"**{name}.{_head(member, one)}**: {_docstring(one)}" for member, one in members]
    else:
        parts += [f"`{_head(name, value)}`", _docstring(value)]
    return "\n\n".join(parts)


def _is_listed(member: str, value: Any) -> bool:
    public = not member.startswith("_")
    return (public and isinstance(value, cached_property | property)) or (public and inspect.isfunction(value))


def _head(name: str, value: Any) -> str:
    """The name as it is written: with its parameters, if it is called; without types, which the text gives."""
    if not inspect.isfunction(value):
        return name
    parameters = [
        one.replace(annotation=inspect.Parameter.empty)
        for one in inspect.signature(value).parameters.values()
        if one.name != "self"
    ]
    return f"{name}{inspect.Signature(parameters)}".replace("'", '"')


def _docstring(value: Any) -> str:
    """A NumPy docstring as Markdown."""
    text = CODE.sub(r"`\1`", ROLE.sub(r"`\1`", inspect.getdoc(value) or ""))
    first, *rest = SECTION.split(text)
    sections = [f"*{title}*\n\n{_entries(body)}" for title, body in zip(rest[::2], rest[1::2], strict=True)]
    return "\n\n".join([first.strip(), *sections])


def _entries(body: str) -> str:
    """Entries of a section as a list: a line at the margin is a name, the indented lines below are its text."""
    lines: list[str] = []
    for line in body.strip().splitlines():
        if line.startswith(" "):
            lines[-1] += (" " if " — " in lines[-1] else " — ") + line.strip()
        elif line:
            name, _, kind = line.partition(" : ")
            lines.append(f"* `{name}`" + (f" ({kind})" if kind else ""))
    return "\n".join(lines)
