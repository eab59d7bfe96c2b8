// Puts the report together: tables first, so that there is something to read at once, then the
// plots one by one.
import { parse } from "./decode.js";
import { byId, h, pause } from "./dom.js";
import { Comparison } from "./model.js";
import { Player } from "./player.js";
import { Preview } from "./preview.js";
import { Selection } from "./selection.js";
import { startTheme } from "./theme.js";
import { facts, showTitle } from "./section/facts.js";
import { inside } from "./section/inside.js";
import { pairs } from "./section/pairs.js";
import { problems } from "./section/problems.js";
import { puzzles } from "./section/puzzle_table.js";
import { scaling } from "./section/scaling.js";
import { summary } from "./section/summary.js";

const SECTIONS = [problems, summary, scaling, pairs, inside, puzzles];

function contents(sections) {
  const elements = sections.map(({ element }) => element);
  const links = sections.map(({ label, element }) =>
    h("a", { href: `#${element.id}` }, label));
  byId("contents").replaceChildren(h("ul", {}, links.map((link) => h("li", {}, link))));
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const link = links[elements.indexOf(target)];
      if (isIntersecting) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-15% 0px -75% 0px" });
  elements.forEach((element) => seen.observe(element));
}

/** Shows the tables. Gives the figures, which are still to be drawn, in the order of reading. */
function build(comparison) {
  const selection = new Selection(comparison);
  const picks = { comparison, preview: new Preview(comparison), player: new Player(comparison) };
  const sections = SECTIONS.map((make) => make({ comparison, selection, picks })).filter(Boolean);
  byId("content").replaceChildren(facts(comparison), ...sections.map(({ element }) => element));
  contents(sections);
  return sections.flatMap(({ figures }) => figures);
}

function offerData(data) {
  const button = byId("download");
  button.hidden = false;
  button.addEventListener("click", () => {
    const url = URL.createObjectURL(new Blob([JSON.stringify(data)], { type: "application/json" }));
    h("a", { href: url, download: `${data.id || "comparison"}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  });
}

async function start() {
  startTheme();
  const state = document.documentElement.dataset;
  try {
    const comparison = new Comparison(parse(await globalThis.kuraUnpack(byId("data"))));
    globalThis.kuraComparison = comparison.data; // for who looks at it in the browser's console
    showTitle(comparison);
    offerData(comparison.data);
    await pause();
    const figures = build(comparison);
    state.report = "tables";
    performance.mark("kura-tables");
    for (const figure of figures) {
      await pause();
      figure.draw();
    }
    state.report = "complete";
    performance.mark("kura-complete");
  } catch (error) {
    state.report = "failed";
    byId("title").textContent = "This comparison can't be shown";
    byId("content").replaceChildren(h("p", { class: "notice" }, error.message));
    console.error(error);
  }
}

start();
