import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from engagement import gates
from engagement.api import AuthorData, Comment, Discussion, SubmissionData, Visibility, post_comment
from engagement.exceptions import (
    CommentRefused,
    DiscussionClosed,
    DiscussionNotFound,
    GateFailed,
    IdempotencyConflict,
    InvalidComment,
    PostingTooFast,
)
from engagement.gates import Admission, Draft, Ruling
from engagement.models import PostingPace, Submission
from engagement.services.discussions import set_discussion_status
from engagement.services.erasure import erase_comment
from engagement.services.prompts import reword_prompt
from engagement.services.visibility import change_visibility
from engagement.text import RENDER_VERSION
from tests.factories import DiscussionFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, 0, tzinfo=dt.UTC)
KEY = "0123456789abcdef"
ANNA = AuthorData(name="Anna", email="anna@example.org", url="example.org")
CAME_ALONG = SubmissionData(
    ip="2001:db8::7", user_agent="Browser/1", referrer="https://example.org/a/", form_seconds=4.5, honeypot="x"
)


@pytest.fixture
def discussion():
    return DiscussionFactory()


def post(discussion, **given):
    wish = {"body": "The quay is old.", "author": ANNA, "submission": CAME_ALONG, **given}
    return post_comment(discussion_id=discussion.pk, **wish)


def stored():
    return Comment.objects.count(), Submission.objects.count(), PostingPace.objects.count()


def ask(*rulings):
    """Register one gate for each ruling; gives the list of drafts that they were shown."""
    shown = []

    def gate(ruling):
        def answer(draft):
            shown.append(draft)
            if isinstance(ruling, Exception):
                raise ruling
            return ruling

        return answer

    for number, ruling in enumerate(rulings):
        gates.register(f"gate {number}", gate(ruling))
    return shown


@time_machine.travel(NOON, tick=False)
def test_a_comment_is_stored_with_everything_that_came_along(discussion):
    posted = post(discussion, body="  The *quay*\r\nis old.\r\n")
    comment = Comment.objects.get()
    assert (posted.created, posted.comment) == (True, comment)
    assert comment.body == "  The *quay*\nis old."
    assert comment.html == "<p>The <em>quay</em><br>\nis old.</p>"
    assert comment.render_version == RENDER_VERSION
    assert (comment.author_name, comment.author_email, comment.author_url) == (
        "Anna",
        "anna@example.org",
        "https://example.org",
    )
    assert (comment.author, comment.parent, comment.root, comment.depth, comment.revision) == (None, None, None, 0, 1)
    assert comment.created_at == NOON
    came = Submission.objects.get()
    assert (came.comment, came.ip, came.user_agent, came.referrer, came.form_seconds, came.honeypot) == (
        comment,
        "2001:db8::7",
        "Browser/1",
        "https://example.org/a/",
        4.5,
        "x",
    )
    assert came.expires_at == NOON + dt.timedelta(days=60)


def test_where_no_gate_is_registered_a_comment_is_published_at_once(discussion, announced):
    with announced() as heard:
        comment = post(discussion).comment
    assert (comment.visibility, comment.in_thread) == (Visibility.PUBLISHED, True)
    assert [name for name, _ids in heard] == ["discussion_changed", "visibility_changed", "comment_posted"]
    assert heard[-1][1] == {"comment_id": comment.pk, "visibility": Visibility.PUBLISHED, "reason": ""}


@pytest.mark.parametrize(
    ("admission", "visibility", "is_due"),
    [
        pytest.param(Admission.PUBLISH, Visibility.PUBLISHED, False, id="publish"),
        pytest.param(Admission.SCREEN, Visibility.PENDING, True, id="screen"),
        pytest.param(Admission.HOLD, Visibility.HELD, False, id="hold"),
    ],
)
def test_a_comment_is_stored_as_its_gate_says(discussion, announced, admission, visibility, is_due):
    ask(Ruling(admission=admission, reason="because"))
    with announced() as heard:
        comment = post(discussion).comment
    comment.refresh_from_db()
    assert comment.visibility == visibility
    assert (comment.next_attempt_at is not None) is is_due
    reason = "because" if admission > Admission.PUBLISH else ""
    assert heard[-1] == ("comment_posted", {"comment_id": comment.pk, "visibility": visibility, "reason": reason})


