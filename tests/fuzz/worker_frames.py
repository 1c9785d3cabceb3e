"""What a judge makes of what a hostile worker sends: a value, the student's exception, or a broken link.

Anything else is a fault. `test_bridge_frames` tries frames that hypothesis makes; as a program, this module
has atheris make them, guided by what they reach (``pip install atheris``, in an environment of its own)::

    python tests/fuzz/worker_frames.py -runs=10000
"""

import importlib
import json
import os
import socket
import struct
import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

LIMIT = 1 << 16
"""Largest message in bytes."""


def read(frames):
    """Have the judge ask for a name and get ``frames`` for an answer; return the kind of outcome.

    Raises:
        BaseException: what no worker should be able to cause.
    """
    from autograder.sandbox.bridge.proxies import Link
    from autograder.sandbox.channel import Channel, LinkBroken
    from autograder.sandbox.protocol import REPLIED

    ours, theirs = socket.socketpair()
    with ours, theirs:
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 * LIMIT)
        theirs.sendall(frames[: 2 * LIMIT])
        theirs.shutdown(socket.SHUT_WR)
        link = Link(Channel(ours, LIMIT, REPLIED))
        link.channel.deadline = time.monotonic() + 10
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                link.ask("global", None, "f")
            except LinkBroken:
                return "broken"
            except BaseException as error:
                if not getattr(error, "from_student", False):
                    raise
                return "raised"
        link.rest()
        return "value"


def frame(message, blobs=()):
    """The bytes of a message, as a worker would send them."""
    header = json.dumps([message, [len(blob) for blob in blobs]]).encode()
    body = b"".join(blobs)
    return struct.pack(">IQ", len(header), len(body)) + header + body


def replied(value=None, **further):
    """A reply of the worker's."""
    return {"type": "Replied", "value": value, **further}


SEEDS = [
    frame(replied(["list", 1, 2.5, "x", None])),
    frame(replied(["dict", ["a", 1], ["b", ["tuple", 1]]])),
    frame(replied(["array", "<f8", [2], 0, True]), [bytes(16)]),
    frame(replied(["scalar", "<i4", 0]), [bytes(4)]),
    frame(
        replied(
            [
                "reference",
                ["handle", 0, "function", ["builtins.function"], "f", [["x", "KEYWORD_ONLY", True]]],
            ]
        )
    ),
    frame(replied(["reference", ["shared", "numpy", "sin"]])),
    frame(replied(["named", "P", ["x"], 1])),
    frame(replied(["integer", "0xff"])),
    frame(replied(["special", "nan"])),
    frame(replied(["generator", {"bit_generator": "PCG64"}])),
    frame(replied(failure={"classes": ["builtins.ValueError"], "message": "m", "arguments": ["tuple", 1]})),
    frame(replied(changes=[[0, ["list", 1]]], printed="p", warned=[["UserWarning", "w"]])),
    frame({"type": "CallBack", "number": 0, "arguments": [], "keywords": {}}) + frame(replied(1)),
]


def main():
    """Let atheris make frames."""
    import atheris

    with atheris.instrument_imports(include=["autograder.sandbox"]):
        importlib.import_module("autograder.sandbox.bridge.proxies")

    def one(data):
        # Half of the frames keep a true length, or little would be seen of what comes behind it.
        if data and data[0] < 0x80:
            read(struct.pack(">IQ", len(data) - 1, 0) + data[1:])
        else:
            read(data[1:])

    corpus = Path(os.environ.get("CORPUS", "_build/fuzz/worker_frames"))
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS):
        (corpus / f"seed-{number}").write_bytes(b"\xff" + seed)
        (corpus / f"header-{number}").write_bytes(b"\x00" + seed[12:])
    atheris.Setup([*sys.argv, str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
