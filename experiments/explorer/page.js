// The figures that are shown, as files: each with its title, both policies in words, world, seed and unit; desks with
// their key. Returns their number; none are taken while one of them is not drawn, or is of the former settings.
function zombielawCharts(kind, view, about) {
  const shown = [...document.querySelectorAll(".chart:not(td) svg, canvas.floor")].filter((one) => one.getBoundingClientRect().width > 0);
  if (shown.some((one) => !one.closest(".numbers:not(.stale)"))) return 0;
  shown.forEach((one, at) => zombielawSave(zombielawFramed(one, view, about), `zombielaw-${view}-${at + 1}`, kind));
  return shown.length;
}

function zombielawFramed(one, view, about) {
  const { make } = zombielaw, body = getComputedStyle(document.body), size = one.getBoundingClientRect();
  const canvas = one.tagName === "CANVAS", figure = one.closest("figure"), head = document.querySelector(".view h2");
  const notes = [...document.querySelectorAll(".view p.faint")].filter((note) => note.textContent && note.offsetParent);
  const unit = canvas ? notes[0] : notes.find((note) => one.compareDocumentPosition(note) & Node.DOCUMENT_POSITION_FOLLOWING);
  const wide = Math.max(size.width, 380) + 20;
  const drawing = make("svg:svg", { width: wide }), pen = document.createElement("canvas").getContext("2d");
  const paper = make("svg:rect", { width: "100%", height: "100%", fill: body.backgroundColor });
  drawing.append(paper);
  let high = 8;
  const text = (x, y, words, size, weight, more) =>
    drawing.append(make("svg:text", { x, y, fill: body.color, "font-size": size, "font-weight": weight, "font-family": body.fontFamily, ...more }, words));
  const write = (words, size, weight) => {
    pen.font = `${weight} ${size}px ${body.fontFamily}`;
    const put = (line) => text(10, (high += size * 1.4), line, size, weight);
    let line = "";
    for (const part of words.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/g) || []) {
      if (line && pen.measureText(line + part).width > wide - 20) {
        put(line);
        line = "";
      }
      line += part;
    }
    put(line);
  };
  const title = canvas ? [head.textContent, one.closest(".office").dataset.month, figure.querySelector("figcaption").textContent].join(", ") : one.closest("[data-title]").dataset.title;
  write(title, 16, 700);
  for (const words of [document.querySelector(".sides").textContent, about, ...(view === "flow" ? [head.textContent] : [])]) write(words, 13, 400);
  high += 10;
  if (canvas) {
    for (const name of figure.querySelectorAll(".desk-names span")) {
      const place = name.getBoundingClientRect();
      text(10 + place.left - size.left + place.width / 2, high + 12, name.textContent, 12, 600, { "text-anchor": "middle" });
    }
    high += 18;
    drawing.append(make("svg:image", { x: 10, y: high, width: size.width, height: size.height, href: one.toDataURL() }));
  } else {
    const copy = one.cloneNode(true);
    copy.removeAttribute("style");
    for (const [name, value] of Object.entries({ x: 10, y: high, width: size.width, height: size.height })) copy.setAttribute(name, value);
    drawing.append(copy);
  }
  high += size.height + 6;
  for (const key of canvas ? document.querySelectorAll(".keys .key") : []) {
    high += 17;
    drawing.append(make("svg:rect", { x: 10, y: high - 10, width: 10, height: 10, fill: getComputedStyle(key, "::before").backgroundColor }));
    text(26, high, key.textContent, 13, 400);
  }
  if (unit) write(unit.textContent, 12, 400);
  drawing.setAttribute("height", (high += 12));
  return drawing;
}

function zombielawSave(drawing, name, kind) {
  const save = (blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${name}.${kind}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const drawn = new Blob([new XMLSerializer().serializeToString(drawing)], { type: "image/svg+xml" });
  if (kind === "svg") return save(drawn);
  const picture = new Image();
  picture.onload = () => {
    const [wide, high] = ["width", "height"].map((side) => 2 * drawing.getAttribute(side));
    const canvas = Object.assign(document.createElement("canvas"), { width: wide, height: high });
    canvas.getContext("2d").drawImage(picture, 0, 0, wide, high);
    canvas.toBlob(save, "image/png");
    URL.revokeObjectURL(picture.src);
  };
  picture.src = URL.createObjectURL(drawn);
}

// The address of the page: a new one can be gone back from, but for those that come within a second, as of a dragged slider.
let zombielawWent = 0;
function zombielawAt(query, anew) {
  history[anew && Date.now() - zombielawWent > 1000 ? "pushState" : "replaceState"](null, "", query);
  if (anew) zombielawWent = Date.now();
}
addEventListener("popstate", () => emitEvent("back", location.search));

// On a phone the levers are folded away at first, so that the result is seen.
addEventListener("load", () => {
  const fold = () => {
    const levers = document.querySelector(".all");
    if (levers) levers.open = innerWidth > 820;
    return levers;
  };
  const timer = setInterval(() => fold() && clearInterval(timer), 50);
});
