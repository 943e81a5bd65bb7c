"""Readings by name, and what a reading says in each dispute: ``yes.<switch>`` or ``no.<switch>``."""

from __future__ import annotations

READINGS: dict[str, tuple[str, str]] = {
    "reading.statute": ("the text of the statute", "法条文义说"),
    "reading.special_first": ("the special-law reading", "特别法优先说"),
    "reading.pan_xiong": ("the reading of Pan and Xiong", "潘、熊说"),
    "reading.chen": ("the reading of Chen Hongbing", "陈洪兵说"),
    "yes.tools_excluded": (
        "a seller of tools that get past controls is no provider under Art. 286-1",
        "销售规避管控工具者不是第二百八十六条之一的主体",
    ),
    "no.tools_excluded": (
        "a seller of tools that get past controls may be a provider under Art. 286-1",
        "销售规避管控工具者可以是第二百八十六条之一的主体",
    ),
    "yes.residual": (
        "Art. 286-1 reaches only conduct that is no other offence",
        "第二百八十六条之一只适用于本身不构成其他犯罪的行为",
    ),
    "no.residual": (
        "Art. 286-1 stands beside other offences",
        "第二百八十六条之一可以与其他犯罪并存",
    ),
    "yes.special_law": (
        "Art. 286-1 is the special law and displaces Art. 287-2",
        "第二百八十六条之一系特别法，排除第二百八十七条之二的适用",
    ),
    "no.special_law": (
        "between Arts. 286-1 and 287-2 the heavier provision applies",
        "第二百八十六条之一与第二百八十七条之二之间从一重处罚",
    ),
    "yes.staged_knowing": (
        "knowing (明知) under Art. 287-2 includes accepting the result of the help",
        "第二百八十七条之二的明知还要求放任帮助行为的危害结果",
    ),
    "no.staged_knowing": (
        "knowing (明知) under Art. 287-2 does not ask that the result be accepted",
        "第二百八十七条之二的明知不要求放任危害结果",
    ),
    "yes.control_needed": (
        "unless validly ordered, a duty about content binds only a provider that controls the service",
        "未经有效责令改正的，内容管理义务以控制服务为前提",
    ),
    "no.control_needed": (
        "the duty binds whoever provides the service, with or without control",
        "管理义务不以控制服务为前提",
    ),
    "yes.oral_order": ("an oral order suffices", "口头责令改正亦可"),
    "no.oral_order": ("an order to rectify must be in a document", "责令改正须采用文书形式"),
    "yes.harm_before_order": ("a result before the order counts too", "责令改正之前的后果亦计算在内"),
    "no.harm_before_order": ("only results after the deadline count", "只计算责令改正期限届满后的后果"),
    "yes.direct_intent": ("Art. 286-1 asks for direct intent", "第二百八十六条之一要求直接故意"),
    "no.direct_intent": ("indirect intent suffices for Art. 286-1", "第二百八十六条之一包括间接故意"),
    "yes.vpn_is_tool": ("a VPN is a tool for intrusion under Art. 285", "翻墙软件（VPN）属于第二百八十五条的侵入工具"),
    "no.vpn_is_tool": (
        "a VPN is no tool for intrusion under Art. 285",
        "翻墙软件（VPN）不属于第二百八十五条的侵入工具",
    ),
    "yes.violations_count": (
        "violations that are no type of crime count under Art. 6, item (3) of the Interpretation",
        "《解释》第六条第三项的“违法犯罪”包括非犯罪类型的违法行为",
    ),
    "no.violations_count": (
        "only conduct of a type named as crime counts under Art. 6, item (3) of the Interpretation",
        "《解释》第六条第三项的“违法犯罪”限于刑法分则规定的行为类型",
    ),
    "yes.main_penalties_only": (
        "the heavier provision is found by main punishments; an added fine decides between equals",
        "比较轻重先看主刑，主刑相同的再看是否必须并处罚金",
    ),
    "no.main_penalties_only": (
        "a fine that may stand alone counts as the lowest punishment",
        "可以单处罚金的，以单处罚金为最低刑",
    ),
}
