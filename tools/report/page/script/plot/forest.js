// The paired comparisons, as ratios with their intervals.
import { Figure, grid, labelMargin, plot } from "./figure.js";

const LOOKS = {
  faster: { colour: "var(--c2)", symbol: "triangle2" },
  slower: { colour: "var(--c1)", symbol: "square" },
  other: { colour: "var(--muted)", symbol: "circle" },
};
const RATIOS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
const ROW_PX = 22;

export function forest(comparison) {
  const { configurations, data } = comparison;
  const rows = data.pairs.filter((pair) => pair.ratio > 0).map((pair) => ({
    ...pair, look: LOOKS[pair.verdict] ?? LOOKS.other,
    name: `${configurations[pair.b].name} / ${configurations[pair.a].name}`,
    low: pair.low ?? pair.ratio, high: pair.high ?? pair.ratio,
  }));
  const draw = (width) => {
    if (rows.length === 0) return null;
    const narrow = width < 600;
    const span = d3.max(rows, (row) => Math.max(row.high, 1 / row.low)) * 1.15;
    const ticks = RATIOS.filter((ratio) => ratio < span && ratio > 1 / span);
    return { svg: plot(width, {
      height: rows.length * (narrow ? 34 : ROW_PX) + 70, marginTop: 10,
      marginLeft: narrow ? 12 : labelMargin(rows.map((row) => row.name), width, 0.5),
      marginRight: 24,
      x: { type: "log", domain: [1 / span, span],
        label: "← B quicker · seconds B / seconds A (logarithmic) · B slower →" },
      y: { type: "band", domain: rows.map((row) => row.name), label: null, padding: 0.2,
        axis: null },
      ariaLabel: "Ratios of seconds with intervals",
      marks: [
        grid({ ticks })[0],
        Plot.axisX({ ticks, text: (ratio) => `${ratio}×` }), // a format would leave some out
        Plot.ruleX([1], { stroke: "currentColor", strokeOpacity: 0.7 }),
        narrow ? Plot.text(rows, { y: "name", text: "name", frameAnchor: "left", dy: -11,
          fontSize: 11, fill: "var(--muted)", stroke: "var(--surface)", strokeWidth: 4 })
          : Plot.axisY({ tickSize: 0 }),
        Plot.ruleY(rows, { y: "name", x1: "low", x2: "high", stroke: (d) => d.look.colour,
          strokeWidth: 2.2 }),
        Plot.dot(rows, { x: "ratio", y: "name", fill: (d) => d.look.colour, r: 4.5,
          symbol: (d) => d.look.symbol }),
      ],
      symbol: { type: "identity" }, color: { type: "identity" },
    }) };
  };
  return new Figure({
    title: "Faster or slower, pair by pair", wide: true, draw,
    text: "Hodges-Lehmann estimate of the ratio on what both solved, with its interval from five "
      + "repetitions on. Triangle: B is faster; square: slower; circle: no evidence, or too few "
      + "pairs.",
  });
}
