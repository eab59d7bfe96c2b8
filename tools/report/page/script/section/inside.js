// What happened inside the runs: throughput, where the time went, how even the load was.
import { balance } from "../plot/balance.js";
import { shares } from "../plot/shares.js";
import { throughput } from "../plot/throughput.js";
import { timeline } from "../plot/timeline.js";
import { section } from "./section.js";

const some = (list) => list?.length > 0;

export function inside({ comparison }) {
  const { data } = comparison;
  const figures = [
    some(data.summary) ? throughput(comparison) : null,
    some(data.time_shares) ? shares(comparison) : null,
    some(data.nodes?.rows) ? balance(comparison) : null,
    some(data.timelines) ? timeline(comparison) : null,
  ].filter(Boolean);
  return figures.length > 0 ? section("inside", "Inside the runs", [], { figures }) : null;
}
