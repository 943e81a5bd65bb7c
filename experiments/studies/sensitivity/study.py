"""Which priors move the outcomes, and how much of what differs between runs is random draws?

Morris screens all priors: numbers of the world, and today's practice among the levers. What it chooses goes on to
Sobol's variance shares and to PAWN, which compares whole distributions and so does not mind two groups of worlds; the
rest stays at the command's values. An outcome that is mostly random draws at the points of Morris chooses nothing: its
elementary effects would be those of the draws.
A lever that the command moves is a step from the practice that is drawn (``policy=all`` asks the same of the reforms).
All indices are of means over replicates.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import sensitivity as indices
from zombielaw.experiments.analysis.outcomes import outcomes_beside, per_year
from zombielaw.experiments.analysis.sensitivity import NOISE, NOISY
from zombielaw.experiments.analysis.wording import interval, listed, number, paragraphs, table
from zombielaw.experiments.config.options import MONTHS, whole
from zombielaw.experiments.config.schema import parameter_of
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.draws import ANSWERS, stepped, uncertain, with_compliance
from zombielaw.experiments.designs.grids import POINT, value_in
from zombielaw.experiments.designs.samples import Floats, at_quantiles, morris, prior, saltelli
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work, columns_beside

RARE = 1e-3
"""Floor of a logarithm of uses per year in the country: one in a thousand years."""
OUTCOMES = outcomes_beside(__file__)
"""A share of nothing is 0: where nothing is eligible or convicted, nothing is applied and nobody wronged."""
MEASURES = (
    "application_rate_statute_thresholds2019", "expected_convictions_286_1", "expected_convictions_287_2",
    "expected_applied", "expected_wrongful_share", "harm_per_provider_year", "non_compliant_share",
)  # fmt: skip
LEAST = 0.005
"""Share of variance that is named at least; a smaller one is written as nothing."""


def check(settings: Settings) -> Settings:
    """Refuse a sample that Sobol's sequence cannot have."""
    base = settings.study_keys["base"]
    if base & (base - 1):
        raise InputError(f"study.base={base} is no power of two; allowed: 2, 4, 8, ... 65536.")
    return settings


def design_of(settings: Settings, keys: list[str], unit: Floats) -> pd.DataFrame:
    """The design of a sample in the unit cube; answers that leave too few to comply are scaled down."""
    held = sum(value_in(settings, answer) for answer in ANSWERS if answer not in keys)
    sample = with_compliance(at_quantiles(keys, unit, prior), held)
    for key in sample:
        lever, own = parameter_of(str(key)), value_in(settings, str(key))
        if lever.today:
            sample[key] = [stepped(lever, own, today) for today in sample[key]]
    return sample.rename_axis(POINT).reset_index()


def outcomes_of(results: Results, settings: Settings) -> pd.DataFrame:
    """:data:`OUTCOMES` of each run: ``point, replicate`` as index. Runs that failed are no rows."""
    place = [POINT, "replicate"]
    parts = ["numerator", "denominator"]
    wide = results.runs().pivot_table(parts, place, "measure", "first", observed=True)
    over, under = wide["numerator"], wide["denominator"]

    def share(part: pd.Series[float], of: pd.Series[float]) -> pd.Series[float]:
        return (part / of.where(of > 0.0)).fillna(0.0)

    ours, rival = over["expected_convictions_286_1"], over["expected_convictions_287_2"]
    harm = over["harm_per_provider_year"] / under["harm_per_provider_year"]
    columns = {
        "application_rate": share(over["expected_applied"], under["application_rate_statute_thresholds2019"]),
        "share_of_convictions": share(ours, ours + rival),
        "log_convictions": np.log10((ours * per_year(settings)).clip(lower=RARE)),
        "wrongful_share": share(over["expected_wrongful_share"], under["expected_wrongful_share"]),
        "log_harm": np.log10(harm.clip(lower=RARE)),
        "compliance": 1.0 - over["non_compliant_share"] / under["non_compliant_share"],
    }
    return pd.DataFrame(columns)


def analyse(work: Work) -> Tables:
    """Screen all priors; sample those that are chosen; share out the variance between them."""
    settings, asked, keys = work.settings, work.settings.study_keys, uncertain()
    first = morris(keys, asked["trajectories"], settings.seed)
    results = work.run(design_of(settings, keys, first), "morris", measures=MEASURES)
    screening = outcomes_of(results, settings)
    screened = indices.screened_by(keys, first, indices.means_of(screening), settings.seed)
    noise = indices.draws_of(screening, 1).set_index("outcome")["share_of_means"]
    chosen = indices.chosen_from(screened, asked["chosen"], noise)
    if not chosen:
        raise InputError(
            "No prior moves any outcome of which random draws make less than half, so there is nothing to share out; "
            "allowed: a world and months in which something happens; run longer, a larger world, or more replicates."
        )
    second = saltelli(chosen, asked["base"], settings.seed)
    results = work.run(design_of(settings, chosen, second), "sobol", measures=MEASURES)
    sampled = outcomes_of(results, settings)
    means = indices.means_of(sampled)
    work.manifest["chosen"] = work.facts["chosen"] = chosen
    work.facts["points"] = len(first) + len(second)
    return {
        "morris": screened,
        "sobol": indices.sobol_of(chosen, means, settings.seed),
        "pawn": indices.pawn_of(chosen, second, means, settings.seed),
        "random_draws": indices.draws_of(sampled, len(chosen) + 2).assign(screening=noise[[*OUTCOMES]].to_numpy()),
        "sample": results.design.merge(means.add_prefix("outcome.").reset_index(), on=POINT),
    }


