"""Sentences of the memorandum."""

from __future__ import annotations

OPINION: dict[str, tuple[str, str]] = {
    "head.title": ("Memorandum", "法律意见书"),
    "head.answer": ("Answer", "结论"),
    "head.law": ("Law that applies", "适用的法律"),
    "head.elements": ("Elements", "构成要件"),
    "head.readings": ("Where the readings differ", "各解释立场之分歧"),
    "head.facts": ("What the answer turns on", "决定结论的事实"),
    "head.sources": ("Authorities", "依据"),
    "list.and": (" and ", "和"),
    "list.or": (" or ", "或者"),
    "list.comma": (", ", "、"),
    "list.semicolon": ("; ", "；"),
    "list.stop": (".", "。"),
    "list.colon": (": ", "："),
    "list.open": (" (", "（"),
    "list.close": (")", "）"),
    "cite.section": ("s. {section}", "第{section}部分"),
    "cite.part": ("part {part}", "第{part}部分"),
    "cite.since": ("{citation}, in force {day}", "{citation}，{day}起施行"),
    "cite.item": ("item ({item})", "第{item}项"),
    "cite.items": ("items ({first}) to ({last})", "第{first}项至第{last}项"),
    "first.interpretation": (
        "Interpretation Fa Shi [2019] No. 15 (法释〔2019〕15号)",
        "《关于办理非法利用信息网络、帮助信息网络犯罪活动等刑事案件适用法律若干问题的解释》"
        "（法释〔2019〕15号，以下简称《解释》）",
    ),
    # the answer
    "under.all": ("Under all {count} readings", "{count}种解释立场一致认为"),
    "under.some": ("Under {readings}", "依{readings}"),
    "answer.alone": (
        "{offence} prevails. No other offence examined here is made out.",
        "应以{offence}论处；不构成本意见审查的其他犯罪。",
    ),
    "answer.over": (
        "{offence} prevails over {others} as the heavier provision (从一重处罚) [{cites}, by analogy].",
        "应以{offence}论处；同时构成{others}，从一重处罚（参照{cites}）。",
    ),
    "answer.special": (
        "{offence} prevails over {others} as the special law.",
        "应以{offence}论处；{offence}系特别法，排除{others}的适用。",
    ),
    "answer.special_and_heavier": (
        "{offence} prevails: over Art. 287-2 as the special law, and over every other offence that may be made out as "
        "the heavier provision (从一重处罚).",
        "应以{offence}论处：相对于第二百八十七条之二系特别法，相对于其他可能成立的犯罪则从一重处罚。",
    ),
    "answer.tie": (
        "{offences} are made out, and their ranges of punishment are equal [{cites}, by analogy]. The law leaves the "
        "choice.",
        "同时构成{offences}，法定刑轻重相同（参照{cites}），法律未规定择一适用的次序。",
    ),
    "answer.whatever": (
        "Whether {others} is made out as well is open, but it would not prevail.",
        "是否另构成{others}尚未确定，但不影响上述结论。",
    ),
    "answer.none": (
        "No offence of the {count} examined here is made out.",
        "不构成本意见审查的{count}种犯罪中的任何一种。",
    ),
    "answer.open": ("The answer is open. Possible answers: {offences}.", "结论尚不能确定。可能的结论：{offences}。"),
    "why.open": ("{offence} is open. Undecided: {elements}.", "{offence}未定，尚待确定的要件：{elements}。"),
    "why.fails": ("{offence} is not made out. Lacking: {elements}.", "不构成{offence}，欠缺的要件：{elements}。"),
    "why.too_early": (
        "{offences} were not in force when the conduct ended.",
        "行为终了时，{offences}的规定均未施行。",
    ),
    "why.hangs": (
        "This answer rests on a view that is disputed (Part 4): {views}.",
        "上述结论以有争议的见解为前提（见第四部分）：{views}。",
    ),
    "why.would_not": ("What is open would not prevail.", "上述未定之罪不影响结论。"),
    "why.tie": (
        "If Arts. 286-1 and 287-2 are both made out, their ranges are equal and the law leaves the choice [{cites}, by "
        "analogy].",
        "第二百八十六条之一与第二百八十七条之二之罪如均构成，法定刑轻重相同，法律未规定取舍（参照{cites}）。",
    ),
    "why.met": ("{offence} is made out.", "{offence}的构成要件均已具备。"),
    "why.rivals_none": (
        "No other offence examined here reaches its threshold.",
        "未达到本意见审查的其他犯罪的入罪标准。",
    ),
    "why.rivals_open": ("Also open: {offences}.", "其他尚未排除的犯罪：{offences}。"),
    "why.rivals_met": ("Made out: {offences}.", "构成：{offences}。"),
    "why.law": (
        "In part the matter is one of law, not of fact: {reason}",
        "部分争点属于法律评价而非事实问题：{reason}",
    ),
    "law.weighing": (
        "for a judgment before 1 November 2019 the statute gives no threshold, and the court must weigh the "
        "circumstances.",
        "2019年11月1日前裁判的案件，法条未规定入罪标准，由法院综合评价。",
    ),
    "law.unsettled": (
        "the text does not say where the line runs.",
        "法律条文未划定明确界限。",
    ),
    "answer.settles": ("What would settle it stands in Part 5.", "足以确定结论的事实见第五部分。"),
    "answer.basis": (
        "The opinion examines {count} offences on the facts as coded. What no source gives is left open.",
        "本意见依已编码的事实审查{count}种犯罪；来源未载明者视为不明。",
    ),
    # the law
    "law.conduct": (
        "The statute follows the day on which the conduct ended ({day}).",
        "刑法条文依行为终了日（{day}）适用。",
    ),
    "law.judgment": (
        "The {interpretation}, follows the day of judgment ({day}).",
        "{interpretation}，是否适用，依裁判日（{day}）判断。",
    ),
    "law.fixed": (
        "The law is taken as of {year}, whatever the dates of the case.",
        "不问案件日期，适用{year}年的法律。",
    ),
    "law.marks_met": (
        "The Interpretation applies, with its thresholds and presumptions.",
        "适用《解释》规定的入罪标准与推定规则。",
    ),
    "law.marks_not": (
        "The Interpretation does not apply. For Arts. 286-1 and 287-2 there are no thresholds and no presumptions; the "
        "court weighs the circumstances. Those of other interpretations apply to other offences. Articles of the "
        "Interpretation are cited below as a guide only; what its Art. 2, para. 2 asks follows from the statute.",
        "不适用《解释》。第二百八十六条之一和第二百八十七条之二无入罪标准与推定规则可循，由法院综合评价；其他犯罪适用各自司法解释"
        "的标准。以下援引《解释》条文仅供参照，其中第二条第二款对责令改正的要求视为法条应有之义。",
    ),
    "law.marks_open": (
        "So it is open whether it applies. If not, Arts. 286-1 and 287-2 have no thresholds and no presumptions, and "
        "the court weighs the circumstances.",
        "故是否适用尚未确定；如不适用，第二百八十六条之一和第二百八十七条之二即无标准与推定规则可循，由法院综合评价。",
    ),
    "law.time_not": (
        "The conduct ended before 1 November 2015. Arts. 286-1, 287-1 and 287-2 do not reach it [{cites}].",
        "行为终了于2015年11月1日之前，不适用第二百八十六条之一、第二百八十七条之一和第二百八十七条之二（{cites}）。",
    ),
    "law.time_open": (
        "Whether Arts. 286-1, 287-1 and 287-2 reach the conduct is open; they do if it ended on or after 1 November "
        "2015 [{cites}].",
        "行为终了于2015年11月1日以后的，方可适用第二百八十六条之一、第二百八十七条之一和第二百八十七条之二（{cites}），"
        "此点未定。",
    ),
    "law.time_met": (
        "Arts. 286-1, 287-1 and 287-2 reach the conduct in time [{cites}].",
        "在时间效力上可以适用第二百八十六条之一、第二百八十七条之一和第二百八十七条之二（{cites}）。",
    ),
    "law.changes": ("The statute is changed: {changes}.", "条文作如下修改：{changes}。"),
    "change.order": ("no order and no refusal needed", "不以责令改正及拒不改正为要件"),
    "change.no_result": ("no result needed", "不要求后果"),
    "change.multiple": (
        "thresholds of Arts. 3 and 4 of the Interpretation times {multiple}",
        "《解释》第三条、第四条的标准乘以{multiple}",
    ),
    "change.negligence": ("negligence suffices for Art. 286-1", "第二百八十六条之一过失亦可构成"),
    "change.weighed": ("the factors of Art. 2, para. 2 are weighed together", "《解释》第二条第二款各因素综合考虑"),
    # the trace
    "trace.reading": ("The trace follows {reading}.", "以下按{reading}逐项分析。"),
    "trace.presumed": (
        "Established: {items} Knowing is presumed if the Interpretation applies; whether it does depends on the day of "
        "judgment.",
        "已查明：{items}如适用《解释》，即推定明知；是否适用取决于裁判日。",
    ),
    "trace.enough": (
        "Established: {items} This suffices if the Interpretation applies; whether it does depends on the day of "
        "judgment.",
        "已查明：{items}如适用《解释》，即已充足；是否适用取决于裁判日。",
    ),
    "trace.items_else": ("Otherwise open, and any would do: {items}", "此外尚未排除、具备其一即可的情形：{items}"),
    "trace.items": ("Open items, of which any would do. {items}", "下列情形尚未排除，具备其一即可。{items}"),
    "trace.known": ("known: {facts}", "已知：{facts}"),
    "trace.facts": ("Known: {facts}.", "已知：{facts}。"),
    "trace.unknown": ("Not known: {facts}.", "不明：{facts}。"),
    "trace.rebuttal": (
        "It is open whether the presumption is rebutted.",
        "推定是否被相反证据推翻，尚未确定。",
    ),
    "trace.rebutted": (
        "A presumption is rebutted; only actual knowledge counts.",
        "推定已被相反证据推翻，仅实际明知可认定。",
    ),
    "trace.fell_short": ("No threshold is reached.", "未达到任何标准。"),
    "trace.nothing": ("Nothing occurred that could be serious.", "没有可能属于情节严重的事实。"),
    "trace.no_sign": (
        "Neither actual knowledge nor a sign from which it is presumed.",
        "既无实际明知，亦无可推定明知的情形。",
    ),
    "trace.weighed": (
        "To be weighed.",
        "须综合评价。",
    ),
    "trace.unchecked_before": (
        "Before November 2019 it was unsettled whether Art. 287-2 can rest on an unchecked crime.",
        "2019年11月之前，被帮助的犯罪未经查证时可否适用第二百八十七条之二，尚无定论。",
    ),
    "trace.oral_before": (
        "No document was given. Before November 2019 it was unsettled whether an oral order sufficed.",
        "未采用文书形式。2019年11月之前，口头责令改正是否足够，尚无定论。",
    ),
    "trace.supposed": (
        ", as coded, supposing that its source was in force when the conduct ended",
        "（依已编码的事实，以其规范在行为终了时已施行为前提）",
    ),
    "trace.breach_of_order": (
        "What was ordered was not done; which duty that breached is open.",
        "未按责令要求改正；所违反的是何种义务，尚未确定。",
    ),
    "trace.breach_of_unknown": (
        "Met on the facts as coded; which duty was breached is open.",
        "依已编码的事实具备；所违反的是何种义务，尚未确定。",
    ),
    "trace.no_order": ("no order within two years", "二年内无责令改正"),
    "trace.not_in_force": (
        "The elements of Arts. 286-1 and 287-2 need not be examined.",
        "第二百八十六条之一和第二百八十七条之二的构成要件无需审查。",
    ),
    "trace.met": ("Met", "已具备"),
    "trace.blank": ("Open, and nothing known", "未定且情况不明"),
    "trace.established": ("established", "已查明"),
    "trace.maximum": ("Maximum so far possible: {term}.", "目前可能适用的最高刑：{term}。"),
    "trace.others": ("Other offences that are not excluded", "其他尚未排除的犯罪"),
    "trace.offence_short": ("{offence}, {title}", "{offence}　{title}"),
    "trace.rest": (
        "No further offence examined here reaches its threshold.",
        "未达到所审查的其余犯罪的入罪标准。",
    ),
    "term.life": ("life imprisonment", "无期徒刑"),
    "term.years": ("{years} years", "有期徒刑{years}年"),
    # readings
    "reading.base": (
        "The text is taken as it stands in each dispute.",
        "各争议问题均依条文文义。",
    ),
    "reading.none_matters": (
        "The readings differ on Arts. 286-1 and 287-2 only, which do not reach the conduct; the answer is the same.",
        "各解释立场仅在第二百八十六条之一和第二百八十七条之二上存在分歧，而该两条不适用于本案行为，结论相同。",
    ),
    "reading.same": ("No element comes out otherwise, and the answer is the same.", "各要件认定不变，结论相同。"),
    "reading.moves": ("This moves {moves}.", "据此，{moves}。"),
    "reading.move": ("{what} from {before} to {truth}", "{what}由“{before}”变为“{truth}”"),
    "reading.answer": ("Its answer stands in Part 1.", "其结论见第一部分。"),
    "reading.answer_same": ("The answer is the same.", "结论相同。"),
    "dispute.lead": ("Single disputes", "单项争议"),
    "dispute.matter": (
        "Each of these, decided the other way, would change the answer.",
        "下列争议，任一作相反认定即会改变结论。",
    ),
    "dispute.one": (
        "On the view that {words}: {answer}",
        "若认为{words}：{answer}",
    ),
    "dispute.fewer": ("{offences} is no longer possible.", "不再可能以{offences}论处。"),
    "dispute.none": (
        "No single dispute, decided otherwise, changes the answer.",
        "任一单项争议作相反认定，均不改变结论。",
    ),
    "source.since": ("in force {day}", "{day}起施行"),
    "head.number": ("{number}. {head}", "{number}、{head}"),
    "number.1": ("1", "一"),
    "number.2": ("2", "二"),
    "number.3": ("3", "三"),
    "number.4": ("4", "四"),
    "number.5": ("5", "五"),
    "number.6": ("6", "六"),
    "list.comma_then": (", ", "，"),
    "answer.prevails": ("{offence} prevails.", "应以{offence}论处。"),
    "why.lead": ("On {reading}:", "就{reading}而言："),
    "made_out.0": ("not made out", "不构成"),
    "made_out.1": ("open", "未定"),
    "made_out.2": ("made out", "构成"),
    "duty.place": ("{articles} ({about})", "{articles}（{about}）"),
    "duty.source": ("{name}, {places}, {since}", "{name}{places}，{since}"),
    "trace.truth": ("{truth}.", "{truth}。"),
    "trace.has": ("{question} [{cites}].", "{question}（{cites}）。"),
    "trace.asks": ("Needed: {question} [{cites}].", "要求：{question}（{cites}）。"),
    "trace.lacks": ("Lacking: {question} [{cites}].", "欠缺：{question}（{cites}）。"),
    "trace.cite": ("[{cites}].", "（{cites}）。"),
    "trace.place": ("{place}: {items}.", "{place}：{items}。"),
    "trace.item": ("{number}, {words}", "{number}，{words}"),
    "trace.thresholds": (
        "Open thresholds, of which any would do. {places}",
        "下列标准尚未排除，达到其一即可。{places}",
    ),
    "trace.reached": ("Reached: {places}", "已达到：{places}"),
    "trace.not_excluded": ("Not excluded: {places}", "尚未排除：{places}"),
    "trace.vpn": (
        "This rests on the view that a VPN is such a tool.",
        "此系以翻墙软件（VPN）属于该款所称工具为前提。",
    ),
    "trace.range": (
        "from {mark} the range is {low} to {high} years",
        "{mark}以上的，处{low}年以上{high}年以下有期徒刑",
    ),
    "trace.range_to_life": (
        "from {mark} the range is {low} years to life",
        "{mark}以上的，处{low}年以上有期徒刑或者无期徒刑",
    ),
    "trace.maximum_known": ("Maximum: {term}.", "法定最高刑：{term}。"),
    "reading.says": ("{words}.", "{words}。"),
    "duty.short": ("{name} ({since})", "{name}（{since}）"),
    "count.2": ("two", "两"),
    "count.3": ("three", "三"),
    "count.4": ("four", "四"),
    "count.10": ("ten", "十"),
    "trace.place_of": (" [{cites}]", "（{cites}）"),
    "trace.asks_for": ("{questions} [{cites}].", "{questions}（{cites}）。"),
}
