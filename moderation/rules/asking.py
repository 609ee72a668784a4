"""Whether a comment asks something: a question mark that ends a sentence of its own words."""

import re

_QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)
_CODE_OR_LINK = re.compile(r"`[^`\n]*`|https?://\S+|\]\([^)\n]*\)")
_ASKS = re.compile(r"[?\uff1f\u061f][?!.\u2026)\]\u201d\u2019\u00bb\"'*_]*(?=\s|$)")


def asks(text: str) -> bool:
    """Whether somebody asks something in ``text``, in Markdown; what they quote does not count."""
    own = _CODE_OR_LINK.sub(" ", _QUOTED.sub("", text))
    return _ASKS.search(own) is not None
