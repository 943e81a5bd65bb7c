"""Instructions of the processor that Numba does not offer."""

from __future__ import annotations

import struct
from typing import Any

from numba import extending
from numba.core import cgutils, types

helpers: Any = cgutils  # Numba's own parts, whose types are unknown
ir: Any = helpers.ir
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
