// Drawings of the page: the scorecard, and the desks of officials.
// Each takes a place, its data and a function that hears what the reader does; every text is set as text.
const zombielaw = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const make = (tag, attributes = {}, ...inside) => {
    const one = tag.startsWith("svg:") ? document.createElementNS(SVG, tag.slice(4)) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
    one.append(...inside);
    return one;
  };
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // ---- the scorecard: a row for each outcome, its levels as two dots on a line from zero, the interval behind them

  function dumbbell(row) {
    const wide = 220, edge = 8, middle = 12;
    const ends = [row.base, row.value, row.high].filter((one) => one !== null);
    const top = Math.max(...ends, 0) * 1.04 || 1;
    const at = (value) => edge + ((wide - 2 * edge) * Math.min(Math.max(value, 0), top)) / top;
    const drawing = make("svg:svg", { viewBox: `0 0 ${wide} 24`, class: "dumbbell", "aria-hidden": "true" });
    const add = (tag, about) => drawing.append(make(`svg:${tag}`, about));
    add("line", { x1: edge, x2: wide - edge, y1: middle, y2: middle, class: "rail" });
    if (row.low !== null)
      add("rect", { x: at(row.low), width: Math.max(2, at(row.high) - at(row.low)), y: 6, height: 12, class: "ends" });
    if (row.base !== null && row.value !== null)
      add("line", { x1: at(row.base), x2: at(row.value), y1: middle, y2: middle, class: "way" });
    if (row.base !== null) add("circle", { cx: at(row.base), cy: middle, r: 6, class: "dot-a" });
    if (row.value !== null && row.text.now !== null) add("circle", { cx: at(row.value), cy: middle, r: 4, class: "dot-b" });
    return drawing;
  }

  function score(place, data) {
    const { words } = data;
    const head = make("tr", {}, ...["outcome", "levels", "picture", "change"].map((name) => make("th", { scope: "col" }, words[name])));
    const rows = data.rows.map((row) => {
      const { before, now, change, low, high } = row.text;
      const levels = now === null ? before : `${before} → ${now}`;
      const moved = now === null ? "" : low === null ? change : change + filled(words.ends, { low, high });
      const clear = now === null ? "" : words[`clear.${row.clear}`];
      return make(
        "tr", { "data-outcome": row.name, class: `clear-${row.clear}` },
        make("th", { scope: "row" }, words[row.name]),
        make("td", { class: "number levels" }, levels),
        make("td", { class: "chart" }, dumbbell(row)),
        make("td", { class: "change" }, make("b", {}, clear), clear ? make("br") : "", moved),
      );
    });
    const table = make("table", { class: "scorecard" }, make("thead", {}, head), make("tbody", {}, ...rows));
    place.replaceChildren(table, ...data.verdicts.map((verdict) => make("p", { class: "verdict" }, verdict)));
    return { take: (next) => score(place, next), end: () => {} };
  }

  // ---- desks: five columns, the desks and the convictions; above the line what lies on a desk, below what fell off it

  const DESKS = ["regulator", "police", "prosecutor", "court"];
  const FELL = 1, HIGH = 290, LINE = 100, PER_SECOND = 8;
  const WIDTHS = [0.36, 0.16, 0.16, 0.16, 0.16]; // most files stop at the first desk
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const date = (first, month) => {
    const [year, one] = first.split("-").map(Number), at = year * 12 + one - 1 + month;
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
  };

  // What each dot does: [month from which on, column, on the desk or not, place in that heap]; a place on a desk is
  // free again when its file has left.
  function stays(files) {
    const heaps = {}, moves = files.end.map(() => []), most = {};
    const put = (key, place) => (most[key] = Math.max(most[key] || 0, place + 1));
    DESKS.forEach((desk, column) => {
      const came = files[desk].map((month, dot) => [month, dot]).filter(([month]) => month >= 0).sort((one, other) => one[0] - other[0]);
      const free = [], leaving = [];
      let next = 0;
      for (const [month, dot] of came) {
        while (leaving.length && leaving[0][0] <= month) free.push(leaving.shift()[1]);
        const later = DESKS.slice(column + 1).map((one) => files[one][dot]).find((one) => one >= 0);
        const until = later ?? (files.end[dot] >= 0 ? files.end[dot] : Infinity);
        const place = free.length ? free.pop() : next++;
        put(`${column}+`, place);
        moves[dot].push([month, column, true, place]);
        let at = leaving.length;
        while (at && leaving[at - 1][0] > until) at--;
        leaving.splice(at, 0, [until, place]);
      }
    });
    const ended = files.end.map((month, dot) => [month, dot]).filter(([month]) => month >= 0).sort((one, other) => one[0] - other[0]);
    for (const [month, dot] of ended) {
      const fell = files.how[dot] === FELL, last = moves[dot].at(-1);
      const column = fell ? (last ? last[1] : 0) : DESKS.length, key = `${column}${fell ? "-" : "+"}`;
      const place = (heaps[key] = (heaps[key] ?? -1) + 1);
      put(key, place);
      moves[dot].push([month, column, !fell, place]);
    }
    return { moves, most };
  }

  function desks(place, data, tell) {
    const say = data.words, last = data.months - 1;
    const canvases = {}, tables = {}, labels = {};
    let laid = {}, time = data.at + 1, playing = 0, before = 0;
    const slider = make("input", { type: "range", min: 0, max: last, step: 1, "aria-label": say.month });
    const play = make("button", { type: "button" }, say.play), when = make("span", { class: "value" });
    const keys = ["286_1", "287_2", "other", "fell"].map((key) => make("span", { class: `key key-${key}` }, say[key]));
    const bar = make("div", { class: "cursor" }, play, slider, when);
    const pair = make("div", { class: "desks" });
    for (const side of Object.keys(data.sides)) {
      canvases[side] = make("canvas", { role: "img", class: "floor" });
      labels[side] = [...DESKS, "convicted"].map(() => make("span"));
      tables[side] = make("tbody");
      const head = make("tr", {}, ...["desk", "came", "there", "on", "fell"].map((name, at) => make("th", { scope: "col", class: at ? "number" : "" }, say[name])));
      const table = make("table", { class: "dated" }, make("thead", {}, head), tables[side]);
      pair.append(make(
        "figure", { class: `side-${side}` }, make("figcaption", {}, side.toUpperCase()),
        make("div", { class: "desk-names", "aria-hidden": "true" }, ...labels[side]), canvases[side],
        make("div", { class: "scrolls", tabindex: 0 }, table),
      ));
      canvases[side].addEventListener("click", (event) => {
        const dot = nearest(side, event.offsetX, event.offsetY);
        if (dot >= 0) tell("picked", [side, dot]);
      });
    }
    play.hidden = still();
    place.replaceChildren(bar, make("p", { class: "faint keys" }, ...keys), pair, make("p", { class: "faint" }, still() ? say.still : say.legend));
    place.classList.add("office");

    const month = () => Math.max(0, Math.min(last, Math.ceil(time) - 1));

    // One size of dot for A and B, so that a heap twice as large holds twice the files.
    function lay() {
      const each = {};
      for (const [side, one] of Object.entries(data.sides)) each[side] = stays(one.files);
      const wide = canvases[Object.keys(canvases)[0]].clientWidth || 300;
      const left = WIDTHS.map((_, at) => wide * WIDTHS.slice(0, at).reduce((sum, one) => sum + one, 0));
      const in_row = (at, step) => Math.max(1, Math.floor((wide * WIDTHS[at] - 10) / step));
      const largest = (sign, room) => {
        const heaps = Object.values(each).flatMap(({ most }) => Object.entries(most).filter(([key]) => key.endsWith(sign)));
        let step = 9;
        while (step > 1.2 && heaps.some(([key, number]) => Math.ceil(number / in_row(Number(key[0]), step)) * step > room)) step -= 0.1;
        return step;
      };
      const steps = { true: largest("+", LINE - 8), false: largest("-", HIGH - LINE - 14) };
      const spot = ([from, at, on, number]) => {
        const step = steps[on], row = in_row(at, step), up = (Math.floor(number / row) + 0.5) * step;
        const x = left[at] + 5 + (number % row) * step + step / 2;
        return { from, at, on, x, y: (on ? LINE : HIGH) - 2 - up, size: Math.max(1, step * 0.78) };
      };
      laid = { wide, left, sides: {} };
      for (const side of Object.keys(each)) laid.sides[side] = each[side].moves.map((one) => one.map(spot));
      const many = devicePixelRatio || 1;
      for (const canvas of Object.values(canvases)) {
        canvas.width = Math.round(wide * many);
        canvas.height = Math.round(HIGH * many);
        canvas.getContext("2d").setTransform(many, 0, 0, many, 0, 0);
      }
    }

    // Where a dot is: it travels during the month in which it moves.
    function spotOf(moves) {
      let at = moves.length - 1;
      while (at >= 0 && moves[at].from >= time) at--;
      if (at < 0) return null;
      const now = moves[at], share = Math.min(1, time - now.from);
      if (share >= 1) return now;
      const old = moves.slice(0, at).findLast((one) => one.from < now.from) || { x: now.x - 14, y: 0, size: now.size };
      const eased = share * share * (3 - 2 * share);
      const between = (name) => old[name] + (now[name] - old[name]) * eased;
      return { ...now, x: between("x"), y: between("y"), size: between("size") };
    }

    function paint() {
      const style = getComputedStyle(place), colour = (name) => style.getPropertyValue(name).trim();
      const inks = { fell: colour("--fell"), 2: colour("--of-286-1"), 3: colour("--of-287-2"), 4: colour("--ink") };
      for (const [side, canvas] of Object.entries(canvases)) {
        const pen = canvas.getContext("2d");
        pen.clearRect(0, 0, laid.wide, HIGH);
        pen.fillStyle = colour("--line");
        laid.left.forEach((x, at) => pen.fillRect(x + 3, LINE, laid.wide * WIDTHS[at] - 6, 2));
        const own = colour(`--${side}`), { how } = data.sides[side].files;
        laid.sides[side].forEach((moves, dot) => {
          const spot = spotOf(moves);
          if (!spot) return;
          pen.fillStyle = !spot.on ? inks.fell : spot.at === DESKS.length ? inks[how[dot]] : own;
          pen.fillRect(spot.x - spot.size / 2, spot.y - spot.size / 2, spot.size, spot.size);
        });
      }
    }

    function count() {
      const at = month();
      slider.value = at;
      when.textContent = date(data.first, at);
      slider.setAttribute("aria-valuetext", when.textContent);
      for (const [side, one] of Object.entries(data.sides)) {
        const rows = DESKS.map((desk) => {
          const { came, on, fell } = one.counts[desk], there = came[at] - on[at] - fell[at];
          return [say[desk], came[at], there, on[at], fell[at]];
        });
        const ends = Object.entries(one.convicted).map(([key, of]) => [say[key], of[at]]);
        const sum = ends.reduce((all, [, files]) => all + files, 0);
        rows.push([say.convicted, sum, "", "", ""]);
        tables[side].replaceChildren(...rows.map((cells, row) => make(
          "tr", { "data-desk": DESKS[row] || "convicted" },
          ...cells.map((cell, place) => make(place ? "td" : "th", place ? { class: "number" } : { scope: "row" }, cell.toLocaleString("en"))),
        )));
        labels[side].forEach((label, column) => {
          label.textContent = column < 4 ? say[DESKS[column]] : say.convicted;
        });
        const told = rows.slice(0, 4).map((cells) => `${cells[0]}: ${say.came} ${cells[1]}, ${say.fell} ${cells[4]}`).join("; ");
        canvases[side].setAttribute("aria-label", `${side.toUpperCase()}, ${when.textContent}. ${told}; ${say.convicted} ${sum}`);
      }
    }

    function nearest(side, x, y) {
      let found = -1, least = 64;
      laid.sides[side].forEach((moves, dot) => {
        const spot = spotOf(moves);
        const far = spot ? (spot.x - x) ** 2 + (spot.y - y) ** 2 : Infinity;
        if (far < least) [found, least] = [dot, far];
      });
      return found;
    }

    function show() {
      paint();
      count();
      place.dataset.month = when.textContent;
    }
    function stop() {
      cancelAnimationFrame(playing);
      playing = 0;
      play.textContent = say.play;
      time = month() + 1;
      show();
      tell("month", month());
    }
    function tick(now) {
      place.frames = (place.frames || 0) + 1;
      time += (PER_SECOND * Math.min(now - before, 100)) / 1000;
      before = now;
      if (time >= data.months) return stop();
      paint();
      if (when.textContent !== date(data.first, month())) count();
      playing = requestAnimationFrame(tick);
    }
    play.addEventListener("click", () => {
      if (playing) return stop();
      if (time >= data.months) time = 0;
      play.textContent = say.stop;
      before = performance.now();
      playing = requestAnimationFrame(tick);
    });
    slider.addEventListener("input", () => {
      if (playing) stop();
      time = Number(slider.value) + 1;
      show();
    });
    slider.addEventListener("change", () => tell("month", month()));
    const resized = new ResizeObserver(() => {
      if (canvases[Object.keys(canvases)[0]].clientWidth === laid.wide) return;
      lay();
      show();
    });
    resized.observe(pair);
    lay();
    show();
    return {
      take(next) {
        Object.assign(data, { sides: next.sides });
        lay();
        show();
      },
      end() {
        cancelAnimationFrame(playing);
        resized.disconnect();
      },
    };
  }

  return { make, filled, score, desks };
})();
