"""How an article ends, as an editor reads it beside its prompt."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree, html

from engagement import hosts
from engagement.models import Discussion, Wording
from engagement.prompts.lexicon import choose_language, lexicon_for
from engagement.prompts.sentences import split

_LONGEST_TAIL = 20_000
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "div", "fieldset", "figcaption", "figure", "footer", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "p", "pre", "section"),
        *("dd", "dl", "dt", "li", "ol", "table", "td", "th", "tr", "ul"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How the discussion's article ends now, and whose names stand above it; empty where it is gone or elsewhere."""

    paragraphs: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some words of a paragraph, and whether they are the prompt's."""

    text: str
    is_prompt: bool


def read_ending(discussion: Discussion, *, paragraphs: int = 5) -> Ending:
    """The last paragraphs of the discussion's article as plain text, and its authors."""
    host = hosts.host_named(discussion.host)
    obj = host.find(discussion.host_pk) if host else None
    if host is None or obj is None:
        return Ending(authors=tuple(discussion.authors))
    article = host.read(obj)
    return Ending(paragraphs=tuple(last_paragraphs(article.body, paragraphs)), authors=article.authors)


def mark_prompt(paragraphs: Sequence[str], wording: Wording | None, language: str) -> list[list[Piece]]:
    """The paragraphs with the prompt's sentences marked where they stand last; none are where the words differ."""
    found: list[list[tuple[int, int]]] = [[] for _paragraph in paragraphs]
    for sentence in _sentences_of(wording, language):
        for paragraph, places in zip(reversed(paragraphs), reversed(found), strict=True):
            at = paragraph.rfind(sentence)
            if at >= 0:
                places.append((at, at + len(sentence)))
                break
    return [_cut(paragraph, sorted(places)) for paragraph, places in zip(paragraphs, found, strict=True)]


def _sentences_of(wording: Wording | None, language: str) -> list[str]:
    if wording is None:
        return []
    texts = [text for text in (wording.lead, wording.question, wording.call_to_action) if text]
    rules = lexicon_for(choose_language(language, " ".join(texts))).sentence_rules
    return [sentence.text for text in texts for sentence in split(text, rules)]


def _cut(paragraph: str, places: list[tuple[int, int]]) -> list[Piece]:
    pieces = []
    done = 0
    for start, end in places:
        pieces += [
            Piece(text=paragraph[done:start], is_prompt=False),
            Piece(text=paragraph[max(start, done) : end], is_prompt=True),
        ]
        done = max(end, done)
    pieces.append(Piece(text=paragraph[done:], is_prompt=False))
    return [piece for piece in pieces if piece.text]


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
