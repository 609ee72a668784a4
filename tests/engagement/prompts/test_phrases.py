import pytest

from engagement.prompts.phrases import PhraseBook, PhraseError, tokenize


def book(*phrases):
    phrase_book = PhraseBook(
        {"reply": ["answer", "two cents"], "inner": ["{reply}", "so {reply}"]}, frozenset({"and"}), frozenset({"also"})
    )
    phrase_book.add("found", phrases)
    return phrase_book


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("let us know", "Please let us know!", True),
        ("let us know", "Let them know us.", False),
        ("don't", "I dont.", True),
        ("café", "The CAFE.", True),
        ("n'hésitez pas", "N’hesitez pas !", True),
        ("(a|an) (good|very good) pie", "an very good pie", True),
        ("(a|an) (good|very good) pie", "a very pie", False),
        ("say (it|that)? here", "say here", True),
        ("say (it|that)? here", "say it that here", False),
        ("your {reply}", "Your two cents, please", True),
        ("your {inner}", "your so answer", True),
        ("recip* book", "Recipes book", True),
        ("recip* book", "reci book", False),
        ("^^ # (comment|comments)$", "12 comments", True),
        ("^^ # (comment|comments)$", "some comments", False),
        ("one .. two", "one a b c two", True),
        ("one .. two", "one a b c d two", False),
        ("one .. two", "one a, b two", False),
        ("one ... two", "one a, b c d two", True),
        ("curious , what", "Curious, what now?", True),
        ("^ tell us", "Tell us.", True),
        ("^ tell us", "If so, tell us.", True),
        ("^ tell us", "Read on and tell us.", True),
        ("^ tell us", "Read on and also tell us.", True),
        ("^ tell us", "They also tell us.", False),
        ("^ tell us", "They tell us.", False),
        ("^^ tell us", "(Tell us.)", True),
        ("^^ tell us", "If so, tell us.", False),
        ("know$", "I know.", True),
        ("know$", "I know it.", False),
        ("know ..$", "I know it well", True),
    ],
)
def test_a_phrase_is_found_where_it_stands(phrase, text, found):
    assert book(phrase).find(tokenize(text)) == (frozenset({"found"}) if found else frozenset())


@pytest.mark.parametrize(
    "phrase", ["", "(a|b", "a)", "a | b", ".. a", "(a)? .. b", "{unknown}", "a ^ b", "a $ b", "^", "$"]
)
def test_a_phrase_that_is_not_well_written_is_an_error(phrase):
    with pytest.raises(PhraseError):
        book(phrase)


def test_a_sentence_is_cut_into_folded_words_and_clause_marks():
    assert tokenize("Don’t go — “Ça va”, qu'en dis-tu? e-mail 42") == (
        "dont", "go", ",", "ca", "va", ",", "qu", "en", "dis", "tu", "e", "mail", "42",
    )  # fmt: skip


def test_of_a_long_sentence_the_end_is_kept():
    assert tokenize("a b c d", longest=2) == ("c", "d")
