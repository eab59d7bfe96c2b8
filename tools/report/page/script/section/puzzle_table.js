// The table of all puzzles. Only the rows in view are in the document, so that a thousand puzzles
// scroll and sort at once; on paper all of them are.
import { h, select } from "../dom.js";
import { count, plural } from "../format.js";
import { puzzleName, swatch } from "../names.js";
import { METRICS, cellText } from "./metrics.js";
import { PuzzleRows, SHOWN } from "./puzzle_rows.js";
import { section } from "./section.js";

const ROW_PX = 32;
const SPARE_ROWS = 6;
const FIXED_COLUMNS = [["place", "No.", 6.5], ["title", "Title", 11], ["boxes", "Boxes", 4.4],
  ["solved", "Solved by", 5]];
const CELL_REM = 6.1;

class PuzzleTable {
  constructor(comparison, selection) {
    this.comparison = comparison;
    this.rows = new PuzzleRows(comparison, selection);
    this.heads = new Map();
    this.body = h("tbody", {});
    const width = FIXED_COLUMNS.reduce((sum, column) => sum + column[2], 0)
      + CELL_REM * comparison.configurations.length;
    this.frame = h("div", {
      class: "table-frame puzzles", tabindex: 0, role: "region", "aria-label": "Puzzles",
      style: { "--row": `${ROW_PX}px`, "--width": `${width}rem` },
      onscroll: () => this._soon(),
    }, h("table", { class: "sticky-name" }, this._columnWidths(), this._head(), this.body));
    this.table = this.frame.firstChild;
    this.count = h("p", { class: "count", role: "status" });
    this.element = [this._tools(selection), this.frame];
    selection.addEventListener("change", () => this.rows.shown === "one-side" && this.refresh());
    addEventListener("beforeprint", () => this._draw(true));
    addEventListener("afterprint", () => this._draw());
    new ResizeObserver(() => this._soon()).observe(this.frame);
    this.refresh();
  }

  /** Filters and sorts again, and goes to the top. */
  refresh() {
    this.list = this.rows.list();
    this.count.textContent = this.list.length === this.comparison.puzzles.length
      ? plural(this.list.length, "puzzle")
      : `${count(this.list.length)} of ${plural(this.comparison.puzzles.length, "puzzle")}`;
    this.table.setAttribute("aria-rowcount", this.list.length + 1);
    this.frame.scrollTop = 0;
    for (const [column, head] of this.heads) {
      if (column === this.rows.column) {
        head.setAttribute("aria-sort", this.rows.descending ? "descending" : "ascending");
      } else head.removeAttribute("aria-sort");
    }
    this._draw();
  }

  _tools(selection) {
    const { rows } = this;
    const change = (name) => (value) => {
      rows[name] = value;
      sides.forEach((side) => {
        side.hidden = rows.shown !== "one-side";
      });
      this.refresh();
    };
    const sides = selection.lists();
    sides.forEach((side) => {
      side.hidden = true;
    });
    const search = h("input", { type: "search", placeholder: "title or number",
      oninput: () => change("query")(search.value) });
    const sets = this.comparison.data.sets ?? [];
    return h("div", { class: "tools" },
      h("label", {}, "Find", search),
      sets.length > 1 ? select("Set", [["", "All sets"], ...sets.map((s, i) => [i, s.name])], "",
        change("set")).element : null,
      select("Show", SHOWN, rows.shown, change("shown")).element, sides,
      select("Figures", Object.entries(METRICS).map(([key, m]) => [key, m.title]), rows.metric,
        change("metric")).element,
      this.count);
  }

  _columnWidths() {
    return h("colgroup", {},
      FIXED_COLUMNS.map(([, , rem]) => h("col", { style: { width: `${rem}rem` } })),
      this.comparison.configurations.map(() => h("col", { style: { width: `${CELL_REM}rem` } })));
  }

  _head() {
    const head = (column, ...content) => {
      const cell = h("th", { scope: "col", class: ["place", "title"].includes(column) && "left" },
        h("button", { type: "button", onclick: () => {
          this.rows.sortBy(column);
          this.refresh();
        } }, content));
      this.heads.set(column, cell);
      return cell;
    };
    return h("thead", {}, h("tr", { "aria-rowindex": 1 },
      FIXED_COLUMNS.map(([column, title]) => head(column, title)),
      this.comparison.configurations.map((c) => head(c.index, swatch(c), " ", c.name))));
  }

  _soon() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = undefined;
      this._draw();
    });
  }

  _draw(whole = false) {
    const seen = Math.ceil(this.frame.clientHeight / ROW_PX) || 20;
    const first = whole ? 0 : Math.max(0, Math.floor(this.frame.scrollTop / ROW_PX) - SPARE_ROWS);
    const last = whole ? this.list.length
      : Math.min(this.list.length, first + seen + 2 * SPARE_ROWS);
    if (this.list.length === 0) {
      this.body.replaceChildren(h("tr", {}, h("td", { class: "empty",
        colspan: this.heads.size }, "No puzzle is like that.")));
      return;
    }
    const lines = [];
    for (let i = first; i < last; i++) lines.push(this._line(this.list[i], i));
    this.body.replaceChildren(this._space(first), ...lines, this._space(this.list.length - last));
  }

  /** Stands for rows that are out of view. */
  _space(rows) {
    return h("tr", { class: "space", "aria-hidden": "true", hidden: rows === 0 },
      h("td", { colspan: this.heads.size, style: { height: `${rows * ROW_PX}px` } }));
  }

  _line(puzzle, at) {
    const { comparison } = this;
    const { metric } = this.rows;
    const values = comparison.configurations.map((c) => comparison.cell(c.index, puzzle.index));
    const solved = values.filter((cell) => cell?.solved && cell[metric] !== null)
      .map((cell) => cell[metric]);
    const best = METRICS[metric].best && new Set(solved).size > 1 ? Math.min(...solved) : null;
    return h("tr", { "aria-rowindex": at + 2 },
      h("th", { scope: "row" }, puzzleName(puzzle, { text: puzzle.number })),
      h("td", { class: "left" }, puzzle.title
        ? puzzleName(puzzle, { text: puzzle.title, title: puzzle.title }) : ""),
      h("td", {}, puzzle.boxes),
      h("td", {}, `${this.rows.counts[puzzle.index].solved} / ${comparison.configurations.length}`),
      comparison.configurations.map((c, i) => this._cell(c, puzzle, values[i], best)));
  }

  _cell(configuration, puzzle, cell, best) {
    const { text, kind } = cellText(cell, this.rows.metric);
    const wins = best !== null && cell?.solved && cell[this.rows.metric] === best;
    const plays = this.comparison.solution(configuration.index, puzzle.index) !== null;
    return h("td", { class: kind }, plays ? h("button", {
      type: "button", class: "cell", "data-puzzle": puzzle.index,
      "data-configuration": configuration.index,
    }, wins ? h("strong", {}, text) : text) : text);
  }
}

export function puzzles({ comparison, selection }) {
  return section("puzzles", "Puzzles", [
    h("p", { class: "lead screen" },
      "Point at a puzzle to see it, click to play its solution; a click on a figure plays what "
      + "that configuration found. In bold the best of a row."),
    new PuzzleTable(comparison, selection).element,
  ]);
}
