"""Text for comparing: what a reader takes for the same becomes the same."""

import unicodedata

from engagement.text.characters import drop_invisible


def fold(text: str) -> str:
    """Bring text into the form in which two are compared: without case, width, style, or kinds and amounts of space.

    Unicode's NFKC with case folding; characters that show nothing are left out, a run of white space is one space.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(drop_invisible(folded).split())
