"""Stances by the API: told after choosing, once a reader, and with the comments that bear them."""

import pytest
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from engagement.api import Comment, Discussion, Visibility, change_visibility, set_discussion_status, set_stances
from engagement.models import Stance, StanceChoice
from engagement.services.publisher_tokens import create_publisher_token
from tests.factories import DiscussionFactory, UserFactory

pytestmark = pytest.mark.django_db

TOKEN = "0123456789abcdef0123456789abcdef"
GUEST = {"Afterword-Guest": TOKEN}
NOTHING = {"stance": None, "readers": None, "split": None}


@pytest.fixture
def discussion():
    discussion = DiscussionFactory()
    set_stances(prompt_id=discussion.prompt.pk, labels=["Yes", "No"])
    return Discussion.objects.get(pk=discussion.pk)


@pytest.fixture
def yes(discussion):
    return Stance.objects.get(label="Yes").pk


@pytest.fixture
def no(discussion):
    return Stance.objects.get(label="No").pk


def url_of(discussion, part="stance/"):
    return f"/api/v1/discussions/{discussion.key}/{part}"


def put(client, discussion, stance, headers=GUEST):
    return client.put(url_of(discussion), {"stance": stance}, content_type="application/json", headers=headers)


def kind_of(response):
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    return response.status_code, problem["type"].rpartition(":")[2], problem.get("code")


def split(yes, no, *readers):
    return [
        {"stance": yes, "label": "Yes", "readers": readers[0]},
        {"stance": no, "label": "No", "readers": readers[1]},
    ]


def test_the_discussion_names_them_and_counts_none(api, discussion, yes, no):
    put(api, discussion, yes)
    told = api.get(url_of(discussion, "")).json()
    assert told["stances"] == [{"id": yes, "label": "Yes"}, {"id": no, "label": "No"}]
    assert told["counts"] == {"comments": 0}


def test_a_guest_chooses_changes_is_told_again_and_takes_it_back(api, discussion, yes, no):
    assert api.get(url_of(discussion), headers=GUEST).json() == NOTHING
    answers = [put(api, discussion, yes), put(api, discussion, yes), put(api, discussion, no)]
    answers += [api.get(url_of(discussion), headers=GUEST), api.get(url_of(discussion))]
    answers += [api.delete(url_of(discussion), headers=GUEST) for _ in range(2)]
    one = {"stance": yes, "readers": 1, "split": split(yes, no, 1, 0)}
    other = {"stance": no, "readers": 1, "split": split(yes, no, 0, 1)}
    assert [answer.json() for answer in answers] == [one, one, other, other, NOTHING, NOTHING, NOTHING]
    assert {(answer.status_code, answer.headers["Cache-Control"]) for answer in answers} == {(200, "private, no-store")}
    assert not StanceChoice.objects.exists()


def test_an_account_needs_its_token(discussion, yes, no):
    client, user = Client(enforce_csrf_checks=True), UserFactory()
    client.force_login(user)
    assert put(client, discussion, yes, {}).status_code == 403
    assert not StanceChoice.objects.exists()
    request = RequestFactory().get("/")
    proof = {"X-CSRFToken": get_token(request)}
    client.cookies["csrftoken"] = request.META["CSRF_COOKIE"]
    assert put(client, discussion, yes, proof).json()["stance"] == yes
    assert StanceChoice.objects.get().account_id == user.pk
    assert client.get(url_of(discussion)).json() == {"stance": yes, "readers": 1, "split": split(yes, no, 1, 0)}


def test_what_is_refused_is_a_problem_and_stores_nothing(api, discussion, yes, settings):
    assert kind_of(put(api, discussion, yes, {})) == (403, "stance-refused", "token")
    for wish in (0, 10**9, "1", None, True):
        assert kind_of(put(api, discussion, wish)) == (403, "stance-refused", "unknown")
    assert kind_of(put(api, discussion, yes, GUEST | {"Origin": "https://evil.example"})) == (
        403,
        "foreign-origin",
        None,
    )
    settings.ENGAGEMENT = {"GUESTS": False}
    assert kind_of(put(api, discussion, yes)) == (403, "stance-refused", "account")
    assert not StanceChoice.objects.exists()


