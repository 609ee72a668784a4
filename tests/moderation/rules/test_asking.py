"""What counts as a question."""

import pytest

from moderation.rules.asking import asks


@pytest.mark.parametrize(
    "text",
    [
        "Who pays for the quay?",
        "Who pays?! It is ours.",
        "He asked: “who pays?” Well?",
        "*Who pays?*",
        "(Who pays?)",
        "من يدفع؟",
        "谁付钱？",
        "> The city pays.\n\nDoes it?",
    ],
)
def test_a_question_asks(text):
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "The city pays.",
        "",
        "See https://example.org/?a=1 for that",
        "See https://example.org/what? for that",
        "[here](https://example.org/?) it is",
        "`a ? b : c`",
        "> Who pays?\n\nThe city.",
        "a?b",
    ],
)
def test_what_is_none_does_not(text):
    assert not asks(text)
