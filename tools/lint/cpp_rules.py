"""Rules on C++ text with comments and literals blanked out: function length, forbidden calls."""

import re

from report import Finding

FUNCTION_LINES_MAX = 70

TOKENS = re.compile(
    r"""//[^\n]*|/\*.*?\*/
      |R"(?P<tag>[^()\s\\]{0,16})\(.*?\)(?P=tag)"
      |"(?:\\.|[^"\\\n])*"
      |(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'
      |^[ \t]*\#[^\n]*(?:\\\n[^\n]*)*""",
    re.S | re.X | re.M)
CONTAINER = re.compile(r"^(inline\s+)?(namespace|extern\s*\"?)\b|\b(class|struct|union|enum)\b")
NOT_A_FUNCTION = re.compile(r"(?<![=!<>])=(?!=)")

# folders, pattern, message. Deterministic parts take clocks and seeds from outside; nobody sleeps.
_PURE = ("puzzles/", "solver/", "cluster/ring/", "cluster/gossip/", "cluster/store/",
         "cluster/search/", "cluster/wire/")
_CHANCE = "chance comes from a seed (solver/base/rng.hpp)"
FORBIDDEN = (
    (("",), re.compile(r"\busing\s+namespace\b(?!\s+std::(\w+_)?literals)"), "using namespace"),
    (_PURE, re.compile(r"\brandom_device\b|\bstd::rand\b|\bsrand\s*\("), _CHANCE),
    (_PURE, re.compile(r"\bsystem_clock\b"), "the time of day is not for this layer"),
    (("puzzles/", "cluster/ring/", "cluster/gossip/", "cluster/store/", "cluster/search/",
      "tests/"),
     re.compile(r"\bsleep_(for|until)\b|\b[un]?a?no?sleep\s*\("), "no sleeping here"),
)
# The one place that asks the machine for chance; those who call it are not pure.
ALLOWED = {("solver/base/system_random.cpp", _CHANCE)}


def blank(text):
    """The text with comments, literals and preprocessor lines replaced by spaces, same lines."""
    def spaces(match):
        found = match.group()
        if found.startswith(('"', "R", "'")):
            return '""' + re.sub(r"[^\n]", " ", found[2:])
        return re.sub(r"[^\n]", " ", found)
    return TOKENS.sub(spaces, text)


def long_functions(code):
    """(first line, count of lines) of each function whose body is longer than the limit."""
    stack, start, line = [], 0, 1
    inside = 0  # depth of braces within a function
    opened = 0
    for position, char in enumerate(code):
        if char == "\n":
            line += 1
        elif char == "{":
            if inside:
                inside += 1
                continue
            head = code[start:position].strip()
            without_template = re.sub(r"\btemplate\s*<[^{;]*?>\s*(?=\w)", "", head, count=1)
            container = CONTAINER.search(without_template.split("(")[0])
            if not container and "(" in without_template and not NOT_A_FUNCTION.search(
                    re.sub(r"\(.*?\)|\boperator\s*\S+", "", without_template, flags=re.S)):
                inside, opened = 1, line
            else:
                stack.append(char)
            start = position + 1
        elif char == "}":
            if inside:
                inside -= 1
                if inside == 0 and line - opened - 1 > FUNCTION_LINES_MAX:
                    yield opened, line - opened - 1
            elif stack:
                stack.pop()
            start = position + 1
        elif char == ";" and not inside:
            start = position + 1


def check(source):
    if not source.is_code:
        return
    code = blank(source.text)
    for line, count in long_functions(code):
        yield Finding(source.path, line, "function",
                      f"a function of {count} lines; at most {FUNCTION_LINES_MAX}")
    for folders, pattern, message in FORBIDDEN:
        if source.path.startswith(folders) and (source.path, message) not in ALLOWED:
            for found in pattern.finditer(code):
                line = code.count("\n", 0, found.start()) + 1
                yield Finding(source.path, line, "forbidden", f"{found.group().strip()}: {message}")
