// What went wrong, before any figure: crashes, outputs that could not be read, solutions that do
// not replay. What went wrong the same way in several repetitions is one line.
import { h } from "../dom.js";
import { plural } from "../format.js";
import { configurationName, puzzleName } from "../names.js";
import { section } from "./section.js";

const SHOWN_FIRST = 12;

/** [{ text, puzzle, configuration, runs }], in the order of the data. */
function grouped(comparison) {
  const groups = new Map();
  for (const { run, text } of comparison.data.problems ?? []) {
    const row = comparison.run(run);
    const puzzle = row ? comparison.value(row, "puzzle") : null;
    const configuration = row ? comparison.value(row, "configuration") : null;
    const key = `${puzzle} ${configuration} ${text}`;
    if (!groups.has(key)) groups.set(key, { text, puzzle, configuration, runs: 0 });
    groups.get(key).runs += 1;
  }
  return [...groups.values()];
}

function line(comparison, { text, puzzle, configuration, runs }) {
  if (puzzle === null) return h("li", {}, text);
  const all = comparison.cell(configuration, puzzle).runs;
  return h("li", {}, configurationName(comparison.configurations[configuration], { chips: false }),
    ": ", puzzleName(comparison.puzzles[puzzle], { configuration }), ", ", h("strong", {}, text),
    all > 1 ? ` (${runs} of ${all} runs)` : null);
}

function content(comparison) {
  const groups = grouped(comparison);
  if (groups.length === 0) {
    return h("div", { class: "problems none" }, h("p", {},
      "No problems: nothing crashed, and every solution counted was replayed by the judge."));
  }
  const lines = groups.map((group) => line(comparison, group));
  const rest = lines.splice(SHOWN_FIRST);
  return h("div", { class: "problems" },
    h("h2", {}, plural(comparison.data.problems.length, "run went wrong", "runs went wrong")),
    h("p", {}, "They count as unsolved."),
    h("ul", {}, lines),
    rest.length
      ? h("details", {}, h("summary", {}, `${rest.length} more`), h("ul", {}, rest)) : null);
}

export function problems({ comparison }) {
  return section("problems", "Problems", content(comparison), { heading: false });
}
