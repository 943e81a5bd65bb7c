"""Names of laws, interpretations and writings: ``source.<id>`` in full, ``short.<id>`` as the text cites it again."""

from __future__ import annotations

SOURCES: dict[str, tuple[str, str]] = {
    "source.criminal_law": ("Criminal Law of the People's Republic of China", "《中华人民共和国刑法》"),
    "short.criminal_law": ("Criminal Law", "《刑法》"),
    "source.amendment_ix": ("Amendment IX to the Criminal Law", "《中华人民共和国刑法修正案（九）》"),
    "short.amendment_ix": ("Amendment IX", "《刑法修正案（九）》"),
    "source.interpretation": (
        "Interpretation on crimes of information networks, Fa Shi [2019] No. 15",
        "《最高人民法院、最高人民检察院关于办理非法利用信息网络、帮助信息网络犯罪活动等刑事案件适用法律若干问题的解释》"
        "（法释〔2019〕15号）",
    ),
    "short.interpretation": ("Interpretation", "《解释》"),
    "source.opinion_ii": (
        "Opinion II on telecom and network fraud, Fa Fa [2021] No. 22",
        "《关于办理电信网络诈骗等刑事案件适用法律若干问题的意见（二）》（法发〔2021〕22号）",
    ),
    "short.opinion_ii": ("Opinion II (2021)", "《意见（二）》"),
    "source.minutes_2020": (
        "Minutes of the card campaign, December 2020",
        "《关于深入推进“断卡”行动有关问题的会议纪要》（2020年12月）",
    ),
    "short.minutes_2020": ("Minutes (2020)", "2020年《会议纪要》"),
    "source.minutes_2022": (
        "Minutes on the application of law in the card campaign, March 2022",
        "《关于“断卡”行动中有关法律适用问题的会议纪要》（2022年3月）",
    ),
    "short.minutes_2022": ("Minutes (2022)", "2022年《会议纪要》"),
    "source.opinion_2025": (
        "Opinion on cases of aiding crime on information networks, Fa Fa [2025] No. 12",
        "《关于办理帮助信息网络犯罪活动等刑事案件有关问题的意见》（法发〔2025〕12号）",
    ),
    "short.opinion_2025": ("Opinion (2025)", "2025年《意见》"),
    "source.fashi_2011_19": (
        "Interpretation on the security of computer systems, Fa Shi [2011] No. 19",
        "《关于办理危害计算机信息系统安全刑事案件应用法律若干问题的解释》（法释〔2011〕19号）",
    ),
    "short.fashi_2011_19": ("Fa Shi [2011] No. 19", "法释〔2011〕19号"),
    "source.standards_ii": (
        "Filing and Prosecution Standards II (2010; revised 2022)",
        "《关于公安机关管辖的刑事案件立案追诉标准的规定（二）》（2010年；2022年修订）",
    ),
    "short.standards_ii": ("Filing Standards II", "《立案追诉标准（二）》"),
    "source.fafa_2016_32": (
        "Opinion on telecom and network fraud, Fa Fa [2016] No. 32",
        "《关于办理电信网络诈骗等刑事案件适用法律若干问题的意见》（法发〔2016〕32号）",
    ),
    "short.fafa_2016_32": ("Fa Fa [2016] No. 32", "法发〔2016〕32号"),
    "source.gongtongzi_2010_40": (
        "Opinion on online gambling, Gong Tong Zi [2010] No. 40",
        "《关于办理网络赌博犯罪案件适用法律若干问题的意见》（公通字〔2010〕40号）",
    ),
    "short.gongtongzi_2010_40": ("Gong Tong Zi [2010] No. 40", "公通字〔2010〕40号"),
    "source.fashi_2010_3": (
        "Interpretation II on obscene electronic information, Fa Shi [2010] No. 3",
        "《关于办理利用互联网、移动通讯终端、声讯台制作、复制、出版、贩卖、传播淫秽电子信息刑事案件具体应用法律若干问题的解释（二）》"
        "（法释〔2010〕3号）",
    ),
    "short.fashi_2010_3": ("Fa Shi [2010] No. 3", "法释〔2010〕3号"),
    "source.fashi_2015_11": (
        "Interpretation on concealing the proceeds of crime, Fa Shi [2015] No. 11",
        "《关于审理掩饰、隐瞒犯罪所得、犯罪所得收益刑事案件适用法律若干问题的解释》（法释〔2015〕11号）",
    ),
    "short.fashi_2015_11": ("Fa Shi [2015] No. 11", "法释〔2015〕11号"),
    "source.fashi_2017_10": (
        "Interpretation on personal information, Fa Shi [2017] No. 10",
        "《关于办理侵犯公民个人信息刑事案件适用法律若干问题的解释》（法释〔2017〕10号）",
    ),
    "short.fashi_2017_10": ("Fa Shi [2017] No. 10", "法释〔2017〕10号"),
    "source.fashi_1997_12": (
        "Interpretation on Art. 12 of the Criminal Law, Fa Shi [1997] No. 12",
        "《关于适用刑法第十二条几个问题的解释》（法释〔1997〕12号）",
    ),
    "short.fashi_1997_12": ("Fa Shi [1997] No. 12", "法释〔1997〕12号"),
    "source.statute_alone": ("the statute alone", "仅依法条"),
    "short.statute_alone": ("the statute alone", "仅依法条"),
    "source.pan_xiong": ("Pan and Xiong", "潘、熊文"),
    "short.pan_xiong": ("Pan and Xiong", "潘、熊文"),
    "source.order_195": (
        "Interim provisions on the international networking of computer information networks (1996, revised 1997)",
        "《计算机信息网络国际联网管理暂行规定》（国务院令第195号，1996年，1997年修正）",
    ),
    "short.order_195": (
        "Interim Provisions on International Networking",
        "《计算机信息网络国际联网管理暂行规定》",
    ),
    "source.measures_1997": (
        "Measures for the security of international networking of computer information networks (1997, revised 2011)",
        "《计算机信息网络国际联网安全保护管理办法》（1997年，2011年修订）",
    ),
    "short.measures_1997": (
        "Measures on International Networking",
        "《计算机信息网络国际联网安全保护管理办法》",
    ),
    "source.measures_2000": (
        "Measures for internet information services (2000, revised 2011)",
        "《互联网信息服务管理办法》（2000年，2011年修订）",
    ),
    "short.measures_2000": ("Internet Information Services Measures", "《互联网信息服务管理办法》"),
    "source.decision_2012": (
        "Decision of the Standing Committee of the National People's Congress on protecting information online (2012)",
        "《全国人民代表大会常务委员会关于加强网络信息保护的决定》（2012年）",
    ),
    "short.decision_2012": ("Decision on Online Information", "《关于加强网络信息保护的决定》"),
    "source.cybersecurity_law": ("Cybersecurity Law", "《中华人民共和国网络安全法》"),
    "short.cybersecurity_law": ("Cybersecurity Law", "《网络安全法》"),
    "source.cybersecurity_law_2026": (
        "Cybersecurity Law as amended for 2026",
        "《中华人民共和国网络安全法》（2025年修正）",
    ),
    "short.cybersecurity_law_2026": ("Cybersecurity Law as amended", "修正后的《网络安全法》"),
    "source.data_security_law": ("Data Security Law", "《中华人民共和国数据安全法》"),
    "short.data_security_law": ("Data Security Law", "《数据安全法》"),
    "source.personal_information_law": ("Personal Information Protection Law", "《中华人民共和国个人信息保护法》"),
    "short.personal_information_law": ("Personal Information Protection Law", "《个人信息保护法》"),
    "source.anti_fraud_law": ("Anti-Telecom-Fraud Law", "《中华人民共和国反电信网络诈骗法》"),
    "short.anti_fraud_law": ("Anti-Telecom-Fraud Law", "《反电信网络诈骗法》"),
}
