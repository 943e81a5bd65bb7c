// The charts that are shown, as files: each with its title, both policies in words, world, seed and unit. Returns their
// number; none are taken while one of them is not drawn, or is of the former settings.
async function zombielawCharts(kind, view, about) {
  const shown = [...document.querySelectorAll(".chart")].filter((one) => one.offsetWidth);
  if (shown.some((one) => !one.matches(".numbers:not(.stale)"))) return 0;
  for (const [at, one] of shown.entries()) {
    const { chart } = getElement(Number(one.id.slice(1))), before = chart.getOption();
    const [wide, high] = [chart.getWidth(), chart.getHeight()], body = getComputedStyle(document.body);
    const style = { color: body.color, width: wide - 20, overflow: "break" };
    const head = 60 + 18 * Math.ceil((about.length + one.dataset.unit.length) / (wide / 8));
    chart.resize({ height: high + head });
    chart.setOption({
      backgroundColor: body.backgroundColor,
      title: { show: true, text: one.dataset.title, subtext: `${about} ${one.dataset.unit}`, textStyle: style, subtextStyle: style },
      grid: before.grid.map((grid) => ({ ...grid, top: grid.top + head })),
      legend: before.legend.map((legend) => ({ ...legend, top: head })),
    });
    const drawn = new Image(), svg = chart.getDataURL();
    drawn.src = svg;
    await drawn.decode();
    chart.resize({ height: "auto" });
    chart.setOption(before, true);
    const paper = Object.assign(document.createElement("canvas"), { width: 2 * wide, height: 2 * (high + head) });
    paper.getContext("2d").drawImage(drawn, 0, 0, paper.width, paper.height);
    const href = kind === "svg" ? svg : paper.toDataURL("image/png");
    Object.assign(document.createElement("a"), { href, download: `zombielaw-${view}-${at + 1}.${kind}` }).click();
  }
  return shown.length;
}
