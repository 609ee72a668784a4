"""The plain rule for ordinary text. It makes a demonstration move; it is no spam filter."""

import re

LINKS_OF_SPAM = 3
"""A text with so many links is spam."""

PHRASES = (
    "buy cheap viagra",
    "cheap replica watches",
    "crypto giveaway",
    "double your bitcoin",
    "earn money from home",
    "enlarge your",
    "free casino bonus",
    "hot singles in your area",
    "lose weight fast",
    "no credit check loan",
    "payday loan",
    "seo backlinks",
)
"""Each of these makes a text spam, in any case of its letters and with any white space between its words."""

_LINK = re.compile(r"https?://", re.IGNORECASE)


def is_spam(*, content: str, author_url: str) -> bool:
    """Whether a text has three links, one of the phrases, or nothing but its author's own URL."""
    if len(_LINK.findall(content)) >= LINKS_OF_SPAM:
        return True
    text = " ".join(content.casefold().split())
    if author_url and text == author_url.strip().casefold():
        return True
    return any(phrase in text for phrase in PHRASES)
