"""Conditions on any record of any scenario; each check says what breaks it."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pandas as pd

from zombielaw.sim.decisions.prosecutor import GROUNDS, WITHDRAWAL
from zombielaw.sim.law.offences import OFFENCES, RIVALS
from zombielaw.sim.law.truth import MET, NOT_MET
from zombielaw.sim.record import ENDS, LEDGER, Record
from zombielaw.sim.scenario import Scenario

SIGMAS = 5.0


def months_where(
    ledger: pd.DataFrame, chosen: pd.Series, when: str, shape: tuple[int, int]
) -> np.ndarray:
    """Files by month of a stage and province."""
    counts = np.zeros(shape, dtype=int)
    rows = ledger[chosen.fillna(False) & ledger[when].notna()]
    np.add.at(counts, (rows[when].astype(int).to_numpy(), rows["province"].to_numpy(dtype=int)), 1)
    return counts


def pending_orders(ledger: pd.DataFrame) -> int:
    """Orders that were decided upon and not yet written when the run ended."""
    waiting = (
        (ledger["end"] == "open") & (ledger["instrument"] == "order") & ledger["referred"].isna()
    )
    again = (ledger["followed_up"] > ledger["order"]).fillna(False)
    part = ((ledger["answer"] == "partial") & (ledger["due"] > ledger["order"])).fillna(False)
    return int((waiting & (ledger["order"].isna() | again | part)).sum())


def check_files(given: Scenario, record: Record) -> None:
    """Each file on its own: order of stages, nothing without what must precede it, one end."""
    ledger, months = record.ledger, given.months
    assert ledger["file"].is_unique, ledger.loc[
        ledger["file"].duplicated(keep=False), ["file", "began", "end"]
    ]
    assert set(ledger["end"]) <= set(ENDS)
    assert ((ledger["end"] == "open") == ledger["closed"].isna()).all()

    path = ["opened", "first_order", "order", "due", "closed"]
    _rises(ledger, path)
    _rises(ledger, ["opened", "referred", "filed", "charged", "judged", "closed"])
    _rises(ledger, ["first_order", "first_due", "followed_up", "referred"])
    for column in [name for name, about in LEDGER.items() if about.unit.startswith("month")]:
        within = ledger[column].dropna()
        # An order may fall due after the run; nothing else lies in the future.
        assert within.between(0, months - 1 if column != "due" else months + 2).all(), column

    refused = ledger["answer"].eq("refuse") | ledger["first_due"].notna()
    assert (ledger.loc[refused, "written_orders"] >= 1).all()
    assert (ledger["written_orders"].gt(0) == ledger["order"].notna()).all()
    assert (ledger["answer"].notna() <= ledger["written_orders"].gt(0)).all()
    charged, tried = ledger["charge"] != "none", ledger["verdict"] != "none"
    assert (charged <= ledger["charged"].notna()).all()
    assert (tried <= charged).all()
    assert (ledger["charged"].notna() <= ledger["filed"].notna()).all()
    assert (tried <= ledger["judged"].notna()).all()
    guilty = ledger["verdict"].isin(OFFENCES)
    assert (guilty == (ledger["end"] == "convicted")).all()
    assert (ledger["verdict"].eq("acquitted") == (ledger["end"] == "acquitted")).all()
    stopped = ledger["charged"].notna() & ~charged
    assert (stopped == (ledger["end"] == "not charged")).all()
    withdrawn = ledger["end"] == "withdrawn"
    assert ((stopped | withdrawn) == ledger["ground"].notna()).all()
    assert (withdrawn == ledger["ground"].eq("withdrawal")).all()
    assert (charged == ledger["persons"].gt(0)).all()
    of_unit = ledger["kind"].ne("tool_seller") & ~ledger["verdict"].isin(["266", "303-2"])
    assert (ledger["unit_fined"].eq(1) == (guilty & of_unit)).all()

    decided = ledger.loc[
        ledger["charged"].notna(), [f"p_charge_{x}" for x in ("none", "286_1", "287_2", "other")]
    ]
    assert np.allclose(decided.sum(axis=1), 1.0)
    chances = ledger[[name for name in LEDGER if name.startswith("p_")]]
    assert ((chances >= 0.0) & (chances <= 1.0) | chances.isna()).all(axis=None)
    _one_at_a_time(ledger)


def _rises(ledger: pd.DataFrame, stages: list[str]) -> None:
    for number, early in enumerate(stages):
        for late in stages[number + 1 :]:
            both = ledger[ledger[early].notna() & ledger[late].notna()]
            wrong = both[both[early] > both[late]]
            assert wrong.empty, f"{early} after {late}:\n{wrong[['file', early, late, 'end']]}"


def _one_at_a_time(ledger: pd.DataFrame) -> None:
    """A provider's files do not overlap: one may open in the month in which the last one ended, not before."""
    by_provider = ledger.sort_values(["provider", "opened"])
    before = by_provider.groupby("provider")["closed"].shift(1)
    first = ~by_provider["provider"].duplicated()
    assert (before.notna() | first).all()
    assert (before.isna() | (before <= by_provider["opened"])).all()


