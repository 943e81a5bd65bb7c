"""Settings that are no parameters of the model: luck, number of runs, where they are made, keys of each study."""

from __future__ import annotations

from zombielaw.sim.parameters.declare import Declared, Parameter

SEED = Declared("seed", int, 1, Parameter("seed of all luck", "number", 0, 2**32 - 1))
REPLICATES = Declared("replicates", int, 30, Parameter("runs with different luck", "number", 1, 100_000))
MONTHS = Declared("months", int, 122, Parameter("length", "months", 1, 600))
LONG = Declared("months", int, 480, Parameter("length of mean-field runs", "months", 240, 600))
FULL_YEAR = Declared("months", int, 122, Parameter("length, with a full calendar year in it", "months", 14, 600))
DRAWS = Declared("draws", int, 1000, Parameter("luck draws of the institutions", "number", 10, 100_000))
START = Declared("start", int, 122, Parameter("first month of a reform", "months since November 2015", 0, 588))
STUDY_KEYS: dict[str, dict[str, Declared]] = {
    "baseline": {"months": MONTHS},
    "replay": {"draws": DRAWS},
    "cases": {"draws": DRAWS},
    "design": {
        "months": MONTHS,
        "precision": Declared("precision", float, 0.0, Parameter("half-width that is enough", "0 = off", 0, 1e9)),
    },
    "structure": {"months": MONTHS},
    "emergence": {
        "months": MONTHS,
        "worlds": Declared("worlds", int, 20, Parameter("worlds drawn from the priors", "number", 2, 100_000)),
    },
    "order_quality": {
        "months": MONTHS,
        "levels": Declared("levels", int, 4, Parameter("levels of each lever, from 0 to 1", "number", 2, 21)),
    },
    "sweep": {
        "months": FULL_YEAR,
        "levels": Declared("levels", int, 5, Parameter("levels of each lever, over its range", "number", 2, 101)),
    },
    "levers": {"months": FULL_YEAR},
    "boundary": {"months": MONTHS},
    "deterrence": {
        "months": MONTHS,
        "levels": Declared("levels", int, 3, Parameter("levels of popularisation, from 0 to 1", "number", 2, 21)),
    },
    "sensitivity": {
        "months": MONTHS,
        "trajectories": Declared("trajectories", int, 4, Parameter("trajectories of Morris", "number", 2, 1000)),
        "chosen": Declared("chosen", int, 6, Parameter("parameters that go on to Sobol", "number", 2, 20)),
        "base": Declared("base", int, 64, Parameter("base sample of Sobol, a power of two", "number", 2, 65_536)),
    },
    "reforms": {"months": MONTHS, "start": START},
    "orders": {"months": MONTHS, "start": START},
    "attribution": {"months": MONTHS},
    "hysteresis": {
        "months": LONG,
        "levels": Declared("levels", int, 6, Parameter("levels of each sweep", "number", 2, 60)),
        "map_levels": Declared("map_levels", int, 5, Parameter("levels of each side of the map", "number", 2, 60)),
        "own_levels": Declared("own_levels", int, 3, Parameter("levels in the full model", "number", 2, 60)),
    },
    "pulse": {
        "sizes": Declared("sizes", int, 4, Parameter("sizes of the reform", "number", 2, 40)),
        "lengths": Declared("lengths", int, 6, Parameter("lengths of the reform", "number", 2, 40)),
    },
    "pooling": {
        "months": LONG,
        "levels": Declared("levels", int, 7, Parameter("levels of the effective number", "number", 2, 60)),
    },
}
"""Numeric keys of each study."""
STUDY_WORDS: dict[str, dict[str, str]] = {
    "sweep": {
        "x": "is not the name of a lever; give one, such as corrective_order_rate",
        "y": "is not the name of a lever; give one, such as charge_preference",
    },
    "replay": {"case": "is not the name of a coded case; give one, such as cheng_cong"},
    "design": {
        "table": "is not a file name; give a CSV or Parquet table of scenarios",
        "measure": "is not the name of a measure; give one, such as life_statute",
    },
}
"""Keys of each study that are words, and what is said to one that is none."""
BACKENDS = ("processes", "threads", "serial", "dask")
RECOMPUTE = Declared("recompute", bool, False, Parameter("make again what is found, and compare", "yes/no", 0, 1))
WORKERS = Declared("workers", int, 0, Parameter("processes or threads at once, 0 = one per core", "number", 0, 10_000))


def study_keys(study: str) -> set[str]:
    """Names of all keys of a study."""
    return {*STUDY_KEYS[study], *STUDY_WORDS.get(study, ())}
