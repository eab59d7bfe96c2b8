// Under which circumstances it was measured: machine, limits, sets, builds, command.
import { byId, h } from "../dom.js";
import { NONE, bytes, count, duration, moment, plural } from "../format.js";

function fact(term, ...lines) {
  return h("div", {}, h("dt", {}, term),
    lines.filter(Boolean).map((line, i) =>
      h("dd", {}, i ? h("span", { class: "muted" }, line) : line)));
}

function builds(comparison) {
  const seen = new Map();
  for (const { build, solver } of comparison.configurations) {
    if (build) seen.set(JSON.stringify(build), { solver, ...build });
  }
  return [...seen.values()].map((build) => fact(`Build: ${build.name}`,
    [build.solver, build.version, build.commit && `(${build.commit})`].filter(Boolean).join(" "),
    [build.compiler, build.flags].filter(Boolean).join(", ") || null, build.path));
}

function took(data) {
  const seconds = (Date.parse(data.finished) - Date.parse(data.started)) / 1000;
  return Number.isFinite(seconds) ? `took ${duration(seconds)}`
    : "not finished: some runs are missing";
}

export function showTitle({ data, puzzles, configurations }) {
  document.title = `${data.name || "Comparison"} – Kura`;
  byId("title").textContent = data.name || "Comparison";
  byId("subtitle").textContent = `${plural(puzzles.length, "puzzle")}, `
    + `${plural(configurations.length, "configuration")}, `
    + `${plural(data.runs.rows.length, "run")}. ${moment(data.started)}, ${took(data)}.`;
}

export function facts(comparison) {
  const { data } = comparison;
  const machine = data.machine ?? {};
  const limits = data.limits ?? {};
  return h("div", {},
    h("dl", { class: "facts" },
      fact("Machine", machine.cpu || NONE,
        `${plural(machine.cores ?? 0, "core")}, ${bytes(machine.memory_bytes)}`,
        [machine.os, machine.kernel].filter(Boolean).join(", kernel ")),
      fact("Limits a run", [limits.seconds ? duration(limits.seconds) : "no limit of time",
        limits.memory_bytes ? bytes(limits.memory_bytes) : "none of memory"].join(", "),
        "What is not solved within them counts twice the time in PAR-2."),
      fact("Repetitions", `${count(data.repetitions)}, taken in turn`,
        data.repetitions < 5 ? "Too few for intervals: five are needed." : null,
        `seed ${data.seed ?? NONE}`),
      (data.sets ?? []).map((set) => fact(`Set: ${set.name}`, plural(set.puzzles, "puzzle"),
        h("span", { class: "mono" }, set.digest))),
      builds(comparison)),
    h("details", { class: "command" }, h("summary", {}, `Command, and id ${data.id}`),
      h("pre", {}, (data.command ?? []).map(quoted).join(" ")),
      h("pre", {}, comparison.configurations.map((c) => `${c.name}: ${c.command}`).join("\n"))));
}

function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
