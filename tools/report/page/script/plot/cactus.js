// How many puzzles each configuration solves within a time.
import { plural, duration, secondsTick } from "../format.js";
import { legend, markOf } from "../names.js";
import { Figure, SECONDS_MIN, decades, grid, plot } from "./figure.js";

const MARKS_PER_CURVE = 7;

/** Of each configuration the puzzles it solved, quickest first, with their rank. */
function curves(comparison) {
  return comparison.configurations.map((configuration) => {
    const points = comparison.puzzles.map((puzzle) => ({
      puzzle: puzzle.index, configuration: configuration.index,
      seconds: comparison.seconds(configuration.index, puzzle.index) }))
      .filter((point) => point.seconds !== null)
      .sort((a, b) => a.seconds - b.seconds);
    points.forEach((point, i) => {
      point.rank = i + 1;
      point.x = Math.max(SECONDS_MIN, point.seconds);
      point.text = `${configuration.name}, ${duration(point.seconds)}, number ${i + 1}`;
    });
    return { configuration, points };
  });
}

/** What one would solve who always knew the best configuration for a puzzle. */
function virtualBest(all) {
  const best = new Map();
  for (const point of all.flatMap((curve) => curve.points)) {
    best.set(point.puzzle, Math.min(point.x, best.get(point.puzzle) ?? Infinity));
  }
  return [...best.values()].sort((a, b) => a - b).map((x, i) => ({ x, rank: i + 1 }));
}

/** A few points of a curve, the last among them, to carry its mark. */
function spread(points) {
  const step = Math.max(1, Math.ceil(points.length / MARKS_PER_CURVE));
  return points.filter((_, i) => (points.length - 1 - i) % step === 0);
}

export function cactus(comparison, picks) {
  const all = curves(comparison);
  const points = all.flatMap((curve) => curve.points);
  const best = virtualBest(all);
  const draw = (width) => {
    if (points.length === 0) return null;
    const high = comparison.limit ?? d3.max(points, (p) => p.x);
    const low = Math.min(d3.min(points, (p) => p.x), high / 10);
    const stretch = (list) => [{ x: low, rank: 0 }, ...list, { x: high, rank: list.length }];
    const drawing = plot(width, {
      height: Math.min(440, Math.max(300, width * 0.42)),
      x: { type: "log", domain: [low, high], label: "Seconds a puzzle (logarithmic) →" },
      y: { domain: [0, comparison.puzzles.length], label: "↑ Puzzles solved", nice: false },
      ariaLabel: "Puzzles solved within a time",
      marks: [
        ...grid({ ticks: decades(low, high) }),
        Plot.axisX({ ticks: decades(low, high), tickFormat: secondsTick }),
        Plot.axisY({}),
        Plot.ruleX(comparison.limit ? [comparison.limit] : [], { strokeDasharray: "2 3" }),
        all.length > 1 ? Plot.line(stretch(best), { x: "x", y: "rank", curve: "step-after",
          stroke: "var(--muted)", strokeDasharray: "1 3", strokeWidth: 1.5 }) : null,
        all.map(({ configuration, points: own }) => [
          Plot.line(stretch(own), { x: "x", y: "rank", curve: "step-after", strokeWidth: 2,
            stroke: configuration.colour, strokeDasharray: configuration.dash }),
          Plot.dot(spread(own), { x: "x", y: "rank", r: 4, strokeWidth: 1.6,
            ...markOf(configuration) }),
        ]),
      ],
    });
    const [x, y] = [drawing.scale("x"), drawing.scale("y")];
    return { svg: drawing, points, at: (point) => [x.apply(point.x), y.apply(point.rank)] };
  };
  return new Figure({
    title: "Puzzles solved within a time", wide: true, picks, draw,
    text: `Cactus plot: higher and further left is better. ${all.length > 1
      ? "Dotted: the best configuration for each puzzle, known beforehand. " : ""}`
      + `All: ${plural(comparison.puzzles.length, "puzzle")}.`,
    legend: legend(comparison.configurations),
  });
}
