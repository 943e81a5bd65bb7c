"""Search for the uncertain numbers under which no package brings 286-1 back without more wrongful convictions.

Each draw from the priors is run under today's levers and each package. A package works in a draw if 286-1 is alive
and expected wrongful convictions are no more than those of today's levers in the same draw.
PRIM seeks ranges of the uncertain numbers in which none works; the box is then put to draws of another seed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import discovery
from zombielaw.experiments.analysis.estimates import RUNS
from zombielaw.experiments.analysis.intervals import wilson_interval
from zombielaw.experiments.analysis.outcomes import LIFE, YEARLY, alive, by_year, outcomes_in, permanent, years_after
from zombielaw.experiments.analysis.over_draws import draw_of
from zombielaw.experiments.analysis.windows import span
from zombielaw.experiments.analysis.wording import Row, interval, number, paragraphs, rows_by, table, written
from zombielaw.experiments.config.options import month, whole
from zombielaw.experiments.config.packages import packages
from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.draws import draws_of
from zombielaw.experiments.designs.grids import NAME, POINT, table_of
from zombielaw.experiments.designs.reforms import levers_of
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.figures import names
from zombielaw.experiments.figures.colours import GREY, MARK, OLIVE, WINE
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.studies.base import Axes, Finished, Page, Study, Tables, Work, columns_beside

if TYPE_CHECKING:
    from matplotlib.lines import Line2D

READ = (*LIFE, "wrongful")
"""Outcomes that decide whether a package works."""
SOUGHT, FRESH = "found", "fresh"
"""Samples of draws: the one in which the box is sought, and the one on which it is checked."""
NONE_WORKS, NONE_ALIVE = "none_works", "none_alive"
CLAIMS = {
    NONE_WORKS: "no package brings 286-1 back without more wrongful convictions",
    NONE_ALIVE: "no package brings 286-1 back at all",
}
"""Claims that hold in a draw or not, and for which a box is sought; the second implies the first."""


def check(settings: Settings) -> Settings:
    """Refuse a command without draws, runs that end before effects can be read, and an environment without PRIM."""
    if not settings.draws or settings.posterior is not None:
        given = "median" if not settings.draws else settings.drawn_from
        raise InputError(
            f"parameters={given} does not go with study=discovery, which seeks among draws from the priors, and checks "
            "what it finds on others of them; leave it out, or give parameters=prior and draws=80."
        )
    years_after(settings)
    discovery.library()
    return settings


def design_of(settings: Settings) -> pd.DataFrame:
    """Today's levers, then each package for good from ``study.start`` on."""
    start = settings.month("start")
    return table_of(
        {NAME: name, CHANGES: permanent(settings, levers_of(settings, policy), start)}
        for name, policy in packages(settings).items()
    )


def analyse(work: Work) -> Tables:
    """Run the packages in the draws of two seeds; seek boxes in the first, and check them on the second."""
    settings, design, years = work.settings, design_of(work.settings), years_after(work.settings)
    worlds = {SOUGHT: settings, FRESH: replace(settings, seed=settings.seed + 1)}
    by_sample, drawn, alike = [], [], []
    for sample, world in worlds.items():
        results = work.run(design, part=sample, world=world, yearly=YEARLY, reduce=expected)
        runs = outcomes_in(by_year(results), {"read": years}, settings.scale, READ)[RUNS]
        by_draw = packages_in(runs, design)
        claims = claims_of(by_draw)
        halves = [claims_of(packages_in(half, design)) for _, half in runs.groupby(runs["replicate"] % 2)]
        alike.append((halves[0] == halves[1])[NONE_WORKS])
        points = draws_of(world).loc[claims.index]
        drawn.append(points.join(claims).assign(sample=sample).reset_index())
        by_sample.append(by_draw.assign(sample=sample))
    every, points = pd.concat(by_sample, ignore_index=True), pd.concat(drawn, ignore_index=True)
    work.facts |= {"years": span(years), "alike": float(pd.concat(alike).mean())}
    boxes = boxes_of(points)
    bounded = boxes["limits"]["setting"].unique().tolist() if boxes else []
    return {
        "works": works_of(every),
        **boxes,
        "packages": every[["sample", "draw", "package", *READ, "today", "alive", "works"]],
        "points": points[["sample", "draw", *CLAIMS, *keys_of(points)]],
        "bounded": points[["sample", "draw", *CLAIMS, *bounded]],
    }


