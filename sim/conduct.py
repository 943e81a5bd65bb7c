"""Conduct of a simulated provider as plain numbers, before the law says it in its own units."""

from __future__ import annotations

from typing import NamedTuple

from numba.extending import register_jitable

HOSTING, PLATFORM, PAYMENT, TELECOM, TOOL_SELLER = range(5)
KINDS = ("hosting", "platform", "payment", "telecom", "tool_seller")
FRAUD, GAMBLING, OBSCENE, OTHER_CRIME = range(4)
"""Crimes of clients."""
YUAN_PER_TOOL_USER = 100.0
"""Turnover of a tool seller per user (Pudong case: 236,167 yuan from some 2,000 users after the order)."""


class Conduct(NamedTuple):
    """Conduct of a simulated provider, as plain numbers."""

    kind: int
    control: float  # 0-1
    items: float  # of the whole spell; users of a tool seller
    clients: float
    client_crime: int
    confirmed: bool
    knows: bool
    accepts: bool
    notified: bool  # a regulator named the aided content or client, and it went on
    told_in_writing: bool
    client_fee_yuan: float  # per client and month
    settled_yuan: float  # settled by a payment provider, per client and month
    cards: float  # phone cards of a telecom provider, or accounts of a payment provider, per client
    months_non_compliant: float
    # written orders refused within two years, the last one included; or 1 while it is not yet refused
    orders: float
    written: bool
    basis: bool
    clear: bool
    attainable: bool
    topic: int
    refused: bool
    items_after: float  # after the first missed deadline
    logs_share: float  # share of users without logs or real names
    order_day: float
    end_day: float
    judgment_day: float


@register_jitable
def tools_sold(c: Conduct) -> float:
    """Users of a tool seller."""
    return c.items if c.kind == TOOL_SELLER else 0.0


@register_jitable
def tool_turnover(c: Conduct) -> float:
    """Yuan that a tool seller takes."""
    return tools_sold(c) * YUAN_PER_TOOL_USER


@register_jitable
def client_months(c: Conduct) -> float:
    """Months for which criminal clients were served, over all of them."""
    return c.clients * c.months_non_compliant * 0.5


@register_jitable
def fees(c: Conduct) -> float:
    """Yuan that criminal clients paid."""
    return client_months(c) * c.client_fee_yuan


@register_jitable
def settled(c: Conduct) -> float:
    """Yuan that a payment provider settled for criminal clients."""
    return client_months(c) * c.settled_yuan if c.kind == PAYMENT else 0.0


@register_jitable
def serves(c: Conduct, crime: int) -> bool:
    """Clients of one crime are served."""
    return c.clients > 0.0 and c.client_crime == crime
