#!/usr/bin/env python3
"""Goal: the page's modules are joined in an order that works, and what assemble.py does not
understand is refused, not dropped. Method: small modules in a temporary folder."""

import os
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools/report"))

import assemble  # noqa: E402  (found through the path set above)


class BundleTest(unittest.TestCase):
    def bundle(self, **modules):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in modules.items():
                path = os.path.join(folder, name.replace("__", "/") + ".js")
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            return assemble.Bundle(folder).text()

    def test_a_module_stands_once_and_after_those_it_imports(self):
        text = self.bundle(
            main='import { a } from "./sub/a.js";\nimport { b } from "./b.js";\na(b);\n',
            sub__a='import { b } from "../b.js";\nexport function a() { return b; }\n',
            b="export const b = 1;\n")
        order = [text.index(f"const {name} =") for name in ("module_b", "module_sub_a",
                                                            "module_main")]
        self.assertEqual(order, sorted(order))
        self.assertEqual(text.count("const module_b ="), 1)
        self.assertIn("return { a };", text)
        self.assertNotIn("import", text)
        self.assertNotIn("export", text)

    def test_refuses_what_it_does_not_understand(self):
        for text in ('import a from "./b.js";\n', 'import { a } from "elsewhere";\n',
                     "export default 1;\n", "export { a };\n", "export async function a() {}\n",
                     "export function* a() {}\n"):
            with self.assertRaises(assemble.AssembleError, msg=text):
                self.bundle(main=text, b="export const a = 1;\n")

    def test_refuses_cycles(self):
        with self.assertRaises(assemble.AssembleError):
            self.bundle(main='import { b } from "./b.js";\n', b='import { c } from "./main.js";\n')


class LiteralTest(unittest.TestCase):
    def test_escapes_what_a_string_can_not_hold(self):
        self.assertEqual(assemble.literal('a"\\\n??é'), '    "a\\"\\\\\\n\\?\\?\\303\\251"')


if __name__ == "__main__":
    unittest.main()
