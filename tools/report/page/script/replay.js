// A puzzle's board as text, and a solution played on it forwards and backwards.

const STEPS = { l: [-1, 0], r: [1, 0], u: [0, -1], d: [0, 1] };

/** Squares are numbered y * width + x. Reads the dialects that Kura reads. */
export function readBoard(text) {
  const lines = text.replace(/\r/g, "").split("\n");
  while (lines.length && lines[lines.length - 1].trim() === "") lines.pop();
  const width = Math.max(1, ...lines.map((line) => line.length));
  const board = {
    width, height: lines.length, walls: new Set(), goals: new Set(), boxes: [], man: 0 };
  lines.forEach((line, y) => {
    [...line].forEach((letter, x) => {
      const square = y * width + x;
      if (letter === "#") board.walls.add(square);
      if (".+*oPB".includes(letter)) board.goals.add(square);
      if ("$*bB".includes(letter)) board.boxes.push(square);
      if ("@+pP".includes(letter)) board.man = square;
    });
  });
  board.floor = floorOf(board);
  return board;
}

/** What the player could ever walk on; the rest of the rectangle is outside. */
function floorOf({ width, height, walls, man }) {
  const seen = new Set([man]);
  const todo = [man];
  while (todo.length) {
    const square = todo.pop();
    const x = square % width;
    const y = (square - x) / width;
    for (const [dx, dy] of Object.values(STEPS)) {
      const next = square + dy * width + dx;
      const inside = x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height;
      if (inside && !walls.has(next) && !seen.has(next)) {
        seen.add(next);
        todo.push(next);
      }
    }
  }
  return seen;
}

export class Replay {
  /** Throws when a move can't be made: then it is no solution of this board. */
  constructor(board, lurd) {
    this.board = board;
    this.moves = lurd.replace(/[^lurdLURD]/g, "").toLowerCase();
    this.pushed = [];
    this.reset();
    this.pushed = this._pushes();
    this.reset();
  }

  reset() {
    this.at = 0;
    this.pushes = 0;
    this.man = this.board.man;
    this.boxes = [...this.board.boxes];
    this.facing = "d";
  }

  get length() {
    return this.moves.length;
  }

  get solved() {
    return this.boxes.every((square) => this.board.goals.has(square));
  }

  forward() {
    if (this.at === this.length) return false;
    this._step(this.moves[this.at], 1, this.pushed[this.at]);
    this.at += 1;
    return true;
  }

  back() {
    if (this.at === 0) return false;
    this.at -= 1;
    this._step(this.moves[this.at], -1, this.pushed[this.at]);
    return true;
  }

  seek(at) {
    while (this.at < at && this.forward());
    while (this.at > at && this.back());
  }

  _delta(letter) {
    const [dx, dy] = STEPS[letter];
    return dy * this.board.width + dx;
  }

  _step(letter, sign, box) {
    const delta = this._delta(letter) * sign;
    this.man += delta;
    this.facing = letter;
    if (box >= 0) {
      this.boxes[box] += delta;
      this.pushes += sign;
    }
  }

  /** Which box each move pushes, or -1; makes all the moves. */
  _pushes() {
    const pushed = [];
    for (const [i, letter] of [...this.moves].entries()) {
      const next = this.man + this._delta(letter);
      const box = this.boxes.indexOf(next);
      const beyond = next + this._delta(letter);
      if (this.board.walls.has(next)
        || (box >= 0 && (this.board.walls.has(beyond) || this.boxes.includes(beyond)))) {
        throw new Error(`move ${i + 1} of the solution can't be made`);
      }
      pushed.push(box);
      this._step(letter, 1, box);
    }
    return pushed;
  }
}
