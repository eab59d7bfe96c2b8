// States expanded a second, with intervals where there are enough repetitions.
import { compact, compactTick } from "../format.js";
import { Figure, grid, labelMargin, plot } from "./figure.js";
import { markOf } from "../names.js";

export function throughput(comparison) {
  const rows = comparison.data.summary.filter((row) => row.expanded_per_second?.median > 0)
    .map((row) => ({ ...row.expanded_per_second,
      configuration: comparison.configurations[row.configuration] }));
  const draw = (width) => {
    if (rows.length === 0) return null;
    const name = (row) => row.configuration.name;
    return { svg: plot(width, {
      height: rows.length * 30 + 70, marginTop: 8,
      marginLeft: labelMargin(rows.map(name), width), marginRight: 56,
      x: { label: "States expanded a second →", nice: true,
        domain: [0, d3.max(rows, (row) => row.high ?? row.median)] },
      y: { type: "band", domain: rows.map(name), label: null, padding: 0.35 },
      ariaLabel: "States expanded a second",
      color: { type: "identity" }, symbol: { type: "identity" },
      marks: [
        grid({ ticks: width < 480 ? 3 : 5 })[0],
        Plot.axisX({ ticks: width < 480 ? 3 : 5, tickFormat: compactTick }),
        Plot.axisY({ tickSize: 0 }),
        Plot.ruleX([0], { stroke: "currentColor" }),
        Plot.ruleY(rows, { y: name, x1: 0, x2: "median", stroke: (d) => d.configuration.colour,
          strokeOpacity: 0.35, strokeWidth: 9 }),
        Plot.ruleY(rows.filter((r) => r.low !== null), { y: name, x1: "low", x2: "high",
          stroke: "currentColor", strokeWidth: 2 }),
        Plot.dot(rows, { x: "median", y: name, r: 4.5, strokeWidth: 1.8,
          fill: (d) => markOf(d.configuration).fill, stroke: (d) => d.configuration.colour,
          symbol: (d) => markOf(d.configuration).symbol }),
        Plot.text(rows, { x: (d) => d.high ?? d.median, y: name, text: (d) => compact(d.median),
          textAnchor: "start", dx: 9, fill: "var(--muted)" }),
      ],
    }) };
  };
  return new Figure({
    title: "Throughput", draw,
    text: "Compare only where strategy and pruning are the same: another strategy does other work "
      + "for a state.",
  });
}
