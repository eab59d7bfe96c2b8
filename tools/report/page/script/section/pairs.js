// Two configurations at a time: faster, slower, or no evidence.
import { h } from "../dom.js";
import { NONE, count, fixed, probability, times } from "../format.js";
import { configurationName } from "../names.js";
import { sortableTable } from "../sortable_table.js";

export function pairs(comparison, onShow) {
  const { configurations, data } = comparison;
  const columns = [
    { title: "B", left: true, value: (r) => configurations[r.b].name,
      cell: (r) => configurationName(configurations[r.b], { chips: false }) },
    { title: "is", left: true, value: (r) => r.verdict,
      help: "Significant at 0.01, from ten pairs on",
      cell: (r) => h("span", { class: `chip ${r.verdict.replace(" ", "-")}` }, r.verdict) },
    { title: "than A", left: true, value: (r) => configurations[r.a].name,
      cell: (r) => configurationName(configurations[r.a], { chips: false }) },
    { title: "Seconds\nB / A", value: (r) => r.ratio, help: "Below 1, B takes less time",
      cell: (r) => times(r.ratio) },
    { title: "Interval", value: (r) => r.high - r.low, help: "Of the ratio",
      cell: (r) => (
        (r.low ?? null) === null ? NONE : `${fixed(r.low, 2)} to ${fixed(r.high, 2)}`) },
    { title: "p", value: (r) => r.p, cell: (r) => probability(r.p),
      help: "How likely such a difference is by chance alone" },
    { title: "Pairs", value: (r) => r.pairs, cell: (r) => count(r.pairs),
      help: "Runs of the same puzzle that both solved" },
    { title: "Only B\nsolved", value: (r) => r.only_b.length,
      cell: (r) => count(r.only_b.length) },
    { title: "Only A\nsolved", value: (r) => r.only_a.length,
      cell: (r) => count(r.only_a.length) },
    { title: "", cell: (r) => h("button",
      { type: "button", class: "link", onclick: () => onShow(r.a, r.b) }, "show") },
  ];
  return [
    h("p", { class: "lead" }, "Paired by puzzle and repetition. Where neither side is clearly "
      + "faster, it says so: no evidence."),
    sortableTable(columns, data.pairs, "Pairs"),
  ];
}
