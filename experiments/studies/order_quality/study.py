"""Sound orders against review in court: what both do to correct and to wrongful convictions of 286-1.

Correct is a conviction of 286-1 where the law says that it is made out, wrongful where it is not. Both are counted as
sums of the probabilities foreseen when the charge is decided, for a run has hardly any conviction.

That regulators who expect review write fewer orders and send fewer refusals on is an assumption without data. So the
review is also moved with officials who do not shy away from it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from rich.console import Console

from zombielaw.experiments.analysis.intervals import RESAMPLES, Floats
from zombielaw.experiments.analysis.quantities import COLUMNS, against, own_name, told, told_difference
from zombielaw.experiments.config.options import MONTHS, Options, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import BASE, LABEL, POINT, table_of, value_in
from zombielaw.experiments.reducers.charges_vs_law import MADE_OUT, TABLE, applied
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.base import Made, kept

QUALITY, REVIEW = "policy.order_quality", "policy.order_review"
SHYNESS = ("world.order_shyness", "world.transfer_shyness")
GRID, OWN, UNSHY = "grid", "own quality", "not shy"
"""Settings beside the base: both levers; review at the command's own quality; the same with nobody shy of review."""
LEAST_FILES = 1e-4
"""Convictions a year that are told as none."""
SURE = 0.95
"""Share of resamples in which a point is on the front, or off it, if its place is said."""
QUANTITIES = {
    "correct": "convictions of 286-1 where it is made out, expected, per year in the country",
    "wrongful": "convictions of 286-1 where it is not made out, expected, per year in the country",
    "no_offence": "of the wrongful: no other offence is made out either",
    "open": "convictions of 286-1 where the law leaves it open, neither correct nor wrongful",
    "wrongful_share": "wrongful among the correct and wrongful",
    "orders": "written orders, expected, per year in the country",
    "transfers": "refusals sent on, expected, per year in the country",
}
"""Quantities of ``points.csv``."""
YEARLY = {"orders": "expected_orders", "transfers": "expected_transfers"}

STUDY = Options(
    question=(
        "Sound orders against review of orders in court: correct and wrongful convictions of 286-1, and the "
        "front between them."
    ),
    keys={"months": MONTHS, "levels": whole(3, 2, 21, "levels of each of the two levers, from 0 to 1")},
    replicates=24,
)


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    return kept(settings, _make, _show)


def _make(settings: Settings, key: str) -> Made:
    design = design_of(settings)
    results = run_design(settings, design, yearly=tuple(YEARLY.values()), reduce=applied)
    levels = design.rename(columns={QUALITY: "order_quality", REVIEW: "order_review", f"{LABEL}setting": "setting"})
    levels = levels[[POINT, "setting", "order_quality", "order_review"]]
    counted = quantities(results, settings)
    points = levels.merge(against(counted), on=POINT)
    shy = levels.loc[levels["setting"] != UNSHY, POINT]
    front = levels.merge(front_of(counted[counted[POINT].isin(shy)]), on=POINT)
    in_runs = settings.replicates * settings.scenario.months / 12.0 / settings.scale
    front["in_runs"] = (front["correct"] + front["wrongful"]) * in_runs

    def fill(folder: Path) -> None:
        from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415
        from zombielaw.experiments.studies.order_quality import figure  # noqa: PLC0415 - drawn only when something was run

        results.write(folder)
        store.write_csv(folder / "tables" / "points.csv", points)
        store.write_csv(folder / "tables" / "front.csv", front)
        meanings = pd.DataFrame(QUANTITIES.items(), columns=["quantity", "meaning"])
        store.write_csv(folder / "data_dictionary.csv", meanings)
        world = f"{len(design)} points, {settings.scenario.size.providers:,} providers scaled by {settings.scale:.4g}"
        band = "sums of probabilities; pink cross: bootstrap 95 % intervals"
        recipe = Recipe(key, settings.seed, settings.replicates, world, band)
        unshy = points[points["setting"] == UNSHY]
        figure.draw(front, unshy, folder / "figures", recipe, own_name(settings))

    return fill, results.manifest()


