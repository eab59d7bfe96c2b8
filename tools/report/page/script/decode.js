// Reads the comparison out of the page's text.

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
  return data;
}
