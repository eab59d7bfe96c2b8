// The two configurations that are looked at side by side, A and B. Scatter and puzzle table share
// them, so that choosing in one place chooses in both.
import { select } from "./dom.js";

export class Selection extends EventTarget {
  constructor(comparison) {
    super();
    this.configurations = comparison.configurations;
    const first = comparison.data.pairs?.[0];
    this.a = first?.a ?? 0;
    this.b = first?.b ?? Math.min(1, this.configurations.length - 1);
  }

  get left() {
    return this.configurations[this.a];
  }

  get right() {
    return this.configurations[this.b];
  }

  set(a, b) {
    if (a === this.a && b === this.b) return;
    this.a = a;
    this.b = b;
    this.dispatchEvent(new Event("change"));
  }

  /** Two lists to choose from, kept up to date. */
  lists() {
    const choices = this.configurations.map((c) => [c.index, c.name]);
    const a = select("A", choices, this.a, (value) => this.set(+value, this.b));
    const b = select("B", choices, this.b, (value) => this.set(this.a, +value));
    this.addEventListener("change", () => {
      a.list.value = this.a;
      b.list.value = this.b;
    });
    return [a.element, b.element];
  }
}
