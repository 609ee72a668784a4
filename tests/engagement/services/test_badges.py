"""Who somebody was to the article when they wrote, kept with the comment."""

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from engagement import hosts
from engagement.api import Comment, CommentNotFound, Discussion, InvalidComment, erase_comment, renew_badge, set_badge
from tests.articles.models import Article
from tests.factories import ArticleFactory, CommentFactory, DiscussionFactory, PublishedCommentFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engagement_alone")]

EXPERTS = {"BADGES": "tests.engagement.services.test_badges.find_experts"}
asked = []


def find_experts(user_ids):
    asked.append(list(user_ids))
    users = get_user_model().objects.filter(pk__in=user_ids, username="ruth")
    return {user.pk: " Road-safety\n engineer " for user in users}


def fail(user_ids):
    raise ConnectionError("secret")


def break_the_database(user_ids):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


@pytest.fixture
def written_by(monkeypatch):
    """Let the article's authors have accounts."""

    def register(source):
        host = hosts._hosts[Article]
        options = {name: getattr(host, name) for name in host.__slots__}
        monkeypatch.setitem(hosts._hosts, Article, hosts.Host(**{**options, "author_accounts": source}))

    return register


def badge_of(comment):
    return Comment.objects.values_list("badge", "badge_label").get(pk=comment.pk)


@pytest.mark.parametrize(
    "give",
    [
        pytest.param(lambda user: user, id="a user"),
        pytest.param(lambda user: user.pk, id="a key"),
        pytest.param(lambda user: str(user.pk), id="a key as text"),
        pytest.param(lambda user: [UserFactory(), user], id="users"),
        pytest.param(lambda user: (user.pk,), id="keys"),
        pytest.param(lambda user: get_user_model().objects.filter(pk=user.pk), id="a query"),
    ],
)
def test_what_the_articles_author_writes_there_is_marked(written_by, give):
    user = UserFactory()
    given = give(user)
    written_by(lambda _article: given)
    assert badge_of(CommentFactory(user=user)) == ("author", "")
    assert badge_of(CommentFactory(user=UserFactory())) == ("", "")
    assert badge_of(CommentFactory()) == ("", "")


@pytest.mark.parametrize("nobody", [None, "", (), []])
def test_an_article_whose_authors_have_no_accounts_marks_nobody(written_by, nobody):
    written_by(lambda _article: nobody)
    assert badge_of(CommentFactory(user=UserFactory())) == ("", "")


def test_an_expert_is_marked_with_the_words_of_the_publisher():
    asked.clear()
    ruth, other = UserFactory(username="ruth"), UserFactory()
    with override_settings(ENGAGEMENT=EXPERTS):
        assert badge_of(CommentFactory(user=ruth)) == ("expert", "Road-safety engineer")
        assert badge_of(CommentFactory(user=other)) == ("", "")
        assert badge_of(CommentFactory(author_name="Ruth A.")) == ("", "")
    assert asked == [[ruth.pk], [other.pk]]


def test_an_author_who_is_an_expert_is_the_author(written_by):
    ruth = UserFactory(username="ruth")
    written_by(lambda _article: ruth)
    with override_settings(ENGAGEMENT=EXPERTS):
        assert badge_of(CommentFactory(user=ruth)) == ("author", "")


@pytest.mark.parametrize("broken", ["fail", "break_the_database"])
def test_where_the_publishers_function_fails_the_comment_is_taken_all_the_same(caplog, broken):
    with override_settings(ENGAGEMENT={"BADGES": f"tests.engagement.services.test_badges.{broken}"}):
        comment = CommentFactory(user=UserFactory(username="ruth"))
    assert badge_of(comment) == ("", "")
    assert "ENGAGEMENT['BADGES'] failed" in caplog.text
    assert "secret" not in caplog.text
    with override_settings(ENGAGEMENT=EXPERTS):
        assert renew_badge(comment_id=comment.pk) is True
    assert badge_of(comment) == ("expert", "Road-safety engineer")


def test_a_badge_is_given_and_taken_away_and_readers_hear_of_it(announced):
    comment = PublishedCommentFactory(user=UserFactory())
    version = Discussion.objects.get().version
    with announced() as heard:
        assert set_badge(comment_id=comment.pk, badge="expert", label=" Harbour  pilot ") is True
    assert badge_of(comment) == ("expert", "Harbour pilot")
    assert heard == [("discussion_changed", {"discussion_id": comment.discussion_id})]
    assert Discussion.objects.get().version == version + 1
    assert set_badge(comment_id=comment.pk, badge="expert", label="Harbour pilot") is False
    assert set_badge(comment_id=comment.pk, badge="") is True
    assert badge_of(comment) == ("", "")
    assert Discussion.objects.get().version == version + 2


@pytest.mark.parametrize(
    ("badge", "label", "field"),
    [
        ("king", "", "badge"),
        ("expert", "", "label"),
        ("expert", "  ", "label"),
        ("expert", "x" * 101, "label"),
        ("author", "x", "label"),
        ("", "x", "label"),
    ],
)
def test_what_is_no_badge_is_refused(badge, label, field):
    comment = PublishedCommentFactory()
    with pytest.raises(InvalidComment) as refused:
        set_badge(comment_id=comment.pk, badge=badge, label=label)
    assert list(refused.value.errors) == [field]
    assert badge_of(comment) == ("", "")


def test_nobody_marks_what_is_not_there():
    with pytest.raises(CommentNotFound):
        set_badge(comment_id=10**6, badge="author")
    assert renew_badge(comment_id=10**6) is False


def test_a_guest_gets_no_badge_anew():
    comment = PublishedCommentFactory()
    with override_settings(ENGAGEMENT=EXPERTS):
        assert renew_badge(comment_id=comment.pk) is False
    assert badge_of(comment) == ("", "")


def test_erasing_takes_the_badge_with_everything_personal():
    comment = PublishedCommentFactory(user=UserFactory())
    set_badge(comment_id=comment.pk, badge="expert", label="Harbour pilot")
    erase_comment(comment_id=comment.pk)
    assert badge_of(comment) == ("", "")


@pytest.mark.parametrize("values", [{"badge": "king"}, {"badge": "expert"}, {"badge_label": "x"}])
def test_the_database_knows_no_other_badge(values):
    comment = CommentFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**values)


def test_the_badge_stays_when_the_account_is_no_expert_any_more():
    ruth = UserFactory(username="ruth")
    discussion = DiscussionFactory(article=ArticleFactory())
    with override_settings(ENGAGEMENT=EXPERTS):
        comment = CommentFactory(discussion=discussion, user=ruth)
        get_user_model().objects.filter(pk=ruth.pk).update(username="formerly")
        later = CommentFactory(discussion=discussion, user=ruth)
    assert badge_of(comment) == ("expert", "Road-safety engineer")
    assert badge_of(later) == ("", "")
