"""The texts of a data folder, as bytes: some are no text at all."""

import json
from dataclasses import dataclass
from pathlib import Path

UNSTORABLE = (
    b"a NUL \x00 in the middle",
    b"\x00",
    b"a lone high surrogate \xed\xa0\x80 as UTF-8 would write it",
    b"a lone low surrogate \xed\xb0\x80",
    b"a byte that is no UTF-8: \xff",
    b"a character cut short: \xe2\x82",
)
"""What no database or encoding can hold; it must be refused at its field."""


@dataclass(frozen=True, kw_only=True)
class Payload:
    """One text and where it came from."""

    number: int
    source: str
    data: bytes

    @property
    def text(self) -> str | None:
        """The text that can be stored; None where it must be refused."""
        try:
            text = self.data.decode("utf-8")
        except UnicodeDecodeError:
            return None
        return None if "\0" in text else text


def read_payloads(folder: Path, *, every: int = 1) -> list[Payload]:
    """Read every n-th payload of each source, without repetitions; those that must be refused come all, and first."""
    listed = (folder / "xss" / "xss-payload-list.txt").read_bytes().split(b"\n")
    expected = json.loads((folder / "xss" / "dompurify-expect.json").read_text(encoding="utf-8"))
    nasty = json.loads((folder / "nasty-strings" / "blns.json").read_text(encoding="utf-8"))
    sources = {
        "unstorable": UNSTORABLE,
        "xss-payload-list": [line for line in listed if line][::every],
        "dompurify-expect": [encode(case["payload"]) for case in expected][::every],
        "blns": [encode(text) for text in nasty][::every],
    }
    first = {data: source for source in reversed(sources) for data in sources[source]}
    return [
        Payload(number=number, source=source, data=data)
        for number, (data, source) in enumerate(sorted(first.items(), key=lambda item: list(sources).index(item[1])))
    ]


def encode(text: str) -> bytes:
    """The bytes that a program without scruples would send."""
    return text.encode("utf-8", "surrogatepass")
