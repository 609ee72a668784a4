"""Lay plain text out as text blocks: paragraphs between blank lines, or a line each where lines are not wrapped."""

import re

from engagement.prompts.blocks import Block, BlockText, Kind, Setting

_LINE = re.compile(r"[^\n]++")
_BLANK = re.compile(r"\n[ \t\r\f\v\xa0]*+\n")
_HEADING = re.compile(r"\s*+(#{1,6})\s++\S")
_ITEM = re.compile(r"\s*+(?:[-*+•‣◦▪·–]|\d{1,3}[.)])\s++\S")
_QUOTE = re.compile(r"\s*+>")
_RULE = re.compile(r"\s*+([-*_=~#])(?:[ \t]*+\1){2,}+\s*+\Z")
_FENCE = re.compile(r"^[ ]{0,3}+(?:```|~~~)", re.MULTILINE)
_MARKS = re.compile(r"\s*+(?:#{1,6}\s++|[-*+•‣◦▪·]\s++|>\s*+)++")
_ENDING = re.compile(r"[.!?…:;。！？]['\"’”»)\]*_]*+\s*+\Z")
_HEAD = 400
_WRAP_WIDTH = 110
_SHORTEST_WIDTH = 45
_FULL_LINE = 0.6
_FULL_SHARE = 0.5

_Span = tuple[int, int]


def lay_out_text(source: str) -> list[Block]:
    """Lay plain text out as text blocks; Markdown's headings, lists, quotes and fences are known for what they are."""
    blocks: list[Block] = []
    fenced = after_rule = False
    for start, end in _paragraphs(source):
        text = source[start : min(end, start + _HEAD)]
        if _RULE.match(text):
            after_rule = True
            continue
        fences = sum(1 for _ in _FENCE.finditer(source, start, end)) if fenced or _FENCE.match(text) else 0
        if not fences and not any(character.isalnum() or character in "?!" for character in text):
            continue
        heading = _HEADING.match(text)
        kind = Kind.CODE if fenced or fences else _kind(text)
        setting = Setting.QUOTE if _QUOTE.match(text) else Setting.NONE
        blocks.append(Block(len(blocks), kind, setting, start, end, len(heading[1]) if heading else 0, after_rule))
        fenced = fenced != (fences % 2 == 1)
        after_rule = False
    return blocks


def _kind(text: str) -> Kind:
    if _HEADING.match(text):
        return Kind.HEADING
    return Kind.ITEM if _ITEM.match(text) else Kind.PARAGRAPH


def _paragraphs(source: str) -> list[_Span]:
    spans: list[_Span] = []
    at = 0
    for gap in _BLANK.finditer(source):
        spans.extend(_lines_or_paragraph(source, at, gap.start()))
        at = gap.end()
    spans.extend(_lines_or_paragraph(source, at, len(source)))
    return spans


def _lines_or_paragraph(source: str, start: int, end: int) -> list[_Span]:
    lines = [match.span() for match in _LINE.finditer(source, start, end) if not match[0].isspace()]
    return [(lines[0][0], lines[-1][1])] if len(lines) > 1 and _is_wrapped(source, lines) else lines


def _is_wrapped(source: str, lines: list[_Span]) -> bool:
    """Tell whether the lines are one paragraph broken at a column: nearly full, and not all ending as sentences do."""
    widths = [last - first for first, last in lines]
    if not _SHORTEST_WIDTH <= max(widths) <= _WRAP_WIDTH:
        return False
    if any(_ITEM.match(source, first, last) for first, last in lines):
        return False
    full = sum(width >= _FULL_LINE * max(widths) for width in widths[:-1])
    ended = sum(bool(_ENDING.search(source[max(first, last - 8) : last])) for first, last in lines[:-1])
    return full >= _FULL_SHARE * (len(lines) - 1) and ended < len(lines) - 1


def read_text(source: str, block: Block, *, limit: int) -> BlockText:
    """Read a block's text without the marks in front of it; of a longer one the last `limit` characters."""
    start = block.start
    if block.kind is not Kind.CODE:
        marks = _MARKS.match(source, start, min(block.end, start + _HEAD))
        start = marks.end() if marks else start
    if block.end - start > limit:
        cut = block.end - limit
        start = source.find(" ", cut, cut + limit // 4) + 1 or cut
    return BlockText(source[start : block.end], [(0, start, block.end)])
