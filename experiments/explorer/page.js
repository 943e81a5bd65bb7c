// The charts that are shown, as files: SVG as drawn, PNG at twice the size.
function zombielawCharts(kind) {
  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const paper = getComputedStyle(document.body).backgroundColor;
  [...document.querySelectorAll(".chart:not(td) svg")].filter((one) => one.getBoundingClientRect().width > 0).forEach((one, at) => {
    const size = one.getBoundingClientRect();
    const copy = one.cloneNode(true);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", size.width);
    copy.setAttribute("height", size.height);
    copy.style.background = paper;
    const drawn = new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
    const name = `zombielaw-${at + 1}.${kind}`;
    if (kind === "svg") return save(drawn, name);
    const picture = new Image();
    picture.onload = () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 2 * size.width, height: 2 * size.height });
      const pen = canvas.getContext("2d");
      pen.fillStyle = paper;
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, name), "image/png");
      URL.revokeObjectURL(picture.src);
    };
    picture.src = URL.createObjectURL(drawn);
  });
}

// On a phone the levers are folded away at first, so that the result is seen.
addEventListener("load", () => {
  const fold = () => {
    const levers = document.querySelector(".all");
    if (levers) levers.open = innerWidth > 820;
    return levers;
  };
  const timer = setInterval(() => fold() && clearInterval(timer), 50);
});
