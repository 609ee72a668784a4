"""Markdown in, safe HTML out."""

from functools import partial

import nh3

from engagement.text.characters import FORBIDDEN
from engagement.text.markdown import SAFE_LINK, build_markdown

RENDER_VERSION = 1
"""Stored beside the HTML. Raise it when `render` gives another result, and render anew what carries a lower one."""

PARSER = build_markdown()


def _keep_safe_link(_tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or SAFE_LINK.match(value) else None


# The second belt: whatever a fault in the parser lets through, only this leaves.
_clean = partial(
    nh3.clean,
    tags={"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"},
    attributes={"*": set(), "a": {"href"}, "li": {"value"}, "ol": {"start"}},
    attribute_filter=_keep_safe_link,
    link_rel="nofollow ugc noopener",
    url_schemes={"http", "https", "mailto"},
)


def render(source: str) -> str:
    """Render what a reader typed; any string gives HTML that is safe to show, and none raises.

    A single line end becomes `<br>`, as readers expect. Characters that `find_forbidden` refuses show as U+FFFD.
    """
    return _clean(PARSER.render(FORBIDDEN.sub("\ufffd", source))).strip("\n")
