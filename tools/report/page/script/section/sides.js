// Beside the scatter: the puzzles that only A or only B solved, and those where they differ most.
import { h } from "../dom.js";
import { count, times } from "../format.js";
import { configurationName, puzzleName } from "../names.js";

const NAMED_MAX = 12;

function lists(comparison, { left, right }) {
  const onlyA = [];
  const onlyB = [];
  const both = [];
  for (const puzzle of comparison.puzzles) {
    const [a, b] = comparison.secondsOfBoth(left.index, right.index, puzzle.index) ?? [null, null];
    if (a !== null && b !== null) both.push({ puzzle, ratio: b / a });
    else if (a !== null) onlyA.push({ puzzle });
    else if (b !== null) onlyB.push({ puzzle });
  }
  both.sort((p, q) => p.ratio - q.ratio);
  return { onlyA, onlyB, both };
}

function list(title, configuration, entries, note) {
  const named = entries.slice(0, NAMED_MAX);
  if (named.length === 0) return null;
  return h("div", {}, h("h4", {}, title),
    h("ul", {}, named.map((entry) =>
      h("li", {}, puzzleName(entry.puzzle, { configuration: configuration.index }),
        h("span", {}, note ? note(entry) : null)))),
    entries.length > NAMED_MAX && !note
      ? h("p", { class: "muted" }, `and ${count(entries.length - NAMED_MAX)} more`) : null);
}

function content(comparison, selection) {
  const { left, right } = selection;
  const { onlyA, onlyB, both } = lists(comparison, selection);
  const factor = (ratio) => times(ratio < 1 ? 1 / ratio : ratio);
  return [
    onlyA.length + onlyB.length === 0
      ? h("p", { class: "muted" }, "Both solved the same puzzles.") : null,
    list(`Only A solved: ${count(onlyA.length)}`, left, onlyA),
    list(`Only B solved: ${count(onlyB.length)}`, right, onlyB),
    list("A most ahead", left, both.filter((e) => e.ratio > 1).slice(-8).reverse(),
      (e) => factor(e.ratio)),
    list("B most ahead", right, both.filter((e) => e.ratio < 1).slice(0, 8),
      (e) => factor(e.ratio)),
  ].filter(Boolean);
}

export function sides(comparison, selection) {
  const body = h("div", { class: "sides" });
  const heading = h("p", {});
  const show = () => {
    heading.replaceChildren("A: ", configurationName(selection.left, { chips: false }), " · B: ",
      configurationName(selection.right, { chips: false }));
    body.replaceChildren(...content(comparison, selection));
  };
  selection.addEventListener("change", show);
  show();
  return h("figure", { class: "plot" }, h("figcaption", {}, h("h3", {}, "Where A and B differ"),
    heading), body);
}
