// The switch between the system's colours, light and dark.
import { byId } from "./dom.js";

const NAMES = ["auto", "light", "dark"];
const KEY = "kura-report-colours";

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // pages from disk may have no storage
  }
}

function apply(name) {
  const button = byId("theme");
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  button.textContent = `Colours: ${name}`;
  button.setAttribute("aria-label", `Colours: ${name === "auto" ? "as the system" : name}`);
}

export function startTheme() {
  let name = NAMES.includes(stored()) ? stored() : "auto";
  apply(name);
  byId("theme").addEventListener("click", () => {
    name = NAMES[(NAMES.indexOf(name) + 1) % NAMES.length];
    apply(name);
    try {
      localStorage.setItem(KEY, name);
    } catch {
      // It holds for this visit.
    }
  });
}
