import pytest

from moderation.rules.searching import Token, make_tokens, read_query


def test_tokens_are_what_begins_somewhere_and_short_ones_as_a_whole():
    tokens = make_tokens(body="Foo:bar, c++", name="").split(" ")
    begun = ["foo:bar,", ":bar,", "bar,", ",", "c++", "++", "+"]
    alone = ["\ue001:", "\ue001,", "\ue001c", "\ue001c+", "\ue001+", "\ue001++"]
    assert sorted(tokens) == sorted([*begun, *alone])


def test_a_name_is_there_twice_once_with_its_mark():
    assert make_tokens(body="", name="Ada").split(" ") == ["ada", "\ue000ada"]


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u00ad", "\ue000\ue001"])
def test_what_shows_nothing_has_no_tokens(text):
    assert make_tokens(body=text, name=text) == ""


def test_tokens_never_hold_what_parts_them_or_what_no_database_takes():
    tokens = make_tokens(body="a\x00b\ud800c\x1fd\x7fe\u00a0f\u3000g\ue000h", name="")
    assert set(tokens) == set("abcdefgh \ue001")
    assert "" not in tokens.split(" ")


@pytest.mark.parametrize("text", ["漢" * 30_000, "a-" * 30_000, "a " * 60_000, "\u0301" * 30_000])
def test_no_text_makes_more_tokens_than_a_row_can_hold(text):
    assert len(make_tokens(body=text, name="")) < 1_000_000


def test_operators_are_read_and_everything_else_is_looked_for_in_the_text():
    terms = read_query("Ferry author:Ada EMAIL:a@b.c ip:192.0.2.7 domain:b.c foo:bar author: ip:")
    assert [(place.operator, place.value, place.tokens) for place in terms.places] == [
        ("email", "a@b.c", ()),
        ("ip", "192.0.2.7", ()),
        ("domain", "b.c", ()),
    ]
    assert [token.text for token in terms.tokens] == ["ferry", "\ue000ada", "foo:bar", "author:", "ip:"]


def test_what_says_itself_what_it_is_is_looked_for_there_as_well():
    terms = read_query("192.0.2.7 ::1 a@b.c example.org c.")
    assert [place.operator for place in terms.places] == ["ip", "ip", "email", "domain"]
    assert all(place.tokens for place in terms.places)
    assert terms.tokens == (Token(text="\ue001c.", whole=True),)


def test_nobody_looks_for_more_than_a_line():
    terms = read_query("".join(map(chr, range(0x4E00, 0x5E00))) + " " + " ".join(map(str, range(5_000))))
    assert len(terms.tokens) == 24
    assert read_query("quay " * 50 + "a" * 600).tokens == (Token(text="quay", whole=False),)


def test_neither_terms_nor_places_show_what_was_typed():
    terms = read_query("email:ada@example.org")
    assert "ada" not in repr(terms) + repr(terms.places)
