"""Duties of providers, and what a regulator may do at a finding, in words."""

from __future__ import annotations

DUTIES: dict[str, tuple[str, str]] = {
    "duty.content": ("content", "内容管理"),
    "duty.logs": ("security and logs", "安全保护与日志留存"),
    "duty.names": ("real names", "实名认证"),
    "duty.data": ("data and personal information", "数据与个人信息保护"),
    "duty.fraud": ("monitoring of fraud", "涉诈监测处置"),
    "duties.known": ("Duties in force when the conduct ended: {duties}.", "行为终了时施行的义务规范：{duties}。"),
    "duties.unknown": (
        "Which duties were in force cannot be said without the day on which the conduct ended. The sources: {duties}.",
        "行为终了日不能确定，故当时施行的义务规范亦不能确定。可能的规范：{duties}。",
    ),
    "duties.none": (
        "No duty in the table was in force when the conduct ended.",
        "行为终了时，义务规范表中尚无已施行的规定。",
    ),
    "regulator.before": (
        "At the finding, before the Cybersecurity Law (1 June 2017), a regulator could order rectification "
        "(责令改正) and warn. A fine came only if nothing was corrected in time (Measures on International Networking, "
        "Art. 21); in serious circumstances a site could be suspended or closed (Internet Information Services "
        "Measures, Arts. 21 and 23).",
        "查处时《网络安全法》（2017年6月1日起施行）尚未施行，监管部门可以责令限期改正、给予警告；逾期未改正的，方可罚款"
        "（《计算机信息网络国际联网安全保护管理办法》第二十一条）；情节严重的，可以责令停业整顿、关闭网站"
        "（《互联网信息服务管理办法》第二十一条、第二十三条）。",
    ),
    "regulator.first": (
        "At the finding a regulator could order rectification (责令改正) and warn. A fine or a suspension asked for a "
        "refusal or for serious circumstances or harm (Cybersecurity Law, Arts. 59, 61 and 68).",
        "查处时，监管部门可以责令改正、给予警告；罚款或者责令暂停相关业务，以拒不改正或者情节严重、造成危害后果为条件"
        "（《网络安全法》第五十九条、第六十一条、第六十八条）。",
    ),
    "regulator.names": (
        "For real names under the Anti-Telecom-Fraud Law a fine could come at once (Arts. 39, 41 and 43).",
        "违反《反电信网络诈骗法》实名制义务的，可以直接罚款（第三十九条、第四十一条、第四十三条）。",
    ),
    "regulator.amended": (
        "At the finding a regulator could order rectification (责令改正), warn and fine at once, before any refusal "
        "(Cybersecurity Law as amended, Arts. 61 and 69). For real names under that law alone a fine still asked for a "
        "refusal or for serious circumstances (Art. 64).",
        "查处时，监管部门可以责令改正、给予警告，并可以直接罚款，不以拒不改正为前提（修正后的《网络安全法》第六十一条、"
        "第六十九条）；仅违反该法实名制义务的，罚款仍以拒不改正或者情节严重为条件（第六十四条）。",
    ),
    "regulator.data": (
        "For data a fine could come at once (Data Security Law, Art. 45).",
        "违反数据安全保护义务的，可以直接罚款（《数据安全法》第四十五条）。",
    ),
    "regulator.unknown": (
        "What a regulator could do at the finding depends on its day too. The Cybersecurity Law of 2017 asks for a "
        "refusal, or for serious circumstances or harm, before a fine (Arts. 59, 61 and 68). A fine may come at once "
        "for data since 1 September 2021, for real names under the Anti-Telecom-Fraud Law since 1 December 2022, and "
        "for content and security since 1 January 2026.",
        "查处时可采取的措施亦因日期而异。依2017年《网络安全法》，罚款或者暂停业务以拒不改正或者情节严重、造成危害后果为条件（第五十九条、"
        "第六十一条、第六十八条）；可以直接罚款的，数据安全义务始于2021年9月1日，《反电信网络诈骗法》实名制义务始于"
        "2022年12月1日，内容及安全保护义务始于2026年1月1日。",
    ),
}
