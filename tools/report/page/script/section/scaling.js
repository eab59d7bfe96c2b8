// What more threads and nodes gain, and what eats the rest.
import { h } from "../dom.js";
import { compact, count, digits, fixed, percent, times } from "../format.js";
import { configurationName } from "../names.js";
import { scalingPlots } from "../plot/scaling_plots.js";
import { sortableTable } from "../sortable_table.js";
import { section } from "./section.js";

function columnsOf({ configurations }) {
  const of = (row) => configurations[row.configuration];
  const column = (title, name, format, best, help) => ({
    title, help, best, value: (r) => r[name] ?? null, cell: (r) => format(r[name]) });
  return [
    { title: "Configuration", left: true, value: (r) => of(r).name,
      cell: (r) => configurationName(of(r)) },
    { title: "Measured\nagainst", left: true, value: (r) => configurations[r.base].name,
      cell: (r) => configurations[r.base].name },
    { title: "Nodes ×\nthreads", value: (r) => of(r).units,
      cell: (r) => `${Math.max(1, of(r).nodes)} × ${of(r).threads}` },
    column("On\npuzzles", "puzzles", count, undefined, "Puzzles that both solved"),
    column("Speed-up", "speedup", times, "high", "Seconds of the other over its own"),
    column("Efficiency", "efficiency", percent, "high",
      "Speed-up over how many times the other's threads, or nodes of a cluster, it has"),
    column("Search\noverhead", "search_overhead", percent, "low",
      "States expanded beyond what the other expanded"),
    column("Communication\noverhead", "communication_overhead", percent, "low",
      "States sent to another node, of those generated"),
    column("Load\nbalance", "load_balance", (v) => fixed(v, 2), "low",
      "The busiest node's expansions over the mean; 1 is even"),
    column("Idle", "idle_share", percent, "low", "Share of the time without work"),
    column("Messages\na state", "messages_per_state", digits, "low"),
    column("Bytes\na state", "bytes_per_state", compact, "low", "Sent over the network"),
  ];
}

export function scaling({ comparison }) {
  const { configurations, data } = comparison;
  if (!data.scaling?.length) return null;
  const over = data.scaling.some((row) => configurations[row.configuration].oversubscribed);
  return section("scaling", "Scaling", [
    h("p", { class: "lead" }, "Each configuration beside the one it is measured against, taken in "
      + "turn in this comparison."),
    sortableTable(columnsOf(comparison), data.scaling, "Scaling"),
    over ? h("p", { class: "muted note" },
      "Oversubscribed: more threads than the machine has cores. Speed-up and efficiency measure "
      + "overhead there; the other figures hold.") : null,
  ], { figures: scalingPlots(comparison) });
}
