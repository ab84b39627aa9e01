"""A process that reads one PDF after another for the pool, and may die of it.

Frames on standard input and output are a length (4 bytes, big endian) and that many bytes. The first frame in holds the
settings (JSON); each further one a job (JSON: path, sha256, out). A frame out is the encoded document, or says that it
was written to ``out`` or that the disk had no room for it; before each page that is read by OCR a frame says that the
worker is alive and needs more time.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import struct
import sys
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from her2parse.errors import DiskFullError
from her2parse.extract.limits import Limits
from her2parse.extract.recognition import OcrOptions
from her2parse.extract.store import encode
from her2parse.files import write_atomic
from her2parse.model import Document
from her2parse.processes import end_with_parent, settle_memory

DONE = b"written"
FULL = b"disk full"
READING_BY_OCR = b"ocr"
_PATIENCE = 30.0
"""Seconds after the pool's own limit at which a worker ends itself."""


def read_frame(stream: IO[bytes]) -> bytes | None:
    """One frame, or None at the end of the stream."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack(">I", head)
    data = stream.read(length)
    return data if len(data) == length else None


def write_frame(stream: IO[bytes], data: bytes) -> None:
    """One frame, at once."""
    stream.write(struct.pack(">I", len(data)) + data)
    stream.flush()


def main() -> None:
    """Serve until standard input ends."""
    end_with_parent()
    inlet, outlet = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the frames
    first = read_frame(inlet)
    if first is None:
        return
    settings: dict[str, Any] = json.loads(first)
    limits = Limits(**settings["limits"])
    module, _, name = settings["function"].partition(":")
    function = getattr(import_module(module), name)
    key, passwords = bytes.fromhex(settings["key"]), tuple(settings["passwords"])
    ocr = OcrOptions(**{**settings["ocr"], "languages": tuple(settings["ocr"]["languages"])})
    bound = limits.max_memory_mb * 1_000_000
    more = max(bound, limits.max_ocr_memory_mb * 1_000_000) if ocr.on else bound
    resource.setrlimit(resource.RLIMIT_AS, (bound, more))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def before_ocr() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (more, more))
        signal.setitimer(signal.ITIMER_REAL, limits.max_seconds + _PATIENCE)
        write_frame(outlet, READING_BY_OCR)

    while (frame := read_frame(inlet)) is not None:
        job = json.loads(frame)
        # Should the pool itself be gone, a file that hangs must not keep this process for ever; the default action of
        # the signal ends it even inside PDFium.
        signal.setitimer(signal.ITIMER_REAL, limits.max_seconds + _PATIENCE)
        how = {"ocr": ocr, "before_ocr": before_ocr} if ocr.on and job["ocr"] else {}
        try:
            document: Document = function(
                Path(job["path"]), job["sha256"], key=key, limits=limits, passwords=passwords, **how
            )
        except MemoryError:
            document = Document(job["sha256"], 0, (), problem="out_of_memory", detail="not enough memory")
        except Exception as error:  # a fault of ours must cost one file, not the bucket; the pool's caller sees the row
            document = Document(job["sha256"], 0, (), problem="crashed", detail=f"fault: {type(error).__name__}")
        signal.setitimer(signal.ITIMER_REAL, 0)
        settle_memory()
        data = encode(document)
        lasting = document.problem not in ("out_of_memory", "crashed")
        if job["out"] and lasting:
            try:
                write_atomic(Path(job["out"]), data, durable=True)
                data = DONE
            except DiskFullError:
                data = FULL  # not the file's fault: the pool stops instead of giving it a row
        write_frame(outlet, data)


if __name__ == "__main__":
    main()
