"""What becomes of worlds drawn from the priors: shares of each answer, with and without feedback."""

from __future__ import annotations

from zombielaw.experiments.designs.prior_worlds import WITH
from zombielaw.experiments.figures import forest
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.studies.base import Finished

GROUPS = {
    "alive": ("alive", "undecided: neither alive nor dead"),
    "one": ("starved", "excluded", "trapped", "deterred", "displaced"),
    "none": (
        "undecided: revived by all together", "undecided: revived, signs do not fit", "undecided: several causes",
        "undecided: not even by all together",
    ),
    "few": ("undecided: too few files",),
}  # fmt: skip
"""Answers in the order of the rows, under what they have in common."""
PRACTICES = ("today", "any")


def draw(tables: Finished, page: Page) -> None:
    """Draw ``emergence``: answers that no world has are told, not drawn."""
    shares = tables["shares"]
    found = shares.groupby("answer")["worlds"].sum()
    order = [answer for answers in GROUPS.values() for answer in answers if found.get(answer, 0) > 0]
    never = [page.named("answer", answer) for answers in GROUPS.values() for answer in answers
             if answer in found and not found[answer]]  # fmt: skip
    group = {answer: name for name, answers in GROUPS.items() for answer in answers}
    rows = shares[shares["answer"].isin(order)]
    rows = rows.assign(
        output=rows["practice"], row=[page.named("answer", answer) for answer in rows["answer"]], two_groups=False,
        side=["first" if feedback == WITH else "second" for feedback in rows["feedback"]], difference=rows["share"],
        difference_low=rows["low"], difference_high=rows["high"], place=rows["answer"].map(order.index),
        group=[page.say(f"emergence.group.{group[answer]}") for answer in rows["answer"]],
    ).sort_values("place", kind="stable")  # fmt: skip
    outputs = [
        forest.Output(practice, page.say(f"emergence.{practice}"), page.say("emergence.label"), signed=False)
        for practice in PRACTICES
    ]
    band = page.say("emergence.band", worlds=tables.facts["worlds"])
    band += page.say("emergence.never", answers=", ".join(never)) if never else ""
    forest.draw(
        rows, outputs, page.of(page.say("emergence.world", providers=tables.facts["providers"])), "emergence", band,
        sides={side: page.say(f"emergence.{side}") for side in ("first", "second")},
        title=page.say("emergence.title", worlds=int(shares["of"].max())), pale="emergence.pale",
    )  # fmt: skip
