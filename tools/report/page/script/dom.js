// Makes elements. Text always goes in as text nodes, so nothing from the data can become markup.

const SVG = "http://www.w3.org/2000/svg";

function setStyle(element, properties) {
  for (const [name, value] of Object.entries(properties)) element.style.setProperty(name, value);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") setStyle(element, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined));
  return element;
}

export function h(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

export function svg(tag, properties, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

export function byId(id) {
  return document.getElementById(id);
}

/** A drop-down list: choices are [value, text]. */
export function select(label, choices, value, onChange) {
  const list = h("select", { onchange: () => onChange(list.value) },
    choices.map(([key, text]) => h("option", { value: key }, text)));
  list.value = value;
  const element = h("label", {}, label, list);
  return { element, list };
}

/** Lets the browser paint, and answer the user, before more is done. */
export function pause() {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
