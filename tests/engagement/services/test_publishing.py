"""Discussions of articles that stand elsewhere: put by their publisher, or opened by what they signed."""

import base64
import hashlib
import hmac
import json
import time

import pytest

from engagement.api import Discussion, Prompt, merge_discussions, shown_wording
from engagement.exceptions import BadSignature, InvalidDiscussion, KeyOfHost, OpeningTooFast, PublishingTooFast
from engagement.models import PublisherToken
from engagement.services.foreign_articles import read_foreign_article
from engagement.services.merging import add_alias
from engagement.services.publisher_tokens import (
    create_publisher_token,
    is_signed_by,
    recognise_publisher,
    revoke_publisher_token,
)
from engagement.services.publishing import open_signed_discussion, put_discussion
from tests.factories import DiscussionFactory

BODY = (
    "<p>The council met for three hours.</p><p>The ferry runs until the spring.</p>"
    "<p>Should the old quay be kept? Tell us in the comments below!</p>"
)
SENT = {
    "url": "https://paper.example/quay",
    "title": "The old quay",
    "section": "Harbour",
    "language": "en",
    "published_at": "2026-03-02T09:00:00+01:00",
    "authors": ["Ada Byron", "Brit Ek"],
    "tags": ["quays"],
    "body": BODY,
}
IP = "198.51.100.7"

pytestmark = pytest.mark.django_db


def put(key="paper:quay", **changes):
    return put_discussion(key=key, article=read_foreign_article({**SENT, **changes}))


def sign(made, values, *, key=None):
    payload = base64.urlsafe_b64encode(json.dumps(values).encode()).rstrip(b"=").decode()
    head = f"{made.kid}.{payload}"
    mac = hmac.digest((key or made.signing_key).encode(), head.encode(), hashlib.sha256)
    return f"{head}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


@pytest.fixture
def made():
    return create_publisher_token(name="cms")


@pytest.fixture
def values():
    signed = {name: value for name, value in SENT.items() if name != "body"}
    return {**signed, "key": "paper:quay", "exp": int(time.time()) + 3600}


def test_what_is_put_is_a_discussion_with_its_prompt(engagement_alone):
    made = put()
    assert (made.created, made.changed) == (True, True)
    discussion = Discussion.objects.get(key="paper:quay")
    assert (discussion.host, discussion.host_pk) == ("", "")
    assert discussion.title == "The old quay"
    assert discussion.url == "https://paper.example/quay"
    assert discussion.authors == ["Ada Byron", "Brit Ek"]
    assert discussion.article_published_at.isoformat() == "2026-03-02T08:00:00+00:00"
    assert shown_wording(discussion).question == "Should the old quay be kept?"


def test_the_same_once_more_changes_nothing(announced):
    put()
    before = Discussion.objects.values().get()
    with announced() as heard:
        again = put()
    assert (again.created, again.changed) == (False, False)
    assert Discussion.objects.values().get() == before
    assert heard == []


def test_what_changed_is_kept_and_told_to_readers(announced):
    discussion = put().discussion
    with announced() as heard:
        again = put(title="The quay", body=None)
    assert (again.created, again.changed) == (False, True)
    assert again.discussion.version == discussion.version + 1
    assert heard == [("discussion_changed", {"discussion_id": discussion.pk})]
    # A body that is not sent leaves the prompt as it is; an empty one takes it away.
    assert shown_wording(again.discussion).question == "Should the old quay be kept?"
    assert shown_wording(put(title="The quay", body="").discussion) is None


def test_without_a_body_there_is_a_prompt_for_an_editor_to_word(engagement_alone):
    discussion = put(body=None).discussion
    assert Prompt.objects.get(discussion=discussion).proposal is None


@pytest.mark.parametrize("key", ["articles.article.17", "articles.review.unwritten"])
def test_a_key_of_a_registered_model_is_that_models_alone(engagement_alone, key):
    with pytest.raises(KeyOfHost):
        put(key)
    assert not Discussion.objects.exists()


def test_a_discussion_of_an_object_under_any_key_stays_its_own(engagement_alone):
    discussion = DiscussionFactory()
    Discussion.objects.filter(pk=discussion.pk).update(key="paper:quay", title="Its own")
    with pytest.raises(KeyOfHost):
        put()
    assert Discussion.objects.get().title == "Its own"


def test_a_key_that_leads_elsewhere_changes_nothing_there(engagement_alone):
    target = put("paper:bridge", title="The bridge").discussion
    merge_discussions(source_id=put().discussion.pk, target_id=target.pk)
    add_alias(key="paper:old", discussion_id=target.pk)
    for key in ("paper:quay", "paper:old"):
        again = put(key, title="Another")
        assert (again.discussion.pk, again.created, again.changed) == (target.pk, False, False)
    assert Discussion.objects.get(pk=target.pk).title == "The bridge"


