// Where the time of a cluster's nodes goes: parts of the whole, a bar a configuration.
import { h } from "../dom.js";
import { percent } from "../format.js";
import { Figure, labelMargin, plot } from "./figure.js";

const PARTS = ["search", "idle"]; // in the order of the bar; each has colours in the style sheet
const LABEL_FROM = 0.07;

export function shares(comparison) {
  const rows = comparison.data.time_shares.flatMap(({ configuration, shares: of }) =>
    PARTS.map((part) => ({
      part, share: of[part] ?? 0, name: comparison.configurations[configuration].name })));
  const colour = (part) => `var(--share-${part})`;
  const names = [...new Set(rows.map((row) => row.name))];
  const draw = (width) => {
    if (rows.length === 0) return null;
    const label = labelMargin(names, width);
    const shown = width - label > 320 ? LABEL_FROM : LABEL_FROM * 2;
    return { svg: plot(width, {
      height: names.length * 32 + 64, marginTop: 6, marginLeft: label, marginRight: 16,
      x: { domain: [0, 1], label: "Share of the time →" },
      y: { type: "band", domain: names, label: null, padding: 0.25 },
      color: { type: "identity" }, ariaLabel: "Where the time goes",
      marks: [
        Plot.axisX({ ticks: 5, tickFormat: percent }), Plot.axisY({ tickSize: 0 }),
        Plot.barX(rows, Plot.stackX({ x: "share", y: "name", order: PARTS,
          z: "part", fill: (d) => colour(d.part), inset: 0.5, title: (d) =>
            `${d.name}: ${d.part} ${percent(d.share)}` })),
        Plot.text(rows, Plot.stackX({ x: "share", y: "name", order: PARTS, z: "part",
          text: (d) => (d.share >= shown ? percent(d.share) : ""),
          fill: (d) => `var(--share-${d.part}-ink)` })),
      ],
    }) };
  };
  return new Figure({
    title: "Where the time goes", draw,
    text: "Shares of the time of a cluster's nodes: searching, and without work.",
    legend: h("ul", { class: "legend" }, PARTS.map((part) =>
      h("li", {}, h("span", { class: "box", style: { background: colour(part) } }), part))),
  });
}
