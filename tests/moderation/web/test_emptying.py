"""Emptying a queue of spam: only what was seen goes, and not before it was asked about."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from engagement.api import Comment
from moderation.models import Case, Feedback
from moderation.services.cases import put_case, settle_case
from tests.moderation.factories import DecisionFactory
from tests.moderation.web.pages import read, text_of

pytestmark = pytest.mark.django_db

ADDRESS = "/moderation/queues/spam/empty/"


def fields_of(response, selector="form[action$='/empty/']"):
    """Where the form is sent, and all it would send."""
    (form,) = read(response).cssselect(selector)
    fields = {}
    for field in form.cssselect("input[type=hidden]"):
        fields.setdefault(field.name, []).append(field.value)
    return form.get("action"), fields


def ask(desk, queue="spam"):
    """From the list to the question."""
    return desk.post(*fields_of(desk.get(f"/moderation/?queue={queue}")))


def confirm(desk, asked):
    return desk.post(*fields_of(asked))


@pytest.mark.parametrize(("queue", "author"), [("spam", "spam"), ("discarded", "discard")])
def test_what_the_list_shows_is_deleted_once_it_was_asked_about(desk, moderator, make_spam, queue, author):
    first, second = make_spam(author_name=author), make_spam(author_name=author)
    asked = ask(desk, queue)
    assert text_of(read(asked), "h1") == "Delete these 2 comments for good?"
    assert Comment.objects.count() == 2
    done = confirm(desk, asked)
    assert text_of(read(done), "h1") == "2 comments are deleted."
    assert text_of(read(done), "main p") is None
    assert not Comment.objects.filter(pk__in=[first.pk, second.pk]).exists()
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr, entry.change_message) == (moderator, queue, "Deleted 2 comments for good.")


def test_what_came_since_stays(desk, make_spam):
    make_spam()
    asked = ask(desk)
    late = make_spam()
    assert text_of(read(confirm(desk, asked)), "h1") == "1 comment is deleted."
    assert Comment.objects.get() == late


def test_what_changed_since_stays_and_that_is_said(desk, make_spam):
    seen, decided, moved = make_spam(), make_spam(), make_spam()
    asked = ask(desk)
    DecisionFactory(comment=decided, action="reject")
    settle_case(comment_id=moved.pk)
    put_case(comment_id=moved.pk, queue="spam", reasons=[])
    done = confirm(desk, asked)
    assert text_of(read(done), "h1") == "1 comment is deleted."
    assert text_of(read(done), "main p") == "2 stayed, because they were decided on since you saw them."
    assert set(Comment.objects.values_list("pk", flat=True)) == {decided.pk, moved.pk}
    assert not Comment.objects.filter(pk=seen.pk).exists()


def test_what_the_checker_is_still_to_hear_of_stays(desk, make_spam):
    comment = make_spam()
    decision = DecisionFactory(comment=comment, action="not_spam")
    Comment.objects.filter(pk=comment.pk).update(visibility="spam", in_thread=False)
    put_case(comment_id=comment.pk, queue="spam", reasons=[])
    assert Feedback.objects.get().decision == decision
    done = confirm(desk, ask(desk))
    assert text_of(read(done), "main p") == "1 stayed, because the spam checker is still to hear of it."
    assert Comment.objects.get() == comment


def test_sent_twice_it_says_that_nothing_was_left(desk, make_spam):
    make_spam()
    asked = ask(desk)
    confirm(desk, asked)
    done = confirm(desk, asked)
    assert text_of(read(done), "h1") == "0 comments are deleted."
    assert text_of(read(done), "main p") == "1 had been deleted before."
    assert LogEntry.objects.count() == 1


def test_only_queues_of_spam_have_the_form(desk, make_waiting, make_spam):
    comment = make_waiting()
    make_spam()
    for queue in ("waiting", "decided"):
        assert read(desk.get(f"/moderation/?queue={queue}")).cssselect("form[action$='/empty/']") == []
        case = Case.objects.get(comment=comment)
        sent = {"case": f"{comment.pk}:{case.version}", "confirmed": "yes"}
        assert desk.post(reverse("moderation:empty", args=[queue]), sent).status_code == 404
    assert Comment.objects.count() == 2


def test_an_empty_queue_has_nothing_to_delete(desk):
    assert read(desk.get("/moderation/?queue=spam")).cssselect("form[action$='/empty/']") == []


@pytest.mark.parametrize("case", [[], [""], ["x:1"], ["1"], ["1:"], ["-1:1"], [f"{'9' * 30}:1"]])
def test_a_form_that_names_nothing_leads_back(desk, make_spam, case):
    comment = make_spam()
    response = desk.post(ADDRESS, {"case": case, "confirmed": "yes"})
    assert (response.status_code, response["Location"]) == (303, "/moderation/?queue=spam")
    assert Comment.objects.get() == comment


def test_a_form_cannot_reach_what_waits(desk, make_waiting):
    comment = make_waiting()
    version = Case.objects.get().version
    done = desk.post(ADDRESS, {"case": f"{comment.pk}:{version}", "confirmed": "yes"})
    assert text_of(read(done), "h1") == "0 comments are deleted."
    assert Comment.objects.get() == comment