@pytest.mark.parametrize("key", ["", "a b", "a/b", "k" * 201])
def test_a_key_holds_what_keys_hold(engagement_alone, key):
    with pytest.raises(InvalidDiscussion) as refused:
        put(key)
    assert list(refused.value.errors) == ["key"]
    assert not Discussion.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", None),
        ("url", ""),
        ("url", "/quay"),
        ("url", "javascript:alert(1)"),
        ("url", "ftp://paper.example/"),
        ("url", "https://ada:secret@paper.example/"),
        ("url", "https://paper.example/" + "a" * 1000),
        ("url", 7),
        ("title", ""),
        ("title", " \u200b\u202e "),
        ("title", "t" * 501),
        ("title", "a\x00b"),
        ("title", "a\ud800b"),
        ("section", "s" * 101),
        ("section", ["Harbour"]),
        ("language", "English, mostly"),
        ("published_at", "2026-03-02"),
        ("published_at", "2026-03-02T09:00:00"),
        ("published_at", "2026-13-02T09:00:00Z"),
        ("modified_at", "0001-01-01T00:00:00+14:00"),
        ("modified_at", 1_700_000_000),
        ("authors", "Ada"),
        ("authors", ["Ada", None]),
        ("authors", ["a"] * 21),
        ("authors", ["a" * 201]),
        ("tags", ["t"] * 51),
        ("tags", {"a": "b"}),
        ("body", 5),
        ("body", "a\x00b"),
        ("publishd_at", "2026-03-02T09:00:00Z"),
        ("host", "articles.article"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(field, value):
    with pytest.raises(InvalidDiscussion) as refused:
        put(**{field: value})
    assert list(refused.value.errors) == [field]
    assert not Discussion.objects.exists()


def test_lines_are_plain_and_names_that_show_nothing_are_left_out():
    article = read_foreign_article({**SENT, "title": " The\u202e\n old\tquay ", "authors": ["Ada\x07", " ", "\u200b"]})
    assert (article.title, article.authors) == ("The old quay", ("Ada",))


def test_all_errors_are_told_at_once():
    with pytest.raises(InvalidDiscussion) as refused:
        read_foreign_article({"titel": "The old quay", "tags": 1})
    assert set(refused.value.errors) == {"titel", "url", "title", "tags"}


def test_each_token_has_its_own_limit(settings, engagement_alone):
    settings.ENGAGEMENT = {"PUBLISHER_LIMITS": ((2, 3600),)}
    article = read_foreign_article(SENT)
    for _ in range(2):
        put_discussion(key="paper:quay", article=article, kid="one")
    with pytest.raises(PublishingTooFast):
        put_discussion(key="paper:bridge", article=article, kid="one")
    assert not Discussion.objects.filter(key="paper:bridge").exists()
    assert put_discussion(key="paper:bridge", article=article, kid="two").created


def test_two_that_put_at_once_make_one(race):
    article = read_foreign_article(SENT)
    made = race(*[lambda: put_discussion(key="paper:quay", article=article)] * 4)
    assert sorted(each.created for each in made) == [False, False, False, True]
    assert Discussion.objects.count() == 1


def test_no_token_stands_in_the_database_or_in_a_report(made):
    row = PublisherToken.objects.values().get()
    secret = made.token.split("_", 2)[2]
    assert secret not in str(row)
    assert made.signing_key not in str(row)
    assert row["digest"] == hashlib.sha256(made.token.encode()).hexdigest()
    assert secret not in repr(made)
    assert made.signing_key not in repr(made)


def test_two_tokens_are_valid_until_one_is_revoked(made):
    other = create_publisher_token(name="cms")
    assert recognise_publisher(token=made.token) == made.kid
    assert recognise_publisher(token=other.token) == other.kid
    assert revoke_publisher_token(kid=made.kid)
    assert recognise_publisher(token=made.token) is None
    assert recognise_publisher(token=other.token) == other.kid
    assert not revoke_publisher_token(kid=made.kid)


def test_what_is_no_token_is_nobodys(made):
    other = create_publisher_token(name="other")
    swapped = f"awp_{other.kid}_{made.token.split('_', 2)[2]}"
    for token in (
        "",
        "awp",
        "awp__",
        made.token[:-1],
        made.token + "a",
        swapped,
        "awp_\x00_x",
        "awp_\ud800_x",
        "x" * 9000,
    ):
        assert recognise_publisher(token=token) is None, token
    assert set(PublisherToken.objects.values_list("last_used_at", flat=True)) == {None}


def test_a_tokens_last_use_is_written_once_an_hour(made, django_assert_num_queries):
    recognise_publisher(token=made.token)
    first = PublisherToken.objects.get().last_used_at
    recognise_publisher(token=made.token)
    assert first is not None
    assert PublisherToken.objects.get().last_used_at == first


def test_what_a_publisher_signed_opens_the_discussion_once(made, values, engagement_alone):
    opened = open_signed_discussion(signed=sign(made, values), ip=IP)
    assert opened.created
    assert opened.discussion.authors == ["Ada Byron", "Brit Ek"]
    later = open_signed_discussion(signed=sign(made, {**values, "title": "Another"}), ip=IP)
    assert (later.created, later.changed) == (False, False)
    assert Discussion.objects.get().title == "The old quay"


def _flip(signed):
    kid, payload, mac = signed.split(".")
    return f"{kid}.{payload}.{'A' if mac[0] != 'A' else 'B'}{mac[1:]}"


def _swap(signed):
    kid, _payload, mac = signed.split(".")
    other = base64.urlsafe_b64encode(b'{"key": "paper:other"}').rstrip(b"=").decode()
    return f"{kid}.{other}.{mac}"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_flip, "not-genuine"),
        (_swap, "not-genuine"),
        (lambda signed: "ffffffff" + signed[8:], "not-genuine"),
        (lambda signed: signed.rpartition(".")[0] + ".", "not-genuine"),
        (lambda _signed: "", "not-genuine"),
        (lambda _signed: "..", "not-genuine"),
        (lambda signed: signed + "é", "malformed"),
        (lambda signed: signed + " ", "malformed"),
        (lambda signed: "a" * 9000 + signed, "malformed"),
    ],
)
def test_what_nobody_signed_opens_nothing(made, values, change, code):
    with pytest.raises(BadSignature) as refused:
        open_signed_discussion(signed=change(sign(made, values)), ip=IP)
    assert refused.value.code == code
    assert not Discussion.objects.exists()


