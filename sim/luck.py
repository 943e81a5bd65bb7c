"""Luck: every draw is a pure function of stable names.

``u(seed, replicate, decision, subject, period, index)`` is made of outputs of SplitMix64 (Steele, Lea and Flood 2014,
"Fast splittable pseudorandom number generators"), whose n-th output is a function of n and of the state it begins with
(:func:`split`). A *root* is output seed * 2**32 + replicate of the generator that begins with 0; a *stream* is output
decision * 2**56 + index * 2**32 + period of the generator that begins with the root (:func:`stream`); the draw is
output ``subject`` of the generator that begins with the stream. No generator carries state, no draw depends on the
order of execution or on the policy. Hence scenarios share their luck, engines agree bit for bit, and any file can be
replayed under another law with the same luck. What was tested of this derivation is in docs/engines.md.

A yes/no takes one uniform, a choice among options one uniform *per option* (:func:`gumbel`, largest utility wins), and
every distribution goes through its quantile function. Uniforms lie in the open interval (0, 1): a probability of 0
never happens and one of 1 always does, exactly.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from enum import IntEnum, unique
from functools import lru_cache
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from zombielaw.sim.compiling import as_float, compiled_for_python
from zombielaw.sim.parameters import whole_number

WORD = 0xFFFFFFFF
"""Largest seed, replicate, subject or period; a month before the first counts from above."""
BITS = 52
"""Bits of a draw: the upper ones of the generator's 64."""
UNIT = 2.0**-BITS
_ONE, _BELOW_ONE = int.from_bytes(struct.pack("<d", 1.0), "little"), 1.0 - UNIT / 2.0
"""The bits of 1.0, the last 52 of which are zero; and the number that lies half a part of the unit interval below."""
# constants of SplitMix64, as signed words: compiled code counts in them, and Python's integers need no other sign
_GOLDEN, _FIRST, _SECOND = (
    word - (1 << 64) for word in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)


@unique
class Draw(IntEnum):
    """The decisions that take luck. A number, once given, is never given to another decision."""

    # traits of a provider: subject = slot, period = generation
    KIND = 1
    PROVINCE = 2
    SIZE = 3
    CONTROL = 4
    ABILITY = 5
    GAIN = 6
    COST = 7
    NORM = 8
    KNOWS_DUTY = 9
    # traits of an office: subject = office
    SKILL = 12
    HABIT = 13
    SHARES_RECORDS = 14
    # a provider before month 0: subject = slot, index = event
    PREHISTORY = 15
    # a provider in a month: subject = slot, period = month
    POSTURE = 20
    RECONSIDER = 21
    CHECK = 22
    CHECK_OFFICE = 23
    CHECK_ORDER = 24
    DETECT = 25
    TRACED = 26
    # a non-compliant spell: subject = slot, period = first month of the spell
    HARM_LEVEL = 30
    HARM_ITEMS = 31
    CLIENTS = 32
    CLIENT_CRIME = 33
    CONFIRMED = 34
    KNOWS_CLIENT = 35
    ACCEPTS_RESULT = 36
    LOGS = 37
    # a file: subject = slot, period = month of opening, index = round (and option)
    ORDER = 40
    INSTRUMENT = 41
    SANCTION = 42
    TOPIC = 43
    BASIS = 44
    CLEAR = 45
    ATTAINABLE = 46
    DEMAND = 47
    DEADLINE = 48
    ANSWER = 50
    FORGIVEN = 51
    FOLLOW_UP = 52
    ITEMS_AFTER = 53
    REFERRAL = 54
    SANCTION_REFUSAL = 55
    SANCTION_KIND = 49
    FILE = 56
    JURISDICTION = 57
    INVESTIGATION = 58
    EVIDENCE = 59
    CHARGE = 61
    REVIEW = 62
    RIVAL = 63
    TRIAL = 70
    SCRUTINY = 71
    JUDGE_SEES = 72
    ORDER_CAUGHT = 73
    DEFENCE = 74
    PLEA = 76
    LOOK_AGAIN = 77
    WITHDRAWN = 78
    # facts of a coded case: subject = draw, index = number of the fact
    CODED_FACT = 90
    # a file at its charge: subject = slot, period = month of opening, index = exit
    EXIT = 92
    PERSONS = 93
    # an order or interview: subject = slot, period = month of opening, index = number of orders before
    NOTICE = 95


