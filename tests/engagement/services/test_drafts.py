import pytest
from django.test import override_settings

from engagement.services.drafts import AuthorData, clean_author, clean_body, clean_idempotency_key

NOTHING = "Readers would see nothing of this. Please write some words; pictures and HTML do not show here."
COMPLETE = AuthorData(name="Anna", email="anna@example.org", url="https://example.org/anna")


def errors_of(clean, *args):
    errors = {}
    clean(*args, errors)
    return errors


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("one\r\ntwo\rthree\n", "one\ntwo\nthree", id="line endings are normalised"),
        pytest.param("\n \n    code", "    code", id="empty lines at the start go, the indent stays"),
        pytest.param("e\u0301 \u200d \u202e x", "e\u0301 \u200d \u202e x", id="all other text survives as typed"),
        pytest.param("x", "x", id="as short as allowed"),
        pytest.param("👍", "👍", id="an emoji alone is something"),
        pytest.param("x" * 3000, "x" * 3000, id="as long as allowed"),
        pytest.param("😀" * 3000, "😀" * 3000, id="length counts characters"),
    ],
)
def test_a_body_is_kept_as_typed(typed, kept):
    errors = {}
    assert clean_body(typed, errors) == kept
    assert errors == {}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        pytest.param("", "Please write something.", id="nothing"),
        pytest.param(" \r\n\t ", "Please write something.", id="only space"),
        pytest.param("\u200b\u200b", NOTHING, id="only what nobody sees"),
        pytest.param("<!-- hidden -->", NOTHING, id="only a comment in HTML"),
        pytest.param("[](https://example.org)", NOTHING, id="a link without words"),
        pytest.param("x" * 3001, "This is 3001 characters long; at most 3000 are allowed.", id="too long"),
        pytest.param("a\0b", "Character 2 is one that cannot be stored: NUL (U+0000).", id="NUL"),
        pytest.param("ab\ud800", "Character 3 is one that cannot be stored: surrogate (U+D800).", id="lone surrogate"),
    ],
)
def test_a_body_that_cannot_be_stored_is_told_why(typed, message):
    assert errors_of(clean_body, typed) == {"body": [message]}


def test_the_bounds_of_a_body_follow_the_settings():
    with override_settings(ENGAGEMENT={"MIN_COMMENT_LENGTH": 2}):
        assert errors_of(clean_body, "x") == {"body": ["Please write at least 2 characters."]}
        assert errors_of(clean_body, "ok") == {}
    with override_settings(ENGAGEMENT={"MIN_COMMENT_LENGTH": 1, "MAX_COMMENT_LENGTH": 3}):
        assert errors_of(clean_body, "abc") == {}
        assert errors_of(clean_body, "abcd") == {"body": ["This is 4 characters long; at most 3 are allowed."]}


def test_a_guest_is_kept_as_typed_on_one_line():
    errors = {}
    author = clean_author(
        AuthorData(name=" Anna \n  B. ", email=" anna@example.org ", url=" example.org/anna "), errors
    )
    assert author == AuthorData(name="Anna B.", email="anna@example.org", url="https://example.org/anna")
    assert errors == {}


@pytest.mark.parametrize(
    ("settings", "author", "expected"),
    [
        pytest.param({}, AuthorData(name="Anna"), {}, id="a name is enough"),
        pytest.param({}, AuthorData(), {"author_name": ["Please give a name."]}, id="a name is needed"),
        pytest.param(
            {},
            AuthorData(name="\u200b\u3164"),
            {"author_name": ["Please give a name."]},
            id="a name that nobody sees is none",
        ),
        pytest.param({"GUEST_NAME": "optional"}, AuthorData(), {}, id="no name is needed"),
        pytest.param(
            {"GUEST_EMAIL": "required"},
            AuthorData(name="Anna"),
            {"author_email": ["Please give an e-mail address. It is never shown."]},
            id="an e-mail address is needed",
        ),
        pytest.param({"GUEST_EMAIL": "required"}, COMPLETE, {}, id="an e-mail address is given"),
        pytest.param(
            {"GUESTS": False}, COMPLETE, {"author_name": ["Please sign in to comment."]}, id="no guests are let in"
        ),
    ],
)
def test_what_a_guest_must_give_follows_the_settings(settings, author, expected):
    with override_settings(ENGAGEMENT=settings):
        assert errors_of(clean_author, author) == expected


@pytest.mark.parametrize(
    ("author", "field", "message"),
    [
        pytest.param(
            AuthorData(name="A\0"),
            "author_name",
            "Character 2 is one that cannot be stored: NUL (U+0000).",
            id="NUL in a name",
        ),
        pytest.param(
            AuthorData(name="Anna", email="a\udfff@example.org"),
            "author_email",
            "Character 2 is one that cannot be stored: surrogate (U+DFFF).",
            id="surrogate in an e-mail address",
        ),
        pytest.param(
            AuthorData(name="Anna", url="\0"),
            "author_url",
            "Character 1 is one that cannot be stored: NUL (U+0000).",
            id="NUL in a website",
        ),
        pytest.param(
            AuthorData(name="x" * 101), "author_name", "At most 100 characters are allowed here.", id="a long name"
        ),
        pytest.param(
            AuthorData(name="Anna", email="a" * 250 + "@example.org"),
            "author_email",
            "At most 254 characters are allowed here.",
            id="a long e-mail address",
        ),
        pytest.param(
            AuthorData(name="Anna", url="https://example.org/" + "x" * 300),
            "author_url",
            "At most 300 characters are allowed here.",
            id="a long website",
        ),
        pytest.param(
            AuthorData(name="Anna", email="anna"), "author_email", "This address is not complete.", id="no address"
        ),
        *[
            pytest.param(
                AuthorData(name="Anna", url=url),
                "author_url",
                "This is not the address of a website, such as https://example.org.",
                id=url,
            )
            for url in (
                "javascript:alert(1)",
                "javascript://x",
                "data:text/html,x",
                "ftp://example.org",
                "http://[",
                "a b",
            )
        ],
    ],
)
def test_what_a_guest_typed_wrongly_is_told_at_its_field(author, field, message):
    assert errors_of(clean_author, author) == {field: [message]}


@pytest.mark.parametrize("url", ["https://example.org", "http://example.org/a?b=c#d", "https://müller.example/"])
def test_a_website_with_its_scheme_is_kept_as_it_is(url):
    assert clean_author(AuthorData(name="Anna", url=url), {}).url == url


def test_an_account_is_believed_and_its_name_fits():
    with override_settings(ENGAGEMENT={"GUESTS": False}):
        errors = {}
        author = clean_author(AuthorData(user_id=7, name=" R " + "x" * 200, email="rea@example.org"), errors)
    assert (author.user_id, author.name, author.email) == (7, "R " + "x" * 98, "rea@example.org")
    assert errors == {}


@pytest.mark.parametrize("key", [None, "", "12345678", "a" * 80, "2f1b0c6e-0b1d-4b39-9d5f-3f6f3f0a2c11", "a.b:c_d-e"])
def test_an_idempotency_key_is_kept_as_sent(key):
    errors = {}
    assert clean_idempotency_key(key, errors) == (key or "")
    assert errors == {}


@pytest.mark.parametrize("key", ["1234567", "a" * 81, "with space", "ümlaut-key", "12345678\n", "1234567\0"])
def test_another_idempotency_key_is_refused_at_its_field(key):
    assert list(errors_of(clean_idempotency_key, key)) == ["idempotency_key"]
