// A small table that sorts: a column knows its sort value and its cell.
//   columns: { title, help, value(row), cell(row), left, best: "low" | "high" }; without a value
//   it does not sort
import { h } from "./dom.js";
import { known } from "./format.js";

const collator = new Intl.Collator("en", { numeric: true });

/** Unknown values stand last in both directions. */
export function compare(a, b, descending) {
  if (!known(a) || !known(b)) return known(b) - known(a);
  const order = typeof a === "string" ? collator.compare(a, b) : a - b;
  return descending ? -order : order;
}

function bestOf(column, rows) {
  if (!column.best) return undefined;
  const values = rows.map(column.value).filter(known);
  if (new Set(values).size < 2) return undefined;
  return column.best === "low" ? Math.min(...values) : Math.max(...values);
}

class SortableTable {
  constructor(columns, rows, label) {
    this.columns = columns;
    this.rows = rows;
    this.best = columns.map((column) => bestOf(column, rows));
    this.heads = columns.map((column, i) => h("th",
      { scope: "col", class: column.left && "left", title: column.help },
      column.value ? h("button", { type: "button", onclick: () => this.sort(i) }, column.title)
        : column.title));
    this.body = h("tbody", {});
    this.lines = rows.map((row) => this._line(row));
    this.body.append(...this.lines);
    this.element = h("div", { class: "table-frame" }, h("table",
      { class: "sticky-name", "aria-label": label },
      h("thead", {}, h("tr", {}, this.heads)), this.body));
  }

  _line(row) {
    return h("tr", {}, this.columns.map((column, i) => {
      const best = this.best[i] !== undefined && column.value(row) === this.best[i];
      const name = [column.left && "left", best && "best"].filter(Boolean).join(" ");
      return h(i === 0 ? "th" : "td", { scope: i === 0 && "row", class: name || null },
        column.cell(row));
    }));
  }

  sort(at) {
    const column = this.columns[at];
    const before = this.heads[at].getAttribute("aria-sort");
    const descending = before ? before === "ascending" : column.best === "high";
    this.heads.forEach((head) => head.removeAttribute("aria-sort"));
    this.heads[at].setAttribute("aria-sort", descending ? "descending" : "ascending");
    const order = this.rows.map((row, i) => [column.value(row), i])
      .sort((a, b) => compare(a[0], b[0], descending) || a[1] - b[1]);
    this.body.append(...order.map(([, i]) => this.lines[i]));
  }
}

export function sortableTable(columns, rows, label) {
  return new SortableTable(columns, rows, label).element;
}