@register_jitable
def _upper(word: int, bits: int) -> int:
    """The upper bits of a word of 64, as a number: the sign of a compiled word and what Python keeps above are gone."""
    return (word >> (64 - bits)) & ((1 << bits) - 1)


@register_jitable
def split(state: int, number: int) -> int:
    """Output ``number`` (from 0) of SplitMix64 that begins with a state, modulo 2**64.

    A compiled word is signed; of Python's integer only the lower 64 bits count.
    """
    z = state + (number + 1) * _GOLDEN
    z = (z ^ _upper(z, 34)) * _FIRST
    z = (z ^ _upper(z, 37)) * _SECOND
    return z ^ _upper(z, 33)


@lru_cache
def root_of(seed: int, replicate: int) -> int:
    """State from which all streams of a replicate are split, as a signed word of 64 bits.

    ``seed, replicate``: 0 to 2**32 - 1.
    """
    word = split(0, (seed << 32) + replicate) % (1 << 64)
    return word - (word >> 63 << 64)


@register_jitable
def stream(root: int, decision: int, period: int, index: int) -> int:
    """State from which the draws of all subjects in a decision are split.

    Parameters
    ----------
    root
        Of :func:`root_of`.
    decision
        0 to 127.
    period
        0 to 2**32 - 1.
    index
        0 to 2**24 - 1.
    """
    # int(): uncompiled, a column of narrow numbers would overflow
    return split(root, (int(decision) << 56) + (int(index) << 32) + int(period))


@register_jitable
def cell(state: int, subject: int) -> int:
    """Number of the part, of 2**52 equal ones of the unit interval, into which the draw of a subject falls."""
    return _upper(split(state, int(subject)), BITS)


@register_jitable
def unit(number: int) -> float:
    """Middle of one of the 2**52 parts of the unit interval: ``(number + 1/2) / 2**52``, in the open interval (0, 1).

    The parts of [1, 2) are the numbers that begin with the bits of one: no word is converted, and nothing is rounded.
    """
    return as_float(number | _ONE) - _BELOW_ONE


@register_jitable
def keyed(root: int, decision: int, subject: int, period: int, index: int) -> float:
    """The draw of one decision; arguments as in :func:`stream`, ``subject`` 0 to 2**32 - 1."""
    return unit(cell(stream(root, decision, period, index), subject))


@compiled_for_python
def _uniform(root: int, decision: int, subject: int, period: int, index: int) -> float:
    return keyed(root, decision, subject, period, index)


class Keyed(Protocol):
    """Source of draws that names them by the root of a replicate: a :class:`Luck`, or a month of a run."""

    @property
    def root(self) -> int:
        """Of :func:`root_of`."""


class Rooted(NamedTuple):
    """Source of draws of compiled code, which reads no property of a :class:`Luck`."""

    root: int


@register_jitable
def draw(luck: Keyed, decision: Draw, subject: int, period: int, index: int) -> float:
    """Uniform of one decision, in (0, 1)."""
    # + 0 widens narrow numbers to 64 bits, so that Numba compiles the draw once
    return _uniform(luck.root, decision + 0, subject + 0, period + 0, index + 0)


@register_jitable
def choose(
    luck: Keyed, decision: Draw, subject: int, period: int, index: int, utilities: Sequence[float]
) -> int:
    """Choose by the logit: one uniform per option (``index``, ``index + 1``, ...), the largest noisy utility wins.

    An option of utility minus infinity is never chosen, and no option flips between two others when a third moves.
    """
    best, option_chosen = -math.inf, 0
    for option in range(len(utilities)):
        noisy = utilities[option] + gumbel(draw(luck, decision, subject, period, index + option))
        if noisy > best:
            best, option_chosen = noisy, option
    return option_chosen


