"""MyST Markdown as plain Jupyter, Colab and GitHub show it.

Directives become quotes, folded details, formulas or tables; roles become the words that the site shows in
their place. What a label stands for (equation 2.1, figure 3) is asked of a ``References``.
"""

import re
from typing import Protocol

OPENING = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,}|~{3,}|:{3,})\{(?P<name>[\w:+-]+)\}[ \t]*(?P<argument>.*)$"
)
PLAIN_FENCE = re.compile(r"^ *(?P<fence>`{3,}|~{3,})")
ROLE = re.compile(r"\{(?P<name>[\w:+-]+)\}`(?P<body>[^`]+)`")
TARGET = re.compile(r"^(?P<text>.*?)\s*<(?P<target>[^<>]+)>$", re.S)
DOLLARS = re.compile(r"\$\$\s*(?P<body>.+?)\s*\$\$\s*\((?P<label>[\w:-]+)\)", re.S)
LABEL = re.compile(r"^\([\w:-]+\)=$")

DROPPED = {"bibliography", "tableofcontents", "index", "raw", "contents"}
FOLDED = {"solution", "dropdown", "toggle"}
TRANSPARENT = {"tab-set", "grid", "div"}


class References(Protocol):
    """What the converter asks: each method returns the words for a label."""

    def equation(self, label: str) -> str:
        """Return an equation's number without brackets."""

    def named(self, role: str, label: str) -> str:
        """Return what a cross-reference shows."""

    def citation(self, keys: str, textual: bool = False) -> str:
        """Return authors and year for comma-separated keys, in brackets or as part of the sentence."""

    def glued(self, name: str) -> str:
        """Return a value that a cell has glued."""

    def recorded(self, claim: str, body: str) -> str:
        """Return what a directive ``{recorded}`` shows, as MyST Markdown."""


def plain(text: str, references: References) -> str:
    """Convert a piece of MyST Markdown to plain Markdown.

    Args:
        text: MyST Markdown, code cells excepted.
        references: says what labels stand for.

    Returns:
        Markdown with ``$`` formulas and a little HTML (``details``).
    """
    lines = text.split("\n")
    out: list[str] = []
    while lines:
        line = lines.pop(0)
        if opening := OPENING.match(line):
            body = _take_block(lines, opening["fence"])
            out += [_directive(opening["name"], opening["argument"].strip(), body, references), ""]
        elif fence := PLAIN_FENCE.match(line):
            out += [line, *_take_block(lines, fence["fence"]), fence["fence"]]
        elif not LABEL.match(line):
            out.append(line)
    joined = DOLLARS.sub(lambda m: _formula(m["body"], references.equation(m["label"])), "\n".join(out))
    return _roles(joined, references).strip("\n")


def _take_block(lines: list[str], fence: str) -> list[str]:
    """Remove from ``lines`` and return all up to the closing fence, which is as long as the opening one."""
    body = []
    while lines:
        line = lines.pop(0)
        closing = line.strip()
        if closing and set(closing) == {fence[0]} and len(closing) >= len(fence):
            break
        body.append(line)
    return body


def _options(body: list[str]) -> tuple[dict[str, str], str]:
    """Split a directive's body into its options and its text."""
    options: dict[str, str] = {}
    rest = list(body)
    if rest and rest[0].strip() == "---" and "---" in [line.strip() for line in rest[1:]]:
        end = [line.strip() for line in rest].index("---", 1)
        options = dict(re.findall(r"^([\w-]+):\s*(.*)$", "\n".join(rest[1:end]), re.M))
        rest = rest[end + 1 :]
    while rest and (option := re.match(r"^\s*:([\w-]+):\s*(.*)$", rest[0])):
        options[option[1]] = option[2]
        rest.pop(0)
    return options, "\n".join(rest).strip("\n")


def _directive(name: str, argument: str, body: list[str], references: References) -> str:
    options, text = _options(body)
    if name in DROPPED:
        return ""
    if name == "math":
        return _formula(text, references.equation(options["label"]) if "label" in options else "")
    if name in {"code-block", "code"}:
        return f"```{argument}\n{text}\n```"
    if name == "literalinclude":
        return f"The code stands in `{argument.removeprefix('../')}`."
    if name == "recorded":
        return plain(references.recorded(argument, text), references)
    if name == "list-table":
        return _table(argument, text, references)
    inner = plain(text, references)
    if name in {"figure", "image"}:
        return f"*{inner or options.get('alt', '')}*"
    if name in TRANSPARENT:
        return inner
    title = _title(name, argument, options, references)
    if name in FOLDED or "dropdown" in options.get("class", ""):
        return f"<details><summary>{title}</summary>\n\n{inner}\n\n</details>"
    if name == "tab-item":
        return f"**{title}**\n\n{inner}"
    return "\n".join(f"> {line}".rstrip() for line in f"**{title}**\n\n{inner}".split("\n"))


def solution_title(label: str, references: References) -> str:
    """What the solution of an exercise is called."""
    return f"Solution to {references.named('ref', label)}"


def _title(name: str, argument: str, options: dict[str, str], references: References) -> str:
    if name.startswith("solution"):
        return solution_title(argument, references)
    if name.startswith(("exercise", "prf:")) and "label" in options:
        argument = f"({argument})" if argument else ""
        return f"{references.named('ref', options['label'])} {argument}".strip()
    return _roles(argument, references) or name.split(":")[-1].replace("-", " ").capitalize()


def _formula(body: str, number: str) -> str:
    tag = f" \\tag{{{number}}}" if number else ""
    return f"$$\n{body}{tag}\n$$"


def _table(caption: str, text: str, references: References) -> str:
    rows: list[list[str]] = []
    for line in text.split("\n"):
        if line.startswith("* -"):
            rows.append([line[3:].strip()])
        elif line.startswith("  -") and rows:
            rows[-1].append(line[3:].strip())
        elif line.strip() and rows:
            rows[-1][-1] += " " + line.strip()
    if not rows:
        return ""
    rows.insert(1, ["---"] * len(rows[0]))
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in rows)
    return _roles(f"*{caption}*\n\n{table}" if caption else table, references)


def _roles(text: str, references: References) -> str:
    """Replace roles by words, outside code blocks."""
    pieces = re.split(r"(^```.*?^```$)", text, flags=re.M | re.S)
    return "".join(p if p.startswith("```") else ROLE.sub(lambda m: _role(m, references), p) for p in pieces)


def _role(match: re.Match[str], references: References) -> str:
    name, body = match["name"], match["body"].strip()
    explicit = TARGET.match(body)
    target = explicit["target"] if explicit else body
    if name == "math":
        return f"${body}$"
    if name == "eq":
        return f"({references.equation(target)})"
    if name.startswith("cite"):
        return references.citation(target, textual=name in {"cite:t", "cite:ts", "cite:author"})
    if name.startswith("glue"):
        return references.glued(body.split(":")[0])
    if explicit:
        return explicit["text"].replace("%s", "").replace("{number}", "").strip()
    if name in {"ref", "numref", "doc", "prf:ref"}:
        return references.named(name, target)
    return f"`{body}`" if name == "code" else body
