"""Duties of providers, and what a regulator may do at a finding, in words."""

from __future__ import annotations

DUTIES: dict[str, tuple[str, str]] = {
    "duty.content": ("content", "内容管理"),
    "duty.logs": ("security and logs", "安全保护、日志留存"),
    "duty.names": ("real names", "实名认证"),
    "duty.data": ("data and personal information", "数据与个人信息保护"),
    "duty.fraud": ("monitoring of fraud", "涉诈监测处置"),
    "duty.channels": ("no other channels abroad", "不得使用其他信道"),
    "duty.spreading": ("no spreading of forbidden content", "不得传播违法信息"),
    "duties.known": ("Duties in force when the conduct ended: {duties}.", "行为终了时施行的义务规范：{duties}。"),
    "duties.unknown": (
        "Which duties were in force when the conduct ended is open. The sources: {duties}.",
        "行为终了时施行何种义务规范尚未确定，可能者为：{duties}。",
    ),
    "duties.none": (
        "No duty in the table was in force when the conduct ended.",
        "行为终了时，义务规范表中尚无已施行的规定。",
    ),
    "regulator.before": (
        "At the finding, before the Cybersecurity Law (1 June 2017), a regulator could order rectification "
        "(责令改正) and warn. For missing security measures a fine came only if nothing was corrected in time "
        "(Measures on International Networking, Art. 21); in serious circumstances a site could be suspended or closed "
        "(Internet Information Services Measures, Arts. 21 and 23).",
        "查处时《网络安全法》（2017年6月1日起施行）尚未施行，监管部门可以责令限期改正、给予警告；未落实安全保护措施的，"
        "逾期未改正方可罚款（《计算机信息网络国际联网安全保护管理办法》第二十一条）；情节严重的，可以责令停业整顿、关闭网站"
        "（《互联网信息服务管理办法》第二十一条、第二十三条）。",
    ),
    "regulator.always": (
        "A fine could always come at once for spreading forbidden content oneself (Measures on International "
        "Networking, Arts. 5 and 20) and for other channels abroad (State Council Order 195, Arts. 6 and 14).",
        "自行传播违法信息的（《计算机信息网络国际联网安全保护管理办法》第五条、第二十条）或者使用其他信道国际联网的"
        "（国务院令第195号第六条、第十四条），历来可以直接罚款。",
    ),
    "regulator.first": (
        "At the finding a regulator could order rectification (责令改正) and warn. For content, logs and real names "
        "under the Cybersecurity Law a fine or a suspension asked for a refusal or for serious circumstances or harm "
        "(Arts. 59, 61 and 68).",
        "查处时，监管部门可以责令改正、给予警告；违反《网络安全法》内容管理、日志留存、实名制义务的，罚款或者责令暂停相关业务以拒不改正或者情节严重、造成危害后果"
        "为条件（《网络安全法》第五十九条、第六十一条、第六十八条）。",
    ),
    "regulator.names": (
        "For real names under the Anti-Telecom-Fraud Law a fine could come at once (Arts. 39 and 41).",
        "违反《反电信网络诈骗法》实名制义务的，可以直接罚款（第三十九条、第四十一条）。",
    ),
    "regulator.amended": (
        "At the finding a regulator could order rectification (责令改正), warn and fine at once, before any refusal "
        "(Cybersecurity Law as amended, Arts. 61 and 69). For real names under that law alone a fine still asked for a "
        "refusal or for serious circumstances (Art. 64).",
        "查处时，监管部门可以责令改正、给予警告，并可以直接罚款，不以拒不改正为前提（修正后的《网络安全法》第六十一条、"
        "第六十九条）；仅违反该法实名制义务的，罚款仍以拒不改正或者情节严重为条件（第六十四条）。",
    ),
    "regulator.data": (
        "For data a fine could come at once (Cybersecurity Law until 2025, Art. 64; since September 2021 Data Security "
        "Law, Art. 45).",
        "违反数据安全、个人信息保护义务的，可以直接罚款（2025年以前的《网络安全法》第六十四条；2021年9月起《数据安全法》第四十五条）。",
    ),
    "regulator.unknown": (
        "What a regulator could do at the finding depends on its day too. A fine for missing security measures asked "
        "for a refusal before June 2017; the Cybersecurity Law of 2017 asks for a refusal, serious circumstances or "
        "harm (Arts. 59, 61 and 68). It may come at once for data (the same law, Art. 64; Data Security Law), for real "
        "names (Anti-Telecom-Fraud Law), and for content and security (Cybersecurity Law as amended).",
        "查处时可采取的措施亦因日期而异。2017年6月前，未落实安全保护措施而逾期未改正的方可罚款；依2017年《网络安全法》，"
        "罚款以拒不改正、情节严重或者造成危害后果为条件（第五十九条、第六十一条、第六十八条）；数据安全（该法第六十四条、《数据安全法》）、"
        "实名制（《反电信网络诈骗法》）以及内容和安全保护（修正后的《网络安全法》）可以直接罚款。",
    ),
}
