"""Write bench/RESULTS.md from the JSON files of the last runs, and print its table of ratios.

    python bench/results.py [--from FOLDER] [--to FILE] [--into FILE]

`make bench` leaves a JSON file of each benchmark in ``bench/results`` and then calls this. Every figure of
RESULTS.md comes from those files, which are committed beside it: a test writes it again and compares. Quick
runs are passed over, since their figures mean nothing. `--into README.md` puts the table of ratios between
the two markers of a page that has them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from side_by_side import HEADS, ROOT, Report, cells, footer

FOLDER, PAGE = ROOT / "bench" / "results", ROOT / "bench" / "RESULTS.md"
BEGIN, END = "<!-- ratios: begin (bench/results.py writes this table) -->", "<!-- ratios: end -->"
INTRODUCTION = """# Results of the benchmarks

Each table stands beside the machine, the versions, the commit and the command that it comes from. To measure
again, on a machine that does nothing else:

```bash
make bench                         # all of them, some hours; then this page is written anew
.venv/bin/python bench/startup.py  # one of them, with its table; --help says what can be chosen
.venv/bin/python bench/results.py  # this page, from the JSON files in bench/results
```

Peers are installed at locked versions, each in an environment of its own below `_build/bench`.
"""
NOTHING = "\nNothing has been measured yet.\n"


def reports(folder: Path) -> list[Report]:
    """The reports of a folder by the name of their benchmark, without those of quick runs.

    Raises:
        SystemExit: if a file is no report.
    """
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            report = Report.from_json(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise SystemExit(f"{path}: {error}") from error
        if report.quick:
            print(f"{path.name} is passed over: it comes from a quick run.", file=sys.stderr)
        else:
            found.append(report)
    return found


def page(found: Sequence[Report]) -> str:
    """The text of RESULTS.md."""
    if not found:
        return INTRODUCTION + NOTHING
    parts = [INTRODUCTION, f"\n{block(found)}\n", *map(section, found)]
    return "".join(parts)


def section(report: Report) -> str:
    """A benchmark: its question, its table and its circumstances."""
    lines = "\n".join(f"- {escaped(line)}" for line in footer(report))
    table = markdown(HEADS, [cells(row) for row in report.rows], left=(0, 2))
    call = f"```bash\n{report.command}\n```"
    return f"\n## {report.benchmark}\n\n{report.question}\n\n{call}\n\n{table}\n\n{lines}\n"


def ratios(found: Sequence[Report]) -> str:
    """The small table: the headlines of all benchmarks."""
    rows = [cells(row) for report in found for row in report.rows if row.headline and row.ratio is not None]
    return markdown(HEADS, rows, left=(0, 2))


def block(found: Sequence[Report]) -> str:
    """The small table between its markers."""
    return f"{BEGIN}\n{ratios(found)}\n{END}"


def with_block(text: str, found: Sequence[Report]) -> str:
    """A page with the small table between its markers.

    Raises:
        ValueError: if the page has not got both markers, once and in order.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in after:
        raise ValueError(f"expected the lines {BEGIN} and {END}, once. Received: a page without. Add them.")
    return before + block(found) + after


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int]) -> str:
    """A table of Markdown; the columns that are not listed as ``left`` are aligned to the right."""
    rule = ["---" if number in left else "---:" for number in range(len(heads))]
    lines = [heads, rule, *([escaped(text.strip()) for text in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def escaped(text: str) -> str:
    """A text in which Markdown finds no column, no emphasis and no HTML."""
    for character in "\\|*_<`":
        text = text.replace(character, f"\\{character}")
    return text


def main() -> None:
    """Write the page, print the small table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", type=Path, default=FOLDER, dest="folder", metavar="FOLDER")
    parser.add_argument("--to", type=Path, default=PAGE, metavar="FILE")
    parser.add_argument("--into", type=Path, metavar="FILE", help="a page with the two markers")
    asked = parser.parse_args()
    found = reports(asked.folder)
    asked.to.write_text(page(found), encoding="utf-8")
    if asked.into:
        try:
            text = with_block(asked.into.read_text(encoding="utf-8"), found)
        except (ValueError, OSError) as error:
            raise SystemExit(f"{asked.into}: {error}") from error
        asked.into.write_text(text, encoding="utf-8")
    print(block(found))


if __name__ == "__main__":
    main()
