"""Reads documentation as its reader does: the sentence, then the block it speaks of."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_BLOCK = re.compile(
    r"(?P<sentence>(?:[^\n]+\n)*)\n*^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_TASK = re.compile(r"(?P<how>At the end of|Replace|Create) `(?P<path>[^`]+)`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A fenced block and the paragraph before it."""

    document: str
    language: str
    sentence: str
    text: str

    @property
    def commands(self) -> tuple[str, ...]:
        """The lines of a console block."""
        return tuple(self.text.splitlines()) if self.language == "console" else ()

    @property
    def task(self) -> tuple[str, str] | None:
        """What is to be done to which file: ``("Create", "articles/afterword.py")``; none where no file is named."""
        found = _TASK.search(self.sentence)
        return (found["how"], found["path"]) if found else None


def documents() -> list[Path]:
    """Every page that people read."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def read_blocks(path: Path, *, section: str = "") -> list[Block]:
    """The fenced blocks of a document, or of one of its sections."""
    text = path.read_text(encoding="utf-8")
    if section:
        text = text.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    name = path.relative_to(ROOT).as_posix()
    return [
        Block(document=name, language=found["language"], sentence=found["sentence"].strip(), text=found["text"])
        for found in _BLOCK.finditer(text)
    ]


def read_prose(path: Path) -> str:
    """A document without its fenced blocks."""
    return _FENCED.sub("", path.read_text(encoding="utf-8"))


def read_links(path: Path) -> list[str]:
    """Where the links and pictures of a document lead."""
    return _LINK.findall(read_prose(path))
