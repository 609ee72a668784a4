"""What may stand in a rendered comment, checked on the tree that a parser makes of it."""

import html
from urllib.parse import urlsplit

import lxml.html

ALLOWED = {
    "a": {"href", "rel"},
    "blockquote": set(),
    "br": set(),
    "code": set(),
    "em": set(),
    "li": {"value"},
    "ol": {"start"},
    "p": set(),
    "pre": set(),
    "strong": set(),
    "ul": set(),
}


def parse(fragment):
    """Parse a fragment under one parent; markup that closes the parent makes more than one element and raises."""
    return lxml.html.fragment_fromstring(f"<div>{fragment}</div>")


def dangers(fragment):
    """List whatever in the fragment goes beyond the safe subset; empty is safe."""
    found = []
    for element in parse(fragment).iterdescendants():
        if element.tag not in ALLOWED:
            found.append(f"element {element.tag}")
            continue
        found += [f"attribute {element.tag}.{name}" for name in element.attrib if name not in ALLOWED[element.tag]]
        if element.tag == "a":
            found += dangers_of_link(element)
    return found


def dangers_of_link(element):
    found = []
    href = element.get("href")
    if href is not None and urlsplit(href).scheme.lower() not in {"http", "https", "mailto"}:
        found.append(f"link to {href}")
    if element.get("rel") != "nofollow ugc noopener":
        found.append(f"rel {element.get('rel')}")
    return found


def text_of(fragment):
    """The words that a reader sees, line ends of the source code left out of account."""
    return parse(fragment.replace("<br>\n", "\n")).text_content()


def dangers_of_text(text):
    """List what plain text becomes in a template: more than one text node is a danger."""
    return [f"element {element.tag}" for element in parse(html.escape(text)).iterdescendants()]