def check_balance(given: Scenario, record: Record) -> None:
    """Ledger and panel tell the same story, month by month and province by province."""
    ledger, panel = record.ledger, record.panel
    shape = (given.months, given.size.provinces)
    of = {name: panel[name].to_numpy().reshape(shape) for name in panel}
    every = pd.Series(True, index=ledger.index)

    def same(column: str, chosen: pd.Series, when: str) -> None:
        counts = months_where(ledger, chosen, when, shape)
        assert (of[column] == counts).all(), (
            f"{column}: panel {of[column].sum()}, ledger {counts.sum()}"
        )

    same("findings", ledger["began"] == "inspection", "opened")
    same("traced", ledger["began"] == "police", "opened")
    same("referrals", every, "referred")
    same("own_files", ledger["regulator_kind"] == "public_security", "referred")
    for offence in OFFENCES:
        same(f"charges_{offence.replace('-', '_')}", ledger["charge"] == offence, "charged")
        same(f"convictions_{offence.replace('-', '_')}", ledger["verdict"] == offence, "judged")
    same("charges_other", ledger["charge"].isin(RIVALS), "charged")
    same("convictions_other", ledger["verdict"].isin(RIVALS), "judged")
    same("not_charged", ledger["charge"] == "none", "charged")
    for ground in GROUNDS[:WITHDRAWAL]:
        same(
            f"not_charged_{ground.name.replace(' ', '_')}",
            ledger["ground"] == ground.name,
            "charged",
        )
    same("withdrawals", ledger["ground"] == GROUNDS[WITHDRAWAL].name, "judged")
    same("units_fined", ledger["unit_fined"] == 1, "judged")
    same("acquittals", ledger["verdict"] == "acquitted", "judged")
    same("closures", ledger["end"] == "closed", "closed")
    same("exits", ledger["end"].isin(["closed", "vanished"]), "closed")
    own = ledger["regulator_kind"].eq("public_security") & ledger["referred"].notna()
    same("filings", ~own & (ledger["began"] != "injected"), "filed")

    def total(column: str) -> int:
        return int(panel[column].sum())

    assert total("written_orders") == ledger["written_orders"].sum()
    assert total("sanctions") == ledger["sanctions"].sum()
    assert total("sanctions") == total("warnings") + total("fines") + total("suspensions")
    undue = ledger["end"].eq("open") & ledger["due"].ge(given.months).fillna(False)
    assert total("answers") == ledger["written_orders"].sum() - undue.sum()
    refused = ledger["answer"].eq("refuse") & ~undue & ledger["end"].eq("open")
    waits = refused & (
        ledger["followed_up"].isna() | (ledger["followed_up"] < ledger["due"]).fillna(False)
    )
    assert total("refusals") - total("follow_ups") == waits.sum()
    assert total("refusals") >= ledger["first_due"].notna().sum()
    assert total("refusals") <= total("answers") <= total("written_orders")
    assert total("checks") >= total("findings")
    assert np.isclose(
        panel["official_days"].sum(), ledger["official_days"].sum() + 0.5 * total("checks")
    )

    month = np.arange(given.months)[:, None]
    for where in range(given.size.provinces):
        here = ledger[ledger["province"] == where]
        closed = here["closed"].fillna(given.months).to_numpy(dtype=int)
        alive = (here["opened"].to_numpy()[None, :] <= month) & (closed[None, :] > month)
        assert (alive.sum(axis=1) == of["open_files"][:, where]).all()
    expected = np.array([given.providers(m) + given.size.tool_sellers for m in range(given.months)])
    assert (of["providers"].sum(axis=1) == expected).all()
    assert (of["non_compliant"] <= of["providers"]).all()
    assert (of["touched"] <= of["providers"] + of["exits"]).all()


