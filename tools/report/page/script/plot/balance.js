// Load balance: what each node expanded, beside the mean of its configuration.
import { fixed } from "../format.js";
import { reader } from "../model.js";
import { Figure, grid, plot } from "./figure.js";

/** One entry a configuration and node: expanded over the mean of the nodes, over all runs. */
function loads(comparison) {
  const value = reader(comparison.data.nodes);
  const sums = d3.rollups(comparison.data.nodes.rows,
    (rows) => d3.sum(rows, (row) => value(row, "expanded")),
    (row) => comparison.value(comparison.run(value(row, "run")), "configuration"),
    (row) => value(row, "node"));
  return sums.flatMap(([index, nodes]) => {
    const mean = d3.mean(nodes, ([, expanded]) => expanded) || 1;
    const configuration = comparison.configurations[index];
    return d3.sort(nodes, ([node]) => node).map(([node, expanded]) => ({
      configuration, name: configuration.name, key: `${configuration.index} ${node}`,
      node: `node ${node}`, load: expanded / mean }));
  });
}

/** The rows of the plot: a configuration's name above its nodes. */
function bands(rows) {
  return d3.groups(rows, (row) => row.name).flatMap(([name, nodes]) => [
    { key: name, title: name }, ...nodes]);
}

export function balance(comparison) {
  const rows = loads(comparison);
  const draw = (width) => {
    if (rows.length === 0) return null;
    const all = bands(rows);
    return { svg: plot(width, {
      height: all.length * 23 + 60, marginTop: 4, marginLeft: 60, marginRight: 44,
      color: { type: "identity" },
      x: { domain: [0, Math.max(1.2, d3.max(rows, (row) => row.load) * 1.05)],
        label: "States expanded, over the mean of the nodes →" },
      y: { type: "band", domain: all.map((row) => row.key), label: null, axis: null,
        padding: 0.16 },
      ariaLabel: "Load of each node",
      marks: [
        grid({ ticks: 5 })[0],
        Plot.axisX({ ticks: 5 }),
        Plot.barX(rows, { x: "load", y: "key", fill: (d) => d.configuration.colour,
          fillOpacity: 0.75 }),
        Plot.text(rows, { y: "key", text: "node", frameAnchor: "left", dx: -8, textAnchor: "end" }),
        Plot.text(rows, { y: "key", text: (d) => fixed(d.load, 2), frameAnchor: "right", dx: 8,
          textAnchor: "start", fill: "var(--muted)" }),
        Plot.text(all.filter((row) => row.title), { y: "key", text: "title", frameAnchor: "left",
          dx: -50, dy: 3, textAnchor: "start", fontWeight: 600 }),
        Plot.ruleX([1], { stroke: "currentColor" }),
      ],
    }) };
  };
  return new Figure({
    title: "Load balance", draw,
    text: "1 is the mean; even bars are an even load. Summed over all runs.",
  });
}
