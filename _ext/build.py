"""`jupyter-book`, with the same arguments and the same result, started without a wait.

    python _ext/build.py build . --warningiserror

Where the package rfc3987_syntax is installed, jsonschema compiles its grammars for internationalized
addresses when it is imported: seconds, for a check that no file of a book asks for.
"""

import sys


def main() -> None:
    """Start from the command line."""
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    # Imported here, because every forked kernel imports this file.
    from jupyter_book.cli.main import main as jupyter_book

    jupyter_book()


if __name__ == "__main__":
    main()
