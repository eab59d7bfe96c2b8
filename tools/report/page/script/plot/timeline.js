// States a second over the time of one run, a line a node.
import { h, select } from "../dom.js";
import { compactTick } from "../format.js";
import { colourOf, dashOf } from "../model.js";
import { legend } from "../names.js";
import { Figure, grid, plot } from "./figure.js";

/** The runs that have a timeline, each with its lines. */
function runsOf(comparison) {
  return d3.groups(comparison.data.timelines, (line) => line.run).map(([run, lines]) => {
    const value = (name) => comparison.value(comparison.run(run), name);
    const configuration = comparison.configurations[value("configuration")];
    const puzzle = comparison.puzzles[value("puzzle")];
    return {
      configuration, lines,
      name: `${configuration.name}: ${puzzle.name}, repetition ${value("repetition") + 1}`,
      seconds: d3.max(lines, (line) => line.seconds[line.seconds.length - 1]) ?? 0,
    };
  });
}

/** The one with most to see: of most nodes, and of these the longest. */
function fullest(runs) {
  return d3.greatest(runs, (a, b) =>
    d3.ascending(a.lines.length, b.lines.length) || d3.ascending(a.seconds, b.seconds));
}

/** Its lines with points and looks; a run of one line looks like its configuration. */
function linesOf({ configuration, lines }) {
  return lines.map((line) => ({
    points: line.seconds.map((x, i) => ({ x, y: line.states_per_second[i] })),
    ...(lines.length === 1 ? configuration
      : { name: `node ${line.node}`, colour: colourOf(line.node), dash: dashOf(line.node) }),
  }));
}

function drawing(width, lines) {
  const points = lines.flatMap((line) => line.points);
  if (points.length === 0) return null;
  return plot(width, {
    height: Math.min(340, Math.max(260, width * 0.34)),
    x: { label: "Seconds since the start →", domain: [0, d3.max(points, (p) => p.x)] },
    y: { label: "↑ States expanded a second", domain: [0, d3.max(points, (p) => p.y) * 1.05 || 1] },
    ariaLabel: "Throughput over time",
    marks: [
      ...grid(), Plot.axisX({}), Plot.axisY({ tickFormat: compactTick }),
      Plot.ruleY([0], { stroke: "currentColor" }),
      lines.map((line) => Plot.line(line.points, { x: "x", y: "y", stroke: line.colour,
        strokeDasharray: line.dash, strokeWidth: 1.8,
        marker: line.points.length === 1 ? "dot" : null })),
    ],
  });
}

export function timeline(comparison) {
  const runs = runsOf(comparison);
  let chosen = fullest(runs);
  const shown = h("div", {}); // which run, on paper, and the legend
  const list = select("Run", runs.map((run, i) => [i, run.name]), runs.indexOf(chosen), (i) => {
    chosen = runs[i];
    figure.draw();
  });
  const figure = new Figure({
    title: "Throughput over time", legend: shown, tools: [list.element],
    text: "What was expanded a second in one run, by each node of a cluster.",
    draw: (width) => {
      const lines = linesOf(chosen);
      shown.replaceChildren(h("p", { class: "paper" }, chosen.name), legend(lines));
      const svg = drawing(width, lines);
      return svg && { svg };
    },
  });
  return figure;
}
