// Reads the comparison out of the page's text, where tables stand by columns.

function byRows({ columns, values }) {
  return { columns, rows: (values[0] ?? []).map((_, row) => values.map((list) => list[row])) };
}

/** Throws an Error that says what is wrong. */
export function parse(text) {
  let data;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new Error(`The data are not JSON: ${error.message}`);
  }
  if (data?.format !== "kura comparison 1") {
    throw new Error(`The data are not of the format "kura comparison 1" but "${data?.format}".`);
  }
  for (const [name, value] of Object.entries(data)) {
    if (Array.isArray(value?.values)) data[name] = byRows(value);
  }
  return data;
}
