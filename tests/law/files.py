"""Files of facts for tests of the law and of its opinion: the coded cases, and three in which all is known."""

from __future__ import annotations

from zombielaw.experiments.data.cases import cases_in
from zombielaw.sim.law.facts import NOTHING, YES, exactly

CASES = cases_in()
_ORDERED = (
    *("network_service", "control", "legal_duty", "breach"),
    *("order_written", "order_basis", "order_clear", "order_attainable", "refused", "orders"),
)
REFUSING = NOTHING._replace(
    **dict.fromkeys(_ORDERED, YES),
    conduct_end_day=exactly(2500.0),
    order_day=exactly(2400.0),
    judgment_day=exactly(2750.0),
    intent=exactly(1.0),
    illegal_items=exactly(2000.0),
)
AIDING = REFUSING._replace(knows=YES, aid=YES, clients_aided=exactly(3.0), crime_confirmed=YES)
TOLERATING = AIDING._replace(obscene_videos_tolerated=exactly(60.0))
