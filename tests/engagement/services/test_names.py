"""Whose name it is: guests, accounts, authors and the house."""

import struct

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from engagement.api import AuthorData, Comment, InvalidComment, SubmissionData, post_comment
from engagement.models import NameClaim, PostingPace, Submission
from engagement.services import names
from engagement.services.deletion import delete_spam
from engagement.services.erasure import delete_expired, erase_comment, withdraw_comment
from tests.factories import (
    ArticleFactory,
    CommentFactory,
    DiscussionFactory,
    PublishedCommentFactory,
    SpamCommentFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engagement_alone")]


def post(discussion, name, *, user=None, body="The quay is old.", **given):
    return post_comment(
        discussion_id=discussion.pk,
        body=body,
        author=AuthorData(user_id=user.pk if user else None, name=name),
        submission=SubmissionData(ip="198.18.0.1"),
        **given,
    )


def refusal(discussion, name):
    before = list(Comment.objects.values())
    with pytest.raises(InvalidComment) as refused:
        post(discussion, name, body="The quay is new.")
    assert list(Comment.objects.values()) == before
    assert not Submission.objects.exclude(comment__in=Comment.objects.all()).exists()
    (field,) = refused.value.errors
    assert field == "author_name"
    (message,) = refused.value.errors[field]
    return message


@pytest.fixture
def discussion():
    return DiscussionFactory(article=ArticleFactory(authors="Tilda Marrow"))


@pytest.fixture
def ingrid(discussion):
    user = UserFactory()
    post(discussion, "Ingrid Halvorsen", user=user)
    return user


@pytest.mark.parametrize("name", ["Ingrid Halvorsen", "lngrid Hаlvоrsen", "INGRID\u200bHALVORSEN", "Íngrid Halvorsen."])
def test_a_guest_cannot_write_as_an_account_that_has_commented(discussion, ingrid, name):
    paces = list(PostingPace.objects.values())
    assert refusal(discussion, name) == (
        "Somebody with an account writes under this name. If it is you, please sign in; else choose another."
    )
    assert list(PostingPace.objects.values()) == paces


def test_an_accounts_name_is_taken_in_every_discussion(ingrid):
    assert "account" in refusal(DiscussionFactory(), "Ingrid Halvorsen")


def test_a_name_alone_that_no_account_has_used_is_free(discussion):
    UserFactory(first_name="Ada", last_name="Lovelace")
    assert post(discussion, "Ada Lovelace").created is True


def test_guests_may_share_a_name_and_accounts_may_too(discussion, ingrid):
    assert post(discussion, "Brit").created is True
    CommentFactory(discussion=discussion, author_name="Brit")
    other = UserFactory()
    assert post(discussion, "Ingrid Halvorsen", user=other).created is True
    assert sorted(NameClaim.objects.values_list("account", flat=True)) == sorted([ingrid.pk, other.pk])


def test_what_a_guest_wrote_before_an_account_came_stays(discussion):
    first = post(discussion, "Ingrid").comment
    post(discussion, "Ingrid", user=UserFactory())
    first.refresh_from_db()
    assert first.author_name == "Ingrid"
    assert "account" in refusal(discussion, "Ingrid")


def test_a_second_comment_makes_no_second_claim(discussion, ingrid):
    PublishedCommentFactory(discussion=discussion)
    post_comment(
        discussion_id=discussion.pk, body="More.", author=AuthorData(user_id=ingrid.pk, name="Ingrid Halvorsen")
    )
    assert NameClaim.objects.count() == 1


def test_what_is_sent_again_is_still_known_after_an_account_took_the_name(discussion):
    first = post(discussion, "Ingrid", idempotency_key="0123456789abcdef")
    post(discussion, "Ingrid", user=UserFactory())
    again = post(discussion, "Ingrid", idempotency_key="0123456789abcdef")
    assert (again.comment.pk, again.created) == (first.comment.pk, False)


@pytest.mark.parametrize("name", ["Tilda Marrow", "Ti1da Mаrrow", "Tilda Marrow, Transport"])
def test_a_guest_cannot_write_as_the_articles_author(discussion, name):
    assert refusal(discussion, name) == "The author of the article has this name. Please choose another."


def test_under_another_article_the_authors_name_is_a_name(discussion):
    assert post(DiscussionFactory(), "Tilda Marrow").created is True


def test_a_part_of_an_authors_name_is_a_name(discussion):
    assert post(discussion, "Tilda").created is True


def test_an_author_of_one_word_takes_no_longer_names():
    discussion = DiscussionFactory(article=ArticleFactory(authors="Ada"))
    assert post(discussion, "Ada Lovelace").created is True
    assert "author" in refusal(discussion, "ADA")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Newsroom", "Newsroom"),
        ("Tim (Newsroom)", "Newsroom"),
        ("Tim [Author]", "Author"),
        ("Mоderatоr", "Mоderatоr"),
        ("The Harbour Gazette", "The Harbour Gazette"),
        ("Anna of the harbour gazette", "harbour gazette"),
    ],
)
def test_words_of_the_house_are_never_free(discussion, name, words):
    with override_settings(ENGAGEMENT={"SITE_NAME": "Harbour Gazette"}):
        message = refusal(discussion, name)
    words = words.removeprefix("The ")
    assert message == f"Please choose a name without “{words}”: readers would think that you speak for this site."


