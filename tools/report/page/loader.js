// The only script that stands in the page as text. The others, and the data, are deflated and in
// base64: it unpacks the scripts and runs them in turn. The page's policy names their digests.
"use strict";

/** The text that was packed into an element. Throws an Error that says what is wrong. */
globalThis.kuraUnpack = async (element) => {
  if (typeof DecompressionStream === "undefined") {
    throw new Error("This browser is too old to unpack the data (it has no DecompressionStream).");
  }
  const packed = atob(element.textContent.trim());
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  try {
    return await new Response(stream).text();
  } catch {
    throw new Error("The data in this file are damaged; was it cut short?");
  }
};

(async () => {
  try {
    for (const element of document.querySelectorAll("script.packed")) {
      const script = document.createElement("script");
      script.textContent = await globalThis.kuraUnpack(element);
      document.head.append(script);
    }
  } catch (error) {
    document.documentElement.dataset.report = "failed";
    document.getElementById("title").textContent = "This report can't be shown";
    document.getElementById("content").textContent = error.message;
  }
})();
