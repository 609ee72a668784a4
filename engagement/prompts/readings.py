"""Read what a sentence does: ask the readers something, ask them to answer, send them elsewhere, or none of these."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import urlsplit

from engagement.prompts.blocks import Link
from engagement.prompts.conventions import conventions
from engagement.prompts.lexicon import Lexicon
from engagement.prompts.phrases import CLAUSE, tokenize
from engagement.prompts.sentences import Sentence

_QUESTION = re.compile(r"[?？؟][!?.…？！]*[)\]*_]*\Z")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.|(?<![\w@])@\w{2,}")
_MAIL = re.compile(r"mailto:|tel:|sms:", re.IGNORECASE)
_LONGEST = 120
_LONGEST_LINK = 12
_LINKS_READ = 8


class Asking(IntEnum):
    """How surely a sentence asks the readers something, the surest highest."""

    NOTHING = 0
    IDLE = 1
    OFFER = 2
    TOPIC = 3
    READER = 4
    OPEN = 5
    EXPERIENCE = 6
    OPINION = 7


class Request(IntEnum):
    """How surely a sentence asks for the act of answering here."""

    NONE = 0
    OPEN = 1
    HERE = 2


_ASKING_BY_CUE = (
    ("question.idle", Asking.IDLE),
    ("question.opinion", Asking.OPINION),
    ("question.offer", Asking.OFFER),
    ("question.teaser", Asking.TOPIC),
    ("question.open", Asking.OPEN),
    ("question.asks", Asking.EXPERIENCE),
    ("question.plain", Asking.READER),
)
"""What makes a question what it is; the first cue found decides."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence does, and how many words it does it in; `elsewhere` where it sends the answer away."""

    asking: Asking
    request: Request
    elsewhere: bool
    cues: frozenset[str]
    words: int

    def has(self, *cues: str) -> bool:
        """Tell whether any of the cues was found."""
        return not self.cues.isdisjoint(cues)

    @property
    def is_light(self) -> bool:
        """Tell whether the sentence adds nothing to the article: thanks, notices, promotion."""
        return self.elsewhere or self.has(
            "around.farewell", "around.notice", "around.lead", "around.label", "around.form", "promotion.phrases"
        )


def read_sentence(sentence: Sentence, links: Sequence[Link], lexicon: Lexicon) -> Reading:
    """Read one sentence; `links` are those of its block. Nobody asks anything in a sentence of a page's length."""
    tokens = tokenize(sentence.own)
    words = len(sentence.text.split())
    cues = lexicon.find(tokens)
    if words > _LONGEST:
        return Reading(Asking.NOTHING, Request.NONE, elsewhere=False, cues=cues, words=words)
    elsewhere = _answers_elsewhere(sentence, links, cues, lexicon)
    is_question = bool(_QUESTION.search(sentence.own))
    request = Request.NONE if elsewhere and "promotion.spread" not in cues else _request(cues, is_question=is_question)
    asking = Asking.NOTHING
    if not request and is_question:
        asking = next((level for cue, level in _ASKING_BY_CUE if cue in cues), Asking.TOPIC)
    elif not request and "question.unmarked" in cues:
        asking = Asking.OPINION
    return Reading(asking, request, elsewhere, cues, sum(token != CLAUSE for token in tokens))


def _request(cues: frozenset[str], *, is_question: bool) -> Request:
    at_place = not cues.isdisjoint(("request.place", "request.near"))
    if is_question:
        if "request.asked" not in cues:
            return Request.NONE
        return Request.HERE if at_place else Request.OPEN
    if "around.notice" in cues and cues.isdisjoint(("request.open", "request.here")):
        return Request.NONE
    says = not cues.isdisjoint(("request.tell", "request.open"))
    placed = "request.place" in cues and (says or "request.act" in cues)
    if "request.here" in cues or placed or ("request.near" in cues and says):
        return Request.HERE
    return Request.OPEN if "request.open" in cues else Request.NONE


def _answers_elsewhere(sentence: Sentence, links: Sequence[Link], cues: frozenset[str], lexicon: Lexicon) -> bool:
    """Tell whether a sentence sends the answer away from the page, and not also to the comments."""
    here = {"request.place"} if "elsewhere.there" in cues else {"request.place", "request.here"}
    if not cues.isdisjoint(here):
        return False
    if not cues.isdisjoint(("elsewhere.channel", "elsewhere.there")) or _ADDRESS.search(sentence.own):
        return True
    inner = [link for link in links if sentence.start <= link.start < sentence.end]
    return any(_leads_elsewhere(link, lexicon) for link in inner[:_LINKS_READ])


def _leads_elsewhere(link: Link, lexicon: Lexicon) -> bool:
    href = link.href.strip()
    if href.startswith("#"):
        return False
    if _MAIL.match(href) or _host(href) in conventions().elsewhere_hosts:
        return True
    words = tokenize(link.text, longest=_LONGEST_LINK + 1)
    return len(words) <= _LONGEST_LINK and "elsewhere.link" in lexicon.find(words)


def _host(href: str) -> str:
    try:
        host = urlsplit(href).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").removeprefix("m.")