def design_of(settings: Settings) -> pd.DataFrame:
    """The command's own scenario; quality x review on even levels; review alone, with shy officials and without."""
    levels = np.linspace(0.0, 1.0, settings.study_keys["levels"]).round(4).tolist()
    quality, review = value_in(settings, QUALITY), value_in(settings, REVIEW)
    shy = {key: value_in(settings, key) for key in SHYNESS}
    rows = [{f"{LABEL}setting": BASE, QUALITY: quality, REVIEW: review, **shy}]
    rows += [
        {f"{LABEL}setting": GRID, QUALITY: one, REVIEW: other, **shy}
        for one in levels
        for other in levels
        if (one, other) != (quality, review)
    ]
    for name, officials in ((OWN, shy), (UNSHY, dict.fromkeys(SHYNESS, 0.0))):
        if name == OWN and quality in levels:
            continue  # the grid has it
        rows += [
            {f"{LABEL}setting": name, QUALITY: quality, REVIEW: level, **officials}
            for level in levels
            if level != review
        ]
    return table_of(rows)


def quantities(results: Results, settings: Settings) -> pd.DataFrame:
    """:data:`QUANTITIES` of each run before division."""
    factor = settings.scale * 12.0 / settings.scenario.months
    table = results.table(TABLE)
    ours = table[(table["act"] == "conviction") & (table["applied"] == "286-1")]
    met, unclear = ours["law"].isin(MADE_OUT), ours["law"] == "open"
    sums = pd.DataFrame(
        {
            "correct": ours["expected"].where(met, 0.0),
            "wrongful": ours["expected"].where(~met & ~unclear, 0.0),
            "open": ours["expected"].where(unclear, 0.0),
            "no_offence": ours["expected"].where(ours["law"] == "none", 0.0),
        }
    )
    runs = sums.groupby([ours["point"], ours["replicate"]]).sum() * factor
    years = results.years().groupby([POINT, "replicate"])[list(YEARLY.values())].sum() * factor
    wide = runs.join(years.rename(columns={column: name for name, column in YEARLY.items()}))
    parts = [
        wide[name].rename("numerator").reset_index().assign(quantity=name, denominator=1.0)
        for name in QUANTITIES if name != "wrongful_share"
    ]  # fmt: skip
    share = wide["wrongful"].rename("numerator").reset_index()
    share = share.assign(quantity="wrongful_share", denominator=(wide["correct"] + wide["wrongful"]).to_numpy())
    return pd.concat([*parts, share], ignore_index=True)[COLUMNS]


def undominated(correct: Floats, wrongful: Floats) -> npt.NDArray[np.bool_]:
    """Points that no other point beats: as many correct, no more wrongful, and better in one of them.

    Parameters
    ----------
    correct, wrongful : (..., points) arrays
    """
    more = correct[..., None, :] - correct[..., :, None]
    fewer = wrongful[..., :, None] - wrongful[..., None, :]
    beats = (more >= 0.0) & (fewer >= 0.0) & ((more > 0.0) | (fewer > 0.0))
    return np.asarray(~beats.any(axis=-1))


def front_of(counted: pd.DataFrame) -> pd.DataFrame:
    """Correct and wrongful convictions of each point, and whether it is on the front.

    Returns
    -------
    DataFrame
        ``point, correct, correct_low, correct_high, wrongful, ..., front_share, front``; ``front_share`` is the share
        of 2,000 resamples of the replicates, the same for all points, in which the point is on the front; ``front`` is
        ``on`` or ``off`` where nearly all agree, else ``undecided``. The point estimates are no such test: of many
        noisy points, luck alone puts some on the front.
    """
    table = against(counted[counted["quantity"].isin(["correct", "wrongful"])])
    wide = pd.DataFrame({POINT: sorted(set(table["point"]))})
    means = {}
    for name in ("correct", "wrongful"):
        mine = table[table["quantity"] == name].set_index("point").loc[wide[POINT]]
        wide[name], wide[f"{name}_low"], wide[f"{name}_high"] = (mine[c].to_numpy() for c in ("value", "low", "high"))
        runs = counted[counted["quantity"] == name]
        runs = runs.pivot_table(index="replicate", columns="point", values="numerator", aggfunc="first")
        drawn = np.random.default_rng(0).multinomial(len(runs), np.full(len(runs), 1.0 / len(runs)), size=RESAMPLES)
        means[name] = drawn @ runs[wide[POINT]].to_numpy() / len(runs)
    shares = [undominated(*pair).astype(float) for pair in zip(means["correct"], means["wrongful"], strict=True)]
    wide["front_share"] = np.mean(shares, axis=0)
    sure = [wide["front_share"] >= SURE, wide["front_share"] <= 1.0 - SURE]
    wide["front"] = np.select(sure, ["on", "off"], default="undecided")
    return wide


