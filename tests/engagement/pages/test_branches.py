import pytest
from django.db.models import F
from django.utils import timezone, translation

from engagement import slots
from engagement.models import Comment
from engagement.pages import branches
from engagement.pages.branches import render_branches
from engagement.pages.comments import Surroundings
from engagement.pages.kept import BRANCHES
from engagement.queries.threads import load_branches
from tests.factories import DiscussionFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def discussion():
    return DiscussionFactory()


@pytest.fixture
def root(discussion):
    return PublishedCommentFactory(discussion=discussion, body="Keep the quay")


@pytest.fixture
def reply(root):
    return PublishedCommentFactory(parent=root, body="So say I")


def render(discussion, *, depth=3, takes_replies=True):
    around = Surroundings(key=discussion.key, depth=depth, takes_replies=takes_replies)
    return render_branches(load_branches(discussion=discussion).branches, around)


@pytest.fixture
def templates(monkeypatch):
    """Which templates are rendered."""
    rendered = []

    def watch(template, context):
        rendered.append(context["comment"].id)
        return render_shared(template, context)

    render_shared = branches.render_shared
    monkeypatch.setattr(branches, "render_shared", watch)
    return rendered


def test_what_is_kept_is_what_would_be_rendered(discussion, reply, settings):
    PublishedCommentFactory(discussion=discussion, body="*Never*")
    kept = render(discussion)
    assert render(discussion) == kept
    settings.ENGAGEMENT = {"KEPT_MEGABYTES": 0}
    assert render(discussion) == kept


def test_a_branch_is_rendered_once(discussion, root, reply, templates):
    other = PublishedCommentFactory(discussion=discussion)
    first = render(discussion)
    assert sorted(templates) == sorted([str(root.pk), str(other.pk)])
    assert render(discussion) == first
    assert len(templates) == 2


CHANGES = {
    "text": {"html": "<p>Another</p>"},
    "name": {"author_name": "Zoe"},
    "website": {"author_url": "https://zoe.example"},
    "account": {"author_id": None, "author_name": "Nobody"},
    "edited": {"edited_at": timezone.now()},
    "redacted": {"redacted_at": timezone.now()},
    "featured": {"featured_at": timezone.now()},
    "locked": {"locked_at": timezone.now()},
    "newsroom": {"from_newsroom": True},
    "date": {"published_at": timezone.now()},
    "visibility": {"visibility": "rejected"},
    "more": {"reply_count": F("reply_count") + 3},
}


@pytest.mark.parametrize(
    ("change", "whose"),
    [(change, whose) for change in CHANGES for whose in ("root", "reply") if (change, whose) != ("more", "reply")],
)
def test_whatever_readers_see_of_a_row_renders_its_branch_anew_and_no_other(
    discussion, root, reply, templates, change, whose
):
    other = PublishedCommentFactory(discussion=discussion)
    before = render(discussion)
    templates.clear()
    Comment.objects.filter(pk={"root": root, "reply": reply}[whose].pk).update(**CHANGES[change])
    after = render(discussion)
    assert templates == [str(root.pk)]
    assert after != before
    assert sum(html in before for html in after) == 1
    assert f'id="c-{other.pk}"' in next(html for html in after if html in before)


@pytest.mark.parametrize("change", ["depth", "replies", "language", "slot", "slot's version", "setting", "template"])
def test_other_surroundings_render_it_anew(discussion, reply, monkeypatch, settings, tmp_path, templates, change):
    monkeypatch.setattr(slots, "_fillers", {name: {} for name in slots.NAMES})
    monkeypatch.setattr(slots, "_versions", {name: {} for name in slots.NAMES})
    version = ["1"]
    slots.fill(slots.COMMENT_ACTIONS, "tests", lambda _context: version[0], version=lambda: version[0])
    render(discussion)
    templates.clear()
    around, language = {}, "en"
    if change == "depth":
        around = {"depth": 0}
    elif change == "replies":
        around = {"takes_replies": False}
    elif change == "language":
        language = "de"
    elif change == "slot":
        slots.fill(slots.COMMENT_ACTIONS, "more", lambda _context: "More")
    elif change == "slot's version":
        version[0] = "2"
    elif change == "setting":
        settings.ENGAGEMENT = {"CONTACT": "desk@example.org"}
    elif change == "template":
        (tmp_path / "engagement").mkdir()
        (tmp_path / "engagement" / "meta.html").write_text("Mine: {{ comment.name }}")
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    with translation.override(language):
        html = render(discussion, **around)
    assert len(templates) == 1
    if change == "slot's version":
        assert "2" in html[0]
    if change == "template":
        assert "Mine: " in html[0]


def test_nothing_that_is_kept_outlives_its_place(discussion, reply):
    render(discussion)
    BRANCHES.forget()
    assert len(render(discussion)) == 1
