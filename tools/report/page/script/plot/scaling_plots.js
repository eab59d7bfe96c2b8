// Speed-up and efficiency over the number of threads or nodes, beside the ideal.
import { percent, plural } from "../format.js";
import { legend, markOf } from "../names.js";
import { Figure, grid, plot } from "./figure.js";

/** Configurations measured against the same base are one series, which starts at the base. */
function series(comparison) {
  const { configurations, data } = comparison;
  const kind = (row) => {
    const c = configurations[row.configuration];
    return `${row.base} ${c.nodes > 0 ? `nodes ${c.replicas}` : "threads"}`;
  };
  const others = data.scaling.filter((row) => row.base !== row.configuration);
  return d3.groups(others, kind).map(([, rows]) => {
    const base = configurations[rows[0].base];
    const point = (of, speedup, efficiency) => ({ of, speedup, efficiency,
      multiple: of.hands / base.hands, threadsOfOne: of.units * base.hands / of.hands });
    const points = rows.map((row) =>
      point(configurations[row.configuration], row.speedup, row.efficiency));
    return d3.sort([point(base, 1, 1), ...points], (p) => p.multiple);
  });
}

/**
 * Up to which multiple there is a core for each thread. Null where that differs between the series,
 * because their bases have not equally many threads, and where all have enough.
 */
function multipleOfCores(points, cores) {
  const threads = new Set(points.map((point) => point.threadsOfOne));
  const multiple = cores / [...threads][0];
  return threads.size === 1 && points.some((point) => point.multiple > multiple) ? multiple : null;
}

function coresRule(points, cores) {
  const multiple = cores ? multipleOfCores(points, cores) : null;
  return multiple === null ? null : [
    Plot.ruleX([multiple], { strokeDasharray: "2 3", stroke: "var(--warn)",
      ariaLabel: () => "cores" }),
    Plot.text([[multiple]], { x: "0", text: () => plural(cores, "core"), frameAnchor: "bottom",
      dx: 7, dy: -8, textAnchor: "start", fill: "var(--warn)" })];
}

function marks(lines, name) {
  return lines.map((points) => [
    Plot.line(points, { x: "multiple", y: name, stroke: points[points.length - 1].of.colour,
      strokeWidth: 1.8 }),
    Plot.dot(points, { x: "multiple", y: name, r: 5, strokeWidth: 1.8,
      stroke: (d) => d.of.colour, fill: (d) => markOf(d.of).fill,
      symbol: (d) => markOf(d.of).symbol }),
  ]);
}

function drawing(width, comparison, lines, { name, ideal, y, label }) {
  const points = lines.flat();
  const multiples = d3.sort(new Set(points.map((point) => point.multiple)));
  const most = multiples[multiples.length - 1];
  return plot(width, {
    height: Math.min(380, width * 0.72), marginRight: 20,
    x: { type: "log", base: 2, domain: [0.9, Math.max(2, most) * 1.12], label },
    y: y(most, d3.max(points, (point) => point[name])), color: { type: "identity" },
    symbol: { type: "identity" },
    marks: [
      ...grid({ ticks: multiples }),
      Plot.axisX({ ticks: multiples, tickFormat: (v) => `${+v.toFixed(2)}×` }),
      Plot.axisY(name === "efficiency" ? { tickFormat: percent } : {}),
      Plot.line(ideal(most), { strokeDasharray: "5 4", stroke: "var(--muted)", strokeWidth: 1.5 }),
      coresRule(points, comparison.data.machine?.cores),
      marks(lines, name),
    ],
    ariaLabel: `${name} over threads or nodes`,
  });
}

/** None where each configuration is only measured against itself. */
export function scalingPlots(comparison) {
  const lines = series(comparison);
  if (lines.length === 0) return [];
  const used = d3.sort(new Set(lines.flat().map((point) => point.of)), (c) => c.index);
  const label = "Threads, or nodes of a cluster, times those of the base (logarithmic) →";
  const figure = (title, text, options) => new Figure({
    title, text, legend: legend(used),
    draw: (width) => ({ svg: drawing(width, comparison, lines, options) }),
  });
  return [
    figure("Speed-up", "Seconds of the base over its own. Dashed: ideal. Where oversubscribed, it "
      + "is overhead that is measured.", { name: "speedup", label,
      ideal: (most) => [[1, 1], [most, most]],
      y: (most, high) => ({ domain: [0, Math.max(most, high) * 1.05], label: "↑ Speed-up" }) }),
    figure("Efficiency", "Speed-up over that multiple. Dashed: ideal.", { name: "efficiency", label,
      ideal: (most) => [[1, 1], [most, 1]],
      y: (most, high) => ({ domain: [0, Math.max(1, high) * 1.05], label: "↑ Efficiency" }) }),
  ];
}
