"""Functions of the model are joined once: what only compiled code calls has no machine code of its own, and all works
as before. What somebody else compiles is compiled as ever."""

from __future__ import annotations

import gc
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pytest
from numba import njit
from numba.core import codegen, errors, types
from numba.extending import register_jitable
from patience import ended_well

from zombielaw.sim import compiling


class Pair(NamedTuple):
    first: float
    second: float


@register_jitable
def halved(pair):
    return Pair(pair.first / 2.0, pair.second / 2.0)


@register_jitable
def total(pair):
    half = halved(pair)
    if half.first < 0.0:
        raise ValueError("below zero")
    return half.first + half.second


@compiling.compiled
def whole(first, second):
    return 2.0 * total(Pair(first, second))


@compiling.compiled
def falls(number):
    return 1 if number <= 1 else number * falls(number - 1)


@compiling.compiled
def checked(number):
    if number > 2:
        raise ValueError("too many", number)
    return number


@compiling.compiled
def asked(number):
    return checked(number) + 1


def test_errors_recursion_and_arrays_pass_through():
    with pytest.raises(ValueError, match="below zero"):
        whole(-3.0, 1.0)
    assert asked(2) == 3
    with pytest.raises(ValueError) as error:
        asked(5)
    assert error.value.args == ("too many", 5)
    assert falls(5) == 120

    @compiling.compiled
    def smallest(values):
        return np.sort(values)[0], values.sum()

    assert smallest(np.array([3.0, 1.0, 2.0])) == (1.0, 6.0)


SOMEBODY_ELSE = """
import gc

import numba
from numba import njit
from numba.core import caching, codegen, funcdesc, lowering, types


def parts():
    return (
        codegen.JITCPUCodegen._library_class, codegen.JITCPUCodegen.set_env, types.Record.__repr__,
        funcdesc.default_mangler, lowering.BaseLower.create_cfunc_wrapper, caching.IndexDataCacheFile,
        tuple(caching.CacheImpl._locator_classes), numba.config.CACHE_DIR, gc.isenabled(),
    )


before = parts()

from zombielaw.sim.luck import lognormal, normal

assert parts() == before, "imported"
rule_alone = normal(0.3)
assert parts() == before, "compiled"


@njit(cache=True)
def own(u):
    return lognormal(u, 2.0, 0.5) + normal(u)


assert own(0.3) == lognormal(0.3, 2.0, 0.5) + rule_alone
(made,) = own.overloads.values()
assert type(made.library) is codegen.JITCodeLibrary
assert made.library.get_pointer_to_function(made.fndesc.llvm_cfunc_wrapper_name), "an entry for C"
print(own.stats.cache_path)
"""


def test_what_somebody_else_compiles_is_compiled_as_ever(tmp_path):
    """Both hold in a process that imports the model, and for a function that takes rules of the model in."""
    file = tmp_path / "theirs.py"
    file.write_text(SOMEBODY_ELSE)
    for _ in ("compiled", "found again"):
        ended = ended_well(file, NUMBA_CACHE_DIR=None)
        assert (ended.stderr, ended.stdout.strip()) == ("", str(tmp_path / "__pycache__"))


def test_numba_is_as_it_was_after_an_error():
    """The next function that somebody else compiles may take in one that the model has just compiled."""
    before = codegen.JITCPUCodegen._library_class

    @compiling.compiled
    def wrong(x):
        return x + "one" + 1

    with pytest.raises(errors.TypingError):
        wrong(1)
    assert codegen.JITCPUCodegen._library_class is before is not compiling.WaitingLibrary
    assert gc.isenabled()

    @njit
    def theirs(first, second):
        return total(Pair(first, second)) + whole(first, second)

    assert whole(1.0, 2.0) == 3.0
    assert theirs(1.0, 2.0) == 4.5


def test_long_names_are_cut_and_stay_different():
    """A name says all types, and a record all its fields: thousands of letters, written at each call."""
    wide = [
        np.dtype([(f"{letter}{number}", np.float64) for number in range(60)]) for letter in "ab"
    ]
    records = [
        types.Record.make_c_struct([(name, types.float64) for name in kind.names]) for kind in wide
    ]
    tuples = [types.NamedTuple([record, record], Pair) for record in records]
    long = [compiling._short("some.rule", (each,)) for each in tuples]
    assert len(set(long)) == 2
    assert all(len(name) <= compiling.LONGEST_NAME for name in long)


@compiling.compiled_for_python
def tripled(x):
    return 3.0 * x


@compiling.compiled_for_python
def fourfold(x):
    return 4.0 * x


def test_rules_as_python_wait_for_no_compiler():
    """Fractions are known to Python, not to the compiler."""
    with compiling.rules_as_python():
        assert fourfold(Fraction(1, 2)) == 2
    with pytest.raises(errors.TypingError):
        fourfold(Fraction(1, 2))
    assert fourfold(0.5) == 2.0
