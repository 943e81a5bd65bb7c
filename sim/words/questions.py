"""What is asked of a fact that is or is not so, while it is not known: ``ask.<name>``."""

from __future__ import annotations

QUESTIONS: dict[str, tuple[str, str]] = {
    "ask.network_service": ("whether the provider runs a network service of a listed kind", "是否属于网络服务提供者"),
    "ask.unit": ("whether a unit or a person acted", "系单位还是个人实施"),
    "ask.legal_duty": (
        "whether a statute or administrative regulation puts the duty on this service",
        "法律、行政法规是否对该服务规定了管理义务",
    ),
    "ask.duty_on_content": (
        "whether the duty concerns content or clients, not logs, real names or data",
        "所涉义务是否系内容管理义务",
    ),
    "ask.breach": ("whether the duty was not performed", "是否未履行该义务"),
    "ask.order_written": ("whether the order was given in a document", "责令改正是否采用书面形式"),
    "ask.order_basis": (
        "whether a competent body gave the order on a legal ground",
        "责令改正主体是否适格、有无法律、行政法规依据",
    ),
    "ask.order_clear": (
        "whether the order set clear and reasonable measures and a deadline",
        "改正措施及期限要求是否明确、合理",
    ),
    "ask.order_attainable": ("whether the provider was able to comply", "是否具有按照要求改正的能力"),
    "ask.refused": ("whether nothing was corrected by the deadline", "是否逾期未改正"),
    "ask.spread_grave": (
        "whether illegal information spread widely in another way",
        "有无致使违法信息大量传播的其他情形",
    ),
    "ask.leak_grave": ("whether the leak had grave results", "信息泄露是否造成死亡、重伤、重大经济损失等严重后果"),
    "ask.evidence_lost": (
        "whether evidence of a crime was lost in a serious way",
        "是否致使刑事案件证据灭失，情节严重",
    ),
    "ask.mainly_crime": ("whether the service was mainly used for crime", "服务是否被主要用于犯罪"),
    "ask.mainly_illegal": (
        "whether the service was mainly used for violations of the law",
        "服务是否被主要用于违法活动",
    ),
    "ask.other_grave": ("whether there were other grave circumstances of that Article", "有无该条规定的其他严重情形"),
    "ask.knows": ("whether the provider actually knew of the aided crime", "是否实际知道他人实施犯罪"),
    "ask.told_of_aided": (
        "whether a regulator told it of the aided content or client, and it went on",
        "是否经监管部门告知后仍然实施有关行为",
    ),
    "ask.ignored_reports": ("whether reports were not handled", "接到举报后是否不履行法定管理职责"),
    "ask.abnormal_price": ("whether price or manner was plainly abnormal", "交易价格或者方式是否明显异常"),
    "ask.tools_for_crime": (
        "whether it supplied programs or tools made for crime",
        "是否提供专门用于违法犯罪的程序、工具",
    ),
    "ask.evades_supervision": (
        "whether it often hid, encrypted or destroyed data or used false identities",
        "是否频繁采用隐蔽上网、加密通信、销毁数据等措施或者使用虚假身份",
    ),
    "ask.helps_evade": (
        "whether it helped others evade supervision or investigation",
        "是否为他人逃避监管或者规避调查提供技术支持、帮助",
    ),
    "ask.rebutted": ("whether evidence to the contrary rebuts the presumption", "有无相反证据推翻推定"),
    "ask.accepts_result": ("whether the provider accepted the result of its help", "是否放任帮助行为的危害结果"),
    "ask.aid": (
        "whether technical support, advertising, settlement or other help was given",
        "是否提供技术支持或者其他帮助",
    ),
    "ask.sanctioned_before": (
        "whether it was sanctioned within two years for like offences, and aided again",
        "二年内是否曾因同类行为受过行政处罚又实施帮助",
    ),
    "ask.aided_grave": ("whether the aided crime had serious results", "被帮助对象实施的犯罪是否造成严重后果"),
    "ask.aided_especially_grave": (
        "whether the aided crime had especially serious results",
        "被帮助对象实施的犯罪是否造成特别严重后果",
    ),
    "ask.aid_other_grave": ("whether there were other serious circumstances", "有无其他情节严重的情形"),
    "ask.crime_confirmed": ("whether the aided crime is confirmed", "被帮助对象实施的犯罪行为可否确认"),
    "ask.uncheckable": (
        "whether objective obstacles make it impossible to check if the aided reached the level of crime",
        "是否确因客观条件限制无法查证被帮助对象是否达到犯罪的程度",
    ),
    "ask.sells_tools": ("whether the provider sells tools that get past controls", "是否销售规避管控的工具"),
    "ask.vpn_tools": ("whether the tools are VPNs", "所售工具是否系翻墙软件（VPN）"),
    "ask.intrusion_tools": (
        "whether the tools were made for intrusion or illegal control",
        "所售工具是否专门用于侵入、非法控制计算机信息系统",
    ),
}