def report(tables: Finished) -> str:
    """Which of the chosen priors move each outcome; the largest indices; what random draws make of the variance."""
    screened, shares, moved, draws = (tables[name] for name in ("morris", "sobol", "pawn", "random_draws"))
    chosen = list(dict.fromkeys(shares["parameter"]))
    held = screened[screened["parameter"].isin(chosen)].groupby("outcome")["part"].sum()
    said, rows = [], []
    for row in draws.to_dict("records"):
        outcome = row["outcome"]
        sobol, pawn = (some[some["outcome"] == outcome] for some in (shares, moved))
        cells = ["the same at all points" if sobol.empty else "not read: more than half is random draws", "", "", ""]
        if not sobol.empty and not row["share_of_means"] > NOISY:
            cells = largest(sobol, pawn)
            said.append(f"* {outcome}: {supported(sobol, pawn)}.")
        random = (
            "unknown" if math.isnan(row[name]) else f"{row[name]:.0%}" for name in ("share_of_runs", "share_of_means")
        )
        rows.append((outcome, f"{held[outcome]:.0%}", *cells, *random))
    pairs = len(chosen) * len(said)
    groups = draws[draws["upper_share"].notna()].to_dict("records")
    return paragraphs(
        f"Of {screened['parameter'].nunique()} priors Morris chose {listed(map(_plain, chosen))}. "
        f"{tables.facts['points']} points, {tables.facts['replicates']} replicates of each. These of them move an "
        "outcome, as an interval of Sobol excludes zero or a PAWN distance is above the floor:",
        "\n".join(said),
        f"Of priors that do nothing one in twenty would be above the floor: {pairs / 20:.1f} of these {pairs} pairs.",
        table(("outcome", "chosen hold", "largest first order", "largest total", "sum of first",
               "largest PAWN (floor)", "draws, one run", "draws, means"), rows),
        "*Chosen hold*: their part of the sum of mu* over all priors; where it is less than a half, most of what "
        "Morris saw was not sampled. The last two columns are the share of random draws in the variance between "
        "runs, and between means over replicates. Outcomes of more than half random draws at the points of Morris "
        f"choose no prior: {listed(draws.loc[draws['screening'] > NOISY, 'outcome'])}.",
        "Outcomes whose points fall into two groups: "
        + listed(f"{row['outcome']} ({row['upper_share']:.0%} in the upper)" for row in groups) + ".",
    )  # fmt: skip


def largest(sobol: pd.DataFrame, pawn: pd.DataFrame) -> list[str]:
    """Of one outcome, the largest first and total share, the sum of the first, and the largest distance."""
    first, total = (sobol[sobol["order"] == order].sort_values("value") for order in ("first", "total"))
    far = pawn[pawn["parameter"] != NOISE].sort_values("median").iloc[-1]
    return [
        *(f"{_plain(top['parameter'])} {interval(top)}" for top in (first.iloc[-1], total.iloc[-1])),
        number(first["value"].sum()), f"{_plain(far['parameter'])} {number(far['median'])} ({number(floor(pawn))})",
    ]  # fmt: skip


def floor(pawn: pd.DataFrame) -> float:
    """What most parameters that do nothing stay below."""
    return float(pawn.loc[pawn["parameter"] == NOISE, "median"].item())


def supported(sobol: pd.DataFrame, pawn: pd.DataFrame) -> str:
    """The parameters of one outcome that anything supports, and what does; the best supported first."""
    support: dict[str, list[str]] = {key: [] for key in dict.fromkeys(sobol["parameter"])}
    clear = sobol[(sobol["low"] > 0.0) & (sobol["value"] >= LEAST)].sort_values("value", ascending=False)
    for row in clear.to_dict("records"):
        support[row["parameter"]].append(f"{row['order']} {row['value']:.2f}")
    for row in pawn[pawn["median"] > floor(pawn)].to_dict("records"):
        alone = "" if support[row["parameter"]] else " alone"
        support[row["parameter"]].append(f"PAWN{alone} {row['median']:.2f}")
    ranked = sorted(support, key=lambda key: -len(support[key]))
    return (
        "; ".join(f"{_plain(key)} ({', '.join(support[key])})" for key in ranked if support[key])
        or "none of the chosen"
    )


def _plain(key: str) -> str:
    return key.rpartition(".")[2]


STUDY = Study(
    question="Which priors of the world and of today's practice move the outcomes? Morris, then Sobol and PAWN over "
    "what Morris chooses, and the share of random draws.",
    keys={
        "months": MONTHS,
        "trajectories": whole(2, 2, 1000, "trajectories of Morris, each one point per parameter and one more"),
        "chosen": whole(6, 2, 20, "parameters that go on to Sobol and PAWN"),
        "base": whole(16, 2, 65_536, "base sample of Sobol, a power of two; points are base x (chosen + 2)"),
    },
    replicates=2,
    medians_only="it samples the priors itself",
    outcomes=OUTCOMES,
    columns=columns_beside(__file__),
    check=check,
    analyse=analyse,
    report=report,
)
