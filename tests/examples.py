"""The HTTP examples of a reference page, and whether an answer is what stands there."""

import re


def find_examples(page):
    """Pairs of what is sent and what is answered."""
    blocks = re.findall(r"^```http\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return list(zip(blocks[::2], blocks[1::2], strict=True))


def read_message(block):
    """The first line, the headers and the body of one HTTP message."""
    head, _empty, body = block.partition("\n\n")
    first, *lines = head.splitlines()
    return first, dict(line.split(": ", 1) for line in lines), body


def matches(documented, told):
    """Whether an answer is what the page says, member for member."""
    if isinstance(documented, dict):
        return (
            isinstance(told, dict)
            and documented.keys() == told.keys()
            and all(matches(documented[name], told[name]) for name in documented)
        )
    if isinstance(documented, list):
        return isinstance(told, list) and len(documented) == len(told) and all(map(matches, documented, told))
    if isinstance(documented, str) and isinstance(told, str):
        return re.fullmatch(".+".join(map(re.escape, documented.split("…"))), told) is not None
    return type(documented) is type(told) and documented == told
