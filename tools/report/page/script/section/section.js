// A part of the page: a heading, what there is to read, and figures that are drawn later.
//   What a section's function gives: { label, element, figures }, or null where the data have
//   nothing for it. `figures` wait for draw(), in this order.
import { h } from "../dom.js";

/** `beside` stands among the figures, but is drawn already. */
export function section(id, label, content, { figures = [], beside = [], heading = true } = {}) {
  const frame = figures.length > 0
    ? h("div", { class: "figures" }, figures.map((figure) => figure.element), beside) : null;
  return { label, figures, element: h("section", { id, "aria-label": label },
    heading ? h("h2", {}, label) : null, content, frame) };
}
