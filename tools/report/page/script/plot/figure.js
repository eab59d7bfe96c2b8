// The frame of a plot: title, what it shows, legend, the drawing, and a line that reads it out.
// It is drawn again when its width changes.
import { h } from "../dom.js";
import { Picker } from "./picker.js";

const WIDTH_CHANGE_MIN = 12;
const WIDTH_MIN = 280;
const LABEL_PX = 7; // a letter of a row's name
const TICKS_MAX = 8;

/** Where logarithmic axes of seconds begin at the earliest: what took less stands there. */
export const SECONDS_MIN = 1e-3;

export class Figure {
  /**
   * draw(width) gives { svg, points, at } or null where there is nothing to show; points can be
   * picked when there is a `picks` ({ comparison, preview, player }).
   */
  constructor({ title, text, wide = false, tools = [], legend = null, draw, picks = null }) {
    this.make = draw;
    this.canvas = h("div", { class: "canvas", role: "group", "aria-label": title });
    this.readout = picks && h("p", { class: "readout", "aria-live": "polite" },
      "Point at it, or use the arrow keys, to see a puzzle; click or press Enter to play it.");
    this.picker = picks && new Picker(this.canvas, this.readout, picks);
    this.element = h("figure", { class: wide ? "plot wide" : "plot" },
      h("figcaption", {}, h("h3", {}, title), h("p", {}, text)),
      tools.length ? h("div", { class: "tools" }, tools) : null, legend, this.canvas, this.readout);
    this.observer = new ResizeObserver(() => this._resized());
  }

  /** Draws, and from now on keeps to the width there is. */
  draw() {
    const style = getComputedStyle(this.element);
    const inner = this.element.clientWidth - parseFloat(style.paddingLeft)
      - parseFloat(style.paddingRight);
    const drawing = this.make(Math.max(WIDTH_MIN, inner));
    this.canvas.replaceChildren(drawing ? drawing.svg : h("p", { class: "muted" },
      "Nothing was measured that could be shown here."));
    this.picker?.attach(drawing);
    this.observer.observe(this.element);
  }

  _resized() {
    const change = Math.abs(this.element.clientWidth - this.seen);
    if (this.seen !== undefined && change < WIDTH_CHANGE_MIN) return;
    const first = this.seen === undefined;
    this.seen = this.element.clientWidth;
    if (!first) this.draw();
  }
}

/** What all plots have in common. */
export function plot(width, options) {
  return Plot.plot({
    width,
    marginLeft: 56,
    marginBottom: 44,
    marginTop: 24,
    ...options,
  });
}

/** Room to the left of a plot for the names of its rows. */
export function labelMargin(names, width, shareMax = 0.42) {
  return Math.min(width * shareMax, d3.max(names, (name) => name.length) * LABEL_PX + 16);
}

/** Lines behind the data, at the ticks of both axes. */
export function grid(x = {}, y = {}) {
  const line = { stroke: "var(--line)", strokeOpacity: 1, strokeWidth: 1 };
  return [Plot.gridX({ ...line, ...x }), Plot.gridY({ ...line, ...y })];
}

/** Only whole powers of ten get a label on a logarithmic axis that spans several. */
export function decades(low, high) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const ticks = d3.range(first, last + 1).map((exponent) => +`1e${exponent}`);
  if (ticks.length > TICKS_MAX) return ticks.filter((_, i) => i % 2 === 0);
  if (ticks.length >= 2) return ticks;
  return d3.scaleLog([low, high], [0, 1]).ticks(5);
}
