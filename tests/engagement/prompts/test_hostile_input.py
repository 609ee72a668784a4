import time

import pytest

from engagement.prompts import extract_prompt, remove_prompt

SIZE = 60_000
SECONDS = 4
"""Many times what any of these takes, and a small part of what it would take in time quadratic in its length."""

HOSTILE = {
    "nested elements": "<div>",
    "nested quotations": "<blockquote><p>",
    "nested emphasis": "<strong>",
    "open paragraphs": "<p>?",
    "question marks": "?",
    "question marks apart": "? ",
    "questions": "What do you think? ",
    "paragraphs of questions": "<p>What do you think?</p>",
    "headings of questions": "<h2>What do you think?</h2>",
    "items of questions": "<ul><li>What do you use?",
    "requests without an end": "tell us what you think in the comments and ",
    "open tags": "<a ",
    "open values": '<a b="',
    "closed values": '<a ="">" ',
    "values that hold an end": '<a =">" ',
    "mixed quotes": "<a b='\">",
    "open comments": "<!--",
    "open comments with dashes": "<!-- a -",
    "open declarations": "<!",
    "less-than signs": "<",
    "ampersands": "&",
    "long references": "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "open scripts": "<script>",
    "half-closed scripts": "<script></script ",
    "open buttons": "<button>",
    "open unseen elements": "<svg><math><button><select>",
    "open brackets": "(",
    "brackets": "(a? ",
    "straight quotation marks": '"a? ',
    "curly quotation marks": "“a? ",
    "line breaks": "a<br>",
    "paragraph breaks": "a<br><br>",
    "blank lines": "a\n\n",
    "lines": "a\n",
    "spaces": " ",
    "indented lines": "\n ",
    "one word": "x",
    "full stops": "a.",
    "glued sentences": "a.B",
    "NUL": "\0what do you think?\0",
    "lone surrogates": "\ud800 what do you think? ",
    "emoji": "😀",
    "links": '<a href="https://example.org/">a? </a>',
    "mismatched tags": "<ul><div></ul>",
    "speakers": "<p>A: x</p><p>B: y?</p>",
    "apostrophes": "a'",
    "list marks": "- a\n",
    "rules": "- ",
    "fences": "```\n\n",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("frame", ["{}", "<p>{} What do you think? Tell us below."], ids=["alone", "and asks"])
def test_hostile_input_neither_breaks_nor_stalls(unit, frame):
    body = frame.format(unit * (SIZE // len(unit)))
    before = time.process_time()
    remove_prompt(body, extract_prompt(body))
    assert time.process_time() - before < SECONDS


def test_a_prompt_is_found_below_a_hundred_thousand_elements():
    body = "<div>" * 100_000 + "<p>What do you think? Tell us in the comments."
    prompt = extract_prompt(body)
    assert (prompt.question, prompt.call_to_action) == ("What do you think?", "Tell us in the comments.")
    assert remove_prompt(body, prompt) == ""


def test_a_sentence_of_a_pages_length_is_no_prompt():
    assert not extract_prompt("<p>" + "tell us what you think in the comments and " * 20)


def test_a_prompt_has_no_more_than_a_dozen_sentences():
    assert len(extract_prompt("<p>What do you think?</p>" * 1_000).sentences) == 12
