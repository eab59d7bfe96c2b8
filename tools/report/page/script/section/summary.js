// How each configuration did, and the sentences a hurried reader takes away.
import { h } from "../dom.js";
import { bytes, compact, count, digits, duration, fixed, known, seconds } from "../format.js";
import { isClear } from "../model.js";
import { configurationName } from "../names.js";
import { cactus } from "../plot/cactus.js";
import { sortableTable } from "../sortable_table.js";
import { section } from "./section.js";

function rate(value) {
  return [compact(value?.median),
    known(value?.low) ? h("span", { class: "interval below" },
      `${compact(value.low)} to ${compact(value.high)}`) : null];
}

function columns(comparison) {
  const { configurations } = comparison;
  const of = (row) => configurations[row.configuration];
  const common = comparison.data.summary?.[0]?.common;
  return [
    { title: "Configuration", left: true, value: (r) => of(r).name,
      cell: (r) => configurationName(of(r)) },
    { title: "Solved", best: "high", value: (r) => r.solved,
      help: "Puzzles solved in every repetition, replayed by the judge; of all puzzles",
      cell: (r) => [r.solved_sometimes > 0 ? h("span", { class: "interval" },
        `(+${count(r.solved_sometimes)} sometimes) `) : null,
      `${count(r.solved)} / ${count(r.total)}`, h("span", { class: "meter" },
        h("i", { style: { width: `${100 * r.solved / Math.max(1, r.total)}%`,
          "--c": of(r).colour } }))] },
    { title: "PAR-2\n(s)", best: "low", value: (r) => r.par2, cell: (r) => seconds(r.par2),
      help: "Mean seconds a puzzle; an unsolved one counts as twice the limit. Low is good" },
    { title: "Time\nscore", best: "high", value: (r) => r.time_score,
      cell: (r) => fixed(r.time_score, 3),
      help: "From 1 (at once) to 0 (at the limit or unsolved), on a logarithmic scale, mean" },
    { title: "Quality\nscore", best: "high", value: (r) => r.quality_score,
      cell: (r) => fixed(r.quality_score, 3),
      help: "Best known pushes over its pushes, 0 where unsolved, mean" },
    { title: "Geometric\nmean (s)", best: "low", value: (r) => r.geomean_seconds,
      help: `Of the seconds on the ${count(common)} puzzles that all configurations solved`,
      cell: (r) => seconds(r.geomean_seconds) },
    { title: "Expanded\na second", best: "high",
      value: (r) => r.expanded_per_second?.median ?? null,
      help: "States expanded a second: median, and its interval from five repetitions on",
      cell: (r) => rate(r.expanded_per_second) },
    { title: "Generated\na second", best: "high",
      value: (r) => r.generated_per_second?.median ?? null,
      help: "States generated a second: median, and its interval from five repetitions on",
      cell: (r) => rate(r.generated_per_second) },
    { title: "Peak\nmemory", best: "low", value: (r) => r.peak_bytes,
      cell: (r) => bytes(r.peak_bytes), help: "Largest resident size of any run" },
    { title: "Bytes a\nstate", best: "low", value: (r) => r.bytes_per_state,
      cell: (r) => digits(r.bytes_per_state), help: "Memory for one stored state" },
  ];
}

function finding(figure, what) {
  return h("li", {}, h("div", { class: "figure" }, figure), h("div", { class: "what" }, what));
}

const named = (list) => (list.length > 3 ? `${list.length} configurations` : list.join(", "));

function findings({ data, configurations }) {
  const rows = data.summary ?? [];
  if (rows.length === 0) return null;
  const name = (row) => configurations[row.configuration].name;
  const solved = Math.max(...rows.map((row) => row.solved));
  const par2 = d3.least(rows.filter((row) => row.par2 !== null), (row) => row.par2);
  const timed = rows.filter((row) => row.geomean_seconds !== null);
  const fastest = d3.least(timed, (row) => row.geomean_seconds);
  const clear = (data.pairs ?? []).filter(isClear);
  return h("ul", { class: "findings" },
    finding(`${count(solved)} of ${count(rows[0].total)}`,
      `most solved: ${named(rows.filter((row) => row.solved === solved).map(name))}`),
    par2 && finding(`${seconds(par2.par2)} s`, `best PAR-2: ${name(par2)}`),
    fastest && finding(duration(fastest.geomean_seconds),
      `least geometric mean, on ${fastest.common} puzzles all solved: ${name(fastest)}`),
    data.pairs?.length > 0 && finding(`${clear.length} of ${data.pairs.length}`,
      "pairs of configurations with evidence that one is faster") || null);
}

export function summary({ comparison, picks }) {
  return section("summary", "Summary", [
    h("p", { class: "lead" }, "A puzzle counts as solved when every repetition solved it and the "
      + "independent judge replayed the solutions. ▸ marks the best of a column; point at a "
      + "column's name to read what it is."),
    findings(comparison),
    sortableTable(columns(comparison), comparison.data.summary ?? [], "Summary"),
  ], { figures: [cactus(comparison, picks)] });
}
