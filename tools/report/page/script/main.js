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
import { pairs } from "./section/pairs.js";
import { problems } from "./section/problems.js";
import { PuzzleTable } from "./section/puzzle_table.js";
import { scaling } from "./section/scaling.js";
import { sides } from "./section/sides.js";
import { summary } from "./section/summary.js";
import { balance } from "./plot/balance.js";
import { cactus } from "./plot/cactus.js";
import { forest } from "./plot/forest.js";
import { scalingPlots } from "./plot/scaling_plots.js";
import { scatter } from "./plot/scatter.js";
import { shares } from "./plot/shares.js";
import { throughput } from "./plot/throughput.js";
import { timeline } from "./plot/timeline.js";

function section(id, title, ...content) {
  return h("section", { id, "aria-labelledby": `${id}-title` },
    title && h("h2", { id: `${id}-title` }, title), content);
}

function contents(sections) {
  const links = sections.map((s) => h("a", { href: `#${s.id}` },
    s.id === "problems" ? "Problems" : s.querySelector("h2").textContent));
  byId("contents").replaceChildren(h("ul", {}, links.map((link) => h("li", {}, link))));
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const link = links[sections.indexOf(target)];
      if (isIntersecting) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-15% 0px -75% 0px" });
  sections.forEach((s) => seen.observe(s));
}

/** The plots that the data have something for, in the order of reading. */
function figuresOf(comparison, selection, picks) {
  const { data } = comparison;
  const some = (list) => list?.length > 0;
  return {
    solving: [cactus(comparison, picks)],
    pairs: comparison.configurations.length > 1
      ? [some(data.pairs) && data.pairs.length > 1 ? forest(comparison) : null,
        scatter(comparison, selection, picks)] : [],
    scaling: some(data.scaling) ? scalingPlots(comparison) : [],
    inside: [
      some(data.summary) ? throughput(comparison) : null,
      some(data.time_shares) ? shares(comparison) : null,
      some(data.nodes?.rows) ? balance(comparison) : null,
      some(data.timelines) ? timeline(comparison) : null,
    ],
  };
}

function build(comparison) {
  const { data } = comparison;
  const selection = new Selection(comparison);
  const picks = { comparison, preview: new Preview(comparison), player: new Player(comparison) };
  const figures = figuresOf(comparison, selection, picks);
  const frame = (list, ...more) => h("div", { class: "figures" },
    list.filter(Boolean).map((f) => f.element), more);
  const onShow = (a, b) => {
    selection.set(a, b);
    figures.pairs[1].element.scrollIntoView({ block: "center" });
  };
  const problem = section("problems", null, problems(comparison));
  problem.setAttribute("aria-label", "Problems");
  problem.removeAttribute("aria-labelledby");
  const sections = [
    problem,
    section("summary", "Summary", summary(comparison), frame(figures.solving)),
    data.scaling?.length > 0 && section("scaling", "Scaling", scaling(comparison),
      frame(figures.scaling)),
    data.pairs?.length > 0 && section("pairs", "Pairs", pairs(comparison, onShow),
      frame(figures.pairs, sides(comparison, selection))),
    figures.inside.some(Boolean) && section("inside", "Inside the runs", frame(figures.inside)),
    section("puzzles", "Puzzles", h("p", { class: "lead screen" },
      "Point at a puzzle to see it, click to play its solution; a click on a figure plays what "
      + "that configuration found. In bold the best of a row."),
    new PuzzleTable(comparison, selection).element),
  ].filter(Boolean);
  byId("content").replaceChildren(facts(comparison), ...sections);
  contents(sections);
  return Object.values(figures).flat().filter(Boolean);
}

function offerData(text, name) {
  const button = byId("download");
  button.hidden = false;
  button.addEventListener("click", () => {
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    h("a", { href: url, download: `${name || "comparison"}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  });
}

async function start() {
  startTheme();
  const state = document.documentElement.dataset;
  try {
    const text = await globalThis.kuraUnpack(byId("data"));
    const comparison = new Comparison(parse(text));
    globalThis.kuraComparison = comparison.data; // for who looks at it in the browser's console
    showTitle(comparison);
    offerData(text, comparison.data.id);
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
