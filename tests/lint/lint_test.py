#!/usr/bin/env python3
"""Tests of the linter: a clean little tree gives nothing, and each broken sample gives its finding.

Method: every test writes a tree into a temporary folder, with the project's own layers.txt, runs
the linter on it and compares the rules that fired. So a rule that stops firing fails its test.
"""

import os
import sys
import tempfile
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "tools", "lint"))
sys.dont_write_bytecode = True

import cpp_rules  # noqa: E402
import layers  # noqa: E402
from lint import LAYERS, lint  # noqa: E402

HEADER = "// What it is.\n#pragma once\n"
CLEAN = {
    "puzzles/level/level.hpp": HEADER,
    "puzzles/level/level.cpp": '#include "puzzles/level/level.hpp"\n',
    "solver/base/a.hpp": HEADER,
    "solver/base/a.cpp": '#include "solver/base/a.hpp"\n\n#include <vector>\n',
    "tests/solver/base/a_test.cpp": '#include "solver/base/a.hpp"\n#include <gtest/gtest.h>\n',
    "tests/CMakeLists.txt": "kura_test_folder(solver/base DEPENDS solver/base)\n",
    "README.md": "# Title\n\n```\n# a comment in a code block\n```\n",
}


class LintTest(unittest.TestCase):
    def findings(self, files):
        """Findings for CLEAN with `files` laid over it."""
        with tempfile.TemporaryDirectory() as root:
            with open(os.path.join(ROOT, LAYERS), encoding="utf-8") as file:
                tree = {LAYERS: file.read(), **CLEAN, **files}
            for path, text in tree.items():
                full = os.path.join(root, path)
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, "w", encoding="utf-8") as file:
                    file.write(text)
            return lint(root)[0]

    def fires(self, rule, path, text, line=None):
        """Exactly one finding, of that rule, in that file (and at that line)."""
        found = self.findings({path: text})
        self.assertEqual([(f.rule, f.path) for f in found], [(rule, path)], found)
        if line is not None:
            self.assertEqual(found[0].line, line)
        return found[0]

    def silent(self, path, text):
        self.assertEqual(self.findings({path: text}), [])

    def test_clean_tree_gives_nothing(self):
        self.assertEqual(self.findings({}), [])

    # Layers and fences.

    def test_upward_include_is_caught(self):
        self.fires("layers", "puzzles/level/level.cpp",
                   '#include "puzzles/level/level.hpp"\n#include "solver/base/a.hpp"\n', line=2)

    def test_arrows_within_the_solver(self):
        header = {"solver/search/s.hpp": HEADER, "solver/strategy/t.cpp":
                  '#include "solver/search/s.hpp"\n'}
        self.assertEqual(self.findings(header), [])
        for folder in ("deadlock", "bound", "plan", "moves", "state", "base"):
            found = self.findings(
                {**header, f"solver/{folder}/x.cpp": '#include "solver/search/s.hpp"\n'})
            self.assertEqual([f.rule for f in found], ["layers"], folder)

    def test_search_never_sees_a_strategy(self):
        found = self.findings({"solver/strategy/t.hpp": HEADER,
                               "solver/search/s.cpp": '#include "solver/strategy/t.hpp"\n'})
        self.assertEqual([f.rule for f in found], ["layers"])

    def test_verify_is_independent(self):
        for target in ("puzzles/format/f.hpp", "solver/base/a.hpp"):
            found = self.findings({"puzzles/format/f.hpp": HEADER,
                                   "puzzles/format/f.cpp": '#include "puzzles/format/f.hpp"\n',
                                   "puzzles/verify/v.cpp": f'#include "{target}"\n'})
            self.assertEqual([f.rule for f in found], ["layers"], target)

    def test_cluster_cores_never_see_shells(self):
        for shell in ("net", "sim", "disk"):
            found = self.findings({f"cluster/{shell}/x.hpp": HEADER,
                                   "cluster/store/s.cpp": f'#include "cluster/{shell}/x.hpp"\n'})
            self.assertEqual([f.rule for f in found], ["layers"], shell)

    def test_nothing_sees_tests(self):
        found = self.findings({"tests/help.hpp": HEADER, "tools/cli/x.cpp":
                               '#include "tests/help.hpp"\n'})
        self.assertEqual([f.rule for f in found], ["layers"])

    def test_folder_without_arrows_is_caught(self):
        self.fires("layers", "solver/novel/x.cpp", "int x;\n")

    def test_library_dependencies_follow_the_arrows(self):
        self.fires("layers", "solver/base/CMakeLists.txt",
                   "kura_library(\n  DEPENDS solver/board\n  SYSTEM TBB::tbb)\n")
        self.silent("solver/board/CMakeLists.txt", "kura_library(DEPENDS solver/base)\n")

    def test_fences(self):
        for header, inside in (("asio.hpp", "cluster/net/x.cpp"),
                               ("asio/ip/tcp.hpp", "cluster/net/x.cpp"),
                               ("cereal/cereal.hpp", "cluster/wire/x.cpp"),
                               ("tbb/task_arena.h", "solver/search/x.cpp"),
                               ("oneapi/tbb.h", "tools/cli/batch.cpp"),
                               ("CLI/CLI.hpp", "tools/cli/x.cpp"),
                               ("nlohmann/json.hpp", "tools/compare/x.cpp"),
                               ("gtest/gtest.h", "tests/solver/base/b.cpp")):
            self.fires("fence", "solver/base/x.cpp", f"#include <{header}>\n", line=1)
            self.silent(inside, f"#include <{header}>\n")

    def test_layers_file_with_a_cycle_is_refused(self):
        with self.assertRaises(layers.LayersError):
            layers.Layers("a: b\nb: c\nc: a\n")
        found = self.findings({LAYERS: "a: b\nb: a\n"})
        self.assertIn((LAYERS, "layers"), [(f.path, f.rule) for f in found])

    # Includes.

    def test_include_style(self):
        self.fires("include", "solver/base/x.cpp", '#include "a.hpp"\n')
        self.fires("include", "solver/base/x.cpp", '#include "../base/a.hpp"\n')
        self.fires("include", "solver/base/x.cpp", "#include <solver/base/a.hpp>\n")
        self.fires("include", "solver/base/x.cpp", '#include "solver/base/gone.hpp"\n')

    def test_dead_header(self):
        self.fires("dead", "solver/base/b.hpp", HEADER)
        self.fires("dead", "solver/base/b.hpp", HEADER + '#include "solver/base/b.hpp"\n')

    def test_unregistered_test_folder(self):
        self.fires("dead", "tests/solver/board/b_test.cpp", "int x;\n")

    # Sizes and text.

    def test_file_sizes(self):
        def lines(count):
            return "int x;\n" * count
        self.silent("solver/base/x.cpp", lines(400))
        self.assertTrue(self.fires("size", "solver/base/x.cpp", lines(401)).warning)
        self.assertTrue(self.fires("size", "solver/base/x.cpp", lines(800)).warning)
        self.assertFalse(self.fires("size", "solver/base/x.cpp", lines(801)).warning)
        self.assertTrue(self.fires("size", "tests/solver/base/x.cpp", lines(1200)).warning)
        self.assertFalse(self.fires("size", "tests/solver/base/x.cpp", lines(1201)).warning)

    def test_columns_count_characters(self):
        self.silent("solver/base/x.cpp", "//" + "é" * 98 + "\n")
        self.fires("columns", "solver/base/x.cpp", "//" + "e" * 99 + "\n")
        self.fires("columns", "docs.md", "# T\n\n" + "word " * 20 + "w\n", line=3)
        self.silent("docs.md", "# T\n\n| " + "cell | " * 20 + "|\n")

    def test_white_space(self):
        self.fires("space", "solver/base/x.cpp", "int x; \n")
        self.fires("space", "solver/base/x.cpp", "\tint x;\n")
        self.fires("space", "solver/base/x.cpp", "int x;")

    def test_header_block(self):
        use = {"solver/base/u.cpp": '#include "solver/base/b.hpp"\n'}
        for text, expected in ((HEADER, []), ("#pragma once\n", ["header"]),
                               ("// Why.\nint f();\n", ["header"]),
                               ("// Why.\n// Threads:  any\n#pragma once\n", []),
                               ("// Why. Threads:  any\n#pragma once\n", ["header"]),
                               ("// Why.\n" * 26 + "#pragma once\n", ["header"])):
            found = self.findings({**use, "solver/base/b.hpp": text})
            self.assertEqual([f.rule for f in found], expected, text)

    def test_names(self):
        self.fires("naming", "solver/base/BadName.cpp", "int x;\n")
        self.fires("naming", "solver/base/x.cc", "int x;\n")

    def test_markdown_has_one_title(self):
        self.fires("markdown", "docs.md", "text\n")
        self.fires("markdown", "docs.md", "# One\n\n# Two\n", line=3)
        self.fires("markdown", "docs.md", "# One\n\n```\nopen\n")

    def test_leftovers(self):
        for text in ("// FIXME later\n", "// TODO tidy\n", "// run(fast);\n", "// x = y + 1;\n",
                     "// return false;\n", "<<<<<<< HEAD\n"):
            self.fires("leftover", "solver/base/x.cpp", text)
        for text in ("// TODO(#12): faster\n", "// as before; then the rest;\n", "// a == b\n"):
            self.silent("solver/base/x.cpp", text)

    def test_nolint_needs_a_reason(self):
        self.fires("nolint", "solver/base/x.cpp", "int x;  // NOLINT\n")
        self.fires("nolint", "solver/base/x.cpp", "int x;  // NOLINT(bugprone-x)\n")
        self.silent("solver/base/x.cpp", "int x;  // NOLINT(bugprone-x): a C interface\n")

    def test_forbidden_words(self):
        self.fires("forbidden", "docs.md", "# T\n\nsee /work/x\n", line=3)
        self.fires("forbidden", "solver/base/x.cpp", '// see "../shared/x"\n')

    # C++.

    def test_forbidden_calls(self):
        self.fires("forbidden", "tests/solver/base/x.cpp",
                   "void f() {\n    std::this_thread::sleep_for(t);\n}\n", line=2)
        self.fires("forbidden", "solver/base/x.cpp", "std::random_device device;\n")
        self.silent("solver/base/system_random.cpp", "std::random_device device;\n")
        self.fires("forbidden", "solver/base/x.cpp", "auto t = std::chrono::system_clock::now();\n")
        self.fires("forbidden", "solver/base/x.cpp", "using namespace std;\n")
        self.silent("solver/base/x.cpp", "using namespace std::chrono_literals;\n")
        self.silent("solver/base/x.cpp", '// no random_device\nauto s = "random_device";\n')

    def test_function_length(self):
        body = "    x += 1;\n"
        for head in ("void f(int x) {", "int A::f(int x) const noexcept {", "TEST(A, B) {",
                     "A::A(int x) : x_(x) {", "template <class T = int>\nvoid f(T x) {",
                     "namespace k {\nclass C : B {\n  public:\n    void f() {",
                     "bool operator==(A a, B b) {", "auto f(int x = 3) -> int {"):
            closing = "}\n" * head.count("{")
            self.silent("solver/base/x.cpp", head + "\n" + body * 70 + closing)
            self.fires("function", "solver/base/x.cpp", head + "\n" + body * 71 + closing,
                       line=head.count("\n") + 1)

    def test_tables_and_containers_are_not_functions(self):
        self.silent("solver/base/x.cpp", "const int t[] = {\n" + "    f(1),\n" * 90 + "};\n")
        self.silent("solver/base/x.cpp", "namespace a {\n" + "void f() {\n}\n" * 90 + "}\n")
        self.silent("solver/base/x.cpp",
                    "struct A {\n" + "    int f() { return 1; }\n" * 90 + "};\n")

    def test_braces_in_literals_do_not_count(self):
        code = cpp_rules.blank('f("{ \\" {", \'{\', R"x({ " {)x"); // {\n/* {\n */ g(1\'000);\n')
        self.assertNotIn("{", code)
        self.assertEqual(code.count("\n"), 3)
        self.assertIn("g(1'000)", code)


if __name__ == "__main__":
    unittest.main()
