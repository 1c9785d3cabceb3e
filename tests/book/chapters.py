"""The chapters' sources, taken apart: front matter, headings, code cells, labels."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Cell:
    """A code cell: its options and its code."""

    options: dict
    code: str
    line: int

    @property
    def length(self):
        return len([line for line in self.code.splitlines() if line.strip()])


@dataclass(frozen=True)
class Chapter:
    """One page of the book."""

    path: Path

    @cached_property
    def text(self):
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def cells(self):
        return [
            self._cell(m) for m in re.finditer(r"^```\{code-cell\}.*?\n(.*?)^```$", self.text, re.M | re.S)
        ]

    def _cell(self, match):
        lines, options = match[1].splitlines(), {}
        if lines and lines[0] == "---":
            end = lines.index("---", 1)
            options, lines = yaml.safe_load("\n".join(lines[1:end])), lines[end + 1 :]
        else:
            head = [line for line in lines if line.startswith(":")]
            options = yaml.safe_load("\n".join(line[1:] for line in head)) or {}
            lines = lines[len(head) :]
        return Cell(options, "\n".join(lines), self.text[: match.start()].count("\n") + 1)

    @cached_property
    def prose(self):
        """The text without front matter and code cells."""
        text = re.sub(r"\A---\n.*?\n---\n", "", self.text, flags=re.S)
        return re.sub(r"^```\{code-cell\}.*?^```$", "", text, flags=re.M | re.S)

    @cached_property
    def headings(self):
        plain = re.sub(r"^(`{3,})[^`\n]*\n.*?^\1$", "", self.prose, flags=re.M | re.S)
        return re.findall(r"^## (.+)$", plain, re.M)

    @cached_property
    def labels(self):
        targets = re.findall(r"^\(([\w-]+)\)=$", self.prose, re.M)
        equations = re.findall(r"^\$\$ \(([\w-]+)\)$", self.prose, re.M)
        return targets + equations + re.findall(r"^:label: ([\w-]+)$", self.prose, re.M)


def pages():
    """Every page of the table of contents, in its order."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    found = [toc["root"]]

    def walk(node):
        for key in ("parts", "chapters", "sections"):
            for entry in node.get(key, []):
                if "file" in entry:
                    found.append(entry["file"])
                walk(entry)

    walk(toc)
    return [Chapter(ROOT / f"{name}.md") for name in found]


def chapters():
    """The pages that teach: those that have exercises."""
    return [page for page in pages() if "```{exercise}" in page.text]
