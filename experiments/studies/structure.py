"""Headline claims under other forms of the model: claims x forms, each with an interval and an answer.

A form is another rule of learning or choice that is as defensible as the model's own: a few settings. Under each form
the same levers are moved, with the same random draws. What counts as a change, and the lines of the levels, are those
of the diagnosis, fixed before any run; a smaller change that is clear of zero is told as such, not as none.

In the world of the closed forms (``experiment=trapped``), where familiarity alone decides, the claims are others: what
carries an office over the barrier, and what stays.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from zombielaw.experiments.analysis.estimates import estimate, multiple_of
from zombielaw.experiments.analysis.outcomes import before_division, outcomes_beside
from zombielaw.experiments.analysis.wording import NOTHING, interval, listed, number, rows_by, table, written
from zombielaw.experiments.config.options import MONTHS
from zombielaw.experiments.config.schema import CHANGES, parameter_of
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT, scenarios, table_of, value_in
from zombielaw.experiments.designs.prior_worlds import check_length
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.diagnosis_tallies import TALLIES, tallies
from zombielaw.experiments.runs.study_store import say
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.sim.analysis.diagnosis import AFTER_PULSE, PULSE_MONTHS
from zombielaw.sim.analysis.lines import LINES

FORMS: dict[str, dict[str, Any]] = {
    "as declared": {},
    "no feedback": {f"world.{loop}_learns": False for loop in ("familiarity", "clarity", "trust", "risk")},
    "no familiarity": {"world.familiarity_learns": False},
    "no learnt clarity": {"world.clarity_learns": False},
    "no referral belief": {"world.trust_learns": False},
    "no deterrence": {"world.risk_learns": False},
    "rival unlearnt": {"world.rival_learns": False},
    "no card cases": {"world.outside_weight": 0.0},
    "share memory": {"world.memory": "share"},
    "consideration alone": {"world.blind_consideration": 0.01, "world.familiarity_gain": 0.0},
    "consideration x logit": {"world.blind_consideration": 0.01},
    "familiarity in proof alone": {"world.familiarity_gain": 0.0},
    "familiarity in choice alone": {"world.element_familiarity": 0.0},
    "own office alone": {"world.salience": 0.0, "policy.pooling": 0.0},
    "nation learns": {"world.salience": 20.0},
    "win odds weigh least": {"world.conviction_weight": 0.5},
    "win odds weigh most": {"world.conviction_weight": 2.0},
    "order judged as a whole": {"law.order_validity": "weighted"},
}  # fmt: skip
"""Forms by name: settings that differ from the command's. Numbers are ends of declared ranges, or the middle of the
prior of blind consideration, 0.001-0.1."""

FORM, REFORM = f"{LABEL}form", f"{LABEL}reform"
CHECKS, TIMES = "policy.inspection_rate", 10
RULE: dict[str, Any] = {"policy.concurrence": "special_first"}
CLEAR: dict[str, Any] = {"policy.identity_clarity": 0.7, "policy.obligation_clarity": 0.7}
FILES_TIMES = 3
NOW, ORDERS, SPECIAL, CLARITY, PACKAGE, PULSE = "as is", "orders x10", "special law", "clarity", "package", "pulse"
FILES = f"files x{FILES_TIMES}"


def reforms_of(settings: Settings) -> dict[str, dict[str, Any]]:
    """Settings that each reform moves: ten times the command's checks, and so orders; the special-law rule and the
    clarity of the paper's packages; all three for good; and all three for three years that ended seven years ago. Where
    files are injected: three times the files; the rule for good, and for three years.
    """
    if settings.scenario.world.injected:
        files = {"world.providers": FILES_TIMES * settings.scenario.size.providers}
        return {NOW: {}, FILES: files, SPECIAL: RULE, PULSE: {}}
    orders = {CHECKS: TIMES * value_in(settings, CHECKS)}
    package = {**orders, **RULE, **CLEAR}
    return {NOW: {}, ORDERS: orders, SPECIAL: RULE, CLARITY: CLEAR, PACKAGE: package, PULSE: {}}


def forms_of(settings: Settings) -> dict[str, dict[str, Any]]:
    """Forms that differ in this world: a mechanism that is off already gives no form of its own."""
    keys = dict.fromkeys(key for cells in FORMS.values() for key in cells)
    base = {key: value_in(settings, key) for key in keys}
    made = scenarios(settings, table_of({**base, **cells} for cells in FORMS.values()))
    return {form: FORMS[form] for number, form in enumerate(FORMS) if made[number] not in made[:number]}


def design_of(settings: Settings) -> pd.DataFrame:
    """Forms x reforms, each row with every setting that any of them moves."""
    reforms, forms = reforms_of(settings), forms_of(settings)
    keys = dict.fromkeys(key for cells in (*FORMS.values(), *reforms.values()) for key in cells)
    base = {**{key: value_in(settings, key) for key in keys}, CHANGES: value_in(settings, CHANGES)}
    start = settings.scenario.months - AFTER_PULSE - PULSE_MONTHS
    passing = [
        {"lever": key.removeprefix("policy."), "to": value, "start": start, "end": start + PULSE_MONTHS}
        for key, value in reforms.get(PACKAGE, RULE).items()
    ]
    pulse = {CHANGES: [*base[CHANGES], *passing]}
    return table_of(
        {**base, **cells, **(pulse if reform == PULSE else moved), FORM: form, REFORM: reform}
        for form, cells in forms.items()
        for reform, moved in reforms.items()
    )


LIFTS, UNMOVED, MORE, BELOW, ABOVE = "lifts", "unmoved", "more", "below", "above"
HOLDS, SMALL, FAILS, UNSURE = ANSWERS = ("holds", "below the margin", "fails", "inconclusive")
MARGIN = LINES["application_rate"].high
"""The smallest change of a share that counts: a provision used less is clinically dead."""
OUTCOMES = outcomes_beside(__file__)
"""All over the last five years and eligible files."""
LINE = {
    "application_rate": LINES["application_rate"],
    "share_287_2": LINES["rival"],
    "share_of_charges": LINES["share"],
}
"""Lines of the diagnosis on which levels are judged."""


class Claim(NamedTuple):
    """A headline claim and how it is read.

    ``outcome``: one of :data:`OUTCOMES`. ``reform``: what is compared with the world as it is; or where a level is
    read. ``kind``: ``below`` and ``above``: a level lies beyond its line; ``more``: a difference is above zero;
    ``lifts``: above the margin; ``unmoved``: within the margin on both sides, and not clear of zero.
    """

    text: str
    outcome: str
    reform: str
    kind: str

    @property
    def about(self) -> str:
        """Column of the number that the claim is about: a level or a difference."""
        return "value" if self.kind in (BELOW, ABOVE) else "difference"

    @property
    def ends(self) -> tuple[str, str]:
        """Columns of the ends of its interval."""
        return ("low", "high") if self.about == "value" else ("difference_low", "difference_high")

    def rule(self) -> str:
        """Condition under which the claim holds, in signs."""
        if self.about == "value":
            line = LINE[self.outcome]
            return f"< {line.low:g}" if self.kind == BELOW else f"≥ {line.high:g}"
        return {MORE: "Δ > 0", LIFTS: f"Δ > {MARGIN:g}", UNMOVED: f"Δ within ±{MARGIN:g}, covers 0"}[self.kind]


CLAIMS: dict[str, Claim] = {
    "dead": Claim("286-1 is dead", "application_rate", NOW, BELOW),
    "crowded": Claim("287-2 takes its files", "share_287_2", NOW, ABOVE),
    "orders_count": Claim("ten times the orders: more cases", "charges_286_1", ORDERS, MORE),
    "orders_use": Claim("... but use per file unmoved", "use", ORDERS, UNMOVED),
    "rule": Claim("special-law rule lifts use", "use", SPECIAL, LIFTS),
    "clarity": Claim("clarity lifts use", "use", CLARITY, LIFTS),
    "package": Claim("all three for good lift use", "use", PACKAGE, LIFTS),
    "pulse": Claim("all three for 3 years: gone 7 years later", "use", PULSE, UNMOVED),
}
TRAP_CLAIMS: dict[str, Claim] = {
    "dead": CLAIMS["dead"],
    "files_tip": Claim("three times the files carry it over the barrier", "share_of_charges", FILES, ABOVE),
    "rule_tips": Claim("so does the special-law rule for good", "share_of_charges", SPECIAL, ABOVE),
    "pulse_stays": Claim("the rule for 3 years: alive 7 years later", "share_of_charges", PULSE, ABOVE),
}
"""Claims in the world of the closed forms."""
EVERY = {**CLAIMS, **TRAP_CLAIMS}


def claims_of(design: pd.DataFrame, counted: pd.DataFrame, claims: Mapping[str, Claim] = CLAIMS) -> pd.DataFrame:
    """Every claim under every form.

    ``counted``: ``point, replicate, at, <sums>``: tallies of all runs.
    Returns ``form, claim, outcome``, the columns of estimates against the world as it is, ``ratio, ratio_low,
    ratio_high``, ``answer`` and ``cannot_fail``.
    """
    last = counted[counted["at"] == counted["at"].max()].set_index([POINT, "replicate"])
    runs = before_division(last, OUTCOMES)
    rows: list[dict[Any, Any]] = []
    for form, points in design.groupby(FORM, sort=False):
        point = points.set_index(REFORM)[POINT]
        estimates = rows_by(estimate(runs[runs[POINT].isin(point)], base=point[NOW]), POINT, "outcome")
        answers: dict[str, dict[Any, Any]] = {}
        for name, claim in claims.items():
            row = estimates.get((point[claim.reform], claim.outcome))
            if row is None or not row["pairs"]:
                continue
            times = (math.nan,) * 3
            if claim.reform != NOW:
                times = multiple_of(runs[runs["outcome"] == claim.outcome], point[claim.reform], point[NOW])
            ratio = dict(zip(("ratio", "ratio_low", "ratio_high"), times, strict=True))
            verdict = answer(claim, *(row[end] for end in claim.ends))
            answers[name] = {"form": form, "claim": name, **row, **ratio, "answer": verdict, "cannot_fail": False}
        if {"pulse", "package"} <= set(answers):
            answers["pulse"]["cannot_fail"] = answers["package"]["difference_high"] < MARGIN
        rows += answers.values()
    return pd.DataFrame(rows)


def answer(claim: Claim, low: float, high: float) -> str:
    """Answer that an interval gives to a claim: one of :data:`ANSWERS`."""
    if claim.about == "value":
        line = LINE[claim.outcome]
        below, above = high < line.low, low >= line.high
        holds, fails = (below, above) if claim.kind == BELOW else (above, below)
    else:
        within = low > -MARGIN and high < MARGIN
        if within and {LIFTS: low > 0.0, UNMOVED: low > 0.0 or high < 0.0}.get(claim.kind):
            return SMALL
        holds, fails = {
            MORE: (low > 0.0, high <= 0.0), LIFTS: (low > MARGIN, high < MARGIN),
            UNMOVED: (within, low > MARGIN or high < -MARGIN),
        }[claim.kind]  # fmt: skip
    return HOLDS if holds else FAILS if fails else UNSURE


def check(settings: Settings) -> Settings:
    """Refuse runs that are too short, and checks that cannot be raised as this study does."""
    check_length(settings)
    own, most = value_in(settings, CHECKS), float(parameter_of(CHECKS).about.high)
    if not settings.scenario.world.injected and not 0.0 < TIMES * own <= most:
        raise InputError(
            f"{CHECKS}={own:g} cannot be raised {TIMES}-fold, as this study does; allowed: above 0, at most "
            f"{most / TIMES:g}."
        )
    return settings


def analyse(work: Work) -> Tables:
    """Ask every claim of every form."""
    settings, design = work.settings, design_of(work.settings)
    counted = work.run(design, reduce=tallies, levels=(CHECKS,)).table(TALLIES)
    about = [(form, json.dumps(cells)) for form, cells in forms_of(settings).items()]
    claims = claims_of(design, counted, TRAP_CLAIMS if settings.scenario.world.injected else CLAIMS)
    return {"claims": claims, "forms": pd.DataFrame(about, columns=["form", "settings"])}


def report(tables: Finished) -> str:
    """Number of forms under which each claim holds, and its value in the declared form."""
    claims = tables["claims"]
    answers = claims.groupby(claims["claim"].map(lambda name: EVERY[name].text), sort=False)["answer"].agg(set)
    declared = claims[claims["form"] == next(iter(FORMS))].set_index("claim")["answer"]
    pairs = zip(claims["answer"], claims["claim"].map(declared), strict=True)
    turned = claims[[{*pair} == {HOLDS, FAILS} for pair in pairs]]
    lines = [f"- {row['form']}: {EVERY[row['claim']].text} {row['answer']} ({interval(row, EVERY[row['claim']].about)})"
            for row in turned.to_dict("records")]  # fmt: skip
    sets = {
        "hold": answers == {HOLDS}, "differ": answers.map({HOLDS, FAILS}.issubset),
        "fail": answers.map({FAILS, SMALL}.issuperset), "inconclusive": answers == {UNSURE},
    }  # fmt: skip
    grouped = claims[claims["two_groups"]].to_dict("records")
    where = dict.fromkeys(f"{row['form']} ({row['outcome']})" for row in grouped)
    return written(
        __file__, "report", number=len(answers), forms=claims["form"].nunique(), every=sets["hold"].sum(),
        none=sets["fail"].sum(), unsure=sets["inconclusive"].sum(),
        **{name: listed(answers.index[some]) for name, some in sets.items()},
        claims=table(("claim", "unit", "holds if", "as it is", "as declared (95 % interval)", "answer", "multiple",
                      *ANSWERS, "range over the forms"),
                     [row_of(group) for _, group in claims.groupby("claim", sort=False)], right=(3, *range(7, 11))),
        pairs=claims["pairs"].min(), margin=MARGIN, turned="".join(f"\n{line}" for line in lines) or " none.",
        idle=written(__file__, "idle") if claims["cannot_fail"].any() else "",
        grouped=written(__file__, "grouped", where=listed(where)) if grouped else "",
    )  # fmt: skip


def row_of(forms: pd.DataFrame) -> tuple[str, ...]:
    """Row of the report for a claim: its number in the declared form, its answers and range over all forms."""
    own, claim, idle = forms.iloc[0], EVERY[forms["claim"].iloc[0]], forms["cannot_fail"].sum()
    count, values = forms["answer"].value_counts(), forms[claim.about]
    times = NOTHING if math.isnan(own["ratio"]) else f"×{interval(own, 'ratio')}"
    return (
        claim.text + (f" °{idle}" if idle else ""), OUTCOMES[claim.outcome].unit, claim.rule(),
        number(own["base"]), interval(own, claim.about), own["answer"], times,
        *[str(count.get(word, 0)) for word in ANSWERS], f"{number(values.min())} to {number(values.max())}",
    )  # fmt: skip


LOOKS: dict[str, dict[str, Any]] = {
    "holds": {"marker": "o", "color": "#00664D", "markersize": 6.5},
    "below the margin": {"marker": "o", "color": "0.35", "markersize": 3.5},
    "inconclusive": {"marker": "_", "color": "0.6", "markersize": 6, "markeredgewidth": 1.2},
    "fails": {"marker": "X", "color": "black", "markersize": 6.5},
}
"""Marks of the answers."""
ROW = 0.175
"""Height of a row, inches."""


def draw(tables: Finished, page: Page) -> None:
    """Draw the matrix as ``structure``, if there are runs enough for verdicts; its table has numbers and intervals."""
    from zombielaw.experiments.figures.style import bare, wrapped

    if not page.enough:
        say(f"structure: {page.replicates} runs are too few to draw which claims hold; its table has the intervals.")
        return
    table = tables["claims"]
    claims, forms = (list(dict.fromkeys(table[column])) for column in ("claim", "form"))
    cells = rows_by(table, "form", "claim")
    rows = ["\n".join(wrapped(page.named("form", form), 20 if page.narrow else 40)) for form in forms]
    heads = [wrapped(page.say(f"structure.{claim}"), 26 if page.narrow else 13) for claim in claims]
    size = ROW * (1.6 if page.narrow else 1.0)
    figure = page.figure(size * (len(forms) + 0.8) + 1.6)
    axes = figure.subplots()
    for (form, claim), row in cells.items():
        down, across = forms.index(str(form)), claims.index(str(claim))
        if row["answer"] == HOLDS:
            axes.fill_between([across - 0.48, across + 0.48], down - 0.46, down + 0.46, color="0.91", linewidth=0)
        axes.plot(across, down, linestyle="none", **LOOKS[row["answer"]])
    holds = table[table["answer"] == HOLDS].groupby("claim").size().reindex(claims).fillna(0).astype(int)
    for across, claim in enumerate(claims):
        axes.text(across, len(forms) - 0.1, str(holds[claim]), fontsize=6.5, ha="center", va="center", weight="bold")
    axes.axhline(0.5, color="0.2", linewidth=0.8)
    axes.set(xlim=(-0.5, len(claims) - 0.5), ylim=(len(forms) + 0.3, -0.5))
    axes.set_yticks(
        [*range(len(forms)), len(forms) - 0.1], [*rows, page.say("structure.all", of=len(forms))], fontsize=6.5
    )
    axes.get_yticklabels()[-1].set_fontweight("bold")
    axes.set_xticks(range(len(claims)), ["\n".join(head) for head in heads], fontsize=6.5,
                    rotation=90 if page.narrow else 0)  # fmt: skip
    axes.xaxis.tick_top()
    bare(axes)
    for answer, mark in LOOKS.items():
        axes.plot([], [], linestyle="none", label=page.say(f"structure.answer.{answer}"), **mark)
    page.legend(figure, *axes.get_legend_handles_labels(), loc="outside lower left", ncols=4)
    first = table.drop_duplicates("claim").set_index("claim")["answer"]
    fields = {"claims": len(claims), "every": int((holds == len(forms)).sum()), "none": int((holds == 0).sum()),
            "usual": int((first == HOLDS).sum()), "forms": len(forms)}  # fmt: skip
    injected = "files_tip" in claims
    now = table[(table["form"] == forms[0]) & (table["claim"] == "crowded")]
    crowded = bool(len(now) and now["answer"].iloc[0] == HOLDS)
    place = "structure.trapped" if injected else "structure.rivalled" if crowded else "structure.ample"
    page.title(figure, page.say("structure.title", **fields), page.say(place))
    band = page.say("structure.band", forms=len(forms))
    page.of(page.say("structure.world", providers=tables.facts["providers"])).save(figure, "structure", band)


STUDY = Study(
    question="Do the headline claims survive other forms of learning and choice? Today's levers where files are "
    "plenty, so that shares can be read: refusals and items as in the named experiments, half of refusals referred.",
    keys={"months": MONTHS},
    replicates=5,
    settings={"world": "classroom", "world.refusal": 0.15, "world.items_per_month": 1000, "policy.transfer_rate": 0.5},
    outcomes=OUTCOMES,
    columns=columns_beside(__file__),
    check=check,
    analyse=analyse,
    report=report,
    draw=draw,
)
