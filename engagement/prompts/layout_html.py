"""Lay HTML out as text blocks, as CMSs write it: fragments or documents, tags left open, <br><br> for paragraphs."""

import html
import re
from dataclasses import dataclass, field

from engagement.prompts.blocks import LINE_BREAK, Block, BlockText, Kind, Link, Setting
from engagement.prompts.conventions import conventions
from engagement.prompts.markup import Piece, Token, decode, read_attributes, scan

_CONTAINERS = frozenset(
    {
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "details",
        "dialog",
        "div",
        "dl",
        "fieldset",
        "figure",
        "footer",
    }
    | {"form", "header", "html", "main", "nav", "ol", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul"}
)
_LEAVES = {
    **{f"h{level}": Kind.HEADING for level in range(1, 7)},
    **dict.fromkeys(("p", "address", "summary", "legend", "dt"), Kind.PARAGRAPH),
    **dict.fromkeys(("li", "dd"), Kind.ITEM),
    **dict.fromkeys(("td", "th"), Kind.TABLE),
    **dict.fromkeys(("figcaption", "caption"), Kind.CAPTION),
}
_SETTINGS = {"blockquote": Setting.QUOTE, "aside": Setting.ASIDE, "details": Setting.ASIDE}
_KINDS = {"pre": Kind.CODE, "table": Kind.TABLE, "figure": Kind.CAPTION, "ul": Kind.ITEM, "ol": Kind.ITEM}
_YIELDING = frozenset({Kind.PARAGRAPH, Kind.TABLE})
"""Kinds of container in which a paragraph or heading is what its own tag says; some lay whole pages out in tables."""

_BLANK_LINE = re.compile(r"\n[ \t\r\f]*+\n")
_WORD_BREAKS = re.compile(r"[\s_-]+")
_HIDDEN = re.compile(r"display\s*+:\s*+none|visibility\s*+:\s*+hidden", re.IGNORECASE)
_MAIN_SHARE = 0.5
_LONGEST_SPACER = 40


@dataclass(slots=True)
class _Container:
    """An open element; a body also knows where it began, in blocks and in characters of text that counts."""

    name: str
    kind: Kind
    setting: Setting
    is_body: bool = False
    first_block: int = 0
    text_before: int = 0
    counts: bool = True


@dataclass(slots=True)
class _Body:
    """A closed element that is marked as the article's own body."""

    first: int
    last: int
    length: int


@dataclass(slots=True)
class _Layout:
    """A layout under way: the blocks so far, the open elements, and the block that is being read."""

    source: str
    blocks: list[Block] = field(default_factory=list)
    stack: list[_Container] = field(default_factory=lambda: [_Container("", Kind.PARAGRAPH, Setting.NONE)])
    open_names: dict[str, int] = field(default_factory=dict)
    bodies: list[_Body] = field(default_factory=list)
    length: int = 0
    kind: Kind | None = None
    level: int = 0
    start: int = 0
    last_break: int = -1
    has_text: bool = False
    after_rule: bool = False

    def read(self, piece: Piece) -> None:
        """Take in the next piece of the source."""
        name = piece.name
        if piece.token is Token.TEXT:
            self._read_text(piece)
        elif piece.token is Token.COMMENT:
            return
        elif name == "br":
            self._read_break(piece)
        elif name == "hr":
            self._flush(piece.start, piece.end)
            self.after_rule = True
        elif name in _LEAVES:
            self._flush(piece.start, piece.end)
            self.kind = _LEAVES[name] if piece.token is Token.START else None
            self.level = int(name[1]) if self.kind is Kind.HEADING else 0
        elif name in _CONTAINERS:
            self._flush(piece.start, piece.end)
            self.kind, self.level = None, 0
            if piece.token is Token.START:
                self._open(piece)
            else:
                self._close(name)

    def finish(self) -> list[Block]:
        """Return the blocks, those outside of the article's own body marked as chrome."""
        self._flush(len(self.source), len(self.source))
        while len(self.stack) > 1:
            self._close(self.stack[-1].name)
        large = [body for body in self.bodies if body.length >= _MAIN_SHARE * self.length]
        if large:
            chosen = min(large, key=lambda body: body.length)
            for block in self.blocks[: chosen.first] + self.blocks[chosen.last :]:
                block.setting |= Setting.CHROME
        return self.blocks

    def _flush(self, end: int, resume: int) -> None:
        """End the block under way, if it holds text, at `end`; whatever follows starts at `resume`."""
        if self.has_text:
            top = self.stack[-1]
            kind = self.kind if self.kind is not None and top.kind in _YIELDING else top.kind
            self.blocks.append(Block(len(self.blocks), kind, top.setting, self.start, end, self.level, self.after_rule))
            self.after_rule = False
        self.start, self.has_text, self.last_break = resume, False, -1

    def _read_text(self, piece: Piece) -> None:
        """Note whether there is text; blank lines outside of any paragraph end one, as in a classic editor's posts."""
        at = piece.start
        if self.kind is None and self.stack[-1].kind is not Kind.CODE:
            for gap in _BLANK_LINE.finditer(self.source, piece.start, piece.end):
                self.has_text = self.has_text or bool(self.source[at : gap.start()].strip())
                self._flush(gap.start(), gap.end())
                at = gap.end()
        text = self.source[at : piece.end]
        if "&" in text and len(text) <= _LONGEST_SPACER:
            text = html.unescape(text)
        if text and not text.isspace():
            self.has_text, self.last_break = True, -1
            self.length += len(text) if self.stack[-1].counts else 0

    def _read_break(self, piece: Piece) -> None:
        if self.last_break >= 0:
            self._flush(self.last_break, piece.end)
        if self.has_text:
            self.last_break = piece.start
        else:
            self.start = piece.end

    def _open(self, piece: Piece) -> None:
        above = self.stack[-1]
        setting = above.setting | _SETTINGS.get(piece.name, Setting.NONE)
        is_body = piece.name in ("article", "main")
        if piece.name in conventions().chrome_elements:
            setting |= Setting.CHROME
        if piece.attributes and piece.name not in ("html", "body"):
            named, is_named_body = _read_names(piece.attributes)
            setting |= named
            is_body = is_body or is_named_body
        kind = _KINDS.get(piece.name, above.kind)
        counts = Setting.CHROME not in setting
        self.stack.append(_Container(piece.name, kind, setting, is_body, len(self.blocks), self.length, counts))
        self.open_names[piece.name] = self.open_names.get(piece.name, 0) + 1

    def _close(self, name: str) -> None:
        """Close the innermost element of a name and all that stands open in it; there may be none."""
        if not self.open_names.get(name):
            return
        closed = ""
        while closed != name:
            container = self.stack.pop()
            closed = container.name
            self.open_names[closed] -= 1
            if container.is_body:
                length = self.length - container.text_before
                self.bodies.append(_Body(container.first_block, len(self.blocks), length))


def _read_names(attributes: str) -> tuple[Setting, bool]:
    """Read from an element's class, id and style whether it is chrome, and whether it is the article's own body."""
    known = conventions()
    values = read_attributes(attributes)
    names = f"{values.get('class', '')} {values.get('id', '')}".lower().split()
    if "hidden" in values or _HIDDEN.search(values.get("style", "")):
        return Setting.CHROME, False
    if not known.bodies.isdisjoint(names) or values.get("itemprop", "").lower() == "articlebody":
        return Setting.NONE, True
    is_chrome = not known.chrome_names.isdisjoint(names) or any(
        not known.chrome_words.isdisjoint(_WORD_BREAKS.split(name)) for name in names
    )
    return (Setting.CHROME if is_chrome else Setting.NONE), False


def lay_out_html(source: str) -> list[Block]:
    """Lay an HTML fragment or document out as text blocks."""
    layout = _Layout(source)
    for piece in scan(source):
        layout.read(piece)
    return layout.finish()


@dataclass(slots=True)
class _Reading:
    """A block's text being put together: its parts, the links so far, and what is open."""

    read: BlockText = field(default_factory=BlockText)
    parts: list[str] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)
    offset: int = 0
    bold_depth: int = 0
    bold_from: int = 0
    link: tuple[int, str] | None = None

    def add(self, text: str, start: int, end: int) -> None:
        """Add a run of text that stands for a source range."""
        self.parts.append(text)
        self.read.runs.append((self.offset, start, end))
        self.offset += len(text)

    def bold(self, *, opens: bool) -> None:
        """Note where bold type begins or ends."""
        if opens and not self.bold_depth:
            self.bold_from = self.offset
        elif not opens and self.bold_depth == 1:
            self.read.strong += self.offset - self.bold_from
        self.bold_depth = max(0, self.bold_depth + (1 if opens else -1))

    def anchor(self, href: str | None) -> None:
        """Note where a link begins, or with None that it ends."""
        if self.link is not None:
            self.links.append((self.link[0], self.offset, self.link[1]))
        self.link = None if href is None else (self.offset, href)

    def finish(self) -> BlockText:
        """Return the text."""
        self.read.text = text = "".join(self.parts)
        self.read.links = [Link(start, end, text[start:end], href) for start, end, href in self.links]
        return self.read


