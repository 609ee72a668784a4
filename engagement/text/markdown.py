"""The Markdown that readers may use: emphasis, links, quotes, lists, code. All else stays the text it was typed as.

Text is never dropped: what is no markup here (headings, images, tables, HTML, entities, reference definitions), what is
nested too deep and what would show nothing is shown as typed.
"""

import re
from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from engagement.text.characters import is_blank
from engagement.text.links import bare_link, build_linkifier

SAFE_LINK = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)

_MAX_BLOCK_LEVEL = 10
_MAX_EMPHASIS_LEVEL = 6
# Above every level that the two limits let happen: the parser drops what lies deeper than its own limit.
_PARSER_LIMIT = 20

_BlockRule = Callable[[StateBlock, int, int, bool], bool]


class CommentMarkdown(MarkdownIt):
    """The parser with this house's rules for links."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser's own name
        """Accept http, https and mailto, written out; a relative link would lead into the publisher's own site."""
        return SAFE_LINK.match(url) is not None

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the parser's own name
        """Show a bare link as it was typed."""
        return link


def build_markdown() -> CommentMarkdown:
    """Build the parser from nothing, naming each rule that is wanted."""
    markdown = CommentMarkdown("zero", {"breaks": True, "linkify": True, "maxNesting": _PARSER_LIMIT})
    markdown.enable(["blockquote", "list", "code", "fence"])
    markdown.enable(["autolink", "backticks", "emphasis", "escape", "link", "linkify", "newline"])
    markdown.block.ruler.at("blockquote", _bounded(blockquote), {"alt": ["paragraph", "blockquote", "list"]})
    markdown.block.ruler.at("list", _bounded(list_block), {"alt": ["paragraph", "blockquote"]})
    markdown.inline.ruler.at("linkify", bare_link)
    markdown.core.ruler.push("keep_text", _keep_text)
    markdown.linkify = build_linkifier()
    # The first use compiles the chains of rules, one by one: here, before threads could meet a chain half made.
    markdown.parse("compile")
    return markdown


def _bounded(rule: _BlockRule) -> _BlockRule:
    """Let a rule that nests fail below the limit, so that its markers stay text."""

    def bounded(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        return state.level < _MAX_BLOCK_LEVEL and rule(state, start_line, end_line, silent)

    return bounded


def _keep_text(state: StateCore) -> None:
    """Bring back what the rules would hide: numbers, words beside a fence, too deep emphasis, links without words."""
    _keep_numbers(state.tokens)
    for token in state.tokens:
        if token.type == "fence":
            _keep_info(token)
        elif token.children:
            _flatten_emphasis(token.children)
            token.children = _name_links(token.children)


def _keep_numbers(tokens: Sequence[Token]) -> None:
    """Keep the numbers of a list as typed: whoever answers points 1 and 3, or counts down, would be misquoted.

    A number that only repeats the one before is the Markdown writer's way to let the list count.
    """
    lists: list[tuple[int, int]] = []
    for token in tokens:
        if token.type in {"ordered_list_open", "bullet_list_open"}:
            start = int(token.attrs.get("start", 1))
            lists.append((start, start - 1))
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            lists.pop()
        elif token.type == "list_item_open" and token.info:
            following, last_typed = lists[-1]
            typed = int(token.info)
            number = following if typed == last_typed else typed
            if number != following:
                token.attrSet("value", str(number))
            lists[-1] = (number + 1, typed)


def _keep_info(fence: Token) -> None:
    """Keep what stands beside the opening fence, unless it is one word, a language's name."""
    if len(fence.info.split()) > 1 or not fence.content.strip():
        fence.content = f"{fence.info.strip()}\n{fence.content}"


def _flatten_emphasis(children: Sequence[Token]) -> None:
    """Turn markers of too deep emphasis back into text: no writer means them, and trees of HTML have their limits."""
    level = 0
    for token in children:
        if token.type not in {"em_open", "strong_open", "em_close", "strong_close"}:
            continue
        opens = token.nesting == 1
        level += 1 if opens else 0
        if level > _MAX_EMPHASIS_LEVEL:
            token.type, token.tag, token.content, token.nesting = "text", "", token.markup, 0
        level -= 0 if opens else 1


def _name_links(children: Sequence[Token]) -> list[Token]:
    """Give a link without visible words its address for a name, so that it can be seen, and told what it is."""
    named: list[Token] = []
    words: list[str] = []
    href = ""
    for token in children:
        if token.type == "link_open":
            href, words = str(token.attrGet("href")), []
        elif token.type == "link_close" and is_blank("".join(words)):
            named.append(Token("text", "", 0, content=href))
        elif token.content:
            words.append(token.content)
        named.append(token)
    return named
