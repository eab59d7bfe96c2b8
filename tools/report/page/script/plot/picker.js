// Picking a point of a plot: the nearest one under the pointer, or the next one by arrow key. The
// preview draws its puzzle, Enter or a click plays it.
//   a point: { puzzle, configuration, text }; at(point) gives its place [x, y] in the drawing
import { svg } from "../dom.js";

const REACH_PX = 36;

export class Picker {
  constructor(canvas, readout, { comparison, preview, player }) {
    Object.assign(this, { canvas, readout, comparison, preview, player });
    canvas.tabIndex = 0;
    canvas.classList.add("pick");
    canvas.addEventListener("pointermove", (event) => this._move(event));
    canvas.addEventListener("pointerleave", () => this._leave());
    canvas.addEventListener("click", () => this._open());
    canvas.addEventListener("keydown", (event) => this._key(event));
    canvas.addEventListener("blur", () => this._leave());
  }

  /** A new drawing of the plot. */
  attach(drawing) {
    this.points = drawing?.points ?? [];
    this.chosen = -1;
    if (!drawing) return;
    this.svg = drawing.svg;
    this.places = this.points.map(drawing.at);
    this.ring = svg("circle", { r: 7, fill: "none", stroke: "currentColor", "stroke-width": 2,
      visibility: "hidden", class: "screen" });
    this.svg.append(this.ring);
  }

  _nearest(x, y) {
    let best = -1;
    let reach = REACH_PX ** 2;
    for (let i = 0; i < this.places.length; i++) {
      const distance = (this.places[i][0] - x) ** 2 + (this.places[i][1] - y) ** 2;
      if (distance < reach) {
        reach = distance;
        best = i;
      }
    }
    return best;
  }

  _scale() {
    const box = this.svg.getBoundingClientRect();
    return { box, scale: box.width / this.svg.viewBox.baseVal.width };
  }

  _move(event) {
    if (this.points.length === 0) return;
    const { box, scale } = this._scale();
    const { clientX, clientY } = event;
    const nearest = this._nearest((clientX - box.left) / scale, (clientY - box.top) / scale);
    this._choose(nearest, clientX, clientY);
  }

  _choose(index, x, y) {
    if (index < 0) return this._leave();
    const point = this.points[index];
    this.chosen = index;
    this.ring.setAttribute("cx", this.places[index][0]);
    this.ring.setAttribute("cy", this.places[index][1]);
    this.ring.setAttribute("visibility", "visible");
    this.readout.textContent = `${this.comparison.puzzles[point.puzzle].name}: ${point.text}`;
    return this.preview.show(point.puzzle, x, y, [point.text]);
  }

  _leave() {
    this.chosen = -1;
    this.ring?.setAttribute("visibility", "hidden");
    this.preview.hide();
  }

  _open() {
    const point = this.points[this.chosen];
    if (point) this.player.open(point.puzzle, point.configuration);
  }

  _key(event) {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (step && this.points.length) {
      event.preventDefault();
      const next = Math.max(0, Math.min(this.points.length - 1, this.chosen + step));
      const { box, scale } = this._scale();
      const [x, y] = this.places[next];
      this._choose(next, box.left + x * scale, box.top + y * scale);
    } else if (event.key === "Enter") this._open();
  }
}
