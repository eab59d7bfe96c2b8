// Which puzzles the table shows, and in which order. No elements here: 1,000 puzzles are filtered
// and sorted in a few milliseconds.
import { compare } from "../sortable_table.js";
import { sortValue } from "./metrics.js";

export const SHOWN = [
  ["all", "All puzzles"],
  ["differ", "Solved by some, not by all"],
  ["every", "Solved by all"],
  ["none", "Solved by none"],
  ["trouble", "With problems"],
  ["one-side", "Only A or only B solved"],
];

export class PuzzleRows {
  constructor(comparison, selection) {
    this.comparison = comparison;
    this.selection = selection;
    this.query = "";
    this.shown = "all";
    this.set = "";
    this.metric = "seconds";
    this.column = "place";
    this.descending = false;
    this.counts = comparison.puzzles.map((puzzle) => this._count(puzzle.index));
  }

  _count(puzzle) {
    const cells = this.comparison.configurations.map((c) => this.comparison.cell(c.index, puzzle));
    return {
      solved: cells.filter((cell) => cell?.solved).length,
      trouble: cells.some((cell) => cell?.trouble),
    };
  }

  /** The puzzles to show, sorted. */
  list() {
    const words = this.query.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = this.comparison.puzzles.filter((puzzle) =>
      (this.set === "" || puzzle.setIndex === +this.set)
      && words.every((word) => puzzle.words.includes(word)) && this._isShown(puzzle.index));
    const keys = rows.map((puzzle) => [this._key(puzzle), puzzle]);
    keys.sort((a, b) => compare(a[0], b[0], this.descending) || a[1].index - b[1].index);
    return keys.map(([, puzzle]) => puzzle);
  }

  sortBy(column) {
    this.descending = this.column === column && !this.descending;
    this.column = column;
  }

  _isShown(puzzle) {
    const { solved, trouble } = this.counts[puzzle];
    switch (this.shown) {
      case "differ": return solved > 0 && solved < this.comparison.configurations.length;
      case "every": return solved === this.comparison.configurations.length;
      case "none": return solved === 0;
      case "trouble": return trouble;
      case "one-side": return this._differs(puzzle, this.selection);
      default: return true;
    }
  }

  /** Both were run, and one of them solved it. */
  _differs(puzzle, { a, b }) {
    const sides = this.comparison.secondsOfBoth(a, b, puzzle);
    return sides !== null && (sides[0] === null) !== (sides[1] === null);
  }

  _key(puzzle) {
    switch (this.column) {
      case "place": return puzzle.index;
      case "title": return puzzle.title || null;
      case "boxes": return puzzle.boxes;
      case "solved": return this.counts[puzzle.index].solved;
      default: return sortValue(this.comparison.cell(this.column, puzzle.index), this.metric);
    }
  }
}