def test_the_strictest_gate_wins_whatever_their_order(discussion, announced):
    ask(
        Ruling(admission=Admission.SCREEN, reason="screened"),
        Ruling(admission=Admission.HOLD, reason="held"),
        Ruling(admission=Admission.PUBLISH, reason="published"),
    )
    with announced() as heard:
        post(discussion)
    assert Comment.objects.get().visibility == Visibility.HELD
    assert heard[-1][1]["reason"] == "held"


@time_machine.travel(NOON, tick=False)
def test_a_gate_is_shown_the_whole_draft(discussion):
    parent = PublishedCommentFactory(discussion=discussion)
    reader = UserFactory()
    shown = ask(Ruling(admission=Admission.SCREEN))
    post(discussion, parent_id=parent.pk, author=AuthorData(user_id=reader.pk, name="Rea", email="rea@example.org"))
    assert shown == [
        Draft(
            discussion_id=discussion.pk,
            discussion_key=discussion.key,
            section="Harbour",
            parent_id=parent.pk,
            body="The quay is old.",
            author_id=reader.pk,
            author_name="Rea",
            author_email="rea@example.org",
            author_url="",
            submission=CAME_ALONG,
            created_at=NOON,
        )
    ]


def test_a_refused_comment_stores_nothing_and_says_why(discussion, announced):
    ask(Ruling(admission=Admission.REFUSE, reason="banned", message="You cannot comment here."))
    with announced() as heard, pytest.raises(CommentRefused) as caught:
        post(discussion)
    assert (caught.value.code, caught.value.message) == ("banned", "You cannot comment here.")
    assert stored() == (0, 0, 0)
    assert heard == []


def test_a_refusal_without_words_is_given_some(discussion):
    ask(Ruling(admission=Admission.REFUSE))
    with pytest.raises(CommentRefused) as caught:
        post(discussion)
    assert (caught.value.code, caught.value.message) == ("refused", "This comment was not accepted.")


def test_a_gate_that_breaks_lets_nothing_through(discussion, announced):
    ask(Ruling(admission=Admission.PUBLISH), ZeroDivisionError("inside"))
    with announced() as heard, pytest.raises(GateFailed, match="gate 'gate 1' failed") as caught:
        post(discussion)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert stored() == (0, 0, 0)
    assert heard == []


def test_a_closed_discussion_takes_no_comment(discussion):
    set_discussion_status(discussion_id=discussion.pk, status=Discussion.Status.CLOSED)
    shown = ask(Ruling(admission=Admission.PUBLISH))
    with pytest.raises(DiscussionClosed):
        post(discussion)
    assert stored() == (0, 0, 0)
    assert shown == []


def test_a_discussion_that_is_not_there_takes_no_comment():
    with pytest.raises(DiscussionNotFound):
        post_comment(discussion_id=404, body="The quay is old.", author=ANNA)


def test_every_fault_is_told_at_its_field_at_once(discussion):
    with pytest.raises(InvalidComment) as caught:
        post(
            discussion,
            body=" \n",
            author=AuthorData(name="", email="anna@", url="not a site"),
            idempotency_key="short",
        )
    assert caught.value.errors == {
        "body": ["Please write something."],
        "author_name": ["Please give a name."],
        "author_email": ["This address is not complete."],
        "author_url": ["This is not the address of a website, such as https://example.org."],
        "idempotency_key": ["An idempotency key has 8 to 80 letters, digits, dots, colons, hyphens or underscores."],
    }
    assert stored() == (0, 0, 0)


def test_a_reply_hangs_under_what_it_answers(discussion):
    root = PublishedCommentFactory(discussion=discussion)
    reply = post(discussion, parent_id=root.pk).comment
    answer = post(discussion, parent_id=reply.pk, body="So it is.").comment
    assert [(c.root_id, c.parent_id, c.depth, c.seq) for c in (reply, answer)] == [
        (root.pk, root.pk, 1, 1),
        (root.pk, reply.pk, 2, 2),
    ]


