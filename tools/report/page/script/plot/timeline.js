// States a second over the time of one run, a line a node.
import { h, select } from "../dom.js";
import { compactTick } from "../format.js";
import { Figure, grid, plot } from "./figure.js";

const COLOURS = 8;
const DASHES = ["", "6 3", "2 2.5", "9 3 2 3"];
const colour = (node) => `var(--c${node % COLOURS})`;
const dash = (node) => DASHES[node % DASHES.length];

function nameOf(comparison, run) {
  const row = comparison.run(run);
  const of = (name) => comparison.value(row, name);
  return `${comparison.configurations[of("configuration")].name}: `
    + `${comparison.puzzles[of("puzzle")].name}, repetition ${of("repetition") + 1}`;
}

export function timeline(comparison) {
  const runs = d3.groups(comparison.data.timelines, (line) => line.run);
  const last = (lines) => d3.max(lines, (line) => line.seconds[line.seconds.length - 1] ?? 0);
  let chosen = d3.greatest(runs, ([, lines]) => last(lines) + lines.length * 1000)[0];
  const legend = h("ul", { class: "legend" });
  const draw = (width) => {
    const lines = runs.find(([run]) => run === chosen)[1];
    legend.replaceChildren(...lines.map(({ node }) => h("li", {},
      h("span", { class: "box", style: { background: colour(node) } }), `node ${node}`)));
    const points = lines.flatMap((line) => line.seconds.map((x, i) =>
      ({ node: line.node, x, y: line.states_per_second[i] })));
    return { svg: plot(width, {
      height: Math.min(340, Math.max(260, width * 0.34)), color: { type: "identity" },
      x: { label: "Seconds since the start →", domain: [0, d3.max(points, (p) => p.x)] },
      y: { label: "↑ States expanded a second", domain: [0, d3.max(points, (p) => p.y) * 1.05] },
      ariaLabel: "Throughput over time",
      marks: [
        ...grid({}, {}), Plot.axisX({}), Plot.axisY({ tickFormat: compactTick }),
        Plot.ruleY([0], { stroke: "currentColor" }),
        lines.map(({ node }) => Plot.line(points.filter((p) => p.node === node), { x: "x", y: "y",
          stroke: colour(node), strokeDasharray: dash(node), strokeWidth: 1.8 })),
      ],
    }) };
  };
  const figure = new Figure({
    title: "Throughput over time", draw, legend,
    text: "What each node expanded a second, in one run.",
    tools: [select("Run", runs.map(([run]) => [run, nameOf(comparison, run)]), chosen, (run) => {
      chosen = +run;
      figure.draw();
    }).element],
  });
  return figure;
}
