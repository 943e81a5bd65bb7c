"""How Numba compiles the model: which instructions it lacks, how the code is kept, and when it is joined.

*Kept code.* Numba compiles a function again when time, size or place of its file changed, or the line it begins on.
The folder of the model's code is named after what the sources do (:func:`zombielaw.sim.digest.cache_folder`), so none
of that is asked of its own functions: a copied tree, or one in which words were edited, keeps its code; and no code is
stale after an edit of a rule in another file. Numba also reads what lies in its folder as it is, and stops at a file
that was cut off; of one with a wrong bit it would run whatever the bit makes of the machine code. So each file has a
checksum, and one that is damaged is compiled anew.

*Joined code.* Numba optimises each function by itself, with a copy of all that it calls, and makes machine code of it.
The model has some four hundred functions, ten deep, and all but a few are only ever called by compiled code: each was
optimised at every level above it. Here a function waits until its address or its code is asked for. What Python calls
is then joined with all that waits beneath it, and optimised as one. The code is the same; it takes half the time.

Numba also writes an entry for each function through which C would call it. Nothing calls the model's functions from C,
so none is written for them.

All this holds while a function of the model is compiled (``compiled``), and Numba is as it was before and after: what
somebody else compiles in the same process is compiled as ever, also where it takes in a function of the model. The
garbage collector rests meanwhile: it would look again and again at what the compiler still needs, for an eighth of the
time.

Numba writes the types of all arguments into a function's name, and a record says all its fields: such a name has ten
thousand letters. A long one is cut, and ends in a digest. Before each of its steps Numba also writes down the types of
a function's arguments, and of a record all fields, put together anew. Here it writes the record's name, which it has.
"""

from __future__ import annotations

import gc
import io
import struct
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from numba import extending, njit
from numba.core import caching
from numba.core import cgutils as _cgutils
from numba.core import codegen as _codegen
from numba.core import funcdesc as _funcdesc
from numba.core import lowering as _lowering
from numba.core import types as _types
from numba.core.compiler_lock import global_compiler_lock
from numba.extending import overload

from zombielaw.sim.digest import Words, cache_folder

codegen: Any = _codegen  # Numba's own parts, whose types are unknown
funcdesc: Any = _funcdesc
helpers: Any = _cgutils
ir: Any = helpers.ir
lowering: Any = _lowering
types: Any = _types
LINE = 64
"""Bytes that memory hands to a processor at once."""
_READ, _KEPT, _DATA = 0, 3, 1
"""Hints on memory that is asked for: it is read, stays in all caches, and is no code."""


def as_float(bits: int) -> float:
    """The number whose bits in double precision are those of a word."""
    number: float = struct.unpack("<d", struct.pack("<q", bits))[0]
    return number


def ask_ahead(records: Any, number: int) -> None:
    """Let the processor fetch a record that will be read soon; it changes nothing but the time.

    The records of all providers are larger than the caches near a processor, and a month reads a tenth of them, here
    and there. Each such read would wait for the memory; asked for ahead, they come together.
    """