def test_a_publisher_says_what_is_reserved(discussion):
    with override_settings(ENGAGEMENT={"RESERVED_NAMES": ["Harbour Master"]}):
        assert "Harbour Master" in refusal(discussion, "The Harbour Master")
        assert post(discussion, "Moderator").created is True


def test_a_sign_that_passes_for_a_mark_is_refused(discussion):
    message = refusal(discussion, "Ingrid ✔")
    assert message == "Please choose a name without “✔”: readers would take it for a mark of this site."


def test_no_name_is_no_imitation(discussion):
    with override_settings(ENGAGEMENT={"GUEST_NAME": "optional"}):
        assert post(discussion, "").created is True


def test_an_account_is_believed(discussion):
    assert post(discussion, "The Moderator ✔", user=UserFactory()).created is True


def test_the_newsrooms_name_is_taken_once_it_has_spoken(discussion):
    user = UserFactory()
    post(discussion, "Quay Desk", user=user, from_newsroom=True)
    assert "account" in refusal(discussion, "Quay Desk")


def test_the_longest_names_are_taken_whatever_they_fold_to(discussion):
    assert post(discussion, "\ufdfa" * 100, user=UserFactory()).created is True
    assert "account" in refusal(discussion, "\ufdfa" * 100)


def test_erasing_the_last_comment_under_a_name_sets_it_free(discussion, ingrid):
    first = Comment.objects.get()
    second = post_comment(
        discussion_id=discussion.pk, body="More.", author=AuthorData(user_id=ingrid.pk, name="Ingrid Halvorsen")
    ).comment
    third = post_comment(
        discussion_id=discussion.pk, body="Much.", author=AuthorData(user_id=ingrid.pk, name="Ingrid H.")
    ).comment
    erase_comment(comment_id=first.pk)
    assert NameClaim.objects.count() == 2
    erase_comment(comment_id=second.pk)
    assert list(NameClaim.objects.values_list("folded", flat=True)) == ["lngrldh"]
    erase_comment(comment_id=third.pk)
    assert not NameClaim.objects.exists()
    assert post(discussion, "Ingrid Halvorsen").created is True


def test_withdrawing_keeps_the_name(discussion, ingrid):
    withdraw_comment(comment_id=Comment.objects.get().pk)
    assert NameClaim.objects.count() == 1


def test_a_guests_erasure_lets_go_of_nobodys_name(discussion, ingrid):
    erase_comment(comment_id=CommentFactory(discussion=discussion).pk)
    assert NameClaim.objects.count() == 1


def test_names_of_accounts_whose_comments_are_gone_go_with_what_expired(discussion, ingrid):
    spam = SpamCommentFactory(discussion=discussion, user=UserFactory(username="spammer"))
    delete_spam(discussion_id=discussion.pk, comment_ids=[spam.pk])
    assert NameClaim.objects.count() == 2
    assert delete_expired() == 1
    assert NameClaim.objects.get().account == ingrid


def test_an_account_that_is_deleted_leaves_no_claim(discussion, ingrid):
    ingrid.delete()
    assert not NameClaim.objects.exists()


def test_however_many_have_commented_a_post_asks_as_often(discussion):
    def count(name):
        with CaptureQueriesContext(connection) as captured:
            post(discussion, name)
        return len(captured)

    count("Ada")
    before = count("Cleo")
    for number in range(20):
        CommentFactory(discussion=discussion, user=UserFactory(username=f"member {number}"))
    assert count("Brit") == before


def write_catalogue(folder, words):
    """A compiled catalogue (GNU gettext manual, "The Format of GNU MO Files")."""
    entries = sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **words}.items())
    pairs = [(original.encode(), translated.encode()) for original, translated in entries]
    count, place = len(pairs), 28 + 16 * len(pairs)
    tables, texts = [], b""
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), place + len(texts)))
            texts += pair[column] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0)
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(head + b"".join(tables) + texts)


def test_the_badges_words_are_reserved_in_every_language_of_the_site(discussion, tmp_path, settings, monkeypatch):
    write_catalogue(
        tmp_path / "de" / "LC_MESSAGES", {"of the article\4Author": "Verfasserin", "Newsroom": "Schriftleitung"}
    )
    monkeypatch.setattr(names, "_CATALOGS", tmp_path)
    settings.LOCALE_PATHS = [tmp_path]
    for languages, free in (([("en", "English")], True), ([("en", "English"), ("de", "Deutsch")], False)):
        settings.LANGUAGES = languages
        for name in ("Schriftleitung", "Ida (Verfasserin)"):
            if free:
                assert post(discussion, name).created is True
            else:
                assert name.rsplit("(", 1)[-1].strip(")") in refusal(discussion, name)
    assert "Author" in refusal(discussion, "Ida (Author)")