def test_limits_hold(api, discussion, yes, no, settings):
    settings.ENGAGEMENT = {"STANCE_LIMITS": [(1, 24 * 3600)]}
    put(api, discussion, yes)
    response = put(api, discussion, no)
    assert kind_of(response) == (429, "stance-too-fast", None)
    assert int(response.headers["Retry-After"]) > 0
    assert StanceChoice.objects.get().stance_id == yes


def test_once_it_is_closed_everybody_is_told(api, discussion, yes, no):
    put(api, discussion, yes)
    set_discussion_status(discussion_id=discussion.pk, status="closed")
    assert api.get(url_of(discussion)).json() == {"stance": None, "readers": 1, "split": split(yes, no, 1, 0)}
    assert kind_of(put(api, discussion, no)) == (403, "discussion-closed", None)


def test_a_comment_bears_its_stance(api, discussion, no):
    sent = {"body": "Sell it to whoever wants it.", "author_name": "Ada", "stance": no}
    posted = api.post(url_of(discussion, "comments/"), sent, content_type="application/json")
    assert posted.status_code == 201
    comment = Comment.objects.get()
    if comment.visibility != Visibility.PUBLISHED:
        change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED)
    borne = {"id": no, "label": "No"}
    assert api.get(f"/api/v1/comments/{comment.pk}/").json()["stance"] == borne
    assert [root["stance"] for root in api.get(url_of(discussion, "comments/")).json()["results"]] == [borne]


@pytest.mark.parametrize("stance", ["1", -1, 1.5, True, 2**63])
def test_what_is_no_number_of_a_stance_stores_nothing(api, discussion, stance):
    sent = {"body": "Sell it to whoever wants it.", "author_name": "Ada", "stance": stance}
    response = api.post(url_of(discussion, "comments/"), sent, content_type="application/json")
    assert kind_of(response) == (400, "invalid-comment", None)
    assert response.json()["errors"] == {"stance": ["This must be the number of a stance, 0 for none, or null."]}
    assert not Comment.objects.exists()


def publish(api, **given):
    made = create_publisher_token(name="cms")
    article = {
        "url": "https://paper.example/bridge",
        "title": "The bridge",
        "body": "<p>It was closed.</p><p>Should it stay closed? Tell us in the comments!</p>",
        **given,
    }
    return api.put(
        "/api/v1/discussions/paper:bridge/",
        article,
        content_type="application/json",
        headers={"Authorization": f"Bearer {made.token}"},
    )


def test_a_publisher_brings_them_along_and_leaves_them_out(api):
    created = publish(api, stances=["Yes", "No"])
    assert created.status_code == 201
    offered = [stance["label"] for stance in created.json()["stances"]]
    assert offered == ["Yes", "No"]
    assert publish(api).json()["stances"] == created.json()["stances"]
    assert publish(api, stances=["No", "It depends"]).json()["stances"][1]["label"] == "It depends"
    assert publish(api, stances=[]).json()["stances"] == []


@pytest.mark.parametrize(
    ("stances", "words"),
    [
        (["Yes"], "A prompt offers 2 to 5 stances, or none."),
        (["Yes", "yes"], "Two stances read the same."),
        (["Yes", "x" * 41], "At most 5 texts of at most 40 characters are allowed."),
        ("Yes", "This must be a list of texts."),
    ],
)
def test_what_cannot_be_offered_opens_nothing(api, stances, words):
    response = publish(api, stances=stances)
    assert kind_of(response) == (400, "invalid-discussion", None)
    assert response.json()["errors"] == {"stances": [words]}
    assert not Discussion.objects.exists()
