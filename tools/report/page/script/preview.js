// The small board that appears beside a puzzle's name or point, by mouse and by keyboard alike.
import { BoardView } from "./board_view.js";
import { byId, h } from "./dom.js";
import { duration, plural } from "./format.js";
import { readBoard } from "./replay.js";

const SQUARE_PX = 15;
const SIDE_PX_MAX = 260;

export class Preview {
  constructor(comparison) {
    this.comparison = comparison;
    this.element = byId("preview");
    this.shown = null;
    const from = (event) => event.target.closest?.("[data-puzzle]");
    document.addEventListener("pointerover", (event) => {
      const name = from(event);
      if (name) this.show(+name.dataset.puzzle, event.clientX, event.clientY);
      else if (!event.target.closest?.(".pick")) this.hide();
    });
    document.addEventListener("focusin", (event) => {
      const name = from(event);
      if (!name || !name.matches(":focus-visible")) return this.hide();
      const box = name.getBoundingClientRect();
      return this.show(+name.dataset.puzzle, box.right, box.bottom);
    });
    document.addEventListener("scroll", () => this.hide(), { capture: true, passive: true });
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.hide());
  }

  show(puzzle, x, y, lines = []) {
    const key = `${puzzle} ${lines.join()}`;
    if (this.shown !== key) {
      this.shown = key;
      this.element.replaceChildren(...this._content(this.comparison.puzzles[puzzle], lines));
    }
    this.element.hidden = false;
    this._place(x, y);
  }

  hide() {
    this.shown = null;
    this.element.hidden = true;
  }

  _content(puzzle, lines) {
    const board = readBoard(puzzle.board);
    const view = new BoardView(board, `Board of ${puzzle.name}`).element;
    const side = Math.min(SQUARE_PX, SIDE_PX_MAX / Math.max(board.width, board.height));
    view.setAttribute("width", board.width * side);
    view.setAttribute("height", board.height * side);
    const best = this.comparison.solvers(puzzle.index)[0];
    const cell = best && this.comparison.cell(best.index, puzzle.index);
    return [
      h("p", {}, h("strong", {}, puzzle.name), h("br"),
        h("span", { class: "muted" }, plural(puzzle.boxes, "box", "boxes"),
          cell ? `, ${plural(cell.pushes ?? 0, "push", "pushes")}, ${duration(cell.seconds)}`
            : ", no solution")),
      lines.map((line) => h("p", {}, line)), view,
    ].flat();
  }

  /** Beside the pointer, within the window. */
  _place(x, y) {
    const { width, height } = this.element.getBoundingClientRect();
    const left = x + 16 + width < innerWidth ? x + 16 : Math.max(4, x - 16 - width);
    const top = Math.min(Math.max(4, y + 12), Math.max(4, innerHeight - height - 8));
    Object.assign(this.element.style, { left: `${left}px`, top: `${top}px` });
  }
}
