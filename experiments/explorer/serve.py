"""``zombielaw explore``: the server of the page. NiceGUI is imported here and below, when it is asked for."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from typing import NoReturn

from zombielaw.experiments.config.schema import whole
from zombielaw.experiments.config.values import read
from zombielaw.experiments.errors import ExecutionError, InputError, Message, nearest
from zombielaw.experiments.words.texts import say
from zombielaw.sim.parameters import written

PORT = whole(8080, 1, 65535, "port of the page")
HERE = "127.0.0.1"
LOCAL = (HERE, "localhost", "::1")
MISSING = (
    "The page needs the extra [explorer], which is not installed. In a clone say make explore; elsewhere "
    "pip install nicegui"
)


def address_of(words: Sequence[str]) -> tuple[str, int]:
    """Host and port that the words of the command name.

    Raises InputError: a word that is neither, or a port that is not allowed.
    """
    host, port = HERE, PORT.default
    for word in words:
        key, _, value = word.partition("=")
        if key == "port":
            port = read(
                "port",
                int(value) if value.isascii() and value.isdecimal() and len(value) < 9 else value,
                PORT,
            )
        elif key == "host" and value and value.isprintable() and " " not in value:
            host = value
        else:
            raise InputError(
                "explore takes port=8080 and host={}, not {}{}.",
                HERE,
                written(word),
                nearest(key, ("port", "host")),
            )
    return host, int(str(port))


def serve(words: Sequence[str]) -> NoReturn:
    """Answer to ``zombielaw explore port=8080``: serve the page until it is stopped, and end the process.

    Raises InputError: a word that cannot be read; ExecutionError: the extra is missing, or the port is taken.
    """
    host, port = address_of(words)
    if find_spec("nicegui") is None:
        raise ExecutionError(MISSING)
    _check_free(host, port)
    from zombielaw.experiments.explorer.site import run  # noqa: PLC0415 - slow, and not always installed

    if host not in LOCAL:
        sys.stderr.write(
            f"Warning: host={host} lets other machines use this page and the processor of this one; there is no "
            "password.\n"
        )
    shown = f"[{host}]" if ":" in host else host
    address = f"The page is at http://{shown}:{port}/ ; stop it with Ctrl+C.\n"
    with suppress(KeyboardInterrupt):
        run(host, port, LOCAL if host in LOCAL else (), address)
    sys.stderr.write(f"{say('page_stopped')}\n")
    sys.stderr.flush()
    # at once: runs whose readers have gone may still be at work in threads, and nothing is to be kept
    os._exit(0)


def _check_free(host: str, port: int) -> None:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, UnicodeError) as error:  # a name that cannot be one of a machine
        why = getattr(error, "strerror", None) or error
        helps = "give another port"
        if isinstance(error, socket.gaierror | UnicodeError):
            helps = Message("give a host of this machine, such as {}", HERE)
        elif isinstance(error, PermissionError):
            helps = "give a port above 1023"
        raise ExecutionError(
            "The page cannot listen on host={} port={} ({}); {}.", host, port, why, helps
        ) from None
