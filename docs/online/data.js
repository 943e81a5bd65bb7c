const onlineData = {
 "funnel": {
  "findings": 17304.77142857143,
  "written_orders": 5244.919047619047,
  "refusals": 146.07619047619048,
  "referrals": 6.89047619047619,
  "filings_after_order": 2.8238095238095235,
  "charges_286_1": 0.5428571428571428,
  "convictions_286_1": 0.4809523809523809
 },
 "obeyed": 0.9420625125812445,
 "acquitted": 0.0012345679012345679,
 "charged": {
  "286-1": {
   "286-1": 122,
   "287-2": 43,
   "other": 40,
   "none": 75
  },
  "286-1 and 287-2": {
   "286-1": 6,
   "287-2": 50,
   "other": 12,
   "none": 18
  },
  "287-2": {
   "286-1": 0,
   "287-2": 3404,
   "other": 753,
   "none": 960
  },
  "other only": {
   "286-1": 1,
   "287-2": 0,
   "other": 448,
   "none": 24
  },
  "none": {
   "286-1": 32,
   "287-2": 929,
   "other": 22,
   "none": 908
  },
  "open": {
   "286-1": 11,
   "287-2": 97,
   "other": 68,
   "none": 40
  }
 },
 "gates": {
  "corrective_order_rate": {
   "own": 0.26,
   "to": 1.0,
   "used": [
    0.5325290152099152,
    1.4805997992399913,
    0.699482716305556,
    1.2021254595736626
   ],
   "share": [
    0.036679489069574925,
    0.14399017581458098,
    0.07981257957178653,
    0.1344988202800341
   ],
   "wrongful": [
    2.6184752483915568,
    2.027237629050225,
    -0.7920357395553793,
    -0.3958069612406864
   ],
   "days": [
    37809.529334058876,
    60561.31325274669,
    22250.47993162689,
    23386.106675188235
   ]
  },
  "order_quality": {
   "own": 0.85,
   "to": 1.0,
   "used": [
    0.5325290152099152,
    0.8577881596377408,
    0.16291267952561322,
    0.4862309123805974
   ],
   "share": [
    0.036679489069574925,
    0.057299500506899775,
    0.009327205453874587,
    0.030691799372891192
   ],
   "wrongful": [
    2.6184752483915568,
    2.6296929142786496,
    -0.02382559201154729,
    0.043215543684598776
   ],
   "days": [
    37809.529334058876,
    37816.41341521559,
    1.230601493326475,
    17.83085999513384
   ]
  },
  "transfer_rate": {
   "own": 0.05,
   "to": 1.0,
   "used": [
    0.5325290152099152,
    3.012564228623673,
    2.087848697516528,
    3.033386351304594
   ],
   "share": [
    0.036679489069574925,
    0.138642706607861,
    0.08462137878575277,
    0.12048935118526508
   ],
   "wrongful": [
    2.6184752483915568,
    3.827965773961712,
    0.9976101346611763,
    1.4090704203843638
   ],
   "days": [
    37809.529334058876,
    38480.69247875208,
    618.463362403886,
    724.7619186330775
   ]
  },
  "charge_preference": {
   "own": 0.7,
   "to": 0.0,
   "used": [
    0.5325290152099152,
    0.76924137427771,
    0.13670010966419718,
    0.6867406454752005
   ],
   "share": [
    0.036679489069574925,
    0.05660630862623755,
    0.012116491327131136,
    0.056093637605384467
   ],
   "wrongful": [
    2.6184752483915568,
    2.464135017555382,
    -0.20433188089590135,
    -0.12298848690847697
   ],
   "days": [
    37809.529334058876,
    37810.43330431178,
    -5.330042070498635,
    7.049568798269968
   ]
  },
  "court_scrutiny": {
   "own": 0.05,
   "to": 1.0,
   "used": [
    0.5325290152099152,
    0.5371157926720154,
    0.0004630331518956874,
    0.02519739961464083
   ],
   "share": [
    0.036679489069574925,
    0.0368902679273606,
    -1.4033026104560155e-05,
    0.0005655069010530147
   ],
   "wrongful": [
    2.6184752483915568,
    0.17962037703560788,
    -2.6882228490699167,
    -2.2152190461607684
   ],
   "days": [
    37809.529334058876,
    37930.174594734664,
    98.63706182628592,
    142.58333769449578
   ]
  }
 },
 "runs": 16,
 "draws": 100,
 "alive": {
  "today": 7,
  "legislature": 8,
  "judiciary": 21,
  "regulators": 12,
  "popularisation": 6,
  "all": 64
 },
 "life": {
  "application_rate": 0.05,
  "share_of_convictions": 0.25
 },
 "inputs": [
  105,
  165
 ],
 "world": "world=classroom",
 "files": [
  {
   "name": "P0000225-2023-02",
   "items": 21361,
   "clients": 2,
   "confirmed": false,
   "knew": false,
   "lawful": true,
   "law": "286-1",
   "end": {
    "en": "fined",
    "zh": "罚款"
   },
   "elements": {
    "en": [
     [
      "286-1",
      "in force",
      "met",
      "Amendment IX; Criminal Law, Art. 12, para. 1"
     ],
     [
      "286-1",
      "subject",
      "met",
      "Criminal Law, Art. 286-1, para. 1; Interpretation, Art. 1"
     ],
     [
      "286-1",
      "duty",
      "met",
      "Criminal Law, Art. 286-1, para. 1"
     ],
     [
      "286-1",
      "breach",
      "met",
      "Criminal Law, Art. 286-1, para. 1"
     ],
     [
      "286-1",
      "order",
      "met",
      "Criminal Law, Art. 286-1, para. 1; Interpretation, Art. 2"
     ],
     [
      "286-1",
      "refusal",
      "met",
      "Criminal Law, Art. 286-1, para. 1"
     ],
     [
      "286-1",
      "intent",
      "met",
      "Criminal Law, Art. 286-1, para. 1; Criminal Law, Art. 14, para. 1"
     ],
     [
      "286-1",
      "consequence",
      "met",
      "Interpretation, Art. 3, item (2)"
     ],
     [
      "287-2",
      "in force",
      "met",
      "Amendment IX; Criminal Law, Art. 12, para. 1"
     ],
     [
      "287-2",
      "knowing",
      "not met",
      "Criminal Law, Art. 287-2, para. 1; Interpretation, Art. 11"
     ],
     [
      "287-2",
      "aid",
      "met",
      "Criminal Law, Art. 287-2, para. 1"
     ],
     [
      "287-2",
      "aided crime",
      "not met",
      "Interpretation, Art. 13"
     ],
     [
      "287-2",
      "serious",
      "met",
      "Interpretation, Art. 12, para. 1, item (2)"
     ],
     [
      "287-2",
      "five-fold rule",
      "not met",
      "Interpretation, Art. 12, para. 2"
     ],
     [
      "287-2",
      "weight of the aid",
      "not met",
      "Interpretation, Art. 13"
     ]
    ],
    "zh": [
     [
      "286-1",
      "时间效力",
      "met",
      "《刑法修正案（九）》；《刑法》第十二条第一款"
     ],
     [
      "286-1",
      "主体",
      "met",
      "《刑法》第二百八十六条之一第一款；《解释》第一条"
     ],
     [
      "286-1",
      "义务",
      "met",
      "《刑法》第二百八十六条之一第一款"
     ],
     [
      "286-1",
      "不履行",
      "met",
      "《刑法》第二百八十六条之一第一款"
     ],
     [
      "286-1",
      "责令改正",
      "met",
      "《刑法》第二百八十六条之一第一款；《解释》第二条"
     ],
     [
      "286-1",
      "拒不改正",
      "met",
      "《刑法》第二百八十六条之一第一款"
     ],
     [
      "286-1",
      "故意",
      "met",
      "《刑法》第二百八十六条之一第一款；《刑法》第十四条第一款"
     ],
     [
      "286-1",
      "后果",
      "met",
      "《解释》第三条第二项"
     ],
     [
      "287-2",
      "时间效力",
      "met",
      "《刑法修正案（九）》；《刑法》第十二条第一款"
     ],
     [
      "287-2",
      "明知",
      "not met",
      "《刑法》第二百八十七条之二第一款；《解释》第十一条"
     ],
     [
      "287-2",
      "帮助",
      "met",
      "《刑法》第二百八十七条之二第一款"
     ],
     [
      "287-2",
      "被帮助的犯罪",
      "not met",
      "《解释》第十三条"
     ],
     [
      "287-2",
      "情节严重",
      "met",
      "《解释》第十二条第一款第二项"
     ],
     [
      "287-2",
      "五倍标准",
      "not met",
      "《解释》第十二条第二款"
     ],
     [
      "287-2",
      "帮助行为的情节",
      "not met",
      "《解释》第十三条"
     ]
    ]
   }
  },
  {
   "name": "P0000365-2025-03",
   "items": 876,
   "clients": 1,
   "confirmed": true,
   "knew": true,
   "lawful": true,
   "law": "287-2",
   "end": {
    "en": "closed down",
    "zh": "责令关停"
   },
   "elements": {
    "en": [
     [
      "286-1",
      "in force",
      "met",
      "Amendment IX; Criminal Law, Art. 12, para. 1"
     ],
     [
      "286-1",
      "subject",
      "met",
      "Criminal Law, Art. 286-1, para. 1; Interpretation, Art. 1"
     ],
     [
      "286-1",
      "duty",
      "met",
      "Criminal Law, Art. 286-1, para. 1"
     ],
     [
      "286-1",
      "breach",
      "met",
      "Criminal Law, Art. 286-1, para. 1"
     ],
     [
      "286-1",
      "order",
      "met",
      "Criminal Law, Art. 286-1, para. 1; Interpretation, Art. 2"
     ],
     [
      "286-1",
      "refusal",
      "met",
      "Criminal Law, Art. 286-1, para. 1"
     ],
     [
      "286-1",
      "intent",
      "met",
      "Criminal Law, Art. 286-1, para. 1; Criminal Law, Art. 14, para. 1"
     ],
     [
      "286-1",
      "consequence",
      "not met",
      ""
     ],
     [
      "287-2",
      "in force",
      "met",
      "Amendment IX; Criminal Law, Art. 12, para. 1"
     ],
     [
      "287-2",
      "knowing",
      "met",
      "Criminal Law, Art. 287-2, para. 1"
     ],
     [
      "287-2",
      "aid",
      "met",
      "Criminal Law, Art. 287-2, para. 1"
     ],
     [
      "287-2",
      "aided crime",
      "met",
      "Interpretation, Art. 13"
     ],
     [
      "287-2",
      "serious",
      "met",
      "Interpretation, Art. 12, para. 1, item (4)"
     ],
     [
      "287-2",
      "five-fold rule",
      "not met",
      "Interpretation, Art. 12, para. 2"
     ],
     [
      "287-2",
      "weight of the aid",
      "met",
      "Interpretation, Art. 12, para. 1, item (4)"
     ]
    ],
    "zh": [
     [
      "286-1",
      "时间效力",
      "met",
      "《刑法修正案（九）》；《刑法》第十二条第一款"
     ],
     [
      "286-1",
      "主体",
      "met",
      "《刑法》第二百八十六条之一第一款；《解释》第一条"
     ],
     [
      "286-1",
      "义务",
      "met",
      "《刑法》第二百八十六条之一第一款"
     ],
     [
      "286-1",
      "不履行",
      "met",
      "《刑法》第二百八十六条之一第一款"
     ],
     [
      "286-1",
      "责令改正",
      "met",
      "《刑法》第二百八十六条之一第一款；《解释》第二条"
     ],
     [
      "286-1",
      "拒不改正",
      "met",
      "《刑法》第二百八十六条之一第一款"
     ],
     [
      "286-1",
      "故意",
      "met",
      "《刑法》第二百八十六条之一第一款；《刑法》第十四条第一款"
     ],
     [
      "286-1",
      "后果",
      "not met",
      ""
     ],
     [
      "287-2",
      "时间效力",
      "met",
      "《刑法修正案（九）》；《刑法》第十二条第一款"
     ],
     [
      "287-2",
      "明知",
      "met",
      "《刑法》第二百八十七条之二第一款"
     ],
     [
      "287-2",
      "帮助",
      "met",
      "《刑法》第二百八十七条之二第一款"
     ],
     [
      "287-2",
      "被帮助的犯罪",
      "met",
      "《解释》第十三条"
     ],
     [
      "287-2",
      "情节严重",
      "met",
      "《解释》第十二条第一款第四项"
     ],
     [
      "287-2",
      "五倍标准",
      "not met",
      "《解释》第十二条第二款"
     ],
     [
      "287-2",
      "帮助行为的情节",
      "met",
      "《解释》第十二条第一款第四项"
     ]
    ]
   }
  },
  {
   "name": "P0001399-2024-09",
   "items": 1,
   "clients": 1,
   "confirmed": true,
   "knew": false,
   "lawful": false,
   "law": "none",
   "end": {
    "en": "not filed",
    "zh": "不予立案"
   },
   "elements": {
    "en": [
     [
      "286-1",
      "in force",
      "met",
      "Amendment IX; Criminal Law, Art. 12, para. 1"
     ],
     [
      "286-1",
      "subject",
      "met",
      "Criminal Law, Art. 286-1, para. 1; Interpretation, Art. 1"
     ],
     [
      "286-1",
      "duty",
      "met",
      "Criminal Law, Art. 286-1, para. 1"
     ],
     [
      "286-1",
      "breach",
      "met",
      "Criminal Law, Art. 286-1, para. 1"
     ],
     [
      "286-1",
      "order",
      "not met",
      "Interpretation, Art. 2, para. 2"
     ],
     [
      "286-1",
      "refusal",
      "met",
      "Criminal Law, Art. 286-1, para. 1"
     ],
     [
      "286-1",
      "intent",
      "met",
      "Criminal Law, Art. 286-1, para. 1; Criminal Law, Art. 14, para. 1"
     ],
     [
      "286-1",
      "consequence",
      "not met",
      ""
     ],
     [
      "287-2",
      "in force",
      "met",
      "Amendment IX; Criminal Law, Art. 12, para. 1"
     ],
     [
      "287-2",
      "knowing",
      "not met",
      "Criminal Law, Art. 287-2, para. 1; Interpretation, Art. 11"
     ],
     [
      "287-2",
      "aid",
      "met",
      "Criminal Law, Art. 287-2, para. 1"
     ],
     [
      "287-2",
      "aided crime",
      "met",
      "Interpretation, Art. 13"
     ],
     [
      "287-2",
      "serious",
      "not met",
      ""
     ],
     [
      "287-2",
      "five-fold rule",
      "not met",
      "Interpretation, Art. 12, para. 2"
     ],
     [
      "287-2",
      "weight of the aid",
      "not met",
      ""
     ]
    ],
    "zh": [
     [
      "286-1",
      "时间效力",
      "met",
      "《刑法修正案（九）》；《刑法》第十二条第一款"
     ],
     [
      "286-1",
      "主体",
      "met",
      "《刑法》第二百八十六条之一第一款；《解释》第一条"
     ],
     [
      "286-1",
      "义务",
      "met",
      "《刑法》第二百八十六条之一第一款"
     ],
     [
      "286-1",
      "不履行",
      "met",
      "《刑法》第二百八十六条之一第一款"
     ],
     [
      "286-1",
      "责令改正",
      "not met",
      "《解释》第二条第二款"
     ],
     [
      "286-1",
      "拒不改正",
      "met",
      "《刑法》第二百八十六条之一第一款"
     ],
     [
      "286-1",
      "故意",
      "met",
      "《刑法》第二百八十六条之一第一款；《刑法》第十四条第一款"
     ],
     [
      "286-1",
      "后果",
      "not met",
      ""
     ],
     [
      "287-2",
      "时间效力",
      "met",
      "《刑法修正案（九）》；《刑法》第十二条第一款"
     ],
     [
      "287-2",
      "明知",
      "not met",
      "《刑法》第二百八十七条之二第一款；《解释》第十一条"
     ],
     [
      "287-2",
      "帮助",
      "met",
      "《刑法》第二百八十七条之二第一款"
     ],
     [
      "287-2",
      "被帮助的犯罪",
      "met",
      "《解释》第十三条"
     ],
     [
      "287-2",
      "情节严重",
      "not met",
      ""
     ],
     [
      "287-2",
      "五倍标准",
      "not met",
      "《解释》第十二条第二款"
     ],
     [
      "287-2",
      "帮助行为的情节",
      "not met",
      ""
     ]
    ]
   }
  }
 ],
 "words": {
  "en": {
   "html": "en",
   "gap": " ",
   "language": "中文",
   "dark": "Dark",
   "light": "Light",
   "title": "A file lands on your desk",
   "desks": [
    "Regulator",
    "Police",
    "Prosecutor",
    "Judge"
   ],
   "path": "The file is on the desk: {desk}",
   "firm": "An online firm leaves {items} illegal {posts} online.",
   "posts": [
    "post",
    "posts"
   ],
   "clients": {
    "1 true": "One client is a criminal.",
    "2 false": "Two clients are suspected criminals.",
    "3 true": "Three clients are criminals."
   },
   "you": [
    "You are the regulator.",
    "The firm refuses.",
    "You are the police.",
    "You are the prosecutor.",
    "You are the judge."
   ],
   "asked": [
    "",
    "Tell the police?",
    "Open a case?",
    "It refused {order}. {crime} {knew}",
    "Charge: {charge}."
   ],
   "order": {
    "true": "a lawful order",
    "false": "an order without basis"
   },
   "crime": {
    "true": "Clients' crime: proven.",
    "false": "Clients' crime: unproven."
   },
   "knew": {
    "true": "It knew of it.",
    "false": "It knew of none."
   },
   "choices": {
    "order": "Order in writing",
    "talk": "Talk",
    "close": "Shut it down",
    "nothing": "Do nothing",
    "send": "Send the file",
    "rest": "Keep it",
    "open": "Open a case",
    "leave": "Leave it",
    "286-1": "Refusal (286-1)",
    "287-2": "Aid (287-2)",
    "none": "No charge",
    "convict": "Convict",
    "acquit": "Acquit"
   },
   "needs": {
    "286-1": "lawful order, refused; 2,000+ posts",
    "287-2": "knew of proven crime",
    "none": ""
   },
   "charges": {
    "286-1": "refusing an order (286-1)",
    "287-2": "aiding crime (287-2)"
   },
   "said": {
    "order": "In the model, {n} of 100 regulators order; {obeyed} of 100 firms obey.",
    "send": "{n} of 100 refusals are sent.",
    "open": "{n} of 100 are opened.",
    "charge": "Charged, of 100: {own} refusal, {rival} aid, {other} other.",
    "judge": "{n} in 1,000 are convicted."
   },
   "yours": "{choice}.",
   "ends": {
    "lost": "Lost",
    "right": "Right",
    "wrong": "Wrong",
    "mislabelled": "Mislabelled"
   },
   "ended": {
    "lost": "This was a crime, and nobody is convicted.",
    "right": "Convicted, as the law says.",
    "spared": "It was no crime, and nobody is convicted.",
    "wrong": "Convicted, though it was no crime.",
    "mislabelled": "Convicted, of the wrong offence.",
    "unordered": "Without an order, there is nothing to refuse."
   },
   "law": "The law said: {law}.",
   "laws": {
    "286-1": "refusing an order, Art. 286-1",
    "287-2": "aiding crime, Art. 287-2",
    "none": "no crime",
    "unordered": "no refused order, no crime under Art. 286-1"
   },
   "model": "Model: {end}.",
   "why": "Why?",
   "article": {
    "286-1": "Art. 286-1, refusing an order",
    "287-2": "Art. 287-2, aiding crime"
   },
   "met": "met",
   "not met": "not met",
   "open": "open",
   "all": "See all files",
   "another": "Another file",
   "country": "Behind yours: {n} files a year",
   "dot": "One dot, one file.",
   "stops": [
    "No written order",
    "Ordered; most obey",
    "Refused; not sent",
    "No case opened",
    "Other charge; no conviction",
    "Convicted of refusal"
   ],
   "mine": "yours",
   "few": "In ten years, {last} convictions of refusal.",
   "gate": "Which gate would you open?",
   "predict": "Which brings most refusal charges? Today: {n} a year.",
   "gates": {
    "corrective_order_rate": "Order every time",
    "order_quality": "Make orders lawful",
    "transfer_rate": "Send every refusal",
    "charge_preference": "Stop favouring aid",
    "court_scrutiny": "Judges check every requirement"
   },
   "today": "Today",
   "charged": "Charges of refusal (286-1), a year in the country",
   "guess": "your guess",
   "hit": "You found the widest gate.",
   "miss": "The widest gate is another: {gate}.",
   "opened": "It takes charges from {base} to {value} a year. Even then {rival} of 100 charges under the two articles are for aid.",
   "bars": "Each gate alone, fully open, all else as today; means of {runs} runs. Thin line: chance, 95 %.",
   "sure": "Is that sure?",
   "unsure": "No: it rests on guesses",
   "measured": "{none} of the model's {inputs} inputs were never measured. So {draws} sets of inputs were drawn that fit what was published. In how many is Art. 286-1 alive?",
   "alive": "Alive: applied in {rate} of 100 cases that fit it or more, and {share} of 100 convictions under the two articles or more. Single gates were not tried in these sets; packages of reforms were.",
   "packages": {
    "today": "Today",
    "legislature": "Clearer laws",
    "judiciary": "Prosecutors and judges",
    "regulators": "Regulators",
    "popularisation": "Public education",
    "all": "All four"
   },
   "of": "{n} of {draws}",
   "nobody": "One package: {one} of {draws} at best. All four: {all}. Nobody can promise that a reform works.",
   "price": "What does it cost?",
   "costs": "The price of a gate",
   "pick": "Choose a gate",
   "rows": {
    "used": "Charges of refusal",
    "wrongful": "Wrongful convictions, any offence",
    "days": "Working days of officials"
   },
   "changes": {
    "more": "more",
    "fewer": "fewer",
    "none": "no clear change"
   },
   "lesson": "{gate}: charges {before} → {after}, wrongful convictions {wrongly} → {now}.",
   "paid": "A year in the country. Hollow: today. Filled: gate open. Shade: chance, 95 %. Days are checks and case files; better orders have no price here.",
   "doors": "Go on",
   "laboratory": "The laboratory",
   "laboratory.about": "Set two policies and watch the files (runs on your computer)",
   "findings": "The findings",
   "findings.about": "Two pages, with both doubts",
   "another.about": "Three files, three answers",
   "about": "A simulation: no forecast, no legal advice. Officials and firms are invented; the files are from a run of the model ({world}). Numbers: the studies baseline (the whole country), levers and decide (a tenth, scaled) in results/paper.",
   "links": {
    "laboratory": "../start_browser.md",
    "findings": "../findings.md"
   },
   "moral": "More use is not better law."
  },
  "zh": {
   "html": "zh-CN",
   "gap": "",
   "language": "English",
   "dark": "深色",
   "light": "浅色",
   "title": "一份案卷送到您的案头",
   "desks": [
    "监管部门",
    "公安机关",
    "检察官",
    "法官"
   ],
   "path": "案卷现在位于：{desk}",
   "firm": "某网络企业留有{items}条违法信息未删除。",
   "posts": [
    "条违法信息",
    "条违法信息"
   ],
   "clients": {
    "1 true": "其一名客户是犯罪分子。",
    "2 false": "其两名客户涉嫌犯罪。",
    "3 true": "其三名客户是犯罪分子。"
   },
   "you": [
    "您在监管部门。",
    "该机构拒不改正。",
    "您是公安民警。",
    "您是检察官。",
    "您是法官。"
   ],
   "asked": [
    "",
    "是否移送公安机关？",
    "是否立案？",
    "责令改正：{order}。{crime}{knew}",
    "指控罪名：{charge}。"
   ],
   "order": {
    "true": "合法有效",
    "false": "没有法律依据"
   },
   "crime": {
    "true": "客户的犯罪已经查实。",
    "false": "客户的犯罪未能查实。"
   },
   "knew": {
    "true": "该机构知情。",
    "false": "该机构不知情。"
   },
   "choices": {
    "order": "书面责令改正",
    "talk": "约谈",
    "close": "责令关停",
    "nothing": "不处理",
    "send": "移送",
    "rest": "不移送",
    "open": "立案",
    "leave": "不立案",
    "286-1": "拒不履行义务罪",
    "287-2": "帮信罪",
    "none": "不起诉",
    "convict": "判决有罪",
    "acquit": "宣告无罪"
   },
   "needs": {
    "286-1": "第286条之一：合法的责令改正，拒不改正；违法信息2,000条以上",
    "287-2": "第287条之二：明知，且客户犯罪查实",
    "none": ""
   },
   "charges": {
    "286-1": "拒不履行信息网络安全管理义务罪（第286条之一）",
    "287-2": "帮助信息网络犯罪活动罪（第287条之二）"
   },
   "said": {
    "order": "在模型中，每100件，监管部门书面责令改正{n}件；此后每100家有{obeyed}家改正。",
    "send": "每100件拒不改正，移送{n}件。",
    "open": "每100件移送，公安机关立案{n}件。",
    "charge": "此类案件每100件：以拒不履行义务罪起诉{own}件，帮信罪{rival}件，他罪{other}件。",
    "judge": "每1,000件，法院判决有罪{n}件。"
   },
   "yours": "您的决定：{choice}。",
   "ends": {
    "lost": "中途流失",
    "right": "正确",
    "wrong": "错判",
    "mislabelled": "定性错误"
   },
   "ended": {
    "lost": "本案构成犯罪，却无人被定罪。",
    "right": "定罪罪名与法律一致。",
    "spared": "本案不构成犯罪，也无人被定罪。",
    "wrong": "本案不构成犯罪，却被定罪。",
    "mislabelled": "定了罪，但罪名有误。",
    "unordered": "没有责令改正，也就谈不上拒不改正。"
   },
   "law": "依法应为：{law}。",
   "laws": {
    "286-1": "拒不履行信息网络安全管理义务罪（第286条之一）",
    "287-2": "帮助信息网络犯罪活动罪（第287条之二）",
    "none": "不构成犯罪",
    "unordered": "不构成第286条之一之罪"
   },
   "model": "本案在模型中的结局：{end}。",
   "why": "为什么？",
   "article": {
    "286-1": "第286条之一 拒不履行信息网络安全管理义务罪",
    "287-2": "第287条之二 帮助信息网络犯罪活动罪"
   },
   "met": "具备",
   "not met": "不具备",
   "open": "未定",
   "all": "看全国的案件",
   "another": "换一份案卷",
   "country": "在您这件之后：全国每年{n}件",
   "dot": "一点代表一件。",
   "stops": [
    "未作书面责令改正",
    "已责令改正，多数改正",
    "拒不改正，未移送",
    "已移送，未立案",
    "以他罪起诉或者未定罪",
    "以拒不履行义务罪定罪"
   ],
   "mine": "您这件",
   "few": "十年间，以拒不履行义务罪定罪{last}件。",
   "gate": "如果只能打开一道门，您选哪一道？",
   "predict": "先猜：开哪道门，拒不履行义务罪的起诉最多？现状：每年{n}件。",
   "gates": {
    "corrective_order_rate": "每次都书面责令改正",
    "order_quality": "每份责令改正都合法有效",
    "transfer_rate": "凡拒不改正，一律移送",
    "charge_preference": "检察官不再偏好帮信罪",
    "court_scrutiny": "法官逐一审查构成要件"
   },
   "today": "现状",
   "charged": "全国每年以拒不履行义务罪（第286条之一）起诉的案件数",
   "guess": "您的选择",
   "hit": "您选中了最宽的一道门。",
   "miss": "最宽的是另一道门：{gate}。",
   "opened": "打开它，起诉由每年{base}件增至{value}件。即便如此，两罪起诉中每100件仍有{rival}件是帮信罪。",
   "bars": "每次只完全打开一道门，其余维持现状；{runs}次运行的均值。细线为随机误差的95%区间。",
   "sure": "这有把握吗？",
   "unsure": "没有把握：许多数值只是假定",
   "measured": "模型的{inputs}项输入中，有{none}项从未有人测量。因此抽取了{draws}组与已公布数据相符的输入。其中有多少组，第286条之一得到适用，即“存活”？",
   "alive": "存活：在具备其要件的案件中，每100件至少适用{rate}件，并且在两罪的定罪中，每100件至少占{share}件。这些抽样未逐一试验单道门，试验的是成套改革。",
   "packages": {
    "today": "现状",
    "legislature": "明确法律文本",
    "judiciary": "检察官与法官",
    "regulators": "监管部门",
    "popularisation": "普法",
    "all": "四套并用"
   },
   "of": "{n}/{draws}组",
   "nobody": "只用一套改革，至多{draws}组中{one}组存活；四套并用，{all}组。没有人能保证改革奏效。",
   "price": "代价是什么？",
   "costs": "开门的代价",
   "pick": "选择一道门",
   "rows": {
    "used": "以拒不履行义务罪起诉",
    "wrongful": "错误定罪（各罪合计）",
    "days": "公务工作日"
   },
   "changes": {
    "more": "增加",
    "fewer": "减少",
    "none": "变化不明显"
   },
   "lesson": "{gate}：起诉{before} → {after}，错误定罪{wrongly} → {now}。",
   "paid": "均为全国每年。空心点为现状，实心点为开门之后，阴影为随机误差的95%区间。工作日只计检查与办案；提高责令改正质量在此未计价。",
   "doors": "接下来",
   "laboratory": "实验室",
   "laboratory.about": "设置两种政策，观察案件流向（在您的电脑上运行）",
   "findings": "有何发现",
   "findings.about": "两页，附两类不确定性",
   "another.about": "三份案卷，三种答案",
   "about": "本页为模拟，不是预测，也不构成法律意见。官员与机构均为虚构；案卷取自模型的一次运行（{world}）。数字取自results/paper中的各项研究：baseline（全国规模）、levers与decide（十分之一规模，折算为全国）。",
   "links": {
    "laboratory": "../start_browser.zh.md",
    "findings": "../findings.zh.md"
   },
   "moral": "用得多不等于用得好。"
  }
 }
};
