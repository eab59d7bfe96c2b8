#!/usr/bin/env python3
"""House rules that a machine can check, over the whole tree; run by ctest as the test `lint`.

  tools/lint/lint.py [--root FOLDER] [--quiet]

Prints one line per finding. Exit 0: no errors (warnings do not count); 1: errors; 2: usage.
"""

import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import cpp_rules  # noqa: E402  (found through the path set above)
import layers as layer_rules  # noqa: E402
import text_rules  # noqa: E402
from report import Finding, read_sources  # noqa: E402

LAYERS = "tools/lint/layers.txt"


def lint(root):
    """All findings for the tree at `root`, sorted."""
    sources, names = read_sources(root)
    findings = []
    try:
        with open(os.path.join(root, LAYERS), encoding="utf-8") as file:
            layers = layer_rules.Layers(file.read())
        findings += layer_rules.check(layers, sources, names)
    except (OSError, layer_rules.LayersError) as error:
        findings.append(Finding(LAYERS, 1, "layers", str(error)))
    findings += layer_rules.check_dead(sources, names)
    for name in names:
        findings += text_rules.check_name(name)
    for source in sources:
        findings += text_rules.check(source)
        findings += cpp_rules.check(source)
    return sorted(findings), len(sources)


def main():
    default_root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", default=default_root)
    parser.add_argument("--quiet", action="store_true", help="errors only, no warnings")
    options = parser.parse_args()
    findings, count = lint(os.path.realpath(options.root))
    errors = [finding for finding in findings if not finding.warning]
    for finding in errors if options.quiet else findings:
        print(finding)
    print(f"lint: {count} files, {len(errors)} errors, {len(findings) - len(errors)} warnings")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