def read_html(source: str, block: Block, *, limit: int) -> BlockText:
    """Read a block's text, its links and how much of it is set in bold; of a longer one the last `limit` characters."""
    reading = _Reading()
    for piece in scan(source, block.start, block.end):
        if piece.token is Token.TEXT:
            for text, start, end in decode(source, piece.start, piece.end):
                reading.add(text, start, end)
        elif piece.name == "br":
            reading.add(LINE_BREAK, piece.start, piece.end)
        elif piece.name in ("b", "strong"):
            reading.bold(opens=piece.token is Token.START)
        elif piece.name == "a":
            opens = piece.token is Token.START
            reading.anchor(read_attributes(piece.attributes).get("href", "") if opens else None)
    read = reading.finish()
    return read if len(read.text) <= limit else _tail(read, limit)


def _tail(read: BlockText, limit: int) -> BlockText:
    """Keep the end of a text, from the next space on."""
    cut = len(read.text) - limit
    cut = read.text.find(" ", cut, cut + limit // 4) + 1 or cut
    runs = []
    ends = [offset for offset, _, _ in read.runs[1:]] + [len(read.text)]
    for (offset, start, end), after in zip(read.runs, ends, strict=True):
        if after > cut:
            skipped = max(0, cut - offset) if end - start == after - offset else 0
            runs.append((max(0, offset - cut), start + skipped, end))
    links = [
        Link(max(0, link.start - cut), link.end - cut, link.text, link.href) for link in read.links if link.end > cut
    ]
    return BlockText(read.text[cut:], runs, links, read.strong)
