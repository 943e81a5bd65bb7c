"""Data of the first page: its words in both languages, the numbers of the committed tables, and three case files.

``python -m zombielaw.experiments.publish.online`` (half a minute) writes them into ``docs/online/index.html``, one file
that a phone opens. All else in that file is written by hand.
"""

from __future__ import annotations

import json
from typing import Any

from zombielaw.experiments.analysis.comparison import without_data
from zombielaw.experiments.analysis.outcomes import LIFE
from zombielaw.experiments.analysis.rules import RULE, known
from zombielaw.experiments.analysis.wording import rows_by
from zombielaw.experiments.api import Run, scenario, simulate
from zombielaw.experiments.config.schema import PRACTICE
from zombielaw.experiments.config.settings import PACKAGES
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish.documentation import between
from zombielaw.experiments.publish.findings import ALL, CONVICTIONS, TODAY, tables_of
from zombielaw.experiments.words.texts import in_each, language, named, texts
from zombielaw.sim.analysis.funnel import yearly

PAGE = DOCS / "online" / "index.html"
MARKS = ('<script type="application/json" id="data">', "</script>\n<script>")
"""Marks of the data in the page."""
LAW = "law_statute"
FILES = "experiment=lively world=classroom"
"""World of the case files: one in which enough orders are refused to show what each element of 286-1 asks."""
LESSONS = (
    f"{LAW} == '286-1' and end == 'not filed' and items >= 2000",
    f"{LAW} == '287-2' and crime_confirmed == 'yes' and items < 2000",
    f"{LAW} == 'none' and basis == 'no' and items >= 2000",
)
"""What a case file must be to be shown, after a refused order: the first that fits, of each."""
STAGES = {
    "findings": "findings",
    "written_orders": "written_orders",
    "refusals": "refusals",
    "referrals": "referrals",
    "filings": "filings_after_order",
    "convictions": "convictions_286_1",
}
"""Stages of the page, and of the funnel of the baseline."""
OF = {"orders": 10, "referrals": 20, "aid": 10}
"""Number of which each part of a rule is said: three of ten findings."""
GOALS = ({"uses": 4.0, "wrongs": 1.25, "days": 1.25}, {"uses": 4.0, "wrongs": 1.0, "days": 1.0})
"""Goals, as multiples of today: convictions of 286-1 at least, wrongful convictions and official days at most."""


def dial(part: str) -> dict[str, Any]:
    """Stops of a part of a rule, today's among them, as the model declares it."""
    own = getattr(PRACTICE, RULE[part].removeprefix("policy."))
    stops = {own, *(stop / OF[part] for stop in range(OF[part] + 1))}
    return {"own": own, "of": OF[part], "stops": sorted(stops)}


def convictions(preference: float) -> float:
    """Convictions of 286-1 a year at a charge preference, by the null model."""
    here = scenario("world=region", f"{RULE['aid']}={preference}")
    return yearly(here, range(2016, 2023), STAGES.values())[STAGES["convictions"]]


def numbers() -> dict[str, Any]:
    """Numbers of the page that the committed tables or the null model have. Counts are a year in the country."""
    per_year = tables_of("baseline")["funnel"].set_index("stage")["per_year"]
    front, held = tables_of("decide")["choices"], tables_of("rules")["held"]
    alive, table = front.set_index("scenario")["alive"], known()
    learnt = rows_by(tables_of("loop")["multiples"], "world", "learnt", "outcome")
    own, both = (learnt[TODAY, what, CONVICTIONS] for what in ("286-1", "both offences"))
    dials = {part: dial(part) for part in RULE}
    uses = held[held["outcome"] == CONVICTIONS]
    return {
        "funnel": {name: per_year[stage] for name, stage in STAGES.items()},
        "dials": dials,
        "aid": [
            convictions(stop) / convictions(dials["aid"]["own"]) for stop in dials["aid"]["stops"]
        ],
        "table": {
            "levels": [level.tolist() for level in table.grid],
            "values": [float(f"{end:.4g}") for end in table.values.ravel()],
        },
        "goals": GOALS,
        "practice": {
            "own": f"{own['multiple']:.2f}",
            **{
                name: f"{both[end]:.2f}"
                for name, end in (("both", "multiple"), ("low", "low"), ("high", "high"))
            },
        },
        "about": {
            "rules": table.values[..., 0, 0].size,
            "files": FILES,
            "off": f"{100.0 * (uses['table'] / uses['value'] - 1.0).abs().median():.2g}",
        },
        "draws": int(front["draws"].iloc[0]),
        "alive": {name: int(alive[ALL if name == "all" else name]) for name in (TODAY, *PACKAGES)},
        "life": LIFE,
        "inputs": without_data(),
        "words": {
            key.removeprefix("online."): both
            for key, both in texts().items()
            if key.startswith("online.")
        },
    }


def file(run: Run, name: str) -> dict[str, Any]:
    """Facts of a case file, what the law says of it with the places in the law, and how it ended in the model."""
    row, truths = run.row(name), run.explain(name).set_index(["offence", "element"])["truth"]

    def elements() -> list[tuple[object, ...]]:
        return [
            (f"{one.offence} {named('element', str(one.element))}", one.truth, one.law)
            for one in run.explain(name, language()).itertuples()
        ]

    return {
        "items": int(row["items"]),
        "clients": int(row["clients"]),
        "confirmed": bool(row["crime_confirmed"]),
        "knew": str(row["knowledge"]) != "none",
        "lawful": truths["286-1", "order"] == "met",
        "law": str(row[LAW]),
        "end": in_each(lambda: named("out", str(row["end"]).replace(" ", "_"))),
        "elements": in_each(elements),
    }


def files() -> list[dict[str, Any]]:
    """The case files, from a new run."""
    run = simulate(FILES)
    refused = run.cases.query("orders_refused > 0")
    return [file(run, str(refused.query(lesson).index[0])) for lesson in LESSONS]


def page(data: dict[str, Any]) -> str:
    """The page with its data."""
    text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return between(PAGE.read_text(encoding="utf-8"), *MARKS, text)


if __name__ == "__main__":
    PAGE.write_text(page({**numbers(), "files": files()}), encoding="utf-8")
