import re

from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.prompts import Role, extract_prompt, remove_prompt
from engagement.prompts.layout import lay_out
from engagement.prompts.sentences import clean
from tests.engagement.prompts.corpus import endings

BODIES = [ending["body"] for language in ("en", "de", "fr", "es") for ending in endings(language)]
TAGS = ["<p>", "</p>", "<div>", "</div>", "<br>", "<h2>", "</h2>", "<ul><li>", "</ul>", "<blockquote>", "</blockquote>"]
TAGS += ["<em>", "</em>", "<a href='#'>", "</a>", "<pre>", "</pre>", "<!--", "-->", "<script>", "</script>", "<hr/>"]
TAGS += ["<img alt='?'>", "<table><td>", "</table>", "&amp;", "&nbsp;", "<", ">", '"', "“", "”", "(", ")", "\n\n", "\0"]

anything = st.text(st.characters(), max_size=200)
"""Any characters at all, lone surrogates too."""

markup = st.lists(st.sampled_from(TAGS) | st.sampled_from(BODIES) | anything, max_size=12).map("".join)
bodies = anything | markup | st.sampled_from(BODIES)


def words(body):
    """Read all words of a body, in order."""
    layout = lay_out(body, "html")
    return [word for block in layout.blocks for word in re.findall(r"\w+", layout.read(block).text)]


@settings(deadline=None, max_examples=100)
@given(body=bodies, kind=st.sampled_from(["auto", "html", "text"]), language=st.sampled_from([None, "en", "de", "xx"]))
def test_any_text_is_answered_and_the_same_way_twice(body, kind, language):
    prompt = extract_prompt(body, format=kind, language=language)
    assert prompt == extract_prompt(body, format=kind, language=language)
    assert 0 <= prompt.confidence <= 1
    assert (prompt.confidence > 0) == prompt.found == bool(prompt.sentences)
    assert isinstance(remove_prompt(body, prompt, format=kind), str)


@settings(deadline=None, max_examples=100)
@given(body=bodies)
def test_every_sentence_stands_in_the_block_it_names(body):
    prompt = extract_prompt(body, format="html")
    layout = lay_out(body, "html")
    for sentence in prompt.sentences:
        assert sentence.text in clean(layout.read(layout.blocks[sentence.block]).text)
        assert sentence.text == clean(sentence.text)
    fields = {Role.QUESTION: prompt.question, Role.CALL_TO_ACTION: prompt.call_to_action, Role.LEAD: prompt.lead}
    for role, text in fields.items():
        assert text == " ".join(sentence.text for sentence in prompt.sentences if sentence.role is role)
    if prompt:
        assert 0 <= prompt.position.first <= prompt.position.last < prompt.position.blocks == len(layout.blocks)


@settings(deadline=None, max_examples=100)
@given(body=bodies)
def test_what_is_lifted_is_the_prompt_and_nothing_else(body):
    prompt = extract_prompt(body, format="html")
    lifted = [
        word
        for sentence in prompt.sentences
        if sentence.role is not Role.LEAD
        for word in re.findall(r"\w+", sentence.text)
    ]
    left = words(remove_prompt(body, prompt, format="html"))
    assert sorted(left + lifted) == sorted(words(body))
    remaining = iter(words(body))
    assert all(word in remaining for word in left)
