import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test.utils import isolate_apps

from engagement import hosts
from engagement.exceptions import HostNotRegistered
from engagement.hosts import Article as ArticleValues
from tests.articles.models import Review
from tests.factories import ArticleFactory, ReviewFactory

User = get_user_model()


@pytest.fixture(autouse=True)
def hosts_of_their_own(monkeypatch):
    """What a test registers leaves with it."""
    monkeypatch.setattr(hosts, "_hosts", dict(hosts._hosts))


def register_group(**sources):
    return hosts.register(
        Group, **{"body": "name", "title": "name", "url": "name", "is_public": lambda group: True, **sources}
    )


def test_registered_models_are_hosts_in_the_order_they_joined():
    assert [host.label for host in hosts.registered()] == ["articles.article", "articles.review"]
    assert hosts.host_named("articles.review").model is Review
    assert hosts.host_named("articles.unknown") is None


@pytest.mark.django_db
def test_an_article_is_read_in_our_words():
    published = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    article = ArticleFactory(title="The harbour", body="<p>Body.</p>", authors="Anna", published_at=published)
    assert hosts.host_of(article).read(article) == ArticleValues(
        key=f"articles.article.{article.pk}",
        host="articles.article",
        host_pk=str(article.pk),
        title="The harbour",
        url=f"/articles/{article.pk}/",
        body="<p>Body.</p>",
        section="Harbour",
        language="en",
        authors=("Anna",),
        tags=("ferries", "quays"),
        published_at=published,
        modified_at=article.modified_at,
    )


@pytest.mark.django_db
def test_what_a_host_does_not_name_is_empty():
    review = ReviewFactory(slug="a-boat")
    values = hosts.host_of(review).read(review)
    assert (values.section, values.language, values.authors, values.tags, values.published_at, values.modified_at) == (
        "",
        "",
        (),
        (),
        None,
        None,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("name", "editors", id="a field"),
        pytest.param("natural_key", "('editors',)", id="a method"),
        pytest.param(lambda group: group.name.upper(), "EDITORS", id="a function"),
        pytest.param("pk", None, id="the primary key"),
    ],
)
def test_a_value_comes_from_where_the_publisher_says(source, expected):
    register_group(title=source)
    group = Group.objects.create(name="editors")
    assert hosts.host_of(group).read(group).title == (expected or str(group.pk))


@pytest.mark.django_db
def test_names_come_from_related_objects_from_text_and_from_lists():
    group = Group.objects.create(name="editors")
    group.permissions.set(Permission.objects.order_by("pk")[:2])
    expected = tuple(str(permission) for permission in group.permissions.all())
    assert len(expected) == 2
    register_group(authors="permissions", tags=lambda group: group.permissions.all())
    values = hosts.host_of(group).read(group)
    assert (values.authors, values.tags) == (expected, expected)
    register_group(authors=lambda group: ["Anna", "Berta"], tags=lambda group: 7)
    values = hosts.host_of(group).read(group)
    assert (values.authors, values.tags) == (("Anna", "Berta"), ("7",))
    register_group(authors=lambda group: None, tags=lambda group: [])
    values = hosts.host_of(group).read(group)
    assert (values.authors, values.tags) == ((), ())


@pytest.mark.django_db
def test_a_related_object_is_taken_as_it_is_called_and_not_called():
    permission = Permission.objects.select_related("content_type").first()
    host = hosts.register(
        Permission, body="name", title="content_type", url="codename", is_public=lambda permission: True
    )
    assert host.read(permission).title == str(permission.content_type)


@pytest.mark.django_db
def test_a_date_is_the_beginning_of_its_day_and_anything_else_no_moment():
    group = Group.objects.create(name="editors")
    register_group(published_at=lambda group: dt.date(2026, 3, 2))
    assert hosts.host_of(group).read(group).published_at == dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    register_group(published_at="name")
    with pytest.raises(TypeError, match="a date or a date and time is needed, not 'editors'"):
        hosts.host_of(group).read(group)


@pytest.mark.django_db
def test_an_object_is_found_by_the_key_it_has():
    article, review = ArticleFactory(), ReviewFactory(slug="a.boat")
    for obj, key in ((article, f"articles.article.{article.pk}"), (review, "articles.review.a.boat")):
        assert hosts.host_of(obj).key_of(obj) == key
        assert hosts.find_by_key(key) == (hosts.host_of(obj), obj)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "key",
    [
        "articles.article.404",
        "articles.article.x",
        "articles.article.",
        "articles.article.٤",
        "articles.article." + "9" * 40,
        "articles.review",
        "other.model.1",
        "",
    ],
)
def test_a_key_that_names_nothing_finds_nothing(key):
    ArticleFactory(pk=4)
    assert hosts.find_by_key(key) is None


@pytest.mark.django_db
def test_a_key_has_one_spelling():
    article = ArticleFactory(pk=7)
    for spelling in ("07", " 7", "7 ", "+7", "٧"):
        assert hosts.find_by_key(f"articles.article.{spelling}") is None
    assert hosts.find_by_key("articles.article.7") == (hosts.host_of(article), article)


@pytest.mark.django_db
def test_a_key_that_a_function_gives_names_its_object_only_through_the_discussion():
    register_group(key=lambda group: f"group:{group.name}")
    group = Group.objects.create(name="editors")
    assert hosts.host_of(group).key_of(group) == "group:editors"
    assert hosts.find_by_key("group:editors") is None


@pytest.mark.django_db
@pytest.mark.parametrize("pk", ["404", "x", "", "9" * 40, "\0"])
def test_an_object_that_is_gone_is_not_found(pk):
    assert hosts.host_named("articles.article").find(pk) is None


@pytest.mark.django_db
@pytest.mark.parametrize(("is_live", "shown"), [(True, True), (False, False)])
def test_whether_an_object_shows_its_own_field_says(is_live, shown):
    review = ReviewFactory(is_live=is_live)
    assert hosts.host_of(review).shows(review) is shown


@pytest.mark.django_db
@isolate_apps("tests.articles")
def test_children_and_proxies_belong_to_the_host_they_descend_from():
    class Editor(User):
        class Meta:
            proxy = True
            app_label = "articles"

    host = hosts.register(User, body="username", title="username", url="username", is_public="is_active")
    editor = Editor.objects.create(username="anna")
    assert hosts.host_of(editor) is host
    assert host.read(editor).host == User._meta.label_lower


def test_a_model_that_never_joined_or_has_left_is_no_host():
    hosts.unregister(Review)
    hosts.unregister(Review)
    for model in (Review, User):
        with pytest.raises(HostNotRegistered, match=r"call engagement\.api\.register_host for it"):
            hosts.host_of(model)


def test_registering_again_says_it_anew():
    host = hosts.register(Review, body="text", title="slug", url="slug", is_public="is_live")
    assert hosts.host_of(Review) is host
    assert len(list(hosts.registered())) == 2


def test_sources_that_the_model_does_not_have_are_named():
    assert [host.missing_sources() for host in hosts.registered()] == [[], []]
    host = hosts.register(Review, title="name", section="category", authors=lambda review: "Anna")
    assert host.missing_sources() == [
        ("body", "body"),
        ("url", "get_absolute_url"),
        ("is_public", "is_public"),
        ("section", "category"),
    ]


def test_related_names_are_sources_too():
    host = hosts.register(User, body="username", title="username", url="pk", is_public="is_active", authors="groups")
    assert host.missing_sources() == []
