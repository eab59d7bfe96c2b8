// Names of configurations and puzzles, the same wherever they stand.
import { h, svg } from "./dom.js";

const SHAPES = {
  circle: d3.symbolCircle, square: d3.symbolSquare2, triangle: d3.symbolTriangle2,
  diamond: d3.symbolDiamond2,
};

/** A stretch of a line, with its mark where it has one: colour, dash and shape tell it apart. */
export function swatch(look) {
  const { colour, dash, shape } = look;
  const { symbol, fill } = markOf(look);
  return svg("svg", { width: 26, height: 12, viewBox: "-13 -6 26 12", "aria-hidden": "true" },
    svg("path", { d: "M-13 0H13", stroke: colour, "stroke-width": 2, "stroke-dasharray": dash }),
    shape ? svg("path", { d: d3.symbol(symbol, 42)(), stroke: colour, "stroke-width": 1.6, fill })
      : null);
}

/** How a configuration's points look in plots. */
export function markOf({ shape, filled, colour }) {
  return { symbol: SHAPES[shape], fill: filled ? colour : "var(--surface)", stroke: colour };
}

export function configurationName(configuration, { chips = true } = {}) {
  const extra = [];
  if (chips && configuration.oversubscribed) {
    extra.push(h("span", {
      class: "chip warn",
      title: "More threads than cores: this measures overhead, not speed-up",
    }, "oversubscribed"));
  }
  if (chips && configuration.imported) {
    extra.push(h("span", {
      class: "chip", title: "Measured elsewhere, not in turn with the others",
    }, "imported"));
  }
  if (chips && configuration.host) extra.push(h("span", { class: "chip" }, configuration.host));
  return h("span", { class: "configuration" }, swatch(configuration), configuration.name, extra);
}

/** Hovering draws the puzzle, a click plays it: see preview.js and player.js. */
export function puzzleName(puzzle, { text = puzzle.name, title, configuration } = {}) {
  return h("button", {
    type: "button", class: "puzzle", title, "data-puzzle": puzzle.index,
    "data-configuration": configuration,
  }, text);
}

/** Configurations that are in a plot, or other lines with a name, with what they look like. */
export function legend(lines) {
  return h("ul", { class: "legend" }, lines.map((line) => h("li", {}, configurationName(line))));
}
