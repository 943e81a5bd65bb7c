// The page without a server: choices in the address, numbers from data.js, drawings from drawings.js.
(() => {
  const { make, filled } = zombielaw, data = zombielawData;
  const plain = { world: "", package: "today", rate: "0.9", lang: "en", theme: "light", month: "" };
  const allowed = { world: data.worlds, package: data.packages, rate: data.rates, lang: ["en", "zh"], theme: ["light", "dark"] };
  let drawings = [];

  // What the address says; what it names and does not exist is left at its default.
  function read() {
    const said = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    const state = { ...plain, month: /^\d{4}-\d{2}$/.test(said.month) ? said.month : "" };
    for (const [name, values] of Object.entries(allowed)) if (values.includes(said[name])) state[name] = said[name];
    return state;
  }

  function go(state, moved) {
    const next = { ...state, ...moved };
    const said = Object.entries(next).filter(([name, value]) => value !== plain[name]);
    history.replaceState(null, "", `#${new URLSearchParams(said)}`);
    if (!("month" in moved)) show();
  }

  const months = (text) => {
    const [year, month] = text.split("-").map(Number);
    return year * 12 + month;
  };

  function choice(label, name, options, state) {
    const field = make("select", { name }, ...options.map(([value, words]) => {
      const one = make("option", { value }, words);
      one.selected = value === state[name];
      return one;
    }));
    field.addEventListener("change", () => go(read(), { [name]: field.value }));
    return make("label", { class: "field" }, make("span", {}, label), field);
  }

  function show() {
    const state = read(), words = data.words[state.lang], base = data.bases[state.world];
    const one = data.cases[`${state.world}|${state.package}|${state.rate}`];
    document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
    document.documentElement.dataset.theme = state.theme;
    document.title = words.title;
    const button = (text, does) => {
      const found = make("button", { type: "button" }, text);
      found.addEventListener("click", does);
      return found;
    };
    const other = state.theme === "dark" ? "light" : "dark";
    const score = make("div", { class: "scrolls", tabindex: 0 }), desks = make("div"), funnel = make("div", { class: "scrolls", tabindex: 0 });
    const about = filled(words["board.about"], { years: one.years, runs: data.runs, world: base.told[state.lang] });
    const copied = make("p", { class: "status small", role: "status" });
    const top = make(
      "header", { class: "top" }, make("h1", {}, words.title), make("p", { class: "faint" }, words.subtitle),
      make("div", { class: "fields" },
        choice(words.experiment, "world", data.worlds.map((name) => [name, words.worlds[name]]), state),
        choice(`${words.package}, B`, "package", data.packages.map((name) => [name, words.packages[name]]), state),
        choice(words["online.rate"], "rate", data.rates.map((rate) => [rate, rate || words["online.same"]]), state),
      ),
      make("div", { class: "actions" },
        button(words.lang, () => go(read(), { lang: state.lang === "en" ? "zh" : "en" })),
        button(words[`to_${other}`], () => go(read(), { theme: other })),
        button(words["online.copy"], () => navigator.clipboard.writeText(location.href).then(() => (copied.textContent = location.href))),
      ),
      copied,
    );
    const told = make("section", { class: "told", "aria-label": words.title }, make("p", { class: "sides" }, one.sides[state.lang]),
      make("p", { class: "headline", role: "status" }, one.headline[state.lang]));
    const every = base.every > 1 ? filled(words["desks.every"], { every: base.every }) : "";
    const main = make(
      "main", { class: "result" }, make("p", { class: "faint" }, words["online.about"]),
      make("h2", {}, words["board.head"]), make("p", { class: "faint" }, about), score,
      make("p", { class: "doubt" }, words["compare.doubt"]),
      make("h2", {}, words["desks.head"]), make("p", { class: "faint" }, every), desks,
      make("h2", {}, words["compare.funnel"]), funnel, make("p", { class: "doubt" }, words["desks.doubt"]),
      ...(one.command ? [make("p", { class: "faint" }, words["online.command"]), make("pre", { tabindex: 0 }, make("code", {}, one.command))] : []),
    );
    for (const drawing of drawings) drawing.end();
    document.getElementById("page").replaceChildren(top, told, main);
    const said = state.month ? months(state.month) - months(data.first) : data.months - 1;
    const sides = { a: base.desks, b: one.desks };
    drawings = [
      zombielaw.score(score, { rows: one.rows, words: words.board, verdicts: one.verdicts[state.lang] }),
      zombielaw.desks(
        desks, { months: data.months, first: data.first, at: Math.max(0, Math.min(said, data.months - 1)), words: words.desks, sides },
        (name, what) => {
          if (name === "month") go(read(), { month: what === data.months - 1 ? "" : desks.dataset.month });
        },
      ),
    ];
    zombielaw.funnel(funnel, { stages: data.stages, words, sides: { a: base.funnel, b: one.funnel } });
  }

  addEventListener("hashchange", show);
  show();
})();
