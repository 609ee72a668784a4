"""How an article ends, as an editor reads it beside its prompt."""

from lxml import etree, html

from engagement import hosts
from engagement.models import Discussion

_LONGEST_TAIL = 20_000
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "div", "fieldset", "figcaption", "figure", "footer", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "p", "pre", "section"),
        *("dd", "dl", "dt", "li", "ol", "table", "td", "th", "tr", "ul"),
    }
)


def read_ending(discussion: Discussion, *, paragraphs: int = 5) -> list[str]:
    """The last paragraphs of the discussion's article as plain text; none where the article is gone or has no text."""
    host = hosts.host_named(discussion.host)
    obj = host.find(discussion.host_pk) if host else None
    if host is None or obj is None:
        return []
    return last_paragraphs(host.read(obj).body, paragraphs)


def last_paragraphs(body: str, count: int) -> list[str]:
    """The last ``count`` paragraphs of HTML or plain text, each on one line."""
    tail = body[-_LONGEST_TAIL:]
    if "<" not in tail:
        found = tail.split("\n\n")
    else:
        found = _paragraphs_of(tail if len(body) <= _LONGEST_TAIL else tail[tail.index("<") :])
    lines = (" ".join(paragraph.split()) for paragraph in found)
    return [line for line in lines if line][-count:]


def _paragraphs_of(source: str) -> list[str]:
    """Text between the borders of blocks; broken HTML is read as browsers would."""
    try:
        root = html.fragment_fromstring(source, create_parent="div")
    except (etree.LxmlError, ValueError):
        return []
    paragraphs = [""]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _BLOCKS:
            paragraphs.append("")
        if event == "start" and isinstance(element.tag, str) and element.tag not in {"script", "style"}:
            paragraphs[-1] += element.text or ""
        elif event == "end":
            paragraphs[-1] += (" " if element.tag == "br" else "") + (element.tail or "")
    return paragraphs
