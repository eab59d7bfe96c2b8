// Every puzzle, its seconds with A and with B. What one side did not solve lies on its edge.
import { duration, plural, secondsTick } from "../format.js";
import { h } from "../dom.js";
import { Figure, SECONDS_MIN, decades, grid, plot } from "./figure.js";

const EDGE = 1.9; // unsolved ones stand at this multiple of the limit

/** The points, and how many puzzles neither solved. */
function pointsOf(comparison, { left, right }) {
  const edge = (comparison.limit ?? 1) * EDGE;
  const place = (value) => (value === null ? edge : Math.max(SECONDS_MIN, value));
  const text = (value) => (value === null ? "unsolved" : duration(value));
  const points = [];
  let neither = 0;
  for (const puzzle of comparison.puzzles) {
    const [a, b] = comparison.secondsOfBoth(left.index, right.index, puzzle.index) ?? [];
    if (a === null && b === null) neither += 1;
    else if (a !== undefined) {
      const bWins = place(b) < place(a);
      points.push({ puzzle: puzzle.index, x: place(a), y: place(b), bWins,
        configuration: (bWins ? right : left).index, text: `A ${text(a)}, B ${text(b)}` });
    }
  }
  return { points: points.sort((p, q) => p.x - q.x), neither };
}

function lines(low, high, limit) {
  const diagonal = (factor) => Plot.line(
    [[Math.max(low, low / factor), Math.max(low, low * factor)],
      [Math.min(high, high / factor), Math.min(high, high * factor)]],
    { stroke: "currentColor", strokeOpacity: factor === 1 ? 0.7 : 0.3,
      strokeDasharray: factor === 1 ? null : "3 4" });
  const rule = { strokeDasharray: "2 3", stroke: "var(--muted)" };
  return [diagonal(1), diagonal(10), diagonal(0.1),
    limit ? [Plot.ruleX([limit], rule), Plot.ruleY([limit], rule)] : null];
}

function drawing(width, comparison, selection, points) {
  if (points.length === 0) return null;
  const { left, right } = selection;
  const limit = comparison.limit ?? d3.max(points, (p) => Math.max(p.x, p.y));
  const low = Math.min(d3.min(points, (p) => Math.min(p.x, p.y)), limit / 10) * 0.85;
  const high = limit * EDGE * 1.15;
  const ticks = decades(low, limit);
  const axis = (name) => ({ type: "log", domain: [low, high], label: name });
  const marks = (bWins) => Plot.dot(points.filter((p) => p.bWins === bWins), {
    x: "x", y: "y", r: 3.4, symbol: bWins ? "circle" : "square", strokeWidth: 1.4,
    stroke: (bWins ? right : left).colour, fill: (bWins ? right : left).colour,
    fillOpacity: 0.25 });
  const side = Math.min(width, 560);
  return plot(side, {
    height: side * 0.86, marginRight: 24, marginLeft: 64,
    x: axis(`A: seconds, ${left.name} →`), y: axis(`↑ B: seconds, ${right.name}`),
    ariaLabel: `Seconds of ${left.name} against ${right.name}`,
    marks: [
      ...grid({ ticks }, { ticks }),
      Plot.axisX({ ticks, tickFormat: secondsTick }),
      Plot.axisY({ ticks, tickFormat: secondsTick }),
      lines(low, high, comparison.limit), marks(false), marks(true),
      comparison.limit ? Plot.text([["A: unsolved", limit * Math.sqrt(EDGE * 1.15), low * 1.25]], {
        x: "1", y: "2", text: "0", rotate: -90, textAnchor: "start", fill: "var(--muted)" }) : null,
      comparison.limit ? Plot.text([["B: unsolved", low * 1.25, limit * Math.sqrt(EDGE * 1.15)]], {
        x: "1", y: "2", text: "0", textAnchor: "start", fill: "var(--muted)" }) : null,
    ],
  });
}

export function scatter(comparison, selection, picks) {
  const note = h("p", {});
  const draw = (width) => {
    const { points, neither } = pointsOf(comparison, selection);
    const below = points.filter((p) => p.bWins).length;
    note.textContent = `B is quicker on ${plural(below, "puzzle")} (below the diagonal, circles), `
      + `A on ${plural(points.length - below, "puzzle")} (above, squares); `
      + `${neither} solved by neither.`;
    const made = drawing(width, comparison, selection, points);
    if (!made) return null;
    const [x, y] = [made.scale("x"), made.scale("y")];
    return { svg: made, points, at: (point) => [x.apply(point.x), y.apply(point.y)] };
  };
  const figure = new Figure({
    title: "Two configurations, puzzle by puzzle", picks, draw, tools: selection.lists(),
    text: "Both axes logarithmic. Dashed: ten times quicker or slower. Dotted: the time limit.",
  });
  figure.canvas.before(note);
  note.className = "muted readout";
  selection.addEventListener("change", () => figure.draw());
  return figure;
}