def test_a_token_is_no_signing_key_and_a_revoked_ones_key_signs_no_more(made, values):
    with pytest.raises(BadSignature):
        open_signed_discussion(signed=sign(made, values, key=made.token), ip=IP)
    revoke_publisher_token(kid=made.kid)
    with pytest.raises(BadSignature):
        open_signed_discussion(signed=sign(made, values), ip=IP)
    assert not Discussion.objects.exists()


def test_a_signature_ends_and_must_say_when(made, values):
    with pytest.raises(BadSignature) as refused:
        open_signed_discussion(signed=sign(made, {**values, "exp": time.time() - 1}), ip=IP)
    assert refused.value.code == "expired"
    with pytest.raises(BadSignature):
        open_signed_discussion(signed=sign(made, {**values, "exp": float("nan")}), ip=IP)
    for exp in (None, "2030", True, [1]):
        with pytest.raises(InvalidDiscussion) as invalid:
            open_signed_discussion(signed=sign(made, {**values, "exp": exp}), ip=IP)
        assert list(invalid.value.errors) == ["exp"]
    assert not Discussion.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"key": "a b"}, "key"), ({"key": None}, "key"), ({"url": "/"}, "url"), ({"body": BODY}, "body")],
)
def test_what_was_signed_is_checked_like_what_is_put(made, values, changes, field):
    with pytest.raises(InvalidDiscussion) as refused:
        open_signed_discussion(signed=sign(made, {**values, **changes}), ip=IP)
    assert list(refused.value.errors) == [field]
    assert not Discussion.objects.exists()


def test_signed_json_that_is_none_is_told_as_such(made):
    for payload in (b"[1]", b"{", b"\xff"):
        head = f"{made.kid}.{base64.urlsafe_b64encode(payload).rstrip(b'=').decode()}"
        mac = hmac.digest(made.signing_key.encode(), head.encode(), "sha256")
        signed = f"{head}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
        with pytest.raises(InvalidDiscussion):
            open_signed_discussion(signed=signed, ip=IP)


def test_a_secret_key_that_was_replaced_still_reads_what_was_signed(made, values, settings):
    signed = sign(made, values)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "n" * 60
    with pytest.raises(BadSignature):
        open_signed_discussion(signed=signed, ip=IP)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert open_signed_discussion(signed=signed, ip=IP).created


def test_one_reader_opens_only_so_many(made, values, settings, engagement_alone):
    settings.ENGAGEMENT = {"OPEN_LIMITS": ((1, 3600),)}
    open_signed_discussion(signed=sign(made, values), ip=IP)
    # What is open costs nothing.
    open_signed_discussion(signed=sign(made, values), ip=IP)
    with pytest.raises(OpeningTooFast):
        open_signed_discussion(signed=sign(made, {**values, "key": "paper:bridge"}), ip=IP)
    assert Discussion.objects.count() == 1
    assert open_signed_discussion(signed=sign(made, {**values, "key": "paper:bridge"}), ip="203.0.113.9").created


def test_a_signature_is_compared_whole(made):
    assert not is_signed_by(kid=made.kid, signed="a", signature=b"")
