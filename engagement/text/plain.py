"""Plain text from the HTML that `render` gives, for machines that read no markup."""

import html
import re

_LINE_ENDS = re.compile(r"<br>|</(?:p|li|pre|blockquote)>")
_TAG = re.compile(r'<(?:[^>"]|"[^"]*")*>')


def plain_text(safe_html: str) -> str:
    """What a reader sees of a comment, without its markup; a line end where a paragraph, an entry or a line ends.

    It may hold anything that a reader can type: escape it.
    """
    lines = html.unescape(_TAG.sub("", _LINE_ENDS.sub("\n", safe_html))).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())
