"""Make the record of the book's experiments, or check it.

    python _ext/record.py [PAGE ...]   run pages (all that measure) at full scale, and write book/record
    python _ext/record.py --claims C8 C14   run only the statements that these depend on
    python _ext/record.py --check      name what is missing, or was recorded with other code

``make record`` and ``make record CHECK=yes`` call it.
"""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LECTURE = "reproduction"
"""stands for the lecture's own experiments"""
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


def main() -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="record.py", description=__doc__.partition("\n")[0])
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="name of a page, as dropout (all)")
    parser.add_argument("--claims", nargs="+", default=(), metavar="C1", help="run these experiments alone")
    parser.add_argument(
        "--check", action="store_true", help="run nothing; fail if the record is not up to date"
    )
    asked = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    from bookext.execute.processors import SHARE_THE_GPU, processors
    from bookext.record import making

    if asked.check:
        wrong = making.outdated(ROOT)
        for claim, what in wrong.items():
            print(f"{claim}: the record is {what}. Run: make record", file=sys.stderr)
        return 1 if wrong else 0
    os.environ["TRAINDNN_PROFILE"] = "full"
    # A page computes with one thread, as in a build: matrices of this size gain nothing from a second one.
    for name, value in {**dict.fromkeys(ONE_THREAD, "1"), **SHARE_THE_GPU}.items():
        os.environ.setdefault(name, value)
    known = {each.page.path.stem: each for each in making.measuring(ROOT)}
    if unknown := sorted(set(asked.pages) - known.keys() - {LECTURE}):
        names = ", ".join([*known, LECTURE])
        parser.error(f"expected pages that measure: {names}. Received: {', '.join(unknown)}")
    measured = {claim: name for name, each in known.items() for claim in each.keys}
    if unknown := sorted(set(asked.claims) - measured.keys()):
        parser.error(
            f"expected claims that a page measures: {', '.join(measured)}. Received: {', '.join(unknown)}"
        )
    names = asked.pages or {measured[claim] for claim in asked.claims} or {*known, LECTURE}
    pages = [each for name, each in known.items() if name in names]
    try:
        failed = making.make(ROOT, pages, processors(), asked.claims) if pages else 0
        if LECTURE in names:
            failed += making.reproduce(ROOT, processors())
        return 1 if failed else 0
    except making.NotReal as error:
        print(f"{error}. Nothing was run.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped. The pages named above are written.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