def findings(folder: Path) -> str:
    """What the tables say, in words."""
    points = pd.read_csv(folder / "tables" / "points.csv")
    front = pd.read_csv(folder / "tables" / "front.csv")
    cells = {(row["point"], row["quantity"]): row for row in points.to_dict("records")}
    own = {name: cells[0, name] for name in QUANTITIES}
    quality, review = own["correct"]["order_quality"], own["correct"]["order_review"]
    lines = [
        f"At order_quality={quality:g} and order_review={review:g} (the command's own) the country has "
        f"{told(own['correct'])} correct and {told(own['wrongful'])} wrongful convictions of 286-1 a year (expected); "
        f"wrongful are a share of {told(own['wrongful_share'])} of both. In the {int(own['correct']['runs'])} runs of "
        f"this point that is {front['in_runs'].iloc[0]:.3g} convictions: small numbers, whatever the interval. "
        "Paired differences against this point, a year in the country:",
        "",
        "| order_quality | order_review | officials | correct | wrongful | written orders | refusals sent on |",
        "| ---: | ---: | --- | --- | --- | --- | --- |",
    ]
    for one in shown(points).itertuples():
        told_of = [told_difference(cells[one.point, name], LEAST_FILES) for name in _MOVED]
        shy = "not shy of review" if one.setting == UNSHY else ""
        lines.append(f"| {one.order_quality:g} | {one.order_review:g} | {shy} | {' | '.join(told_of)} |")
    sure = front[front["front"] == "on"].sort_values(["wrongful", "order_quality"])
    named = ", ".join(f"({one.order_quality:g}, {one.order_review:g})" for one in sure.itertuples())
    count = front["front"].value_counts()
    lines += [
        "",
        f"Of {len(front)} points with shy officials, {count.get('on', 0)} are on the front of correct against wrongful "
        f"convictions in at least {SURE:.0%} of resamples ((quality, review): {named or 'none'}), "
        f"{count.get('off', 0)} are off it as surely, {count.get('undecided', 0)} are not told apart by these runs. "
        f"The command's own point is on it in {front['front_share'].iloc[0]:.0%} of resamples.",
    ]
    return "\n".join(lines)


_MOVED = ("correct", "wrongful", "orders", "transfers")


def shown(points: pd.DataFrame) -> pd.DataFrame:
    """Points of the table in words: review alone, with shy officials and without, and the corners of the grid."""
    whole = points.drop_duplicates(POINT)
    own = whole["order_quality"] == whole["order_quality"].iloc[0]
    corner = whole["order_quality"].isin([0.0, 1.0]) & whole["order_review"].isin([0.0, 1.0])
    chosen = whole[(own | corner) & (whole["setting"] != BASE)].assign(last=whole["setting"] == UNSHY)
    ordered: pd.DataFrame = chosen.sort_values(["order_quality", "last", "order_review"])
    return ordered


def _show(folder: Path) -> None:
    front = pd.read_csv(folder / "tables" / "front.csv")
    console = Console(width=118)
    console.print(
        "Convictions of 286-1 per year in the country (sums of probabilities), with 95 % intervals, and the front"
    )
    head = f"{'order_quality':>14}{'order_review':>14}{'correct':>30}{'wrongful':>30}  front"
    console.print(head, highlight=False)
    for row in front.to_dict("records"):
        cells = [
            f"{row[name]:.3g} ({row[f'{name}_low']:.3g}-{row[f'{name}_high']:.3g})" for name in ("correct", "wrongful")
        ]
        own = "  (own)" if row["setting"] == BASE else ""
        line = f"{row['order_quality']:>14g}{row['order_review']:>14g}{cells[0]:>30}{cells[1]:>30}  {row['front']}{own}"
        console.print(line, highlight=False, markup=False)
