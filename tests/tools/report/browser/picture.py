#!/usr/bin/env python3
"""One figure of a report as a PNG, for a README.

  tests/tools/report/browser/picture.py REPORT.html "Speed-up" picture.png [--width 760]
"""

import argparse
import base64
import json
import pathlib
import sys

import chromium

SCALE = 1.5  # sharp on most screens, and still small


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("figure", help="its heading, or the beginning of it")
    parser.add_argument("picture", type=pathlib.Path)
    parser.add_argument("--width", type=int, default=1100, help="of the window")
    arguments = parser.parse_args()
    if chromium.find() is None:
        sys.exit("picture.py: no Chromium here")
    with chromium.Chromium() as browser:
        page = browser.open(arguments.report.resolve().as_uri(), arguments.width, 1000,
                            prefers_color_scheme="light")
        page.wait("document.documentElement.dataset.report === 'complete'")
        clip = page.evaluate(
            f"(() => {{ const wanted = {json.dumps(arguments.figure)};"
            "const figure = [...document.querySelectorAll('figure')].find("
            "(e) => e.querySelector('h2, h3')?.textContent.startsWith(wanted));"
            "if (!figure) return null;"
            "const { left, top, width, height } = figure.getBoundingClientRect();"
            "return { x: left + scrollX, y: top + scrollY, width, height }; })()")
        if clip is None:
            sys.exit(f"picture.py: the report has no figure '{arguments.figure}'")
        shot = page.call("Page.captureScreenshot", clip=clip | {"scale": SCALE},
                         captureBeyondViewport=True)
    arguments.picture.write_bytes(base64.b64decode(shot["data"]))


if __name__ == "__main__":
    main()
