// Numbers as text. What is not known is a dash, everywhere.

export const NONE = "–";

/** Whether a value is there to be shown: any text, and any number that is one. */
export const known = (value) => typeof value === "string" || Number.isFinite(value);

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export function count(value) {
  return known(value) ? whole.format(value) : NONE;
}

/** Three digits that mean something: 6.21 k, 598 k, 3.47 M. */
export function compact(value) {
  if (!known(value)) return NONE;
  const size = Math.abs(value);
  const [divisor, unit] = size >= 999.5e6 ? [1e9, " G"] : size >= 999.5e3 ? [1e6, " M"]
    : size >= 999.5 ? [1e3, " k"] : [1, ""];
  return digits(value / divisor) + unit;
}

/** The same without noughts at the end, for axes. */
export function compactTick(value) {
  const [number, unit = ""] = compact(value).split(" ");
  return `${+number}${unit && ` ${unit}`}`;
}

export function digits(value) {
  if (!known(value)) return NONE;
  const size = Math.abs(value);
  if (Number.isInteger(value)) return whole.format(value);
  return value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.0995 ? 2 : 3);
}

/** Seconds under each other in a column: always as many decimals. */
export function seconds(value) {
  return known(value) ? value.toFixed(value >= 1000 ? 1 : 3) : NONE;
}

/** A stretch of time in a sentence. */
export function duration(value) {
  if (!known(value)) return NONE;
  if (value < 0.9995) return `${digits(value * 1000)} ms`;
  if (value < 120) return `${digits(value)} s`;
  const minutes = Math.floor(value / 60);
  if (minutes < 120) return `${minutes} min ${Math.round(value % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function bytes(value) {
  if (!known(value)) return NONE;
  for (const [divisor, unit] of [[1e12, "TB"], [1e9, "GB"], [1e6, "MB"], [1e3, "kB"]]) {
    if (value >= divisor * 0.9995) return `${digits(value / divisor)} ${unit}`;
  }
  return `${value} bytes`;
}

export function fixed(value, decimals) {
  return known(value) ? value.toFixed(decimals) : NONE;
}

export function percent(value) {
  return known(value) ? `${(value * 100).toFixed(0)}%` : NONE;
}

export function times(value) {
  return known(value) ? `${value.toFixed(2)}×` : NONE;
}

/** How sure: a probability, never shown as nought. */
export function probability(value) {
  if (!known(value)) return NONE;
  return value < 0.0001 ? "< 0.0001" : value.toFixed(4);
}

export function moment(text) {
  const date = text ? new Date(text) : null;
  return date && !Number.isNaN(date.getTime())
    ? `${date.toISOString().slice(0, 16).replace("T", " ")} UTC` : NONE;
}

export function plural(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** A tick on an axis of seconds. */
export function secondsTick(value) {
  return value < 0.001 ? `${value * 1e6} µs` : value < 1 ? `${+(value * 1000).toPrecision(6)} ms`
    : `${value} s`;
}
