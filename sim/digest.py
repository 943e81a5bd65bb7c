"""Digest of what sources do, without their words: the part of a key that follows code, and the name of compiled code.

Of a module its syntax tree counts, without what only a reader sees: comments and layout; texts that stand alone, as
docstrings do; annotations of functions, and of variables outside classes; texts in a ``raise``; and texts that are
given to an argument, a field or a variable whose annotation is :data:`Words`. All else counts: what is not known to be
words may change what is computed.
"""

from __future__ import annotations

import ast
import atexit
import csv
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import resolve_name
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

Words: TypeAlias = str
"""A text that only a reader sees: no key follows it, so nothing may be decided by it."""

PACKAGE = "zombielaw."
SILENT = ("ctx", "kind", "type_comment", "type_params", "returns")
"""Fields of a syntax tree that say nothing, are annotations, or are there in some versions of Python only."""


WORDS = {"title", "meaning"}
"""Columns of tables of declarations that only a reader sees."""


def without_words(table: Path) -> list[list[tuple[str, str]]]:
    """Rows of a table of declarations, without what only a reader sees."""
    with table.open(encoding="utf-8", newline="") as file:
        return [
            [(name, cell) for name, cell in row.items() if name not in WORDS]
            for row in csv.DictReader(file)
        ]


class _Takes(NamedTuple):
    """Arguments of a function or class: of each that is given by its place whether it is words, and names of words."""

    placed: tuple[bool, ...] = ()
    named: frozenset[str] = frozenset()


