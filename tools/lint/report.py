"""What a check says, and which files it looks at."""

import dataclasses
import os

SKIPPED_FOLDERS = {"build", "node_modules", "__pycache__", "vendored"}
CODE = (".cpp", ".hpp")
OTHER_TEXT = (".py", ".cmake", ".md", ".sh", ".js", ".css", ".html")
# The linter and its tests must be able to name what they forbid.
OWN_FOLDERS = ("tools/lint/", "tests/lint/")


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    rule: str
    message: str
    warning: bool = False

    def __str__(self):
        kind = "warning" if self.warning else "error"
        return f"{self.path}:{self.line}: {kind}: [{self.rule}] {self.message}"


@dataclasses.dataclass(frozen=True)
class Source:
    """One text file: its path from the root, and its lines without their ends."""

    path: str
    lines: tuple
    text: str

    @property
    def folder(self):
        return os.path.dirname(self.path)

    @property
    def is_code(self):
        return self.path.endswith(CODE)

    @property
    def is_header(self):
        return self.path.endswith(".hpp")

    @property
    def is_test(self):
        return self.path.startswith("tests/")


def _is_text(path, name):
    if name.endswith(CODE + OTHER_TEXT) or name == "CMakeLists.txt":
        return True
    if "." in name:
        return False
    with open(path, "rb") as file:  # scripts have no extension: look for #!
        return file.read(2) == b"#!"


def read_sources(root):
    """All text files a rule may look at, in a fixed order, and the names of all files."""
    sources, names = [], []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            f for f in folders
            if f not in SKIPPED_FOLDERS and not f.startswith("build")
            and (not f.startswith(".") or f == ".ci"))
        for name in sorted(files):
            full = os.path.join(folder, name)
            path = os.path.relpath(full, root)
            if name.startswith(".") or os.path.islink(full):
                continue
            names.append(path)
            try:
                if _is_text(full, name):
                    with open(full, encoding="utf-8", errors="surrogateescape") as file:
                        text = file.read()
                    sources.append(Source(path, tuple(text.split("\n")), text))
            except FileNotFoundError:
                names.pop()  # deleted while we looked
    return sources, names
