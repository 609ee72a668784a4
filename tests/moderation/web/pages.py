"""Reading the moderators' pages as a person would."""

import re

import lxml.html


def read(response):
    """The page, or the fragment, as a tree."""
    return lxml.html.fromstring(response.content.decode())


def text_of(tree, selector):
    """The words of the first element there, with single spaces; none where there is none."""
    found = tree.cssselect(selector)
    return " ".join(found[0].text_content().split()) if found else None


def texts_of(tree, selector):
    """The words of each element there."""
    return [" ".join(element.text_content().split()) for element in tree.cssselect(selector)]


def buttons_of(tree):
    """The acts under the card, by the words on them."""
    return [
        re.sub(r" \S$", "", words)
        for words in texts_of(tree, ".ws-acts > form > button, .ws-acts > .ws-reject > summary")
    ]


def form_of(tree, action):
    """Where the act's form is sent, and the fields that it has."""
    for form in tree.cssselect(".ws-acts form"):
        fields = {field.name: field.value for field in form.cssselect("input[type=hidden]")}
        if fields["action"] == action:
            return form.get("action"), fields
    raise AssertionError(f"no form to {action}")


def read_html(html):
    """A part of a page as a tree, also where it is empty."""
    return lxml.html.fragment_fromstring(html, create_parent="div")
