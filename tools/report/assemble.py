#!/usr/bin/env python3
"""Puts the sources of the report's page into one HTML text, and that into a C++ file.

  assemble.py PAGE_FOLDER VENDORED_FOLDER OUTPUT.cpp

Style sheets are joined by name. Modules of script/ become one script: each a function that is
called once, after those it imports; understood is what we write, `import { a } from "./b.js";` at
the start of a line and `export function|const|class NAME`. It and the libraries are deflated, which
saves half a report's size; loader.js unpacks them. The content security policy names the digest of
each script, so nothing else can run in the page.
"""

import base64
import hashlib
import html
import os
import posixpath
import re
import sys
import zlib

IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.\.?/[\w/.]+)\.js";\n', re.M)
EXPORT = re.compile(r"^export (?=(?:function|const|class) (\w+))", re.M)
FIRST_MODULE = "main"
LIBRARIES = ("d3.min.js", "plot.umd.min.js")
DATA_MARK = "<!-- data -->"
PIECE_BYTES = 4096  # of one C++ string literal; the compiler joins them


class AssembleError(Exception):
    """The sources use what is not understood here."""


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def variable(module):
    return "module_" + module.replace("/", "_")


class Bundle:
    """The modules that `main` reaches, each after those it imports."""

    def __init__(self, folder):
        self.folder = folder
        self.done = {}
        self._add(FIRST_MODULE, ())

    def _add(self, module, trail):
        if module in trail:
            raise AssembleError("import cycle: " + " -> ".join(trail + (module,)))
        if module in self.done:
            return
        text = read(self.folder, module + ".js")

        def path(relative):
            return posixpath.normpath(posixpath.join(posixpath.dirname(module), relative))

        for _, imported in IMPORT.findall(text):
            self._add(path(imported), trail + (module,))
        names = EXPORT.findall(text)
        text = IMPORT.sub(
            lambda m: f"const {{{m.group(1)}}} = {variable(path(m.group(2)))};\n", text)
        text = EXPORT.sub("", text)
        if re.search(r"^(import|export)\b", text, re.M):
            raise AssembleError(f"{module}.js: an import or export of another form")
        self.done[module] = (f"const {variable(module)} = (() => {{\n{text}"
                             f"return {{ {', '.join(names)} }};\n}})();\n")

    def text(self):
        return '"use strict";\n(() => {\n' + "".join(self.done.values()) + "})();\n"


def digest(script):
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def packed(script):
    data = base64.b64encode(zlib.compress(script.encode(), 9)).decode()
    return f'<script class="packed" type="application/octet-stream">{data}</script>'


def page(folder, vendored):
    """The HTML text with a mark where the data go."""
    styles = os.path.join(folder, "style")
    style = "".join(read(styles, name) for name in sorted(os.listdir(styles)))
    scripts = [read(vendored, name) for name in LIBRARIES]
    scripts.append(Bundle(os.path.join(folder, "script")).text())
    loader = read(folder, "loader.js")
    if re.search(r"</script|<!--", loader, re.I):
        raise AssembleError("loader.js holds what would end its element")
    licences = "\n\n".join(read(vendored, name.split(".")[0] + ".LICENSE") for name in LIBRARIES)
    policy = "; ".join((
        "default-src 'none'", "style-src 'unsafe-inline'", "img-src data: blob:",
        "base-uri 'none'", "form-action 'none'",
        "script-src " + " ".join(map(digest, (loader, *scripts)))))
    values = {
        "policy": policy,
        "style": style,
        "packed": "\n".join(map(packed, scripts)),
        "loader": f"<script>{loader}</script>",
        "licences": html.escape(licences),
    }
    return re.sub(r"<!-- (\w+) -->|%(policy)%",
                  lambda m: values.get(m.group(1) or m.group(2), m.group()),
                  read(folder, "page.html"))


def literal(text):
    """A C++ string literal, in pieces."""
    data = text.encode()
    escapes = {ord("\\"): "\\\\", ord('"'): '\\"', ord("\n"): "\\n", ord("?"): "\\?"}
    lines = []
    for start in range(0, len(data), PIECE_BYTES):
        piece = data[start:start + PIECE_BYTES]
        lines.append('    "' + "".join(
            escapes.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}")
            for byte in piece) + '"')
    return "\n".join(lines)


def main():
    folder, vendored, output = sys.argv[1:]
    before, mark, after = page(folder, vendored).partition(DATA_MARK)
    if not mark:
        raise AssembleError("page.html has no place for the data")
    text = ('// Written by tools/report/assemble.py.\n#include "tools/report/page_template.hpp"\n\n'
            "namespace kura::report {\n\nusing namespace std::string_view_literals;\n\n"
            f"const std::string_view kPageBeforeData =\n{literal(before)}sv;\n\n"
            f"const std::string_view kPageAfterData =\n{literal(after)}sv;\n\n"
            "}  // namespace kura::report\n")
    with open(output, "w", encoding="ascii") as file:
        file.write(text)


if __name__ == "__main__":
    try:
        main()
    except AssembleError as error:
        sys.exit(f"assemble.py: {error}")
