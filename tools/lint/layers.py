"""Arrows between folders and fences around third parties, as stated in layers.txt."""

import re

from report import Finding

TOP_FOLDERS = ("puzzles", "solver", "cluster", "tools", "tests")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
LIBRARY = re.compile(r"\bkura_library\s*\(([^)]*)\)", re.S)


class LayersError(Exception):
    """layers.txt itself is wrong."""


class Layers:
    def __init__(self, text):
        self.arrows = {}
        self.fences = {}
        for number, line in enumerate(text.splitlines(), 1):
            line = line.split("#", 1)[0].strip()
            if not line:
                continue
            left, colon, right = line.partition(":")
            if not colon:
                raise LayersError(f"line {number}: no colon")
            if left.startswith("fence "):
                for name in left.split()[1:]:
                    self.fences[name] = right.split()
            else:
                self.arrows[left.strip()] = right.split()
        self._closed = {}
        for folder in self.arrows:
            self._reach(folder, [])

    def _reach(self, folder, trail):
        """All names that `folder` may include: its arrows, followed to the end."""
        if folder in trail:
            raise LayersError("cycle: " + " <- ".join(trail[trail.index(folder):] + [folder]))
        if folder not in self._closed:
            reached = set()
            for name in self.arrows[folder]:
                reached.add(name)
                if name in self.arrows:
                    reached |= self._reach(name, trail + [folder])
            self._closed[folder] = reached
        return self._closed[folder]

    def entry_of(self, folder):
        """The line of layers.txt that speaks of `folder`, or None."""
        if folder in self.arrows:
            return folder
        while folder:
            if folder + "/..." in self.arrows:
                return folder + "/..."
            folder = folder.rpartition("/")[0]
        return None

    def allows(self, entry, folder, target):
        own = entry[:-4] if entry.endswith("/...") else entry
        if target == folder or (entry.endswith("/...") and _beneath(target, own)):
            return True
        return any(_beneath(target, name) for name in self._closed[entry])


def _beneath(folder, name):
    return folder == name or folder.startswith(name + "/")


def _check_arrow(layers, source, line, target, what):
    if source.is_test:
        return []
    entry = layers.entry_of(source.folder)
    if entry is None:
        return []  # reported once per folder
    if layers.allows(entry, source.folder, target):
        return []
    return [Finding(source.path, line, "layers",
                    f"{source.folder} may not {what} {target} (tools/lint/layers.txt)")]


def _check_fence(layers, source, line, header):
    if source.is_test:
        return []
    name = header.split("/")[0].split(".")[0]  # asio/ip/tcp.hpp and asio.hpp are both asio
    allowed = layers.fences.get(name)
    if allowed is None or any(source.path.startswith(path) for path in allowed):
        return []
    where = ", ".join(allowed) or "tests"
    return [Finding(source.path, line, "fence", f"<{header}> only in {where}")]


def _check_includes(layers, source, existing):
    for number, text in enumerate(source.lines, 1):
        match = INCLUDE.match(text)
        if not match:
            continue
        quote, header = match.groups()
        top = header.split("/")[0]
        if quote == "<":
            if top in TOP_FOLDERS:
                yield Finding(source.path, number, "include", f'write "{header}", not <{header}>')
            yield from _check_fence(layers, source, number, header)
        elif top not in TOP_FOLDERS or ".." in header:
            yield Finding(source.path, number, "include",
                          f'"{header}": write the path from the root; third parties take <>')
        elif header not in existing:
            yield Finding(source.path, number, "include", f'"{header}" does not exist')
        else:
            target = header.rpartition("/")[0]
            yield from _check_arrow(layers, source, number, target, "include")


def _check_library(layers, source):
    """DEPENDS of kura_library follow the same arrows as the includes."""
    for match in LIBRARY.finditer(source.text):
        words = match.group(1).split()
        if "DEPENDS" not in words:
            continue
        line = source.text.count("\n", 0, match.start()) + 1
        for word in words[words.index("DEPENDS") + 1:]:
            if word in ("SYSTEM", "LABEL"):
                break
            yield from _check_arrow(layers, source, line, word, "depend on")


def check(layers, sources, names):
    existing = set(names)
    unlisted = set()
    for source in sources:
        if source.is_code:
            yield from _check_includes(layers, source, existing)
            folder = source.folder
            if (not source.is_test and folder not in unlisted
                    and layers.entry_of(folder) is None):
                unlisted.add(folder)
                yield Finding(source.path, 1, "layers",
                              f"{folder or 'the root'} has no line in tools/lint/layers.txt")
        elif source.path.endswith("CMakeLists.txt"):
            yield from _check_library(layers, source)


def check_dead(sources, names):
    """Headers nobody includes, and folders of tests that no CMakeLists.txt builds."""
    included, commands = set(), ""
    for source in sources:
        if source.is_code:
            for text in source.lines:
                match = INCLUDE.match(text)
                if match and match.group(2) != source.path:
                    included.add(match.group(2))
        elif source.path.startswith("tests/") and source.path.endswith("CMakeLists.txt"):
            commands += source.text
    registered = set(re.findall(r"\bkura_test_folder\s*\(\s*([\w/]+)", commands))
    seen = set()
    for source in sources:
        if source.is_header and source.path not in included:
            yield Finding(source.path, 1, "dead", "no file includes this header")
        folder = source.folder[len("tests/"):]
        if source.path.endswith("_test.cpp") and source.is_test and folder not in seen:
            seen.add(folder)
            built_there = source.folder + "/CMakeLists.txt" in names
            if folder not in registered and not built_there:
                yield Finding(source.path, 1, "dead",
                              f"tests/CMakeLists.txt has no kura_test_folder({folder} ...)")
