"""Prosecutors, and the police who file matters with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zombielaw.sim.agents.office import LearningOffice
from zombielaw.sim.decisions import perception, prosecutor, regulator
from zombielaw.sim.decisions.perception import Merits
from zombielaw.sim.decisions.prosecutor import A_286_1, B_287_2, OTHER
from zombielaw.sim.decisions.routine import FILING_DAYS, bit_set, months_of
from zombielaw.sim.luck import Draw, lognormal
from zombielaw.sim.record import End, File

if TYPE_CHECKING:
    from zombielaw.sim.model import EnforcementModel


class Prosecutor(LearningOffice):
    """A procuratorate office: the unit that learns."""

    def __init__(self, model: EnforcementModel, number: int) -> None:
        super().__init__(model, number, int(model.world.procuratorate_province[number]))
        self.docket = 0  # files between filing and charge
        self.load = model.inputs.world.background_load  # at the month's start

    def weigh_load(self) -> None:
        """Load of the coming month: everything else, outside cases and own files over the desk's capacity."""
        self.load = prosecutor.desk_load(self.model.outside, self.docket, self.model.inputs.world)

    def police_see(self, file: File, merits: Merits) -> bool:
        """Does any offence that is open to the file look made out to the police?"""
        seen = self.sees(file, self.chances(file, merits), Draw.EVIDENCE)
        a = merits.open_286_1 and perception.all_286_1(seen) == 1.0
        b = merits.open_287_2 and perception.all_287_2(seen) == 1.0
        other = merits.open_other and seen.other == 1.0
        file.police_saw = int(a) + 2 * int(b) + 4 * int(other)
        return a or b or other

    def police_file(self, file: File, merits: Merits) -> bool:
        """(10) The police file a matter that was sent to them, or do not; a file may be lost between jurisdictions."""
        model, luck, world = self.model, self.model.luck, self.model.inputs.world
        policy = model.policy(self.province)
        complete = self.police_see(file, merits)
        filed = regulator.filing(complete, self.load, policy, world)
        kept = regulator.kept(policy, world)
        file.p_file = filed * kept
        model.sum(self.province, "expected_filings", file.p_file)
        model.spend(self.province, file, FILING_DAYS)
        accepted = luck.uniform(Draw.FILE, file.provider, file.opened) < filed
        lost = luck.uniform(Draw.JURISDICTION, file.provider, file.opened) >= kept
        if accepted and not lost:
            return True
        model.close(file, End.LOST if accepted else End.NOT_FILED)
        return False

    def receive(self, file: File) -> int:
        """Put a filed matter on the docket; return the month of the charging decision."""
        model, luck, world = self.model, self.model.luck, self.model.inputs.world
        self.docket += 1
        file.filed = model.period
        policy = model.policy(self.province)
        slow = 1.0 + world.effort_inflation * self.load
        spread = world.duration_spread
        inquiry = lognormal(
            luck.uniform(Draw.INVESTIGATION, file.provider, file.opened), world.investigation_days, spread
        )
        review = lognormal(luck.uniform(Draw.REVIEW, file.provider, file.opened), world.review_days, spread)
        tracing = prosecutor.tracing(policy, world)
        file.investigation_days = slow * (inquiry + review + tracing)
        return model.period + months_of(file.investigation_days)

    def decide(self, file: File, merits: Merits) -> int:
        """(11)-(13) Choose a charge."""
        model, world = self.model, self.model.inputs.world
        policy = model.policy(self.province)
        clarity = model.clarity(file.kind, self.province)
        fa, fb = self.familiarity_286_1, self.familiarity_287_2
        seen = self.sees(file, self.chances(file, merits), Draw.EVIDENCE)
        file.prosecutor_saw = bit_set(seen)
        belief = prosecutor.win_odds(seen, clarity, fa, fb, world)
        utilities = prosecutor.charge_utilities(merits, seen, belief, fa, fb, self.load, policy, world)
        chance = prosecutor.charge_probabilities(utilities)
        file.charge = model.luck.choose(Draw.CHARGE, file.provider, file.opened, 0, utilities)
        file.charged = model.period
        file.p_charge_none, file.p_charge_286_1, file.p_charge_287_2, file.p_charge_other = chance
        foreseen = model.judges[file.court].foresees(file, merits, chance)
        file.p_convict_286_1, file.p_convict_287_2, file.p_convict_other = foreseen.a, foreseen.b, foreseen.other
        self.docket -= 1
        if file.charge == A_286_1:
            self.uses_286_1 += 1
            model.spend(self.province, file, world.days_286_1)
        elif file.charge == B_287_2:
            self.uses_287_2 += 1
            model.spend(
                self.province,
                file,
                max(0.0, prosecutor.days_287_2(policy, world)),
            )
        elif file.charge == OTHER:
            model.spend(self.province, file, world.days_other)
        name = ("not_charged", "charges_286_1", "charges_287_2", "charges_other")[file.charge]
        model.count(self.province, name)
        for offence in ("286_1", "287_2"):
            model.sum(self.province, f"expected_charges_{offence}", getattr(file, f"p_charge_{offence}"))
            model.sum(self.province, f"expected_convictions_{offence}", getattr(file, f"p_convict_{offence}"))
        return file.charge