def check_order_element(given: Scenario, record: Record) -> None:
    """286-1 is charged only where a written order was refused, while the law asks for one."""
    moved = any(change.lever == "order_element_required" for change in given.changes)
    required = given.policy.order_element_required and given.statute.order_element_required
    if required and not moved and not given.world.injected:
        charged = record.ledger[record.ledger["charge"] == "286-1"]
        assert (charged["written_orders"] >= 1).all()
        assert charged["first_due"].notna().all()
        assert (record.ledger["referred"].notna() <= record.ledger["first_due"].notna()).all()


def check_instruments(given: Scenario, record: Record) -> None:
    """An instrument that an official chose was used, and counted."""
    ledger, panel = record.ledger, record.panel
    closures = ledger[ledger["instrument"] == "closure"]
    assert (closures["end"] == "closed").all(), closures["end"].value_counts().to_dict()
    interviews, counted = ledger[ledger["instrument"] == "interview"], panel["interviews"].sum()
    assert len(interviews) == counted, (interviews["end"].value_counts().to_dict(), counted)


def check(given: Scenario, record: Record) -> None:
    """All of it but :func:`check_instruments`."""
    check_files(given, record)
    check_balance(given, record)
    check_order_element(given, record)


def outcomes(records: list[Record], months: int) -> dict[str, tuple[float, float]]:
    """Realised counts and their sums of probabilities, pooled; each pair is drawn from the same decisions."""
    pairs = {}

    def add(name: str, count: float, expected: float) -> None:
        before = pairs.get(name, (0.0, 0.0))
        pairs[name] = (before[0] + float(count), before[1] + float(expected))

    for record in records:
        ledger, total = record.ledger, record.panel.sum(numeric_only=True)
        add("orders", total["written_orders"] + pending_orders(ledger), total["expected_orders"])
        for name in ("refusals", "referrals", "filings", "charges_286_1", "charges_287_2"):
            add(name, total[name], total[f"expected_{name}"])
        decided = ledger[ledger["charged"].notna()]
        add("not charged", (decided["charge"] == "none").sum(), decided["p_charge_none"].sum())
        add("charges other", decided["charge"].isin(RIVALS).sum(), decided["p_charge_other"].sum())
        tried = ledger[ledger["judged"].notna()]
        ripe = decided[decided["charged"] < months - 15]  # whose trial is over
        add("verdict other", tried["verdict"].isin(RIVALS).sum(), tried["p_verdict_other"].sum())
        for offence in OFFENCES:
            column = offence.replace("-", "_")
            if offence in RIVALS:
                add(
                    f"charges {offence}",
                    (decided["charge"] == offence).sum(),
                    decided[f"p_charge_{column}"].sum(),
                )
            else:
                add(
                    f"verdict {offence}",
                    (tried["verdict"] == offence).sum(),
                    tried[f"p_verdict_{column}"].sum(),
                )
            add(
                f"foreseen {offence}",
                (ripe["verdict"] == offence).sum(),
                ripe[f"p_convict_{column}"].sum(),
            )
        truths = tried[
            [f"met_{name}_statute_thresholds2019" for name in ("286_1", "287_2", "other")]
        ]
        applied = (tried["verdict"] == "286-1") & (truths.iloc[:, 0] == MET)
        add("applied", applied.sum(), total["expected_applied"])
        wrongful = (tried["end"] == "convicted") & (truths == NOT_MET).all(axis=1)
        add("wrongful", wrongful.sum(), total["expected_wrongful"])
        add("acquitted", (tried["verdict"] == "acquitted").sum(), tried["p_acquitted"].sum())
    return pairs


def check_outcomes(pairs: dict[str, tuple[float, float]]) -> None:
    """Counts lie within five standard errors of their expectations (a count of rare events varies by its mean)."""
    far = {
        name: (count, round(expected, 2))
        for name, (count, expected) in pairs.items()
        if abs(count - expected) > SIGMAS * sqrt(max(expected, 0.2))
    }
    assert not far, far