class Sources:
    """Modules of the package below a folder, by their whole names; each is read once.

    Attributes
    ----------
    silent : collection of str
        Names of functions that compute nothing, so that they do not count.
    """

    def __init__(self, root: Path, silent: Collection[str] = ()) -> None:
        self.root, self.silent = root, silent
        self._trees: dict[str, ast.Module] = {}
        self._names: dict[str, dict[str, str]] = {}
        self._taken: dict[str, _Takes] = {}

    def file(self, module: str) -> Path | None:
        """The file of a module; None if the package has no such module."""
        if not module.startswith(PACKAGE):
            return None
        inside = module.removeprefix(PACKAGE).replace(".", "/")
        # the last: in a checkout
        names = (f"{inside}.py", f"{inside}/__init__.py", f"zombielaw/{inside}.py")
        return next((file for name in names if (file := self.root / name).is_file()), None)

    def digest(self, modules: Iterable[str]) -> str:
        """Digest of modules, in hexadecimal."""
        whole = sha256()
        for module in sorted(modules):
            whole.update(self.digest_of(module, self._tree(module)).encode())
        return whole.hexdigest()

    def digest_of(self, module: str, tree: ast.Module) -> str:
        """Digest of a module that has this syntax tree."""
        tokens = [module]
        self._trees[module] = tree
        self._say(
            [one for one in tree.body if getattr(one, "name", "") not in self.silent],
            module,
            tokens,
        )
        return sha256("\0".join(tokens).encode()).hexdigest()

    def reached(self, modules: Iterable[str], left_out: Callable[[str], bool]) -> set[str]:
        """Modules with all that they import, directly or not, but for what is left out."""
        reached: set[str] = set()
        waiting = [*modules]
        while waiting:
            module = waiting.pop()
            if module not in reached and self.file(module) and not left_out(module):
                reached.add(module)
                waiting += [
                    name
                    for _, origin, what in self._imports(module)
                    for name in (origin, f"{origin}.{what}")
                ]
        return reached

    def _tree(self, module: str) -> ast.Module:
        if module not in self._trees:
            file = self.file(module)
            self._trees[module] = ast.parse(file.read_bytes() if file else b"")
        return self._trees[module]

    def _imports(self, module: str) -> Iterator[tuple[str, str, str]]:
        """Each imported name: how it is called here, where it is from, and how it is called there."""
        file = self.file(module)
        package = module if file and file.stem == "__init__" else module.rpartition(".")[0]
        for node in ast.walk(self._tree(module)):
            if isinstance(node, ast.Import):
                yield from ((alias.asname or alias.name, alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                origin = resolve_name(f"{'.' * node.level}{node.module or ''}", package)
                yield from (
                    (alias.asname or alias.name, origin, alias.name) for alias in node.names
                )

    def _whole(self, name: ast.expr, module: str) -> str:
        """The whole name of what a name in a module means; empty if it is neither imported nor defined there."""
        if isinstance(name, ast.Attribute):
            above = self._whole(name.value, module)
            return f"{above}.{name.attr}" if above else ""
        if module not in self._names:
            own = (
                node.name
                for node in self._tree(module).body
                if isinstance(node, ast.FunctionDef | ast.ClassDef)
            )
            imports = {
                here: f"{origin}.{what}".rstrip(".") for here, origin, what in self._imports(module)
            }
            self._names[module] = imports | {name: f"{module}.{name}" for name in own}
        return self._names[module].get(name.id, "") if isinstance(name, ast.Name) else ""

    def _takes(self, whole: str) -> _Takes:
        """Arguments of a function or class, by its whole name."""
        if whole not in self._taken:
            self._taken[whole] = self._declared(whole)
        return self._taken[whole]

    def _declared(self, whole: str) -> _Takes:
        module, _, name = whole.rpartition(".")
        for node in self._tree(module).body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                placed = [*node.args.posonlyargs, *node.args.args]
                words = [
                    one.arg for one in (*placed, *node.args.kwonlyargs) if _is_words(one.annotation)
                ]
                return _Takes(tuple(one.arg in words for one in placed), frozenset(words))
            if isinstance(node, ast.ClassDef) and node.name == name:
                above = [self._takes(self._whole(base, module)) for base in node.bases]
                declared = (part for part in node.body if isinstance(part, ast.AnnAssign))
                fields = {
                    ast.unparse(field.target): _is_words(field.annotation) for field in declared
                }
                named = (name for name, words in fields.items() if words)
                return _Takes(
                    tuple(chain(*(base.placed for base in above), fields.values())),
                    frozenset(chain(*(base.named for base in above), named)),
                )
        origin = self._whole(ast.Name(name), module)
        return self._takes(origin) if origin != whole else _Takes()

    def _say(
        self, node: Any, module: str, tokens: list[str], words: bool = False, fields: bool = False
    ) -> None:
        """Add what a part of a syntax tree says to a list; of texts in ``words``, that they are there."""
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                pass
            case ast.JoinedStr() | ast.Constant(value=str()) if words:
                tokens.append("words")
            case ast.arg(arg=name):
                tokens.append(name)
            case ast.AnnAssign(annotation=annotation, target=target, value=value):
                tokens.append("fields" if fields else "variable")
                self._say([target, annotation if fields else None], module, tokens)
                self._say(value, module, tokens, _is_words(annotation))
            case ast.Call(func=func, args=args, keywords=keywords):
                tokens.append("call")
                self._say(func, module, tokens)
                takes = self._takes(self._whole(func, module))
                for number, one in enumerate(args):
                    self._say(
                        one,
                        module,
                        tokens,
                        words or (number < len(takes.placed) and takes.placed[number]),
                    )
                for keyword in keywords:
                    tokens.append(f"{keyword.arg}=")
                    self._say(keyword.value, module, tokens, words or keyword.arg in takes.named)
            case ast.AST():
                tokens.append(type(node).__name__)
                words, fields = words or isinstance(node, ast.Raise), isinstance(node, ast.ClassDef)
                for name, value in ast.iter_fields(node):
                    if value is not None and name not in SILENT:
                        tokens.append(name)
                        self._say(value, module, tokens, words, fields)
            case list():
                tokens.append("[")
                for one in node:
                    self._say(one, module, tokens, words, fields)
                tokens.append("]")
            case _:
                tokens.append(repr(node))


def _is_words(annotation: ast.expr | None) -> bool:
    return isinstance(annotation, ast.Name) and annotation.id == "Words"


# ---- the model's own digest, and the folder of its compiled code


def source_digest() -> str:
    """Digest of what the model does, in hexadecimal: of its modules without their words, and of its tables."""
    here = Path(__file__).parent
    files = sorted(file for file in here.rglob("*.*") if file.suffix in (".py", ".csv"))
    return _digest(
        here,
        tuple((f.relative_to(here).as_posix(), sha256(f.read_bytes()).hexdigest()) for f in files),
    )


@cache
def _digest(here: Path, files: tuple[tuple[str, str], ...]) -> str:
    """Digest of the model, given those of its files; kept beside compiled code, as it takes half a second to make."""
    kept = _root() / "sources"
    with suppress(OSError, ValueError):
        digest, seal = kept.read_text().split()
        if seal == _seal(files, digest):
            return digest
    modules = [Path("sim", name).with_suffix("").parts for name, _ in files if name.endswith(".py")]
    model = Sources(here.parent).digest(
        PACKAGE + ".".join(parts).removesuffix(".__init__") for parts in modules
    )
    tables = [(name, without_words(here / name)) for name, _ in files if name.endswith(".csv")]
    digest = _seal(tables, model)
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(f"{digest} {_seal(files, digest)}")
    return digest


def _seal(*what: object) -> str:
    return sha256(repr(what).encode()).hexdigest()


def cache_folder() -> Path:
    """Folder of compiled code, named after the model's digest.

    It lies where the user says, beside the sources, in the user's own cache, or in one place in the folder for
    temporary files that is the user's alone. What is loaded from here is run, so a place that another user could have
    made is not taken.
    """
    return _root() / f"numba-{source_digest()[:12]}"


def _root() -> Path:
    return next((place for place in _places() if _writable(place)), None) or _private()


def _places() -> Iterator[Path]:
    if chosen := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(chosen)
    yield Path(__file__).parent / "__pycache__"
    with suppress(RuntimeError):  # an account may have no home
        yield Path.home() / ".cache" / "zombielaw"


def _private() -> Path:
    """A folder in that for temporary files, which all commands of a user share.

    If another user holds its name, a new one for this command and its workers.
    """
    user = os.getuid() if hasattr(os, "getuid") else "user"
    shared = Path(tempfile.gettempdir()) / f"zombielaw-{user}"
    with suppress(OSError):
        shared.mkdir(mode=0o700, exist_ok=True)
        status = shared.lstat()
        if stat.S_ISDIR(status.st_mode) and (
            user == "user" or (status.st_uid == user and not status.st_mode & 0o077)
        ):
            return shared
    own = Path(tempfile.mkdtemp(prefix="zombielaw-"))
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = str(own)
    sys.stderr.write(
        "No folder of yours can be written, so each command compiles the model anew: set NUMBA_CACHE_DIR to one.\n"
    )
    return own


def _writable(folder: Path) -> bool:
    try:
        there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    except OSError:  # it lies in a folder that this user may not enter
        return False
    return there.is_dir() and os.access(there, os.W_OK)
