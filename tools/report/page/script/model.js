// The comparison, indexed for looking at: configurations with their looks, and for each of them
// and each puzzle a cell that sums up the repetitions. The data themselves stay as they came.

const SHAPES = ["circle", "square", "triangle", "diamond"]; // hollow first, then filled
const DASHES = ["", "6 3", "2 2.5", "9 3 2 3", "1 3"];
const COLOURS = 8;

/** Looks by which lines of a plot are told apart. */
export const colourOf = (index) => `var(--c${index % COLOURS})`;
export const dashOf = (index) => DASHES[index % DASHES.length];

/** An array of rows with named columns as a function: row, name -> value. */
export function reader(table) {
  const at = Object.fromEntries((table?.columns ?? []).map((name, i) => [name, i]));
  return (row, name) => row[at[name]] ?? null;
}

function median(values) {
  const sorted = values.filter((v) => v !== null).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const least = (values) => d3.min(values) ?? null; // of no known values, none
const most = (values) => d3.max(values) ?? null;

function configurationOf(raw, index) {
  return {
    ...raw, index,
    hands: raw.nodes || raw.threads || 1, // by which efficiency is told
    units: (raw.threads || 1) * Math.max(1, raw.nodes || 0), // threads in all
    colour: colourOf(index),
    shape: SHAPES[index % SHAPES.length],
    filled: Math.floor(index / SHAPES.length) % 2 === 1,
    dash: dashOf(Math.floor(index / COLOURS)),
  };
}

/** Whether there is evidence that one of a pair is faster. */
export function isClear(pair) {
  return pair.verdict === "faster" || pair.verdict === "slower";
}

function puzzleOf(raw, index, sets) {
  const set = sets[raw.set]?.name ?? "";
  const number = `${set}:${raw.index}`;
  return {
    index, set, number, title: raw.title ?? "", board: raw.board ?? "", place: raw.index,
    setIndex: raw.set,
    name: raw.title ? `${raw.title} (${number})` : number,
    boxes: (raw.board?.match(/[$*bB]/g) ?? []).length,
    words: `${number} ${raw.title ?? ""}`.toLowerCase(),
  };
}

/**
 * A cell: what one configuration did with one puzzle, over all repetitions. It is solved when each
 * of them is; the figures are of those that are.
 */
function cellOf(rows, value) {
  const solved = rows.filter((row) => value(row, "verified") === true);
  const odd = rows.find((row) => ["failed", "unverified"].includes(value(row, "verdict")));
  const of = (name, from) => from.map((row) => value(row, name));
  return {
    runs: rows.length, solvedRuns: solved.length, solved: solved.length === rows.length,
    trouble: odd ? value(odd, "verdict") : "",
    verdict: value(rows[0], "verdict"), reason: value(rows[0], "reason"),
    seconds: median(of("seconds", solved)),
    pushes: least(of("pushes", solved)), moves: least(of("moves", solved)),
    expanded: median(of("expanded", rows)), peak_bytes: most(of("peak_bytes", rows)),
  };
}

export class Comparison {
  constructor(data) {
    this.data = data;
    this.configurations = data.configurations.map(configurationOf);
    this.puzzles = data.puzzles.map((raw, index) => puzzleOf(raw, index, data.sets ?? []));
    this.value = reader(data.runs);
    this._makeCells();
    this.lurds = new Map((data.solutions ?? []).map(
      (s) => [s.configuration * this.puzzles.length + s.puzzle, s.lurd]));
  }

  /** Seconds a run may take, or null. */
  get limit() {
    return this.data.limits?.seconds || null;
  }

  run(index) {
    return this.data.runs.rows[index];
  }

  /** The cell, or undefined where nothing was run. */
  cell(configuration, puzzle) {
    return this.cells[configuration * this.puzzles.length + puzzle];
  }

  solution(configuration, puzzle) {
    return this.lurds.get(configuration * this.puzzles.length + puzzle) ?? null;
  }

  /** The configurations that have a solution of the puzzle, shortest in pushes first. */
  solvers(puzzle) {
    const pushes = (c) => this.cell(c.index, puzzle)?.pushes ?? Infinity;
    return this.configurations.filter((c) => this.solution(c.index, puzzle) !== null)
      .sort((a, b) => pushes(a) - pushes(b));
  }

  /** The median, or null where it is not solved. */
  seconds(configuration, puzzle) {
    const cell = this.cell(configuration, puzzle);
    return cell?.solved ? cell.seconds : null;
  }

  /** [of a, of b], each null where it did not solve it; null where one of them was not run. */
  secondsOfBoth(a, b, puzzle) {
    if (!this.cell(a, puzzle) || !this.cell(b, puzzle)) return null;
    return [this.seconds(a, puzzle), this.seconds(b, puzzle)];
  }

  _makeCells() {
    const rows = [];
    for (const row of this.data.runs.rows) {
      const at = this.value(row, "configuration") * this.puzzles.length + this.value(row, "puzzle");
      (rows[at] ??= []).push(row);
    }
    this.cells = rows.map((list) => cellOf(list, this.value));
  }
}