@pytest.mark.parametrize("visibility", [v for v in Visibility if v != Visibility.PUBLISHED])
def test_only_published_comments_can_be_answered(discussion, visibility):
    parent = PublishedCommentFactory(discussion=discussion, visibility=visibility)
    before = stored()
    with pytest.raises(InvalidComment) as caught:
        post(discussion, parent_id=parent.pk)
    assert caught.value.errors == {"parent": ["The comment you are answering is not there any more."]}
    assert stored() == before


def test_a_comment_of_another_discussion_cannot_be_answered_here(discussion):
    elsewhere = PublishedCommentFactory()
    before = stored()
    with pytest.raises(InvalidComment):
        post(discussion, parent_id=elsewhere.pk)
    assert stored() == before


def test_a_root_comment_knows_the_wording_it_answered_and_keeps_it(discussion):
    first = discussion.prompt.proposal
    answer = post(discussion).comment
    assert answer.wording == first
    reword_prompt(prompt_id=discussion.prompt.pk, question="Whose quay is it?", call_to_action="", lead="", by=None)
    later = post(discussion, body="It is ours.").comment
    answer.refresh_from_db()
    assert answer.wording == first
    assert later.wording.question == "Whose quay is it?"


def test_a_reply_answers_a_comment_and_no_wording(discussion):
    root = PublishedCommentFactory(discussion=discussion)
    assert post(discussion, parent_id=root.pk).comment.wording is None


def test_where_no_prompt_is_shown_a_comment_answers_none(discussion):
    with override_settings(ENGAGEMENT={"PROMPTS_LIVE_UNCONFIRMED": False}):
        assert post(discussion).comment.wording is None


def test_the_same_key_and_comment_again_give_what_was_stored(discussion, announced):
    first = post(discussion, idempotency_key=KEY)
    with announced() as heard:
        again = post(discussion, idempotency_key=KEY, submission=SubmissionData(ip="198.18.0.9"))
    assert (again.created, again.comment) == (False, first.comment)
    assert stored() == (1, 1, 5)
    assert set(PostingPace.objects.values_list("count", flat=True)) == {1}
    assert heard == []


def test_a_retry_is_answered_after_the_discussion_was_closed_and_the_parent_taken_back(discussion):
    root = PublishedCommentFactory(discussion=discussion)
    first = post(discussion, parent_id=root.pk, idempotency_key=KEY)
    change_visibility(comment_id=root.pk, to=Visibility.REJECTED)
    set_discussion_status(discussion_id=discussion.pk, status=Discussion.Status.CLOSED)
    assert post(discussion, parent_id=root.pk, idempotency_key=KEY).comment == first.comment


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"body": "The quay is new."}, id="body"),
        pytest.param({"author": AuthorData(name="Berta", email="anna@example.org")}, id="name"),
        pytest.param({"author": AuthorData(name="Anna", email="berta@example.org")}, id="e-mail"),
    ],
)
def test_the_same_key_for_another_comment_is_a_conflict(discussion, other):
    post(discussion, idempotency_key=KEY)
    before = stored()
    with pytest.raises(IdempotencyConflict):
        post(discussion, idempotency_key=KEY, **other)
    assert stored() == before


def test_the_same_key_in_another_discussion_or_from_another_account_is_a_conflict(discussion):
    post(discussion, idempotency_key=KEY)
    with pytest.raises(IdempotencyConflict):
        post(DiscussionFactory(), idempotency_key=KEY)
    with pytest.raises(IdempotencyConflict):
        post(discussion, idempotency_key=KEY, author=AuthorData(user_id=UserFactory().pk, name="Anna"))
    assert Comment.objects.count() == 1


def test_a_key_is_free_again_where_the_comment_was_refused(discussion):
    ask(Ruling(admission=Admission.REFUSE))
    with pytest.raises(CommentRefused):
        post(discussion, idempotency_key=KEY)
    gates.unregister("gate 0")
    assert post(discussion, idempotency_key=KEY).created is True


