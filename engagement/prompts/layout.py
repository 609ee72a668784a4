"""Lay a body out as text blocks, whether it is HTML or plain text."""

import re
from dataclasses import dataclass
from typing import Literal

from engagement.prompts.blocks import Block, BlockText
from engagement.prompts.layout_html import lay_out_html, read_html
from engagement.prompts.layout_text import lay_out_text, read_text

Format = Literal["auto", "html", "text"]

_MARKUP = re.compile(
    r"\A\s*+<[!a-zA-Z]|</?(?:p|div|h[1-6]|ul|ol|li|blockquote|section|article|table|figure|span|em|strong|a|b|i)\b[^<>]*+>"
    r"|<br\s*+/?>",
    re.IGNORECASE,
)
_BLOCK_LENGTH = 5_000


@dataclass(frozen=True, slots=True)
class Layout:
    """A body with its text blocks."""

    body: str
    html: bool
    blocks: list[Block]

    def read(self, block: Block) -> BlockText:
        """Read a block's text; of one longer than a page, its end."""
        return (read_html if self.html else read_text)(self.body, block, limit=_BLOCK_LENGTH)


def lay_out(body: str, format: Format) -> Layout:  # noqa: A002
    """Lay out a body; "auto" takes it for HTML when it begins with a tag or holds a common one."""
    html = format == "html" or (format == "auto" and bool(_MARKUP.search(body)))
    return Layout(body, html, lay_out_html(body) if html else lay_out_text(body))
