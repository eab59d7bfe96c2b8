// Two configurations at a time: faster, slower, or no evidence.
import { h } from "../dom.js";
import { NONE, count, fixed, known, plural, probability, times } from "../format.js";
import { isClear } from "../model.js";
import { configurationName } from "../names.js";
import { forest } from "../plot/forest.js";
import { scatter } from "../plot/scatter.js";
import { sortableTable } from "../sortable_table.js";
import { section } from "./section.js";
import { sides } from "./sides.js";

function columnsOf({ configurations }, onShow) {
  const name = (index) => configurationName(configurations[index], { chips: false });
  return [
    { title: "B", left: true, value: (r) => configurations[r.b].name, cell: (r) => name(r.b) },
    { title: "is", left: true, value: (r) => r.verdict,
      help: "Wilcoxon's signed-rank test at 0.01, from ten pairs on",
      cell: (r) => h("span", { class: isClear(r) ? `chip ${r.verdict}` : "chip" }, r.verdict) },
    { title: "than A", left: true, value: (r) => configurations[r.a].name,
      cell: (r) => name(r.a) },
    { title: "Seconds\nB / A", value: (r) => r.ratio, cell: (r) => times(r.ratio),
      help: "Hodges-Lehmann estimate of the ratio; below 1, B takes less time" },
    { title: "Interval", value: (r) => (known(r.low) ? r.high - r.low : null),
      help: "Of the ratio, from five repetitions and ten pairs on",
      cell: (r) => (known(r.low) ? `${fixed(r.low, 2)} to ${fixed(r.high, 2)}` : NONE) },
    { title: "p", value: (r) => r.p, cell: (r) => probability(r.p),
      help: "How likely such a difference is by chance alone" },
    { title: "Pairs", value: (r) => r.pairs, cell: (r) => plural(r.pairs, r.unit),
      help: "What is paired: puzzles that both solved, or, where those are too few, single runs" },
    { title: "Only B\nsolved", value: (r) => r.only_b.length,
      cell: (r) => count(r.only_b.length) },
    { title: "Only A\nsolved", value: (r) => r.only_a.length,
      cell: (r) => count(r.only_a.length) },
    { title: "", cell: (r) => h("button",
      { type: "button", class: "link", onclick: () => onShow(r.a, r.b) }, "show") },
  ];
}

const LEAD = "A pair is a puzzle that both solved, the mean of the logarithms over its "
  + "repetitions. Where there are fewer than ten such puzzles, each repetition that both solved is "
  + "a pair, and the verdict is about these puzzles only. Where neither side is clearly faster, it "
  + "says so: no evidence.";

export function pairs({ comparison, selection, picks }) {
  const list = comparison.data.pairs ?? [];
  if (list.length === 0) return null;
  const points = scatter(comparison, selection, picks);
  const onShow = (a, b) => {
    selection.set(a, b);
    points.element.scrollIntoView({ block: "center" });
  };
  return section("pairs", "Pairs", [
    h("p", { class: "lead" }, LEAD),
    sortableTable(columnsOf(comparison, onShow), list, "Pairs"),
  ], {
    figures: list.length > 1 ? [forest(comparison), points] : [points],
    beside: sides(comparison, selection),
  });
}