@pytest.mark.parametrize(
    ("seconds_into_the_window", "seconds_later", "created"),
    [
        pytest.param(0, 1, False, id="a double click"),
        pytest.param(599.5, 1, False, id="a double click over the edge of a window"),
        pytest.param(0, 599, False, id="within ten minutes"),
        pytest.param(300, 599, False, id="within ten minutes over the edge of a window"),
        pytest.param(0, 600, True, id="after ten minutes"),
        pytest.param(300, 601, True, id="after ten minutes over the edge of a window"),
        pytest.param(0, 3600, True, id="an hour later"),
    ],
)
def test_the_same_words_again_without_a_key_are_one_comment_for_ten_minutes(
    discussion, seconds_into_the_window, seconds_later, created
):
    with time_machine.travel(NOON + dt.timedelta(seconds=seconds_into_the_window), tick=False) as clock:
        post(discussion)
        clock.shift(seconds_later)
        assert (
            post(
                discussion,
                submission=SubmissionData(
                    ip="2001:db8::7",
                    user_agent="Browser/1",
                    referrer="https://example.org/b/",
                    form_seconds=60,
                    honeypot="x",
                ),
            ).created
            is created
        )
    assert Comment.objects.count() == 1 + created


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"body": "The quay is new."}, id="other words"),
        pytest.param({"author": AuthorData(name="Berta", email="anna@example.org")}, id="another name"),
        pytest.param({"submission": SubmissionData(ip="198.18.0.9", user_agent="Browser/1")}, id="another address"),
        pytest.param({"submission": SubmissionData(ip="2001:db8::7", user_agent="Browser/2")}, id="another browser"),
    ],
)
def test_words_that_differ_in_anything_are_two_comments(discussion, other):
    post(discussion)
    assert post(discussion, **other).created is True
    assert Comment.objects.count() == 2


def test_the_same_words_in_another_place_are_two_comments(discussion):
    root = post(discussion).comment
    assert post(discussion, parent_id=root.pk).created is True
    assert post(DiscussionFactory()).created is True


def test_the_same_words_after_an_erasure_are_a_new_comment(discussion):
    first = post(discussion).comment
    erase_comment(comment_id=first.pk)
    assert post(discussion).created is True


@time_machine.travel(NOON + dt.timedelta(seconds=20), tick=False)
def test_a_sender_who_posts_too_fast_is_told_when_to_come_back(discussion):
    with override_settings(ENGAGEMENT={"POST_LIMITS": [(2, 60), (100, 3600)]}):
        for number in range(2):
            post(discussion, body=f"Note {number}")
        before = stored()
        with pytest.raises(PostingTooFast) as caught:
            post(discussion, body="Note 2")
        assert caught.value.retry_after == 40
        assert stored() == before
        assert set(PostingPace.objects.values_list("count", flat=True)) == {2}
        post(discussion, body="Note 2", submission=SubmissionData(ip="198.18.0.9"))


@time_machine.travel(NOON + dt.timedelta(seconds=20), tick=False)
def test_who_reached_two_limits_is_told_when_the_later_one_ends(discussion):
    with override_settings(ENGAGEMENT={"POST_LIMITS": [(2, 60), (2, 3600)]}):
        for number in range(2):
            post(discussion, body=f"Note {number}")
        with pytest.raises(PostingTooFast) as caught:
            post(discussion, body="Note 2")
    assert (caught.value.retry_after, caught.value.crowded) == (3580, False)


@time_machine.travel(NOON + dt.timedelta(seconds=20), tick=False)
def test_who_reached_the_shorter_of_two_limits_is_not_told_to_wait_for_the_longer_one(discussion):
    with override_settings(ENGAGEMENT={"POST_LIMITS": [(2, 60), (3, 3600)]}):
        for number in range(2):
            post(discussion, body=f"Note {number}")
        with pytest.raises(PostingTooFast) as caught:
            post(discussion, body="Note 2")
    assert caught.value.retry_after == 40


@time_machine.travel(NOON, tick=False)
def test_a_guests_email_address_is_limited_wherever_it_posts_from(discussion):
    with override_settings(ENGAGEMENT={"AUTHOR_LIMITS": [(2, 3600)]}):
        for number in range(2):
            post(discussion, body=f"Note {number}", submission=SubmissionData(ip=f"198.18.0.{number}"))
        before = stored()
        with pytest.raises(PostingTooFast) as caught:
            post(
                discussion,
                body="Note 2",
                author=AuthorData(name="Anna", email="ANNA@example.org"),
                submission=SubmissionData(ip="198.18.0.9"),
            )
        assert (caught.value.retry_after, caught.value.crowded) == (3600, False)
        assert stored() == before
        assert post(discussion, body="Note 2", author=AuthorData(name="Anna")).created is True