def _bits_as_float(_: Any, bits: Any) -> Any:
    def write(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(bits), write


def _record_ahead(_: Any, records: Any, number: Any) -> Any:
    byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)

    def write(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        array = context.make_array(records)(context, builder, arguments[0])
        record = helpers.get_item_pointer(context, builder, records, array, [arguments[1]])
        kind = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        fetch = builder.module.declare_intrinsic("llvm.prefetch", [byte], kind)
        first, hints = (
            builder.bitcast(record, byte),
            [ir.Constant(word, hint) for hint in (_READ, _KEPT, _DATA)],
        )
        for offset in range(0, records.dtype.size, LINE):
            builder.call(fetch, [builder.gep(first, [ir.Constant(word, offset)]), *hints])
        return context.get_dummy_value()

    return types.none(records, number), write


_as_float: Any = extending.intrinsic(_bits_as_float)
_ask_ahead: Any = extending.intrinsic(_record_ahead)


@extending.overload(as_float, strict=False)
def _as_float_compiled(*_: Any) -> Any:
    def compiled(bits: Any) -> Any:
        return _as_float(bits)

    return compiled


@extending.overload(ask_ahead, strict=False)
def _ask_ahead_compiled(*_: Any) -> Any:
    def compiled(records: Any, number: Any) -> Any:
        return _ask_ahead(records, number)

    return compiled


folder = cache_folder()
"""Folder of the model's compiled code."""
_SHA256 = 32
_written: set[str] = set()


class ModelLocator(caching._CacheLocator):
    """Place of the model's functions: all in one folder, whose name says all that they were made of."""

    def __init__(self, file: str) -> None:
        self._py_file = file  # Numba names it if code cannot be kept

    def get_cache_path(self) -> str:
        """The folder."""
        return str(folder)

    def get_source_stamp(self) -> str:
        """Empty, for the folder's name stands for the sources."""
        return ""

    def get_disambiguator(self) -> str:
        """Fixed word, which an edit of words does not move as it moves Numba's line number."""
        return "model"


class _Code(caching.CompileResultCacheImpl):
    """Code of one function by its module and its name, which no other function of the module has."""

    def __init__(self, function: Any) -> None:
        self._lineno = function.__code__.co_firstlineno
        self._locator = ModelLocator(function.__code__.co_filename)
        self._filename_base = self.get_filename_base(
            f"{function.__module__}.{function.__qualname__}", getattr(sys, "abiflags", "")
        )

    def reduce(self, cres: Any) -> Any:
        """Code without the text of its types, which nobody reads: it names the files that were compiled."""
        return super().reduce(cres._replace(type_annotation=""))


class _CheckedFiles(caching.IndexDataCacheFile):
    """An index and its data files; each ends in the digest of what stands before."""

    def _load_index(self) -> Any:
        _check(self._index_path)
        return super()._load_index()

    def _load_data(self, name: str) -> Any:
        _check(self._data_path(name))
        return super()._load_data(name)

    @contextmanager
    def _open_for_write(self, filepath: str) -> Iterator[Any]:
        with super()._open_for_write(filepath) as file:
            content = io.BytesIO()
            yield content
            # a pickle ends before it
            file.write(content.getvalue() + sha256(content.getvalue()).digest())


class Damaged(Exception):  # noqa: N818
    """A file of compiled code is not as it was written; the argument is its path."""


def _check(path: str) -> None:
    """Raise Damaged: a file does not end in the digest of what stands before."""
    with suppress(FileNotFoundError):
        content = Path(path).read_bytes()
        if sha256(content[:-_SHA256]).digest() != content[-_SHA256:]:
            raise Damaged(path)


class CachedCode(caching.FunctionCache):
    """Compiled code of one function of the model, read from its files and written to them."""

    _impl_class = _Code

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        self._cache_file = _CheckedFiles(
            str(folder), self._impl.filename_base, self._impl.locator.get_source_stamp()
        )

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Code that is stored and whole; None if there is none.

        What is damaged, or was whole and still no code, is named and forgotten.
        """
        try:
            return super().load_overload(sig, target_context)
        except Exception as error:  # whatever a foreign file makes of its readers
            index = self._cache_file._index_path
            _say(
                f"{error if isinstance(error, Damaged) else index} is damaged or foreign; its code is compiled anew."
            )
            with suppress(OSError):
                Path(index).unlink(missing_ok=True)
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Store code; where it cannot be stored, it is compiled again next time."""
        try:
            super().save_overload(sig, data)
        except (OSError, Damaged) as error:
            why = getattr(error, "strerror", None) or error
            _say(
                f"Compiled code cannot be kept in {folder} ({why}): NUMBA_CACHE_DIR may name another folder."
            )


def _say(text: Words) -> None:
    """Write a message once in a process, however many functions it is true of."""
    if text not in _written:
        _written.add(text)
        sys.stderr.write(f"{text}\n")


Rule = TypeVar("Rule", bound=Callable[..., Any])

MODEL = "zombielaw.sim."
LONGEST_NAME = 300
"""Letters of a function's name; of a longer one the types are cut."""


class WaitingLibrary(codegen.JITCodeLibrary):  # type: ignore[misc]
    """The code of one function, which is joined with what it calls when it is first asked for."""

    waits = False

    def finalize(self) -> None:
        """Take no more code; nothing is joined yet."""
        self._raise_if_finalized()
        self._finalized = self.waits = True

    def join(self) -> None:
        """Join this function with all that it calls, optimise, and make machine code."""
        self._ensure_finalized()
        if not self.waits:
            return
        self.waits = False
        self._shared_module = None
        for library in _callers_first(self._linking_libraries):
            self._reload_init.update(library._reload_init)
            self._final_module.link_in(
                codegen.CPUCodeLibrary._get_module_for_linking(library), preserve=True
            )
        self._optimize_final_module()
        missing = [
            f.name
            for f in self._final_module.functions
            if f.is_declaration and f.name.startswith("_ZN")
        ]
        if missing:
            message = f"compiled code lacks {missing[0][:80]}"
            raise AssertionError(message)
        self._final_module.verify()
        self._finalize_final_module()
        _set_environments(self._codegen)

    def get_pointer_to_function(self, name: str) -> int:
        """Address of a function; 0 where the library has none of that name."""
        self._ensure_finalized()
        if self.waits and all(name != function.name for function in self._final_module.functions):
            return 0
        self.join()
        address: int = super().get_pointer_to_function(name)
        return address

    @property
    def has_dynamic_globals(self) -> bool:
        """True if the code holds addresses of this process, so that it cannot be kept."""
        self.join()
        return bool(self._dynamic_globals)

    def _get_compiled_object(self) -> Any:
        self.join()
        return super()._get_compiled_object()

    def _get_module_for_linking(self) -> Any:
        """The whole code, for a library of somebody else that takes it in as it is."""
        self.join()
        return super()._get_module_for_linking()


def _joined_first(name: str) -> Any:
    """A method of Numba's library that asks for the whole code."""

    def method(self: WaitingLibrary, *arguments: Any, **named: Any) -> Any:
        self.join()
        return getattr(super(WaitingLibrary, self), name)(*arguments, **named)

    return method


for _name in (
    "get_defined_functions",
    "get_function",
    "get_llvm_str",
    "get_asm_str",
    "get_function_cfg",
    "serialize_using_bitcode",
    "serialize_using_object_code",
):
    setattr(WaitingLibrary, _name, _joined_first(_name))


def _callers_first(libraries: Iterable[Any]) -> list[Any]:
    """The libraries beneath, each after all that call it: what nobody asks for yet is left out when it is linked."""
    order: list[Any] = []
    seen: set[Any] = set()

    def visit(some: Iterable[Any]) -> None:
        for library in some:
            if library not in seen:
                seen.add(library)
                library._ensure_finalized()
                if isinstance(library, WaitingLibrary) and library.waits:
                    visit(library._linking_libraries)
                order.append(library)

    visit(libraries)
    return order[::-1]


_environments: dict[str, Any] = {}
"""Python objects that functions without machine code will need, by the name of the place for their address."""


def _set_environment(generator: Any, name: str, environment: Any) -> None:
    """Give a function the Python objects that it may need; one that waits gets them when it is joined."""
    _environments[name] = environment
    _set_environments(generator)


def _set_environments(generator: Any) -> None:
    """Give their Python objects to all functions that have machine code by now."""
    for name in [name for name in _environments if generator._engine.is_symbol_defined(name)]:
        _set_at_once(generator, name, _environments.pop(name))


_set_at_once = codegen.JITCPUCodegen.set_env


def _short(name: str, types: Any, *, abi_tags: Any = (), uid: Any = None) -> str:
    whole: str = _whole_name(name, types, abi_tags=abi_tags, uid=uid)
    if len(whole) <= LONGEST_NAME:
        return whole
    short: str = _whole_name(
        name, (), abi_tags=(*abi_tags, sha256(whole.encode()).hexdigest()[:24]), uid=uid
    )
    return short


_whole_name = funcdesc.default_mangler


def _no_entry_for_c(_: Any) -> None:
    """Write no entry for C."""


_OURS = (
    (codegen.JITCPUCodegen, "_library_class", WaitingLibrary),
    (codegen.JITCPUCodegen, "set_env", _set_environment),
    (types.Record, "__repr__", types.Type.__repr__),
    (funcdesc, "default_mangler", _short),
    (lowering.BaseLower, "create_cfunc_wrapper", _no_entry_for_c),
)
"""Parts of Numba that are others while a function of the model is compiled."""


@contextmanager
def _in_our_way() -> Iterator[None]:
    """Context in which Numba compiles as this module says, and the garbage collector rests."""
    with global_compiler_lock, ExitStack() as afterwards:
        if codegen.JITCPUCodegen._library_class is not WaitingLibrary:
            for place, name, ours in _OURS:
                afterwards.callback(setattr, place, name, getattr(place, name))
                setattr(place, name, ours)
            if gc.isenabled():
                afterwards.callback(gc.enable)
                gc.disable()
        yield


def compiled(rule: Rule) -> Rule:
    """Compile a function as this module says; the code of one of the model is kept for the next process."""
    made: Any = njit(nogil=True)(rule)
    if hasattr(made, "compile"):  # it has none where NUMBA_DISABLE_JIT is set
        if rule.__module__.startswith(MODEL):
            made._cache = CachedCode(rule)
        as_numba_does = made.compile

        def compile_(signature: Any) -> Any:
            with _in_our_way():
                return as_numba_does(signature)

        made.compile = compile_
    return made  # type: ignore[no-any-return]


_as_python: ContextVar[bool] = ContextVar("rules as Python", default=False)


@contextmanager
def rules_as_python() -> Iterator[None]:
    """Context in which rules compiled for Python run as Python: slower by far, but none waits for the compiler."""
    token = _as_python.set(True)
    try:
        yield
    finally:
        _as_python.reset(token)


def compiled_for_python(rule: Rule) -> Rule:
    """Compile a rule by itself for those who call it from Python; compiled code takes it in like any other rule."""
    alone = compiled(rule)

    @wraps(rule)
    def ask(*arguments: Any) -> Any:
        return rule(*arguments) if _as_python.get() else alone(*arguments)

    @overload(ask, strict=False)
    def _taken_in(*_: Any) -> Any:
        return rule

    return ask  # type: ignore[return-value]
