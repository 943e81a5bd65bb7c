"""zombielaw: a laboratory for how provisions live and die in practice. Art. 286-1 against Art. 287-2.

``import zombielaw as zl`` is the door for notebooks: :func:`scenario`, :func:`simulate`, :func:`many`, :func:`grid`,
:func:`compare`, :func:`decide`, :func:`replay`, :func:`study` and :func:`model`. They are loaded when they are first
asked for.

``zombielaw.sim`` is the model, ``zombielaw.experiments`` what is asked of it. In an installed package both lie in this
folder; in a checkout they lie beside it, and links of this folder lead to them.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

_here = Path(__file__).resolve().parent
if not (_here / "sim").is_dir():  # a checkout on a system without links
    __path__.append(str(_here.parent))
elif not (_here / "sim").is_symlink():
    # installed: compiled code beside the sources would outlive the package when it is uninstalled
    with suppress(RuntimeError):  # an account may have no home
        os.environ.setdefault("NUMBA_CACHE_DIR", str(Path.home() / ".cache" / "zombielaw"))

if TYPE_CHECKING:
    from zombielaw.experiments.api import (
        Grid,
        Result,
        Run,
        Runs,
        compare,
        decide,
        grid,
        many,
        model,
        replay,
        scenario,
        simulate,
        study,
    )
    from zombielaw.experiments.errors import InputError

__all__ = [
    "Grid",
    "InputError",
    "Result",
    "Run",
    "Runs",
    "compare",
    "decide",
    "grid",
    "many",
    "model",
    "replay",
    "scenario",
    "simulate",
    "study",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(
            f"module {__name__!r} has no attribute {name!r}; it offers {', '.join(__all__)}"
        )
    from zombielaw.experiments import api  # noqa: PLC0415 - light until it is used

    return getattr(api, name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
