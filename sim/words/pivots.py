"""Sentences of the memorandum on the facts that the answer turns on."""

from __future__ import annotations

PIVOTS: dict[str, tuple[str, str]] = {
    "pivot.settled": (
        "The answer is settled. No fact that is unknown could change it.",
        "结论已经确定，任何不明事实均不能改变结论。",
    ),
    "pivot.settled_under": (
        "Under {readings} the answer is settled. No fact that is unknown could change it.",
        "依{readings}，结论已经确定，任何不明事实均不能改变结论。",
    ),
    "pivot.follows": ("What follows is for {reading}.", "以下就{reading}而言。"),
    "pivot.ranked": (
        "Among the facts that alone exclude a possible answer, the weightiest are (in brackets: answers excluded): "
        "{facts}.",
        "单独查明即可排除部分结论的事实，最重要者为（括号内为至多排除数）：{facts}。",
    ),
    "pivot.jointly": (
        "Of those that matter only together with others, the weightiest are: {facts}.",
        "须结合其他事实方能影响结论的，最重要者为：{facts}。",
    ),
    "pivot.common": ("Common to the sets that say so: {facts}.", "“共通前提”指：{facts}。"),
    "pivot.with_common": ("The common facts, and: {facts}.", "共通前提，并且：{facts}。"),
    "pivot.whether.item": (
        "whether an item of {element} ({offence}) is met",
        "是否具备{offence}“{element}”的任一情形",
    ),
    "pivot.whether.first": ("whether a threshold of {offences} is reached", "是否达到{offences}的入罪标准"),
    "pivot.whether.later": (
        "whether a heavier range of {offences} is reached",
        "是否达到{offences}的加重处罚标准",
    ),
    "pivot.not.item": ("no item of {element} ({offence}) is met", "不具备{offence}“{element}”的任一情形"),
    "pivot.not.first": ("no threshold of {offences} is reached", "未达到{offences}的入罪标准"),
    "pivot.not.later": ("no heavier range of {offences} is reached", "未达到{offences}的加重处罚标准"),
    "pivot.left_out": (
        "The sets for {offences} are longer and left out.",
        "适用{offences}的事实组合较长，从略。",
    ),
    "pivot.denied": ("excluded that {clause}", "排除“{clause}”"),
    "pivot.ways": (
        "Smallest sets of facts that were found to settle the answer:",
        "足以确定结论的最小事实组合：",
    ),
    "pivot.way": (
        "{offence} prevails",
        "以{offence}论处",
    ),
    "pivot.way_tie": (
        "{offence} prevails, in a tie with {others}",
        "以{offence}论处（与{others}轻重相同）",
    ),
    "pivot.way_none": ("No offence examined here is made out", "不构成所审查的犯罪"),
    "pivot.shown": ("Shown: {facts}.", "查明：{facts}。"),
    "pivot.excluded": ("Excluded: {facts}.", "排除：{facts}。"),
    "pivot.never_weighed": (
        "No fact could settle whether {offences} prevails. Judgment came before 1 November 2019. The statute gave no "
        "threshold, and the court must weigh the circumstances.",
        "是否适用{offences}，非事实查明所能决定：裁判在2019年11月1日之前，法条未规定入罪标准，由法院综合评价。",
    ),
    "pivot.never": (
        "No set of facts was found under which the law itself would say that {offences} prevails. What is left there "
        "is a question of law.",
        "未发现足以使法律本身得出适用{offences}之结论的事实组合，所余属于法律评价问题。",
    ),
    "pivot.differ": ("Under the other readings these sets change:", "依其他解释立场，上述组合有如下变化："),
    "pivot.more": ("Also needed: {facts}.", "另须：{facts}。"),
    "pivot.less": ("No longer needed: {facts}.", "不再要求：{facts}。"),
    "pivot.either": ("It no longer matters {facts}.", "不再影响结论：{facts}。"),
    "pivot.weight": ("{fact} ({count})", "{fact}（{count}）"),
    "pivot.also": (
        "{offence}, under {readings}",
        "{offence}（{readings}）",
    ),
}
