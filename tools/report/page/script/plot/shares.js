// Where the time goes: parts of the whole, a bar a configuration.
import { h } from "../dom.js";
import { percent } from "../format.js";
import { Figure, plot } from "./figure.js";

const COLOURS = 5;
const LABEL_FROM = 0.07;

export function shares(comparison) {
  const rows = comparison.data.time_shares.flatMap((row) => {
    const entries = Object.entries(row.shares);
    const sum = d3.sum(entries, ([, share]) => share) || 1;
    return entries.map(([part, share]) => ({ part, share: share / sum,
      name: comparison.configurations[row.configuration].name }));
  });
  const parts = [...new Set(rows.map((row) => row.part))];
  const busy = parts.filter((part) => part !== "idle");
  const order = parts.length > busy.length ? [...busy, "idle"] : busy;
  const key = (part) => (part === "idle" ? "--s-idle" : `--s${busy.indexOf(part) % COLOURS}`);
  const colour = (part) => `var(${key(part)})`;
  const names = [...new Set(rows.map((row) => row.name))];
  const draw = (width) => {
    if (rows.length === 0) return null;
    const label = Math.min(width * 0.42, d3.max(names, (name) => name.length) * 7 + 14);
    const shown = width - label > 320 ? LABEL_FROM : LABEL_FROM * 2;
    return { svg: plot(width, {
      height: names.length * 32 + 64, marginTop: 6, marginLeft: label, marginRight: 16,
      x: { domain: [0, 1], label: "Share of the time →" },
      y: { type: "band", domain: names, label: null, padding: 0.25 },
      color: { type: "identity" }, ariaLabel: "Where the time goes",
      marks: [
        Plot.axisX({ ticks: 5, tickFormat: percent }), Plot.axisY({ tickSize: 0 }),
        Plot.barX(rows, Plot.stackX({ x: "share", y: "name", order,
          z: "part", fill: (d) => colour(d.part), inset: 0.5, title: (d) =>
            `${d.name}: ${d.part} ${percent(d.share)}` })),
        Plot.text(rows, Plot.stackX({ x: "share", y: "name", order, z: "part",
          text: (d) => (d.share >= shown ? percent(d.share) : ""),
          fill: (d) => `var(${key(d.part)}-ink)` })),
      ],
    }) };
  };
  return new Figure({
    title: "Where the time goes", draw,
    text: "Shares of the threads' time.",
    legend: h("ul", { class: "legend" }, order.map((part) =>
      h("li", {}, h("span", { class: "box", style: { background: colour(part) } }), part))),
  });
}
