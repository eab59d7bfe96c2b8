// What a cell of the puzzle table can show.
import { NONE, bytes, compact, count, seconds } from "../format.js";

export const METRICS = {
  seconds: { title: "Seconds (median)", text: seconds, solvedOnly: true, best: true },
  pushes: { title: "Pushes", text: count, solvedOnly: true, best: true },
  moves: { title: "Moves", text: count, solvedOnly: true, best: true },
  expanded: { title: "States expanded", text: compact, solvedOnly: false, best: false },
  peak_bytes: { title: "Peak memory", text: bytes, solvedOnly: false, best: false },
};

const LIMITS = ["time", "memory", "nodes"];

/** Why a cell has no solution, in a word. */
function outcome(cell) {
  if (cell.trouble) return cell.trouble;
  const verdict = (cell.verdict ?? "").replaceAll("_", " ");
  const reason = LIMITS.includes(cell.reason) ? `${cell.reason} limit` : cell.reason;
  return reason && verdict !== "unsolvable" ? reason : verdict || NONE;
}

/** {text, kind} of a cell; kind is a class of the style sheet. */
export function cellText(cell, metric) {
  if (!cell) return { text: NONE, kind: "out" };
  if (METRICS[metric].solvedOnly && cell.solved === 0) {
    return { text: outcome(cell), kind: cell.trouble ? "trouble" : "out" };
  }
  const text = METRICS[metric].text(cell[metric]);
  const part = cell.solved > 0 && cell.solved < cell.runs;
  return { text: part ? `${text} (${cell.solved}/${cell.runs})` : text, kind: part ? "part" : "" };
}

export function sortValue(cell, metric) {
  return cell && !(METRICS[metric].solvedOnly && cell.solved === 0) ? cell[metric] : null;
}
