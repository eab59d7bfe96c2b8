// Draws a board as SVG; squares are one unit wide. What moves is moved by transforms.
import { svg } from "./dom.js";

const FACING = { r: 0, d: 90, l: 180, u: 270 };
const BOX = "M-.2 -.2 L.2 .2 M.2 -.2 L-.2 .2";
const HOME = "M-.2 .02 L-.06 .17 L.21 -.16";

const place = (square, width) => [square % width, Math.floor(square / width)];

function tiles(squares, width, tile) {
  return [...squares].map((square) => {
    const [x, y] = place(square, width);
    return `M${x} ${y}${tile}`;
  }).join("");
}

function goals(board) {
  return [...board.goals].map((square) => {
    const [x, y] = place(square, board.width);
    return [
      svg("circle", { class: "goal", cx: x + 0.5, cy: y + 0.5, r: 0.24 }),
      svg("circle", { class: "goal-dot", cx: x + 0.5, cy: y + 0.5, r: 0.08 }),
    ];
  });
}

export class BoardView {
  constructor(board, label) {
    this.board = board;
    this.boxes = board.boxes.map(() => svg("g", { class: "box" },
      svg("rect", { x: -0.37, y: -0.37, width: 0.74, height: 0.74, rx: 0.1 }), svg("path", {})));
    this.man = svg("g", { class: "man" }, svg("circle", { r: 0.34 }),
      svg("path", { d: "M.27 0 L.02 -.15 L.02 .15 Z" }));
    const { width, height, walls, floor } = board;
    this.element = svg("svg", {
      class: "board", viewBox: `-0.1 -0.1 ${width + 0.2} ${height + 0.2}`, role: "img",
      "aria-label": label,
    },
    svg("path", { class: "floor", d: tiles(floor, width, "h1v1h-1z") }),
    svg("path", { class: "grid", d: tiles(floor, width, "h1v1h-1z") }),
    svg("path", { class: "wall", d: tiles(walls, width, "h1v1h-1z") }),
    svg("path", { class: "wall-top", d: tiles(walls, width, "m.03 .03h.94v.78h-.94z") }),
    goals(board), this.boxes, this.man);
    this.show(board.boxes, board.man, "d");
  }

  show(boxes, man, facing) {
    boxes.forEach((square, i) => {
      const home = this.board.goals.has(square);
      this._move(this.boxes[i], square);
      this.boxes[i].classList.toggle("home", home);
      this.boxes[i].lastChild.setAttribute("d", home ? HOME : BOX);
    });
    this._move(this.man, man);
    this.man.lastChild.setAttribute("transform", `rotate(${FACING[facing]})`);
  }

  /** How long a step takes on the screen; 0 jumps. */
  glide(milliseconds) {
    this.element.classList.toggle("moving", milliseconds > 0);
    this.element.style.setProperty("--step", `${milliseconds}ms`);
  }

  _move(element, square) {
    const [x, y] = place(square, this.board.width);
    element.style.transform = `translate(${x + 0.5}px, ${y + 0.5}px)`;
  }
}
