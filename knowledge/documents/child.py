"""The process that reads foreign files: it has no secrets, little memory and little time, and its death harms nobody.

Frames on standard input and output: four bytes of length, then JSON; a request's bytes follow it with a length of
their own. `python -m knowledge.documents.child` is started by `parser.Parser` and ends with its input.
"""

import json
import resource
import struct
import sys
from dataclasses import asdict
from typing import BinaryIO

from knowledge.documents.document import Document, Refused
from knowledge.documents.front import read_markdown, read_table, read_text
from knowledge.documents.kinds import Kind, decoded, kind_of

MEMORY = 1024 * 1024 * 1024
SECONDS = 30
"""Of processor time for one file."""
LENGTH = struct.Struct(">I")


def read(name: str, data: bytes, content_type: str = "", address: str = "") -> list[Document]:
    """The documents in a file. Raises Refused."""
    kind = kind_of(name, data, content_type)
    match kind:
        case Kind.MARKDOWN:
            return read_markdown(decoded(data))
        case Kind.TEXT:
            return read_text(decoded(data))
        case Kind.CSV:
            return read_table(decoded(data))
        case Kind.HTML:
            from knowledge.documents.html import read_page

            return read_page(decoded(data), address)
        case Kind.PDF:
            from knowledge.documents.pdf import read_pdf

            return read_pdf(data)
        case Kind.WORD:
            from knowledge.documents.word import read_word

            return read_word(data)
        case _:
            raise Refused("it is an archive within an archive; unpack it first")


def answer(request: dict[str, str], data: bytes) -> dict[str, object]:
    """What the parent gets: documents, or the reason for none."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (spent + SECONDS, hard))
    try:
        documents = read(request["name"], data, request["type"], request["address"])
        return {"documents": [asdict(document) for document in documents]}
    except Refused as refusal:
        return {"refused": refusal.message}
    except MemoryError:
        return {"refused": "it needs more memory than reading a document may take"}
    except Exception as error:  # whatever a parser of foreign files comes up with
        return {"refused": f"it is damaged: it cannot be read ({type(error).__name__})"}


def _frame(source: BinaryIO) -> bytes | None:
    head = source.read(LENGTH.size)
    return source.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else None


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer until the input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    while (request := _frame(source)) is not None and (data := _frame(source)) is not None:
        said = json.dumps(answer(json.loads(request), data)).encode("utf-8", "replace")
        sink.write(LENGTH.pack(len(said)) + said)
        sink.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
