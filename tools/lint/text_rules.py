"""Rules on single files that need no understanding of C++: sizes, names, leftovers, Markdown."""

import re

from report import OWN_FOLDERS, Finding

COLUMNS_MAX = 100
LINES_WARN = 400
LINES_MAX = 800
LINES_MAX_TEST = 1200
README_LINES_WARN = 20
HEADER_COMMENT_LINES_MAX = 25

SNAKE_CASE = re.compile(r"^[a-z0-9][a-z0-9_]*(\.[a-z0-9]+)*$")
FOREIGN_EXTENSIONS = (".h", ".hh", ".hxx", ".cc", ".cxx", ".c", ".C", ".ipp")
COMMENTED_CODE = re.compile(
    r"^\s*//\s*(return\b.*|[\w:.>-]+\(.*\)|[\w:.<> -]*[\w\])]\s*[-+|&]?=.*);\s*$")
JOINED_FIELD = re.compile(r"^//.*\S +(Shape|Units|Invariants|Threads|Errors|Source):  ")
NOLINT = re.compile(r"\bNOLINT(NEXTLINE|BEGIN)?\b(?P<rest>.*)")

# pattern, rule, message; searched in every line of every text file
LEFTOVERS = (
    (re.compile(r"\b(FIXME|XXX|HACK)\b"), "leftover", "mend it, or write TODO(#number)"),
    (re.compile(r"\bTODO\b(?!\(#\d+\))"), "leftover", "write TODO(#number)"),
    (re.compile(r"^(<{7}|>{7}|={7})( |$)"), "leftover", "a merge conflict"),
    (re.compile(r"(^|[^\w.])/work/|\.\./shared\b"), "forbidden",
     "names a place outside the project"),
)


def check_size(source):
    count = len(source.lines) - (1 if source.lines[-1] == "" else 0)
    limit = LINES_MAX_TEST if source.is_test else LINES_MAX
    if source.path.endswith(".md"):
        name = source.path.rpartition("/")[2]
        if name == "README.md" and source.folder and count > README_LINES_WARN:
            yield Finding(source.path, count, "size",
                          f"{count} lines; a folder's README has at most {README_LINES_WARN}", True)
    elif count > limit:
        yield Finding(source.path, count, "size", f"{count} lines; at most {limit}")
    elif count > LINES_WARN:
        yield Finding(source.path, count, "size", f"{count} lines; aim below {LINES_WARN}", True)


def check_lines(source):
    markdown = source.path.endswith(".md")
    for number, line in enumerate(source.lines, 1):
        too_long = len(line) > COLUMNS_MAX
        if too_long and markdown:  # tables and links can't be wrapped
            too_long = not line.lstrip().startswith("|") and "](" not in line and "://" not in line
        if too_long:
            yield Finding(source.path, number, "columns",
                          f"{len(line)} columns; at most {COLUMNS_MAX}")
        if line.endswith((" ", "\t", "\r")):
            yield Finding(source.path, number, "space", "white space at the end of the line")
        if "\t" in line.rstrip():
            yield Finding(source.path, number, "space", "a tab; indent with spaces")
    if source.text and not source.text.endswith("\n"):
        yield Finding(source.path, len(source.lines), "space", "no line end at the end of the file")


def check_leftovers(source):
    if source.path.startswith(OWN_FOLDERS):
        return
    for number, line in enumerate(source.lines, 1):
        for pattern, rule, message in LEFTOVERS:
            found = pattern.search(line)
            if found:
                yield Finding(source.path, number, rule, f"{found.group().strip()}: {message}")
        if not source.is_code:
            continue
        silenced = NOLINT.search(line)
        if silenced and not re.match(r"\([\w.,* -]+\)\W+\w+", silenced.group("rest")):
            yield Finding(source.path, number, "nolint",
                          "write NOLINT(check-name): and the reason")
        if COMMENTED_CODE.match(line):
            yield Finding(source.path, number, "leftover", "code in a comment")


def check_header_block(source):
    """A header opens with its comment, then #pragma once."""
    if not source.is_header:
        return
    count = 0
    while count < len(source.lines) and source.lines[count].startswith("//"):
        count += 1
    if count == 0:
        yield Finding(source.path, 1, "header", "a header starts with a comment that explains it")
    if count > HEADER_COMMENT_LINES_MAX:
        yield Finding(source.path, count, "header",
                      f"{count} lines of opening comment; at most {HEADER_COMMENT_LINES_MAX}")
    for number, line in enumerate(source.lines[:count], 1):
        if JOINED_FIELD.search(line):
            yield Finding(source.path, number, "header",
                          "a field joined to what stands before it: shorten that line, so that "
                          "clang-format need not break it")
    if "#pragma once" not in source.lines:
        yield Finding(source.path, 1, "header", "no #pragma once")


def check_markdown(source):
    if not source.path.endswith(".md"):
        return
    titles, fenced = [], False
    for number, line in enumerate(source.lines, 1):
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced and line.startswith("# "):
            titles.append(number)
    if not titles:
        yield Finding(source.path, 1, "markdown", "no title")
    for number in titles[1:]:
        yield Finding(source.path, number, "markdown", "a second title; a page has one")
    if fenced:
        yield Finding(source.path, len(source.lines), "markdown", "a code block is not closed")


def check_name(path):
    name = path.rpartition("/")[2]
    if name.endswith(FOREIGN_EXTENSIONS) and "/web/" not in path:
        yield Finding(path, 1, "naming", "C++ files end in .cpp or .hpp")
    elif name.endswith((".cpp", ".hpp", ".py", ".sok")) and not SNAKE_CASE.match(name):
        yield Finding(path, 1, "naming", "file names are snake_case")


def check(source):
    for rule in (check_size, check_lines, check_leftovers, check_header_block, check_markdown):
        yield from rule(source)