def keys_of(points: pd.DataFrame) -> list[str]:
    """Columns of the numbers that are drawn."""
    return [str(key) for key in points if str(key).startswith(("world.", "policy."))]


def boxes_of(points: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Box and check of each claim; a claim that holds in all or in none of the draws searched has no box.

    Returns ``limits``, ``trajectory`` and ``held_out``, each with a column ``claim``.
    """
    keys, sides = keys_of(points), {sample: points[points["sample"] == sample] for sample in (SOUGHT, FRESH)}
    parts: dict[str, list[pd.DataFrame]] = {"limits": [], "trajectory": [], "held_out": []}
    for claim in CLAIMS:
        holds = {sample: side[claim].to_numpy(dtype=np.bool_) for sample, side in sides.items()}
        if not 0 < holds[SOUGHT].sum() < holds[SOUGHT].size:
            continue
        box = discovery.find(sides[SOUGHT][keys], holds[SOUGHT])
        checked = [{"sample": sample, **discovery.held_out(side[keys], holds[sample], box.limits)}
                   for sample, side in sides.items()]  # fmt: skip
        again = [discovery.held_out(sides[FRESH][keys], holds[FRESH], limits) for limits in box.every]
        way = box.trajectory.assign(
            **{f"{FRESH}_{name}": [one[name] for one in again] for name in ("coverage", "density")}
        )
        for name, table_of_claim in zip(parts, (box.limits, way, pd.DataFrame(checked)), strict=True):
            parts[name].append(table_of_claim.assign(claim=claim))
    return {name: pd.concat(tables, ignore_index=True) for name, tables in parts.items() if tables}


def packages_in(runs: pd.DataFrame, design: pd.DataFrame) -> pd.DataFrame:
    """Each package in each draw: ``draw, package, <outcomes>, today, alive, works``.

    ``runs``: ``point, replicate, outcome, numerator, denominator``: outcomes of runs before division.
    """
    runs = runs.assign(draw=draw_of(runs["replicate"].to_numpy()))
    sums = runs.groupby(["draw", POINT, "outcome"])[["numerator", "denominator"]].sum()
    values = (sums["numerator"] / sums["denominator"]).unstack("outcome")  # noqa: PD010 - of a series
    base = values["wrongful"].xs(0, level=POINT).rename("today")
    rows = values.reset_index().query(f"{POINT} > 0").merge(base.reset_index(), on="draw")
    rows["package"] = rows[POINT].map(design.set_index(POINT)[NAME])
    rows["alive"] = alive(rows)
    rows["works"] = rows["alive"] & (rows["wrongful"] <= rows["today"])
    return rows


def claims_of(by_draw: pd.DataFrame) -> pd.DataFrame:
    """Claims of :data:`CLAIMS` that hold in each draw, as columns of true and false."""
    some = by_draw.groupby("draw")[["works", "alive"]].any()
    return pd.DataFrame({NONE_WORKS: ~some["works"], NONE_ALIVE: ~some["alive"]})


def works_of(every: pd.DataFrame) -> pd.DataFrame:
    """Number of draws in which each package, or at least one, works: ``package, alive, works, of, low, high``."""
    any_one = every.groupby(["sample", "draw"])[["alive", "works"]].any().reset_index().assign(package="at least one")
    rows = []
    for name, group in pd.concat([every, any_one]).groupby("package", sort=False):
        works, of = int(group["works"].sum()), len(group)
        rows.append((name, int(group["alive"].sum()), works, of, *wilson_interval(works, of)))
    return pd.DataFrame(rows, columns=["package", "alive", "works", "of", "low", "high"])


def report(tables: Finished) -> str:
    """Share of draws in which no package works, the box of such draws, and its check on fresh draws."""
    works = tables["works"]
    some = works[works["package"] == "at least one"].iloc[0]
    none = some["of"] - some["works"]
    rows = [
        (row["package"], f"{row['alive']} of {row['of']}", f"{row['works']} of {row['of']}",
         f"{100 * row['low']:.0f} to {100 * row['high']:.0f} %")
        for row in works.to_dict("records")
    ]  # fmt: skip
    return written(
        __file__, "report", facts=tables.facts, none=none, of=some["of"], share=none / some["of"], **CLAIMS,
        dead=some["of"] - some["alive"], boxes=paragraphs(*(box_sentences(tables, claim) for claim in CLAIMS)),
        rate=LIFE["application_rate"], line=LIFE["share_of_convictions"],
        packages=table(("package", "alive", "alive without more wrongful convictions", "95 %"), rows, right=(1, 2, 3)),
    )  # fmt: skip


def box_sentences(tables: Finished, claim: str) -> str:
    """The box in which a claim holds, if there is one, its bounds, and its check on fresh draws."""
    words = CLAIMS[claim]
    if "held_out" not in tables or claim not in set(tables["held_out"]["claim"]):
        return written(__file__, "none", words=words)
    of = {name: tables[name][tables[name]["claim"] == claim] for name in ("limits", "trajectory", "held_out")}
    rows = {row["sample"]: row for row in of["held_out"].to_dict("records")}
    searched, fresh = rows[SOUGHT], rows[FRESH]
    if of["limits"].empty:
        densest = of["trajectory"].sort_values("density", kind="stable").iloc[-1]
        return written(__file__, "unsure", words=words, densest=densest, sure=discovery.SURE, fresh=fresh)
    verdict = (
        "the box holds on fresh draws" if tells(fresh)
        else "on fresh draws the box is not shown to tell more than no box"
    )  # fmt: skip
    bounds = [
        (f"`{row['setting']}`", f"{number(row['low'])} to {number(row['high'])}",
         f"{number(row['least'])} to {number(row['most'])}",
         ", ".join(number(row[qp]) for qp in ("qp_low", "qp_high") if not np.isnan(row[qp])))
        for row in of["limits"].to_dict("records")
    ]  # fmt: skip
    return written(
        __file__, "box", words=words, verdict=verdict, density=interval(fresh, "density", ends=("low", "high")),
        base=number(fresh["base"]), sought=number(searched["density"]), searched=searched, fresh=fresh,
        bounds=table(("number", "in the box", "in all draws", "quasi-p"), bounds, right=(1, 2, 3)),
    )  # fmt: skip


def tells(fresh: Row) -> bool:
    """True if a box holds more of the draws that are sought than no box, in fresh draws (a row of ``held_out``)."""
    return bool(fresh["low"] > fresh["base"])


SHOWN = 8
"""Largest number of bounds in the figure, the surest first."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``discovery``: a panel for each claim of which a box was sought, and one for each box that was chosen."""
    from matplotlib.lines import Line2D

    from zombielaw.experiments.figures.style import wrapped

    if "trajectory" not in tables:
        return
    claims = tables["trajectory"]["claim"].unique().tolist()
    boxed = tables["limits"]["claim"].unique().tolist()
    says = {claim: page.say(f"discovery.{claim}") for claim in claims}
    titles = page.chosen("discovery", {
        **{f"{claim} ": says[claim] for claim in claims},
        **{f"{claim} box": page.say("discovery.box", claim=says[claim]) for claim in boxed},
    })  # fmt: skip
    figure, grid = page.panels(len(titles), 2, 2.0 if page.narrow else 2.9)
    lines: dict[str, Line2D] = {}
    for axes, (key, title) in zip(grid, titles.items(), strict=True):
        claim, _, what = key.partition(" ")
        way, checked, limits = (tables[name][tables[name]["claim"] == claim]
                                for name in ("trajectory", "held_out", "limits"))  # fmt: skip
        if what:
            _bounds(axes, limits, tables["bounded"], claim, page)
            lines |= {page.say(f"discovery.{words}"): Line2D([], [], marker=mark, linestyle="none", color=colour)
                      for words, mark, colour in (("holds", "o", WINE), ("fails", "^", OLIVE))}  # fmt: skip
        else:
            _boxes(axes, way, checked, limits, page)
            handles, words = axes.get_legend_handles_labels()
            lines |= dict(zip(words, handles, strict=True))
        axes.set_title("\n".join(wrapped(title, 36)), fontsize=7.5)
    page.legend(figure, [*lines.values()], [*lines], loc="outside lower left", ncols=3)
    fresh = rows_by(tables["held_out"][tables["held_out"]["sample"] == FRESH], "claim")
    sure = sum(tells(fresh[claim]) for claim in boxed)
    counts = {"sure": sure, "all": len(claims), "draws": int(tables["held_out"]["points"].sum() / len(claims))}
    page.title(figure, page.say("discovery.title" if sure else "discovery.unsure", **counts), page.say("drawn.place"))
    page.remarks["discovery"] = ["boxed"] if boxed else []
    page.save(figure, "discovery", page.say("discovery.band" if boxed else "discovery.plain"))


def _boxes(axes: Axes, way: pd.DataFrame, checked: pd.DataFrame, limits: pd.DataFrame, page: Page) -> None:
    from matplotlib.ticker import PercentFormatter

    fresh = checked[checked["sample"] == FRESH].iloc[0]
    for start, mark, dash, colour, fill, words in (
        ("", "o", "-", WINE, WINE, "found"),
        (f"{FRESH}_", "s", "--", GREY, "white", "fresh"),
    ):
        axes.plot(way[f"{start}coverage"], way[f"{start}density"], marker=mark, linestyle=dash, color=colour,
                  markerfacecolor=fill, linewidth=0.8, label=page.say(f"discovery.{words}"))  # fmt: skip
    axes.axhline(fresh["base"], color="black", linewidth=1.0, linestyle=":", label=page.say("discovery.base"))
    if limits.empty:
        axes.text(0.02, 0.03, page.say("discovery.none"), fontsize=7, transform=axes.transAxes)
    else:
        axes.vlines(fresh["coverage"], fresh["low"], fresh["high"], color=MARK, linewidth=1.4, zorder=4)
        axes.plot(fresh["coverage"], fresh["density"], "D", color=MARK, markersize=5, zorder=4,
                  label=page.say("discovery.chosen"))  # fmt: skip
    axes.set(xlim=(0.0, 1.04), ylim=(0.0, 1.04))
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set(xlabel=page.say("discovery.across"), ylabel=page.say("discovery.up"))


def _bounds(axes: Axes, limits: pd.DataFrame, points: pd.DataFrame, claim: str, page: Page) -> None:
    from matplotlib.patches import Rectangle

    from zombielaw.experiments.figures.style import ROW_LABEL, wrapped

    shown = limits.head(SHOWN)
    for place, row in enumerate(shown.to_dict("records")):
        ranks = points[row["setting"]].rank(pct=True)
        for sample, size in ((SOUGHT, 2.6), (FRESH, 1.3)):
            for holds, mark, colour in ((True, "o", WINE), (False, "^", OLIVE)):
                here = (points["sample"] == sample) & (points[claim] == holds)
                heights = [place + (-0.18 if holds else 0.18)] * int(here.sum())
                axes.plot(ranks[here], heights, mark, color=colour, markersize=size, alpha=0.6)
        within = points[row["setting"]].between(row["low"], row["high"])
        low, high = float(ranks[within].min()), float(ranks[within].max())
        axes.add_patch(Rectangle((low, place - 0.38), high - low, 0.76, facecolor=MARK, alpha=0.12, linewidth=0))
    labels = [
        "\n".join(wrapped(names.number(row["setting"], page), ROW_LABEL))
        + "\n"
        + page.say("discovery.range", low=number(row["low"]), high=number(row["high"]))
        for row in shown.to_dict("records")
    ]
    axes.set_yticks(range(len(labels)), labels, fontsize=6.5)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel(page.say("discovery.rank"))


STUDY = Study(
    question="Under which of the numbers that nobody has measured does no package bring 286-1 back without more "
    "wrongful convictions? It needs the extra [discovery].",
    keys={
        "months": whole(230, 1, 600, "length of a run; 230 months end in December 2034", "months"),
        "start": month("2026-01", "first month of a package"),
    },
    replicates=2,
    settings={"world": "classroom", "parameters": "prior", "draws": 80},
    columns=columns_beside(__file__),
    check=check,
    analyse=analyse,
    report=report,
    draw=draw,
)
