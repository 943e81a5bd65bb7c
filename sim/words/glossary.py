"""The terms of the project and their meaning: ``term.<name>``, ``means.<name>``. docs/glossary.md is made from them."""

from __future__ import annotations

GLOSSARY: dict[str, tuple[str, str]] = {
    # the law
    "term.art_286_1": (
        "Art. 286-1, refusing to perform information-network security duties",
        "刑法第二百八十六条之一，拒不履行信息网络安全管理义务罪",
    ),
    "means.art_286_1": (
        "Punishes a network service provider who does not perform a duty of safety management, is ordered by a "
        "regulator to rectify, refuses, and causes one of the results that the Article names. "
        "In force since 1 November 2015.",
        "网络服务提供者不履行信息网络安全管理义务，经监管部门责令采取改正措施而拒不改正，并造成法定后果的犯罪。"
        "2015年11月1日起施行。",
    ),
    "term.art_287_2": (
        "Art. 287-2, aiding crime on information networks",
        "刑法第二百八十七条之二，帮助信息网络犯罪活动罪",
    ),
    "means.art_287_2": (
        "Punishes whoever knows that others use networks for crime and gives technical or other help, if the "
        "circumstances are serious. In force since 1 November 2015.",
        "明知他人利用信息网络实施犯罪，为其提供技术支持等帮助，情节严重的犯罪。2015年11月1日起施行。",
    ),
    "term.pocket_crime": ("pocket crime", "口袋罪"),
    "means.pocket_crime": (
        "An offence so wide that very different conduct fits into it.",
        "构成要件宽泛、各种不同行为均可纳入其中的罪名。",
    ),
    "term.zombie_law": ("zombie law", "僵尸条款"),
    "means.zombie_law": (
        "A provision that is in force and is hardly ever applied.",
        "虽然有效但几乎从不适用的条款。",
    ),
    "term.provider": ("network service provider", "网络服务提供者"),
    "means.provider": (
        "A firm or person who runs a network service: hosting and access, payment and advertising, telecom resale or a "
        "platform. In the model, an agent with a licence, or a seller of tools without one.",
        "提供网络接入、托管、支付、广告、电信转售或者平台等服务的单位或者个人。模型中为持证服务提供者，或者无证的工具销售者。",
    ),
    "term.corrective_order": ("corrective order, order to rectify", "责令采取改正措施（责令改正）"),
    "means.corrective_order": (
        "A regulator's written order to put a breach right by a deadline. Without it there is no Art. 286-1.",
        "监管部门以书面形式要求限期改正的决定。未经责令改正，不构成第二百八十六条之一之罪。",
    ),
    "term.element": ("element of an offence", "构成要件"),
    "means.element": (
        "One of the conditions that must all hold for an offence. Each is satisfied, not satisfied, or open.",
        "犯罪成立所须全部具备的条件之一。每一要件或者具备，或者不具备，或者未定。",
    ),
    "term.open": ("open", "未定"),
    "means.open": (
        "The law or the known facts do not settle whether an element is satisfied.",
        "法律或者已知事实不足以确定某一要件是否具备。",
    ),
    "term.eligible": ("eligible", "符合构成要件"),
    "means.eligible": (
        "Said of a case file in which all elements of Art. 286-1 are satisfied, whatever officials do with it.",
        "案件具备第二百八十六条之一的全部构成要件，而不论办案机关如何处理。",
    ),
    "term.threshold": ("threshold", "入罪标准"),
    "means.threshold": (
        "The quantity from which a result counts as serious, as set by the Interpretation of 2019 (Fa Shi No. 15).",
        "2019年司法解释（法释〔2019〕15号）规定的后果或者情节达到“严重”的数量标准。",
    ),
    "term.safe_harbour": ("safe harbour", "避风港抗辩"),
    "means.safe_harbour": (
        "The defence of a provider who removed what was notified and did not know more.",
        "服务提供者已依通知处置且不知其他违法信息时的抗辩。",
    ),
    "term.concurrence": ("concurrence of offences", "竞合"),
    "means.concurrence": (
        "The same conduct satisfies several offences, and a rule must say which one is applied.",
        "同一行为同时构成数个犯罪，须依规则确定适用何罪。",
    ),
    "term.special_law": ("special-law rule", "特别法优于普通法"),
    "means.special_law": (
        "The narrower offence goes before the wider one.",
        "较特殊的规定优先于较一般的规定适用。",
    ),
    "term.heavier_provision": ("heavier-provision rule", "从一重处罚"),
    "means.heavier_provision": (
        "Of several offences the one with the heavier range of punishment is applied.",
        "数罪竞合时，适用法定刑较重的规定。",
    ),
    "term.reading": ("reading", "解释立场"),
    "means.reading": (
        "One consistent answer to the points of law that are disputed. Each case file is judged under several.",
        "对争议法律问题的一组融贯回答。每一案件均在数种解释立场下评价。",
    ),
    "term.rival": ("rival offence", "竞合罪名"),
    "means.rival": (
        "Another offence that may fit the same conduct, such as Arts. 225, 285(3), 287-1 or 363(1). Where a page "
        "says the rival, it means Art. 287-2.",
        "可能同样适用于该行为的其他罪名，例如第二百二十五条、第二百八十五条第三款、第二百八十七条之一、第三百六十三条第一款；单指一罪时为第二百八十七条之二。",
    ),
    # the procedure
    "term.case_file": ("case file", "案件"),
    "means.case_file": (
        "All that officials hold on one breach by one provider, from the finding to its end.",
        "某一服务提供者的一次违法，自发现至终结的全部卷宗。",
    ),
    "term.finding": ("finding", "发现违法"),
    "means.finding": ("A check finds a breach.", "检查中发现违法行为。"),
    "term.refusal": ("refusal", "拒不改正"),
    "means.refusal": (
        "The deadline of an order passes and the provider has not put the breach right.",
        "责令改正期限届满而未改正。",
    ),
    "term.referral": ("referral", "移送"),
    "means.referral": (
        "The regulator hands a case file to the police. The lever is called transfer_rate.",
        "监管部门将案件移送公安机关。对应的政策变量名为 transfer_rate。",
    ),
    "term.filing": ("filing", "立案"),
    "means.filing": ("The police open a criminal case.", "公安机关决定立为刑事案件。"),
    "term.tracing": ("tracing", "溯源"),
    "means.tracing": (
        "The police start from a crime and reach the provider who helped it, without a regulator.",
        "公安机关由上游犯罪查至提供帮助的服务提供者，不经监管部门。",
    ),
    "term.charge": ("charge", "起诉罪名"),
    "means.charge": (
        "The offence that the prosecutor puts before the court.",
        "检察机关提起公诉的罪名。",
    ),
    "term.conviction": ("conviction", "定罪"),
    "means.conviction": (
        "The court finds the provider guilty of an offence.",
        "法院判决认定有罪。",
    ),
    "term.non_compliant": ("non-compliant", "不合规"),
    "means.non_compliant": (
        "A provider who at present does not perform the duty. The time during which that lasts is a spell.",
        "目前未履行管理义务的服务提供者；其持续期间称为一次不合规期。",
    ),
    "term.wrongful": ("wrongful conviction", "错误定罪"),
    "means.wrongful": (
        "A conviction where, under the named reading, no offence is satisfied or open.",
        "在所指解释立场下，没有任何犯罪成立或者未定，而仍被定罪。",
    ),
    "term.mislabelled": ("mislabelled conviction", "罪名错误"),
    "means.mislabelled": (
        "A conviction for one offence where, under the named reading, another one had to be applied.",
        "在所指解释立场下应适用他罪，而以此罪定罪。",
    ),
    "term.impunity": ("impunity", "有罪未罚"),
    "means.impunity": (
        "A case file in which an offence is satisfied ends without a conviction.",
        "构成犯罪的案件终结而未被定罪。",
    ),
    "term.official_days": ("official days", "办案工作日"),
    "means.official_days": (
        "Working days of regulators, police, prosecutors and judges that the case files take.",
        "监管部门人员、警察、检察官、法官办理案件所耗的工作日。",
    ),
    # the model
    "term.lever": ("lever", "政策变量"),
    "means.lever": (
        "A number or a choice that a policy maker can set, such as the share of findings that lead to a written order.",
        "决策者可以设定的数值或选项，例如发现违法后作出书面责令改正的比例。",
    ),
    "term.parameter": ("world parameter", "世界参数"),
    "means.parameter": (
        "A number that describes providers or offices and that no policy maker sets.",
        "描述服务提供者或者机关、非由决策者设定的数值。",
    ),
    "term.package": ("package", "改革方案"),
    "means.package": (
        "A named set of levers that stands for a proposal of Pan and Xiong, such as policy=judiciary.",
        "代表潘、熊论文一项建议的一组政策变量，例如 policy=judiciary。",
    ),
    "term.prior": ("prior", "先验分布"),
    "means.prior": (
        "What a number may be, as declared before any result: a range around its median, with a source or none.",
        "在得出结果之前声明的某数值的可能范围（以中位数为中心），并注明来源或者无来源。",
    ),
    "term.scenario": ("scenario", "情景"),
    "means.scenario": (
        "Everything that decides a run apart from the random draws: law, levers, world, months.",
        "除随机数外决定一次模拟的全部设定：法律、政策变量、世界参数、月数。",
    ),
    "term.run": ("run", "模拟运行"),
    "means.run": (
        "One simulation of one scenario with one seed and one replicate.",
        "以一个种子和一个重复号对一个情景所作的一次模拟。",
    ),
    "term.seed": ("seed", "随机种子"),
    "means.seed": (
        "The number from which all random draws of a study come.",
        "一项研究全部随机数所由生成的数。",
    ),
    "term.replicate": ("replicate", "重复"),
    "means.replicate": (
        "One of several runs of a scenario that differ in their random draws alone.",
        "同一情景下仅随机数不同的若干次运行之一。",
    ),
    "term.keyed_draws": ("keyed random draws", "按键取随机数"),
    "means.keyed_draws": (
        "Each draw belongs to a named decision about a named provider or case file in a month, so two scenarios that "
        "share a seed differ by what was changed and by nothing else.",
        "每个随机数对应某月、某主体或案件的某项决定；同一种子的两个情景之差仅来自所作的改动。",
    ),
    "term.paired_difference": ("paired difference", "配对差"),
    "means.paired_difference": (
        "The outcome of a scenario less that of the one it is compared with, in the same replicate; then the mean over "
        "replicates.",
        "同一重复中两个情景结果之差，再对各重复取平均。",
    ),
    "term.realised": ("realised", "实现值"),
    "means.realised": ("Counts simulated cases.", "模拟中实际发生的案件数。"),
    "term.expected": ("expected", "期望值"),
    "means.expected": (
        "Adds up the probabilities of cases instead of counting them. It has the same mean and less noise.",
        "累加案件发生的概率而非计数；均值相同，噪声较小。",
    ),
    "term.interval": ("95 % interval", "95%区间"),
    "means.interval": (
        "Where the mean over endless runs lies, as far as the runs that were made can tell. It does not cover wrong "
        "parameters or wrong rules.",
        "依已作运行推断的、无限次运行之均值的所在范围；不包含参数或者规则错误的不确定性。",
    ),
    "term.application_rate": ("application rate", "适用率"),
    "means.application_rate": (
        "Expected convictions of Art. 286-1 where its elements are satisfied, per provider for whom they are satisfied,"
        " found or not. The diagnosis counts found ones only.",
        "符合构成要件时第二百八十六条之一的期望定罪数，除以符合构成要件的服务提供者数，不论是否被发现；诊断仅计被发现者。",
    ),
    "term.familiarity": ("familiarity", "熟悉度"),
    "means.familiarity": (
        "How used an office is to an offence, from 0 to 1. It rises with use and fades without it.",
        "机关对某一罪名的熟悉程度，取值0至1；随适用而升，不用则降。",
    ),
    "term.clarity": ("clarity", "明确度"),
    "means.clarity": (
        "How settled it is in practice what an element means, from 0 to 1.",
        "某一要件的含义在实践中确定的程度，取值0至1。",
    ),
    "term.charge_preference": ("charge preference", "罪名偏好"),
    "means.charge_preference": (
        "The probability that a prosecutor who sees equal merit charges Art. 287-2.",
        "检察官认为两罪同样可行时，以第二百八十七条之二起诉的概率。",
    ),
    "term.funnel": ("funnel", "漏斗"),
    "means.funnel": (
        "How many case files are left at each stage from finding to conviction.",
        "自发现至定罪各阶段所余的案件数。",
    ),
    "term.diagnosis": ("diagnosis", "诊断"),
    "means.diagnosis": (
        "Which of five causes keeps a provision from being applied, told by taking one cause away at a time.",
        "逐一消除原因，以判断五种原因中何者致使条款不被适用。",
    ),
    "term.starved": ("starved", "案源枯竭"),
    "means.starved": (
        "Too few case files arrive, although breaches are common.",
        "违法常见，但进入程序的案件过少。",
    ),
    "term.excluded": ("excluded", "被他罪排斥"),
    "means.excluded": (
        "Another offence takes the case files, however many there are.",
        "无论案件多少，均以他罪处理。",
    ),
    "term.trapped": ("trapped", "陷于不用"),
    "means.trapped": (
        "Nobody uses the provision because nobody is used to it; a large enough push would last.",
        "因不熟悉而不用，因不用而不熟悉；足够大的推动即可持久改变。",
    ),
    "term.deterred": ("deterred", "因威慑而不用"),
    "means.deterred": (
        "Few providers break the duty or refuse, so there is little to apply the provision to.",
        "违法或者拒不改正者很少，条款因而少有适用对象。",
    ),
    "term.displaced": ("displaced", "被行政手段替代"),
    "means.displaced": (
        "Regulators end the matter themselves by fine, closure or late compliance.",
        "监管部门以罚款、关停或者事后改正自行了结。",
    ),
    "term.elasticity": ("elasticity", "弹性"),
    "means.elasticity": (
        "By how many per cent an outcome moves when a lever moves by one per cent.",
        "政策变量变动百分之一时，结果变动的百分比。",
    ),
    "term.attribution": ("attribution, Shapley value", "归因（沙普利值）"),
    "means.attribution": (
        "The share of a change that is due to each of several causes, averaged over all orders of taking them away.",
        "将变化在数个原因之间分配，取所有消除顺序下的平均贡献。",
    ),
}
"""English and Chinese."""