@time_machine.travel(NOON + dt.timedelta(seconds=15), tick=False)
def test_a_discussion_is_limited_whoever_posts_in_it(discussion, announced):
    def post_as(number, where):
        return post(
            where,
            body=f"Note {number}",
            author=AuthorData(name=f"Guest {number}"),
            submission=SubmissionData(ip=f"198.18.0.{number}"),
        )

    with override_settings(ENGAGEMENT={"DISCUSSION_LIMITS": [(2, 60)]}):
        for number in range(2):
            post_as(number, discussion)
        before = stored()
        with announced() as heard, pytest.raises(PostingTooFast) as caught:
            post_as(3, discussion)
        assert (caught.value.retry_after, caught.value.crowded) == (45, True)
        assert stored() == before
        assert heard == []
        assert post_as(3, DiscussionFactory()).created is True


def test_no_limits_count_nothing(discussion):
    with override_settings(ENGAGEMENT={"POST_LIMITS": [], "AUTHOR_LIMITS": [], "DISCUSSION_LIMITS": []}):
        post(discussion)
    assert not PostingPace.objects.exists()


@pytest.mark.parametrize("author", [ANNA, AuthorData(name="Anna")], ids=["e-mail address", "address"])
@time_machine.travel(NOON, tick=False)
def test_a_post_takes_as_many_queries_however_much_was_posted_before(discussion, author):
    ask(Ruling(admission=Admission.SCREEN))

    def queries(number):
        with CaptureQueriesContext(connection) as found:
            post(discussion, body=f"The quay is older than the town hall, note {number}.", author=author)
        return len(found)

    first = queries(0)
    assert [queries(number) for number in range(1, 6)] == [first - 1] * 5, "the first reads the discussion"


def test_the_limit_ends_with_its_window(discussion):
    with (
        override_settings(ENGAGEMENT={"POST_LIMITS": [(1, 60)]}),
        time_machine.travel(NOON + dt.timedelta(seconds=20), tick=False) as clock,
    ):
        post(discussion, body="Note 0")
        clock.shift(39)
        with pytest.raises(PostingTooFast) as caught:
            post(discussion, body="Note 1")
        assert caught.value.retry_after == 1
        clock.shift(1)
        assert post(discussion, body="Note 1").created is True


def test_a_longer_window_counts_what_shorter_ones_let_through(discussion):
    with (
        override_settings(ENGAGEMENT={"POST_LIMITS": [(1, 60), (2, 3600)]}),
        time_machine.travel(NOON, tick=False) as clock,
    ):
        for number in range(2):
            post(discussion, body=f"Note {number}")
            clock.shift(60)
        with pytest.raises(PostingTooFast) as caught:
            post(discussion, body="Note 2")
        assert caught.value.retry_after == 3600 - 120
        assert Comment.objects.count() == 2


def test_an_account_is_limited_as_itself_wherever_it_posts_from(discussion):
    account = AuthorData(user_id=UserFactory().pk, name="Rea")
    with override_settings(ENGAGEMENT={"POST_LIMITS": [(1, 24 * 3600)]}):
        post(discussion, author=account)
        with pytest.raises(PostingTooFast):
            post(discussion, author=account, body="Another.", submission=SubmissionData(ip="198.18.0.9"))
        assert post(discussion).created is True


def test_the_sender_stands_nowhere_in_the_pace_as_it_is(discussion):
    post(discussion)
    for sender in PostingPace.objects.values_list("sender", flat=True):
        assert len(sender) == 64
        assert "2001" not in sender


def test_what_is_too_long_for_its_column_is_cut_where_no_reader_typed_it(discussion):
    post(
        discussion, submission=SubmissionData(ip=None, user_agent="u" * 2000, referrer="r" * 3000, honeypot="h" * 2000)
    )
    came = Submission.objects.get()
    assert (came.ip, len(came.user_agent), len(came.referrer), len(came.honeypot)) == (None, 1000, 2000, 1000)


def test_a_post_with_nothing_along_is_stored_too(discussion):
    assert post(discussion, submission=None).created is True
    assert Submission.objects.get().ip is None
