import pytest

from moderation.rules.entries import EntryRefused, Pattern, Phrase, Piece, Problem, parse_entries, parse_entry


def test_a_list_is_read_line_by_line():
    lines = list(parse_entries("# for the harbour\n\n  quay \nbad word\r\n/qu[ae]y/\n💩\n*\n"))
    assert [(type(line.entry), line.entry.line, line.entry.text) for line in lines[:-1]] == [
        (Phrase, 3, "quay"),
        (Phrase, 4, "bad word"),
        (Pattern, 5, "/qu[ae]y/"),
        (Piece, 6, "💩"),
    ]
    assert isinstance(lines[-1], Problem)
    assert (lines[-1].line, lines[-1].text) == (7, "*")


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("quay, ferry", "Write one entry a line, without commas between them."),
        ("quay;", "Write one entry a line, without commas between them."),
        ("quay # the old one", "A note stands on a line of its own, which begins with #."),
        ("*", "Nothing is left of it: write a word, or a sign that can be seen."),
        ("\u200b", "Nothing is left of it: write a word, or a sign that can be seen."),
        ("bad *", "* stands for letters inside a word, not for words: write it beside letters."),
        ("a*", "With *, at least two letters are needed, or nearly everything would match."),
        ("死*ね", "Between signs without spaces, * cannot stand: write a pattern such as /a.*b/."),
        ("q" * 501, "It is longer than 500 characters."),
        ("/quay", "A pattern stands between two slashes: /pattern/."),
        ("//", "A pattern stands between two slashes: /pattern/."),
        ("/qu(ay/", "The pattern cannot be read: missing ): qu(ay."),
        (r"/(qu)ay\1/", r"The pattern cannot be read: invalid escape sequence: \1."),
        ("/(?=quay)/", "The pattern cannot be read: invalid perl operator: (?=."),
        ("/(((q{100}){100}){100}){100}/", None),
        ("/q*/", "The pattern matches where nothing stands, and so everywhere."),
        (r"/\bärger\b/", r"\b and \w know the letters a to z alone: write \pL for any letter, \PL for anything else."),
    ],
)
def test_a_line_that_cannot_be_an_entry_says_why(entry, reason):
    with pytest.raises(EntryRefused) as refused:
        parse_entry(entry)
    assert reason is None or str(refused.value.reason) == reason


@pytest.mark.parametrize(
    "entry", ["x", "88", "c++", "don't", "e-mail", "t.me/quay", "f*k", "/quay/i", "شتم", "💩", "a$$"]
)
def test_what_can_be_an_entry(entry):
    assert parse_entry(entry, line=3).entry.line == 3
