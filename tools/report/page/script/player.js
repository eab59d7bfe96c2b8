// The dialogue that plays a puzzle's solutions.
//   Space plays and pauses, arrows step, Home and End jump, + and - change the speed.
import { BoardView } from "./board_view.js";
import { byId, h, select } from "./dom.js";
import { count, duration, plural } from "./format.js";
import { Replay, readBoard } from "./replay.js";

const SPEEDS = [2, 4, 8, 15, 30, 60, 150, 400]; // moves a second
const SPEED_FIRST = 3;
const GLIDES_UP_TO = 60;

export class Player {
  constructor(comparison) {
    this.comparison = comparison;
    this.dialog = byId("player");
    this.speed = SPEED_FIRST;
    this.timer = 0;
    this.dialog.addEventListener("keydown", (event) => this._key(event));
    this.dialog.addEventListener("close", () => this.pause());
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close(); // beside the dialogue
    });
    document.addEventListener("click", (event) => {
      const name = event.target.closest?.("button[data-puzzle]");
      if (!name) return;
      const { puzzle, configuration } = name.dataset;
      this.open(+puzzle, configuration === undefined ? null : +configuration);
    });
  }

  /** Shows the solution of that configuration, or the shortest one there is. */
  open(puzzleIndex, configuration = null) {
    const solvers = this.comparison.solvers(puzzleIndex);
    const own = solvers.find((c) => c.index === configuration);
    this.puzzle = this.comparison.puzzles[puzzleIndex];
    this.solvers = solvers;
    this.missing = configuration !== null && !own ? configuration : null;
    this._load(own ?? solvers[0] ?? null);
    if (!this.dialog.open) this.dialog.showModal();
    this.playButton.focus();
  }

  play() {
    if (!this.replay || this.timer) return;
    if (this.replay.at === this.replay.length) this.replay.seek(0);
    this.due = performance.now();
    this.timer = requestAnimationFrame((now) => this._tick(now));
    this._show();
  }

  pause() {
    cancelAnimationFrame(this.timer);
    this.timer = 0;
    if (this.playButton) this._show();
  }

  seek(at) {
    this.pause();
    this.replay?.seek(at);
    this._show();
  }

  /** Makes the moves that are due: several in a frame when it plays fast. */
  _tick(now) {
    const step = 1000 / SPEEDS[this.speed];
    let going = true;
    while (going && this.due <= now) {
      going = this.replay.forward();
      this.due += step;
    }
    if (this.replay.at === this.replay.length) return this.pause();
    this._show();
    this.timer = requestAnimationFrame((next) => this._tick(next));
    return undefined;
  }

  _key(event) {
    const kind = event.target.tagName;
    if (event.ctrlKey || event.altKey || event.metaKey || kind === "SELECT") return;
    if (kind === "SUMMARY" && event.key === " ") return;
    const at = this.replay?.at ?? 0;
    const actions = {
      " ": () => (this.timer ? this.pause() : this.play()),
      ArrowLeft: () => this.seek(at - 1), ArrowRight: () => this.seek(at + 1),
      Home: () => this.seek(0), End: () => this.seek(Infinity),
      "+": () => this._setSpeed(this.speed + 1), "=": () => this._setSpeed(this.speed + 1),
      "-": () => this._setSpeed(this.speed - 1),
    };
    if (kind === "INPUT" && event.key.startsWith("Arrow")) return; // the slider's own
    if (kind === "BUTTON" && event.key === " " && event.target !== this.playButton) return;
    if (actions[event.key]) {
      event.preventDefault();
      actions[event.key]();
    }
  }

  _setSpeed(speed) {
    this.speed = Math.max(0, Math.min(SPEEDS.length - 1, speed));
    this._show();
  }

  _load(configuration) {
    this.pause();
    this.configuration = configuration;
    const board = readBoard(this.puzzle.board);
    this.replay = null;
    this.fault = "";
    if (configuration) {
      try {
        this.replay = new Replay(board, this.comparison.solution(configuration.index,
          this.puzzle.index));
      } catch (error) {
        this.fault = error.message;
      }
    }
    this.view = new BoardView(board, `Board of ${this.puzzle.name}`);
    const stage = h("div", { class: "player-stage" }, this.view.element);
    this.dialog.replaceChildren(this._head(), stage, this._controls(),
      this._makeStatus(), ...this._foot());
    this._show();
  }

  _head() {
    const { puzzle } = this;
    const choose = this.solvers.length > 1 && select("", this.solvers.map((c) => [c.index, c.name]),
      this.configuration.index, (value) => {
        this.missing = null;
        this._load(this.comparison.configurations[+value]);
      });
    choose?.list?.setAttribute("aria-label", "Solution found by");
    const cell = this.configuration
      && this.comparison.cell(this.configuration.index, puzzle.index);
    return h("div", { class: "player-head" },
      h("div", {}, h("h2", { id: "player-title" }, puzzle.name),
        h("p", {}, plural(puzzle.boxes, "box", "boxes"),
          cell && `; found in ${duration(cell.seconds)} by ${this.configuration.name}`)),
      h("div", { class: "masthead-tools" }, choose?.element,
        h("button", { type: "button", onclick: () => this.dialog.close(), "aria-label": "Close" },
          "✕")));
  }

  _controls() {
    const button = (text, label, action, name = "") => h("button",
      { type: "button", class: name, "aria-label": label, title: label, onclick: action,
        disabled: !this.replay }, text);
    this.playButton = button("▶ Play", "Play (Space)",
      () => (this.timer ? this.pause() : this.play()), "play");
    this.position = h("input", { type: "range", min: 0, max: this.replay?.length ?? 0, value: 0,
      "aria-label": "Move", disabled: !this.replay,
      oninput: () => this.seek(+this.position.value) });
    this.speedRange = h("input", { type: "range", min: 0, max: SPEEDS.length - 1,
      "aria-label": "Speed", oninput: () => this._setSpeed(+this.speedRange.value) });
    this.speedText = h("span", {});
    const at = () => this.replay.at;
    return h("div", { class: "player-controls" },
      h("div", { class: "buttons" },
        button("|‹", "To the start (Home)", () => this.seek(0)),
        button("‹", "One move back (left)", () => this.seek(at() - 1)),
        this.playButton,
        button("›", "One move on (right)", () => this.seek(at() + 1)),
        button("›|", "To the end (End)", () => this.seek(Infinity))),
      h("label", { class: "position" }, this.position),
      h("label", {}, "Speed", this.speedRange, this.speedText));
  }

  _makeStatus() {
    this.status = h("p", { class: "player-status" });
    return this.status;
  }

  _foot() {
    if (!this.replay) return [];
    const lurd = this.comparison.solution(this.configuration.index, this.puzzle.index);
    return [
      h("p", { class: "keys" }, h("kbd", {}, "Space"), " plays, ", h("kbd", {}, "←"), " ",
        h("kbd", {}, "→"), " step, ", h("kbd", {}, "Home"), " ", h("kbd", {}, "End"), " jump, ",
        h("kbd", {}, "+"), " ", h("kbd", {}, "−"), " speed, ", h("kbd", {}, "Esc"), " closes"),
      h("details", { class: "player-lurd" }, h("summary", {}, "The solution as text (LURD)"),
        h("pre", {}, lurd)),
    ];
  }

  _show() {
    const { replay } = this;
    this.playButton.textContent = this.timer ? "❚❚ Pause" : "▶ Play";
    this.speedRange.value = this.speed;
    this.speedText.textContent = `${SPEEDS[this.speed]} moves/s`;
    if (!replay) {
      this.status.replaceChildren(h("span", { class: "bad" }, this.fault
        || "No verified solution in this comparison."));
      return;
    }
    const speed = SPEEDS[this.speed];
    this.view.glide(this.timer && speed <= GLIDES_UP_TO ? 1000 / speed : 0);
    this.view.show(replay.boxes, replay.man, replay.facing);
    this.position.value = replay.at;
    const missing = this.missing !== null && this.comparison.configurations[this.missing].name;
    this.status.replaceChildren(
      `Move ${count(replay.at)} of ${count(replay.length)}, `,
      `${plural(replay.pushes, "push", "pushes")}. `,
      replay.solved ? h("strong", {}, "Solved. ") : "",
      missing ? h("span", { class: "muted" }, `(${missing} did not solve it.)`) : "");
    this.dialog.dataset.at = replay.at === replay.length && replay.solved ? "solved" : "under way";
  }
}
