// The front page: the reader is an official. What was done is in the address, words and numbers are in data.js.
(() => {
  const data = onlineData;
  const STEPS = [
    { name: "order", desk: 0, choices: ["order", "talk", "close", "nothing"], on: ["order"] },
    { name: "send", desk: 0, choices: ["send", "rest"], on: ["send"] },
    { name: "open", desk: 1, choices: ["open", "leave"], on: ["open"] },
    { name: "charge", desk: 2, choices: ["286-1", "287-2", "none"], on: ["286-1", "287-2"] },
    { name: "judge", desk: 3, choices: ["convict", "acquit"], on: [] },
  ];
  const GATES = Object.keys(data.gates), { funnel } = data;
  const SECTIONS = ["case", "country", "gates", "sure", "cost"];
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  let acted = false, fresh = true, folder = 0, laid = [], state, words;

  // ---- small helpers

  // An element: its name with classes, as in "p.note", its attributes if there are any, and what is inside.
  const make = (tag, ...inside) => {
    const [name, ...kinds] = tag.split("."), given = inside[0] && inside[0].constructor === Object ? inside.shift() : {};
    const one = name.startsWith("svg:") ? document.createElementNS("http://www.w3.org/2000/svg", name.slice(4)) : document.createElement(name);
    if (kinds.length) one.setAttribute("class", kinds.join(" "));
    for (const [key, value] of Object.entries(given)) one.setAttribute(key, value);
    one.append(...inside);
    return one;
  };
  const HIDDEN = { "aria-hidden": "true" };
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const count = (value) => (value >= 9.95 ? Math.round(value).toLocaleString("en") : value.toFixed(1).replace(/\.0$/, ""));
  const percent = (value) => (value > 0 && value < 0.01 ? (100 * value).toFixed(1) : String(Math.round(100 * value)));
  const button = (text, does, attributes = {}) => {
    const one = make("button", { type: "button", ...attributes }, ...[text].flat());
    one.addEventListener("click", does);
    return one;
  };

  const spot = (kind, left, width) => make(kind, { style: `left:${left};width:${width}` });

  // ---- the state, which the address holds

  function read() {
    const said = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    const one = (name, allowed, otherwise) => (allowed.includes(said[name]) ? said[name] : otherwise);
    const did = [];
    for (const choice of (said.did || "").split(".")) {
      const step = STEPS[did.length];
      if (!step || !step.choices.includes(choice) || (did.length && !STEPS[did.length - 1].on.includes(did.at(-1)))) break;
      did.push(choice);
    }
    const over = did.length > 0 && !STEPS[did.length - 1].on.includes(did.at(-1));
    const guess = one("guess", GATES, "");
    let at = over ? SECTIONS.indexOf(one("at", SECTIONS, "case")) : 0;
    if (at > 1 && !guess) at = 1;
    return {
      lang: one("lang", ["en", "zh"], "en"),
      theme: one("theme", ["light", "dark"], matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"),
      file: Number(one("file", data.files.map((_, place) => String(place)), 0)), did, over, at, guess, gate: one("gate", GATES, guess),
    };
  }

  function go(moved) {
    const said = new URLSearchParams(location.hash.slice(1));
    for (const [name, value] of Object.entries(moved)) value === "" ? said.delete(name) : said.set(name, value);
    acted = "did" in moved || "at" in moved;
    location.hash = said;
  }
  const section = (name, ...inside) => make("section", { "aria-labelledby": name }, ...inside);
  const onward = (name, text) => (SECTIONS[state.at + 1] === name ? [make("div.choices", button(text, () => go({ at: name }), { class: "go" }))] : []);
  const next = () => go({ file: (state.file + 1) % data.files.length, did: "", at: "", guess: "", gate: "" });

  // ---- the case file and the four desks

  const PERSON = "M12 4a5 5 0 1 0 .1 0zM3 25c0-8 3-11 9-11s9 3 9 11z";
  const SIGNS = ["M6 1h8l4 4v14H6zM9 9h6M9 13h6", "M12 1l8 3v6c0 5-4 8-8 10-4-2-8-5-8-10V4z", "M12 1v18M6 19h12M3 5h18M3 5l-2 7h5zM21 5l-2 7h5z", "M3 8l6-6 6 6-6 6zM12 11l8 8M2 20h9"];

  function desks(at) {
    const drawn = (kind, viewBox, d) => make(`svg:svg.${kind}`, { viewBox, ...HIDDEN }, make("svg:path", { d }));
    const row = make("ol.desks", ...words.desks.map((name, place) => make("li", place === at ? { "aria-current": "step" } : {},
      drawn("person", "0 0 24 25", PERSON), make("span.desk", drawn("sign", "-1 0 27 21", SIGNS[place])), make("span.who", name))));
    const paper = make("div.folder", HIDDEN);
    const place = (desk) => paper.style.setProperty("--at", desk);
    place(folder);
    if (folder !== at) requestAnimationFrame(() => requestAnimationFrame(() => place(at)));
    folder = at;
    return make("div.office", { role: "group", "aria-label": filled(words.path, { desk: words.desks[at] }) }, row, paper);
  }

  // What officials of the model did at a step with such a file, as shares of 100.
  function shares(step, file) {
    const of = data.charged[file.law], all = of["286-1"] + of["287-2"] + of.other + of.none;
    return {
      order: { n: percent(funnel.written_orders / funnel.findings), obeyed: percent(data.obeyed) },
      send: { n: percent(funnel.referrals / funnel.refusals) },
      open: { n: percent(funnel.filings_after_order / funnel.referrals) },
      charge: { own: percent(of["286-1"] / all), rival: percent(of["287-2"] / all), other: percent(of.other / all) },
      judge: { n: count(1000 * (1 - data.acquitted)) },
    }[step];
  }

  function strip(name, all) {
    const parts = name === "judge" ? [all.n / 10] : name === "charge" ? [all.own, all.rival, all.other] : [all.n];
    return make("span.strip", HIDDEN, ...parts.map((part) => spot("i", 0, `${part}%`)));
  }

  // How the file ended for the reader, against what the law says.
  function verdict({ did }, file) {
    const convicted = did.at(-1) === "convict" ? did[3] : "";
    if (!convicted) return file.law === "none" ? "right" : "lost";
    return file.law === "none" ? "wrong" : file.law === convicted ? "right" : "mislabelled";
  }

  const about = (file) => ({
    items: file.items.toLocaleString("en"), posts: words.posts[Number(file.items !== 1)],
    order: words.order[file.lawful], crime: words.crime[file.confirmed], knew: words.knew[file.knew],
  });

  function ending(file) {
    const how = verdict(state, file), unordered = state.did.length === 1 && file.law === "286-1";
    const key = unordered ? "unordered" : how === "right" && file.law === "none" ? "spared" : how;
    const lists = ["286-1", "287-2"].map((offence) => make("div", make("h3", words.article[offence]), make("ul", ...file.elements[state.lang]
      .filter(([of]) => of === offence)
      .map(([, element, truth, law]) => make("li", { class: truth.replace(" ", "-") }, make("b", element), ` ${words[truth]} `, make("small", law))))));
    return make("div.ending", { tabindex: -1, id: "now", role: "group", "aria-labelledby": "now-title", "aria-describedby": "last" },
      make("p", { class: `stamp ${how}`, id: "now-title" }, words.ends[how]),
      make("div", make("p.big", filled(words.law, { law: words.laws[unordered ? key : file.law] })),
        make("p", words.ended[key], ...(state.did.length > 1 ? [words.gap, filled(words.model, { end: file.end[state.lang] })] : [])),
        ...(unordered ? [] : [make("details", make("summary", words.why), make("div.elements", ...lists))])));
  }

  function caseSection() {
    const file = data.files[state.file], facts = about(file), { did, over } = state;
    const said = did.map((choice, place) => {
      const { name } = STEPS[place], all = shares(name, file);
      return make("li", place === did.length - 1 ? { id: "last" } : {}, make("span.yours", filled(words.yours, { choice: words.choices[choice] })), " ", filled(words.said[name], all), strip(name, all));
    });
    const paper = make("div", { class: did.length ? "paper" : "paper lands" },
      make("span.tab", file.name), make("p.facts", filled(words.firm, facts), words.gap, words.clients[`${file.clients} ${file.confirmed}`]),
      make("ol.log", ...said));
    if (over) paper.append(ending(file));
    else {
      const place = did.length, charge = words.charges[did[3]];
      paper.append(make("div.turn", { tabindex: -1, id: "now", role: "group", "aria-labelledby": "now-title", ...(place ? { "aria-describedby": "last" } : {}) }, make("h2", { id: "now-title" }, words.you[place]), make("p", filled(words.asked[place], { ...facts, charge }))),
        make("div.choices", ...STEPS[place].choices.map((choice) => {
          const needs = place === 3 && words.needs[choice];
          return button([make("b", words.choices[choice]), ...(needs ? [make("small", needs)] : [])], () => go({ did: [...did, choice].join(".") }), { "data-choice": choice });
        })));
    }
    const after = over ? onward("country", words.all) : [];
    if (after.length) after[0].append(button(words.another, next));
    return section("title", make("h1", { id: "title" }, words.title), desks(STEPS[Math.min(Math.max(0, did.length - Number(over)), 4)].desk), paper, ...after);
  }

  // ---- all files of the country, and where they stop

  function stops() {
    const ways = ["findings", "written_orders", "refusals", "referrals", "filings_after_order", "convictions_286_1"].map((name) => funnel[name]);
    return ways.map((came, place) => came - (ways[place + 1] || 0));
  }

  // The row in which the reader's file stopped; a conviction of 287-2 is another charge.
  function mine({ did }) {
    if (did.length < 5) return [0, 2, 3, 4][did.length - 1];
    return did[4] === "convict" && did[3] === "286-1" ? 5 : 4;
  }

  function field(canvas, number, own, share) {
    const wide = canvas.clientWidth, step = wide > 500 ? 4 : 3, size = step - 1;
    const across = Math.floor(wide / step), lone = number < 1.5, high = lone ? 22 : Math.ceil(number / across) * step + 4, many = devicePixelRatio || 1;
    canvas.style.height = `${high}px`;
    canvas.width = Math.round(wide * many);
    canvas.height = Math.round(high * many);
    const pen = canvas.getContext("2d"), style = getComputedStyle(canvas);
    pen.scale(many, many);
    pen.fillStyle = style.color;
    const shown = number * share, falling = share < 1 ? Math.min(shown, 400) : 0;
    for (let dot = 0; dot < shown; dot++) {
      const high = Math.floor(dot / across), drop = Math.max(0, dot - (shown - falling)) / 8;
      const width = Math.min(1, number - dot) * size; // a year has a part of a file on average
      pen.fillRect((dot % across) * step + 9 * lone, 2 + high * step - drop + 7 * lone, Math.max(width, 0.5), size);
    }
    if (lone && share === 1) { // a ring, or nobody would see it
      pen.strokeStyle = style.color;
      pen.lineWidth = 2;
      pen.beginPath();
      pen.arc(9 + size / 2, 9 + size / 2, 7, 0, 7);
      pen.stroke();
    }
    if (own) {
      pen.fillStyle = style.getPropertyValue("--mine");
      pen.fillRect(lone ? 24 : 0, lone ? 7 : 0, 2 * size + 2, 2 * size + 2);
    }
  }

  function countrySection() {
    const numbers = stops(), own = mine(state), labels = [], canvases = [];
    const rows = numbers.map((number, place) => {
      labels.push(make("b.number", count(number)));
      canvases.push(make("canvas", HIDDEN));
      const tag = place === own ? [" ", make("span.tag", words.mine)] : [];
      return make("li", { class: `stop stop-${place}` }, make("p", labels[place], make("span", words.stops[place], ...tag)), canvases[place]);
    });
    const list = make("ol.stops", ...rows);
    const paint = (share) => canvases.forEach((canvas, place) => field(canvas, numbers[place], place === own, share));
    const fall = acted && state.at === 1 && !still(), begun = performance.now();
    let share = fall ? 0 : 1;
    laid.push(() => {
      paint(share);
      new ResizeObserver(() => paint(share)).observe(list);
    });
    if (fall) {
      const tick = (now) => {
        share = Math.min(1, (now - begun) / 2500);
        paint(share);
        labels.forEach((label, place) => (label.textContent = count(numbers[place] * share)));
        if (share < 1 && list.isConnected) requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    }
    const gates = GATES.map((gate) => button(words.gates[gate], () => go({ guess: gate, gate, at: "gates" }), { "data-choice": gate, "aria-pressed": gate === state.guess }));
    return section("country", heading("country", filled(words.country, { n: count(funnel.findings) })), make("p", words.dot), list,
      make("p.big", filled(words.few, { last: Math.round(10 * funnel.convictions_286_1) })),
      make("h3.question", words.gate), make("p", filled(words.predict, { n: count(data.gates[GATES[0]].used[0]) })), make("div.choices.gates", ...gates));
  }

  const heading = (name, text) => make("h2", { id: name, tabindex: -1, class: "head" }, text);

  // ---- gates: what each opens, alone

  function gatesSection() {
    const gate = widestGate(), widest = data.gates[gate], today = widest.used[0];
    const most = Math.max(...GATES.map((one) => data.gates[one].used[0] + data.gates[one].used[3])), at = (value) => `${(100 * Math.max(0, value)) / most}%`;
    const bar = (name, value, low, high, kind, tag) => make("li", { class: kind }, make("span.name", name, ...(tag ? [" ", make("span.tag", tag)] : [])),
      make("span.track", HIDDEN, spot("i.bar", 0, at(value)),
        ...(high > low ? [spot("i.whisker", at(low), at(high - low))] : [])), make("b.number", count(value)));
    const rows = [bar(words.today, today, 0, 0, "today", ""), ...GATES.map((one) => {
      const { used } = data.gates[one];
      return bar(words.gates[one], used[1], used[0] + used[2], used[0] + used[3], one === gate ? "widest" : "", one === state.guess ? words.guess : "");
    })];
    const hit = gate === state.guess;
    return section("gates",
      heading("gates", hit ? words.hit : filled(words.miss, { gate: words.gates[gate] })),
      make("p.big", filled(words.opened, { base: count(today), value: count(widest.used[1]), rival: percent(1 - widest.share[1]) })),
      make("h3", words.charged), make("ul.bars", ...rows), make("p.note", filled(words.bars, data)),
      ...onward("sure", words.sure));
  }

  // ---- the unmeasured: one square for each set of inputs

  function sureSection() {
    const { alive, draws, inputs: [none, inputs], life } = data, names = Object.keys(alive);
    const one = Math.max(...names.filter((name) => name !== "today" && name !== "all").map((name) => alive[name]));
    const rows = names.map((name) => make("li", make("span.name", words.packages[name]),
      make("span.squares", HIDDEN, ...Array.from({ length: draws }, (_, place) => make("i", { class: place < alive[name] ? "full" : "" }))),
      make("b.number", filled(words.of, { n: alive[name], draws }))));
    return section("sure", heading("sure", words.unsure), make("p", filled(words.measured, { none, inputs, draws })),
      make("ul.bars.draws", ...rows), make("p.big", filled(words.nobody, { one, draws, all: alive.all })),
      make("p.note", filled(words.alive, { rate: percent(life.application_rate), share: percent(life.share_of_convictions) })),
      ...onward("cost", words.price));
  }

  const widestGate = () => GATES.reduce((one, other) => (data.gates[other].used[1] > data.gates[one].used[1] ? other : one));

  // The gate that brings the most charges beside the one that spares the most wrongful convictions.
  function lesson() {
    const safest = GATES.reduce((one, other) => (data.gates[other].wrongful[1] < data.gates[one].wrongful[1] ? other : one));
    const told = [...new Set([widestGate(), safest])].map((gate) => {
      const { used, wrongful } = data.gates[gate];
      return make("li", filled(words.lesson, { gate: words.gates[gate], before: count(used[0]), after: count(used[1]), wrongly: count(wrongful[0]), now: count(wrongful[1]) }));
    });
    return [make("p.big", words.moral), make("ul.lesson", ...told)];
  }

  // ---- cost: today and with the gate open

  function costSection() {
    const own = data.gates[state.gate];
    const rows = Object.keys(words.rows).map((name) => {
      const [base, value, low, high] = own[name], most = 1.04 * Math.max(...GATES.map((gate) => data.gates[gate][name][0] + data.gates[gate][name][3]), base);
      const at = (number) => `${(100 * Math.max(0, number)) / most}%`, clear = low > 0 ? "more" : high < 0 ? "fewer" : "none";
      return make("li", make("span.name", words.rows[name]),
        make("span.track", HIDDEN, spot("i.shade", at(base + low), at(high - low)),
          spot("i.way", at(Math.min(base, value)), at(Math.abs(value - base))),
          spot("i.dot", at(base)), spot("i.dot.after", at(value))),
        make("span.number", make("b", `${count(base)} → ${count(value)}`), " ", make("small", words.changes[clear])));
    });
    const choices = GATES.map((gate) => button(words.gates[gate], () => go({ gate }), { "aria-pressed": gate === state.gate, "data-keep": gate }));
    const door = (href, name) => make("a.door", { href }, make("b", words[name]), make("small", words[`${name}.about`]));
    const again = button([make("b", words.another), make("small", words["another.about"])], next, { class: "door" });
    return section("cost", heading("cost", words.costs),
      make("div.choices.pick", { role: "group", "aria-label": words.pick }, ...choices), make("ul.bars.costs", ...rows),
      ...lesson(), make("p.note", words.paid),
      make("h3.question", words.doors), make("div.doors", again, door(words.links.laboratory, "laboratory"), door(words.links.findings, "findings")));
  }

  // ---- the page

  function show() {
    const focused = document.activeElement && document.activeElement.dataset.keep;
    state = read();
    words = data.words[state.lang];
    document.documentElement.lang = words.html;
    document.documentElement.dataset.theme = state.theme;
    document.title = `${words.title} · zombielaw`;
    const other = state.theme === "dark" ? "light" : "dark";
    const top = make("header", make("span.brand", "zombielaw"),
      button(words.language, () => go({ lang: state.lang === "en" ? "zh" : "en" }), { lang: state.lang === "en" ? "zh-CN" : "en", "data-keep": "lang" }), button(words[other], () => go({ theme: other }), { "data-keep": "theme" }));
    const sections = [caseSection, countrySection, gatesSection, sureSection, costSection].slice(0, state.at + 1).map((section) => section());
    if (acted || fresh) sections.at(-1).classList.add("fresh"); // only what is new moves
    fresh = false;
    const foot = state.at === 4 ? [make("footer", make("p.note", filled(words.about, data)))] : [];
    document.getElementById("page").replaceChildren(top, make("main", ...sections), ...foot);
    for (const lay of laid.splice(0)) lay();
    const now = acted ? document.getElementById(state.at ? SECTIONS[state.at] : "now") : focused && document.querySelector(`[data-keep="${focused}"]`);
    if (now) now.focus({ preventScroll: true });
    const seen = state.at ? now : document.querySelector("section:last-child .choices:last-of-type");
    if (acted && now) seen.scrollIntoView({ block: state.at ? "start" : "nearest", behavior: still() ? "auto" : "smooth" });
    acted = false;
  }

  addEventListener("hashchange", show);
  show();
})();