@compiled_for_python
def _fill(root: int, decision: int, period: int, index: int, out: npt.NDArray[np.float64]) -> None:
    state = stream(root, decision, period, index)
    for subject in range(out.size):
        out[subject] = unit(cell(state, subject))


class Luck(NamedTuple):
    """The luck of one replicate.

    Parameters
    ----------
    seed : int
        0 to 2**32 - 1, shared by the replicates of a study.
    replicate : int
        0 to 2**32 - 1; replicate ``r`` is the same however many replicates there are.
    """

    seed: int
    replicate: int

    @property
    def root(self) -> int:
        """State from which all its streams are split."""
        return root_of(self.seed, self.replicate)

    def uniform(self, decision: Draw, subject: int, period: int, index: int = 0) -> float:
        """Uniform of one decision, in (0, 1)."""
        return draw(self, decision, subject, period, index)

    def uniforms(
        self, decision: Draw, count: int, period: int, index: int = 0
    ) -> npt.NDArray[np.float64]:
        """Uniforms of one decision for the subjects ``0 ... count - 1``; shape ``(count,)``."""
        out = np.empty(count)
        _fill(self.root, int(decision), period, index, out)
        return out


def checked_luck(seed: int, replicate: int) -> Luck:
    """The luck of a replicate.

    Raises
    ------
    ParameterError
        Not a whole number, or out of range.
    """
    return Luck(
        whole_number(seed, "seed", 0, 2**32 - 1), whole_number(replicate, "replicate", 0, 2**32 - 1)
    )


# ---------------------------------------------------------------------------------------------- quantile functions


@register_jitable
def gumbel(u: float) -> float:
    """Quantile of the standard Gumbel: the noise of a utility, so that the largest follows the logit."""
    return -math.log(-math.log(u))


@register_jitable
def _polynomial(x: float, c: tuple[float, ...]) -> float:
    value = 0.0
    for coefficient in c:
        value = value * x + coefficient
    return value


_CENTRAL_P = (
    2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
    1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0,
)  # fmt: skip
_CENTRAL_Q = (
    5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
    5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0,
)  # fmt: skip
_MIDDLE_P = (
    7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
    3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0,
)  # fmt: skip
_MIDDLE_Q = (
    1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
    6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0,
)  # fmt: skip
_TAIL_P = (
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
    2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0,
)  # fmt: skip
_TAIL_Q = (
    2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
    1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0,
)  # fmt: skip


@compiled_for_python
def normal(u: float) -> float:
    """Quantile of the standard normal (Wichura 1988, algorithm AS 241, about 16 digits)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _polynomial(r, _CENTRAL_P) / _polynomial(r, _CENTRAL_Q)
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        value = _polynomial(r - 1.6, _MIDDLE_P) / _polynomial(r - 1.6, _MIDDLE_Q)
    else:
        value = _polynomial(r - 5.0, _TAIL_P) / _polynomial(r - 5.0, _TAIL_Q)
    return -value if q < 0.0 else value


@register_jitable
def lognormal(u: float, median: float, spread: float) -> float:
    """Quantile of a lognormal with this median; ``spread`` is the standard deviation of the logarithm."""
    return median * math.exp(spread * normal(u))


@compiled_for_python
def poisson(u: float, mean: float) -> float:
    """Quantile of a Poisson count: exact up to a mean of 30, beyond it the Cornish-Fisher expansion, which is off by
    one at the most, and by two in the far tail. Where the mean passes 30, a quantile may step down by one."""
    if mean <= 0.0:
        return 0.0
    if mean > 30.0:
        z = normal(u)
        return max(0.0, float(math.floor(mean + math.sqrt(mean) * z + (z * z - 1.0) / 6.0 + 0.5)))
    count = 0.0
    term = math.exp(-mean)
    below = term
    while u > below and count < 1000.0:
        count += 1.0
        term *= mean / count
        below += term
    return count
