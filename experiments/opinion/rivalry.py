"""Other offences in words: the thresholds that are reached or may be, how far the ranges go, and on what view."""

from __future__ import annotations

import math
from collections.abc import Iterable

from zombielaw.experiments.opinion.citer import Section
from zombielaw.experiments.opinion.explain import (
    asked,
    in_words,
    question,
    term,
    upper,
    value_in_words,
    years,
)
from zombielaw.sim.law.citations import Citation
from zombielaw.sim.law.facts import Facts, Interval, holds
from zombielaw.sim.law.offences import ALL, RIVALS, TABLE, applies, facts_of, ranges_in_force
from zombielaw.sim.law.offences.rival import LIFE, Entry, least_of, months_of
from zombielaw.sim.law.truth import MET, NOT_MET


class Rivalry(Section):
    """Other offences of one assessment, in words."""

    def of(self, rival: int, briefly: bool = False) -> str:
        """One other offence, in words."""
        low, high = (ends[rival] for ends in self.matter.assessment.rivals)
        reached: list[Entry] = []
        possible: list[Entry] = []
        for entry in self.entries(rival):
            amount = self.amount(entry)
            if amount.high >= min(entry.marks):
                shown = low > 0.0 and entry.shall and amount.low >= min(entry.marks)
                (reached if shown else possible).append(entry)
        sentences = [self.say("trace.vpn")] if self.by_vpn(rival) else []
        cited: set[Citation] = set()
        if reached:
            sentences.append(
                self.say("trace.reached", places=self.places(rival, reached, True, cited))
            )
            if possible:
                sentences.append(
                    self.say(
                        "trace.not_excluded",
                        places=self.places(rival, possible, not briefly, cited),
                    )
                )
        elif possible:
            places = upper(self.places(rival, possible, not briefly, cited))
            sentences.append(places if briefly else self.say("trace.thresholds", places=places))
        if ALL[rival].knowing:
            sentences.append(self.knowing(rival))
        else:
            unsure = [
                asked(name, self.lang) for name in self.conditions(rival) if self.unknown(name)
            ]
            sentences += self.listing("trace.unknown", unsure)
        known = [*reached, *possible]
        if known and not any(
            self.heavier_range(rival, entry) for entry in (reached if briefly else known)
        ):
            maximum = "trace.maximum_known" if low == high else "trace.maximum"
            sentences.append(self.say(maximum, term=term(high, self.lang)))
        return self.sentences(*sentences)

    def knowing(self, rival: int) -> str:
        """Ground on which knowing rests, where the offence asks for it; the signs of it stand with Art. 287-2."""
        finding = ALL[rival].knowing(self.facts)  # type: ignore[misc]
        if finding.truth != MET:
            return self.say("trace.knows_open")
        asks = question(finding.route, self.statute, self.lang)
        return self.say("trace.knows", question=asks, cites=self.citer.cites(finding.route))

    def entries(self, rival: int) -> tuple[Entry, ...]:
        """Rows of the table that may govern the conduct."""
        matter = self.matter
        return tuple(
            one
            for one in TABLE[RIVALS[rival]]
            if applies(one, self.facts, self.law, matter.reading) != NOT_MET
        )

    def amount(self, entry: Entry) -> Interval:
        amount: Interval = getattr(self.facts, entry.fact)
        return amount

    def conditions(self, rival: int) -> list[str]:
        """Facts beside the amounts on which the offence hangs, as the reading takes them."""
        names = [
            name for entry in self.entries(rival) for name in facts_of(entry) if name != entry.fact
        ]
        if not self.matter.reading.vpn_is_tool:
            return [name for name in names if name != "vpn_tools"]
        enough = {"vpn_tools": "intrusion_tools", "intrusion_tools": "vpn_tools"}
        return [
            name
            for name in names
            if name not in enough or holds(getattr(self.facts, enough[name])) != MET
        ]

    def by_vpn(self, rival: int) -> bool:
        """True if the answer rests on the view that a VPN is a tool for intrusion."""
        vpn, made_for = holds(self.facts.vpn_tools), holds(self.facts.intrusion_tools)
        asks_for_vpn = "vpn_tools" in self.conditions(rival)
        return asks_for_vpn and self.matter.reading.vpn_is_tool and vpn == MET and made_for != MET

    # ------------------------------------------------------------------------------------------------ places

    def places(
        self, rival: int, entries: Iterable[Entry], with_ranges: bool, cited: set[Citation]
    ) -> str:
        """Thresholds by their places in the law; those that the offence has cited are added, and not cited again."""
        by_place: dict[tuple[Citation, ...], list[str]] = {}
        for entry in entries:
            by_place.setdefault(tuple(self.citer.of(entry.route)), []).append(
                self.threshold(rival, entry, with_ranges)
            )
        sentences = []
        for cites, some in by_place.items():
            new = [self.citer.cite(one) for one in cites if one not in cited]
            questions = self.listed(some)
            sentence = self.say("trace.asks_for", questions=questions, cites=self.listed(new))
            sentences.append(sentence if new else questions + self.say("list.stop"))
            cited.update(cites)
        return self.sentences(sentences[0], *map(upper, sentences[1:]))

    def threshold(self, rival: int, entry: Entry, with_range: bool) -> str:
        """One threshold: what is known, and the heaviest range that may be reached, with its mark."""
        measured, amount = entry.fact, self.amount(entry)
        notes = []
        if amount != Facts._field_defaults[measured]:
            notes.append(self.say("trace.known", facts=in_words(measured, amount, self.lang)))
        heavier = self.heavier_range(rival, entry)
        if heavier and with_range:
            notes.append(heavier)
        words = question(entry.route, self.statute, self.lang)
        if notes:
            words += self.say("list.open") + self.listed(notes) + self.say("list.close")
        return words

    def heavier_range(self, rival: int, entry: Entry) -> str:
        """The heaviest range above the first that may be reached, and the mark that sets it."""
        at, within = entry.marks, self.amount(entry).high
        _, second, third = ranges_in_force(rival, self.law)
        steps = ((at.third, third), (at.second, second))
        mark, code = next(
            ((mark, code) for mark, code in steps if min(at) <= mark <= within and mark < math.inf),
            (0.0, 0.0),
        )
        if mark == 0.0:
            return ""
        low, high = (years(months, self.lang) for months in (least_of(code), months_of(code)))
        key = "trace.range_to_life" if months_of(code) >= LIFE else "trace.range"
        return self.say(key, mark=value_in_words(entry.fact, mark, self.lang), low=low, high=high)
