// Speed-up and efficiency over the number of threads, beside the ideal.
import { percent } from "../format.js";
import { legend } from "../names.js";
import { Figure, grid, plot } from "./figure.js";

/** Configurations measured against the same base are one series, which starts at the base. */
function series(comparison) {
  const { configurations, data } = comparison;
  const kind = (row) => {
    const c = configurations[row.configuration];
    return `${row.base} ${c.nodes > 0 ? `nodes ${c.replicas}` : "threads"}`;
  };
  return d3.groups(data.scaling, kind).map(([, rows]) => {
    const base = configurations[rows[0].base];
    const points = rows.map((row) => ({ ...row, of: configurations[row.configuration],
      units: configurations[row.configuration].units / base.units }));
    points.push({ of: base, units: 1, speedup: 1, efficiency: 1 });
    return d3.sort(points, (point) => point.units);
  });
}

function marks(lines, name) {
  return lines.map((points) => [
    Plot.line(points, { x: "units", y: name, stroke: points[points.length - 1].of.colour,
      strokeWidth: 1.8 }),
    Plot.dot(points, { x: "units", y: name, r: 5, strokeWidth: 2, stroke: (d) => d.of.colour,
      fill: (d) => (d.of.oversubscribed ? "var(--surface)" : d.of.colour) }),
  ]);
}

function drawing(width, comparison, lines, { name, ideal, y, label }) {
  const units = [...new Set(lines.flat().map((point) => point.units))].sort((a, b) => a - b);
  const high = d3.max(lines.flat(), (point) => point[name]);
  const cores = comparison.data.machine?.cores;
  return plot(width, {
    height: Math.min(380, width * 0.72), marginRight: 20,
    x: { type: "log", base: 2, domain: [0.9, Math.max(2, units[units.length - 1]) * 1.12], label },
    y: y(units[units.length - 1], high), color: { type: "identity" },
    marks: [
      ...grid({ ticks: units }),
      Plot.axisX({ ticks: units, tickFormat: (v) => `${+v.toFixed(2)}×` }),
      Plot.axisY(name === "efficiency" ? { tickFormat: percent } : {}),
      Plot.line(ideal(units), { strokeDasharray: "5 4", stroke: "var(--muted)", strokeWidth: 1.5 }),
      cores && units[units.length - 1] > cores ? [
        Plot.ruleX([cores], { strokeDasharray: "2 3", stroke: "var(--warn)" }),
        Plot.text([[cores]], { x: "0", text: () => `${cores} cores`, frameAnchor: "bottom", dx: 7,
          dy: -8, textAnchor: "start", fill: "var(--warn)" })] : null,
      marks(lines, name),
    ],
    ariaLabel: `${name} over threads`,
  });
}

export function scalingPlots(comparison) {
  const lines = series(comparison);
  const used = d3.sort(new Set(lines.flat().map((point) => point.of)), (c) => c.index);
  const label = "Threads in all, times those of the base (logarithmic) →";
  const figure = (title, text, options) => new Figure({
    title, text, legend: legend(used),
    draw: (width) => (lines.length ? { svg: drawing(width, comparison, lines, options) } : null),
  });
  return [
    figure("Speed-up", "Seconds of the base over its own. Dashed: ideal. Hollow: oversubscribed, "
      + "where it is overhead that is measured.", { name: "speedup", label,
      ideal: (units) => [[1, 1], [units[units.length - 1], units[units.length - 1]]],
      y: (most, high) => ({ domain: [0, Math.max(most, high) * 1.05], label: "↑ Speed-up" }) }),
    figure("Efficiency", "Speed-up over threads. Dashed: ideal.", { name: "efficiency", label,
      ideal: (units) => [[1, 1], [units[units.length - 1], 1]],
      y: (most, high) => ({ domain: [0, Math.max(1, high) * 1.05], label: "↑ Efficiency" }) }),
  ];
}
