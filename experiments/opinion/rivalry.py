"""Other offences in words: the thresholds that are reached or may be, how far the ranges go, and on what view."""

from __future__ import annotations

from collections.abc import Iterable

from zombielaw.experiments.opinion.explain import Speaker, asked, in_words, question, term, upper, value_in_words
from zombielaw.experiments.opinion.trace import Trace
from zombielaw.sim.law import offences, routes
from zombielaw.sim.law.citations import Citation
from zombielaw.sim.law.facts import Facts, Interval, holds
from zombielaw.sim.law.offences import LIFE, RIVALS, Entry, least_of, months_of
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import MET, NOT_MET

_CONDITIONS = ("sells_tools", "vpn_tools", "intrusion_tools", "unit")
_YEAR = 12


class Rivalry(Speaker):
    """What one assessment says of each other offence."""

    def __init__(self, trace: Trace) -> None:
        self.facts, self.statute, self.reading, self.law = trace.facts, trace.statute, trace.reading, trace.law
        self.rivals, self.citer, self.lang, self.unknown = trace.found.rivals, trace.citer, trace.lang, trace.unknown

    def of(self, rival: int, briefly: bool = False) -> str:
        """One other offence."""
        low, high = self.rivals.low[rival], self.rivals.high[rival]
        reached: list[Entry] = []
        possible: list[Entry] = []
        for entry in self.entries(rival):
            amount = self.amount(entry)
            if amount.high >= entry.mark and self.applies(entry.route):
                (reached if low > 0.0 and amount.low >= entry.mark else possible).append(entry)
        said = [self.say("trace.vpn")] if self.by_vpn(rival) else []
        cited: set[Citation] = set()
        if reached:
            said.append(self.say("trace.reached", places=self.places(reached, True, cited)))
            if possible:
                said.append(self.say("trace.not_excluded", places=self.places(possible, not briefly, cited)))
        elif possible:
            places = upper(self.places(possible, not briefly, cited))
            said.append(places if briefly else self.say("trace.thresholds", places=places))
        unsure = [asked(name, self.lang) for name in self.conditions(rival) if self.unknown(name)]
        said += self.told("trace.unknown", unsure)
        if not any(self.heavier_range(entry) for entry in (reached if briefly else (*reached, *possible))):
            maximum = "trace.maximum_known" if low == high else "trace.maximum"
            said.append(self.say(maximum, term=term(high, self.lang)))
        return self.sentences(*said)

    def entries(self, rival: int) -> tuple[Entry, ...]:
        """Rows of the table, in the version of the day."""
        table = offences.TABLE[RIVALS[rival]]
        if self.law.amendment_xi == MET:
            return table
        return tuple(offences.CASINO_BEFORE_XI if one is offences.CASINO else one for one in table)

    def amount(self, entry: Entry) -> Interval:
        found: Interval = getattr(self.facts, ROUTES[entry.route].facts[-1])
        return found

    def conditions(self, rival: int) -> list[str]:
        """Facts beside the amounts on which the offence hangs, as the reading takes them."""
        names = [name for name in _CONDITIONS if name in ROUTES[offences.TABLE[RIVALS[rival]][0].route].facts]
        if not self.reading.vpn_is_tool:
            return [name for name in names if name != "vpn_tools"]
        enough = {"vpn_tools": "intrusion_tools", "intrusion_tools": "vpn_tools"}
        return [name for name in names if name not in enough or holds(getattr(self.facts, enough[name])) != MET]

    def by_vpn(self, rival: int) -> bool:
        """Whether the answer rests on the view that a VPN is a tool for intrusion."""
        vpn, made_for = holds(self.facts.vpn_tools), holds(self.facts.intrusion_tools)
        mine = "vpn_tools" in self.conditions(rival)
        return mine and self.reading.vpn_is_tool and vpn == MET and made_for != MET

    # ------------------------------------------------------------------------------------------------ places

    def places(self, entries: Iterable[Entry], with_ranges: bool, cited: set[Citation]) -> str:
        """Thresholds by their places in the law; those that the offence has cited are added, and not cited again."""
        by_place: dict[tuple[Citation, ...], list[str]] = {}
        for entry in entries:
            by_place.setdefault(ROUTES[entry.route].citations, []).append(self.threshold(entry, with_ranges))
        told = []
        for cites, some in by_place.items():
            new = [self.citer.cite(one) for one in cites if one not in cited]
            questions = self.listed(some)
            said = self.say("trace.asks_for", questions=questions, cites=self.listed(new))
            told.append(said if new else questions + self.say("list.stop"))
            cited.update(cites)
        return self.sentences(told[0], *map(upper, told[1:]))

    def threshold(self, entry: Entry, with_range: bool) -> str:
        """One threshold: what is known, and the heaviest range that may be reached, with its mark."""
        measured, amount = ROUTES[entry.route].facts[-1], self.amount(entry)
        notes = []
        if amount != Facts._field_defaults[measured]:
            notes.append(self.say("trace.known", facts=in_words(measured, amount, self.lang)))
        heavier = self.heavier_range(entry)
        if heavier and with_range:
            notes.append(heavier)
        words = question(entry.route, self.statute, self.lang)
        if notes:
            words += self.say("list.open") + self.listed(notes) + self.say("list.close")
        return words

    def heavier_range(self, entry: Entry) -> str:
        """The heaviest range above the first that may be reached, and the mark that sets it."""
        steps = ((entry.third_mark, entry.third_severity), (entry.second_mark, entry.second_severity))
        measured, within = ROUTES[entry.route].facts[-1], self.amount(entry).high
        mark, code = next(((mark, code) for mark, code in steps if entry.mark < mark <= within), (0.0, 0.0))
        if mark == 0.0:
            return ""
        low, high = least_of(code) / _YEAR, months_of(code) / _YEAR
        key = "trace.range_to_life" if months_of(code) >= LIFE else "trace.range"
        return self.say(key, mark=value_in_words(measured, mark, self.lang), low=f"{low:g}", high=f"{high:g}")

    def applies(self, route: int) -> bool:
        """Whether an entry of Art. 225 is for whom acted."""
        unit = holds(self.facts.unit)
        if route in (routes.BUSINESS_OF_UNIT, routes.BUSINESS_GAIN_OF_UNIT):
            return unit != NOT_MET
        if route in (routes.BUSINESS_OF_PERSON, routes.BUSINESS_GAIN_OF_PERSON):
            return unit != MET
        return True
