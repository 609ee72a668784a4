import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.db import connection, models
from django.test import override_settings
from django.test.utils import isolate_apps
from django.urls import include, path

from engagement import gates, hosts
from engagement.checks import (
    check_database,
    check_follow,
    check_gates,
    check_hosts,
    check_settings,
    check_templates,
    check_urls,
    check_webhooks,
)
from tests.articles.models import Review

User = get_user_model()

urlpatterns = [path("discussions/", include("engagement.web.urls")), path("api/", include("engagement.rest.v1.urls"))]


@pytest.fixture(autouse=True)
def alone(engagement_alone, monkeypatch):
    monkeypatch.setattr(hosts, "_hosts", dict(hosts._hosts))


def ids(messages):
    return [message.id for message in messages]


def registered(**sources):
    """The only host, as a publisher might have registered it."""
    hosts._hosts.clear()
    return hosts.register(Review, **{"body": "text", "title": "name", "url": "slug", "is_public": "is_live", **sources})


def test_all_of_them_are_asked_by_manage_py_check():
    asked = {
        check.__name__ for check in checks.registry.registry.get_checks() if check.__module__ == "engagement.checks"
    }
    assert asked == {
        "check_database",
        "check_follow",
        "check_gates",
        "check_hosts",
        "check_settings",
        "check_sso",
        "check_templates",
        "check_urls",
        "check_webhooks",
    }


@pytest.mark.django_db
def test_of_a_project_that_is_set_up_they_say_nothing():
    gates.register("tests", lambda draft: gates.Ruling(admission=gates.Admission.SCREEN))
    found = checks.run_checks(databases=["default"])
    assert [message for message in found if message.id.startswith("engagement")] == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, [], id="nothing set"),
        pytest.param({"GUESTZ": True}, ["engagement.E001"], id="unknown key"),
        pytest.param({"GUESTS": "yes"}, ["engagement.E001"], id="wrong type"),
        pytest.param({"ROOTS_PER_PAGE": 0}, ["engagement.E001"], id="a number that cannot be"),
        pytest.param({"TRUSTED_PROXIES": ["10.1.2.3", "10.1.", "10.0.0.0/8", "2001:db8::1"]}, [], id="proxies"),
        pytest.param({"TRUSTED_PROXIES": ["proxy.example.org"]}, ["engagement.E002"], id="a proxy by name"),
        pytest.param({"TRUSTED_PROXIES": ["10.0.0.0/99"]}, ["engagement.E002"], id="a network that is none"),
        pytest.param({"TRUSTED_PROXIES": [""]}, ["engagement.E002"], id="an empty proxy"),
        pytest.param(
            {"TRUSTED_ORIGINS": ["https://www.example.org", "http://127.0.0.1:8000/", "https://[::1]:8000"]},
            [],
            id="origins",
        ),
        pytest.param({"TRUSTED_ORIGINS": ["www.example.org"]}, ["engagement.E003"], id="an origin without a scheme"),
        pytest.param({"TRUSTED_ORIGINS": ["https://a.example/b/"]}, ["engagement.E003"], id="an origin with a path"),
        pytest.param({"TRUSTED_ORIGINS": ["*", "null"]}, ["engagement.E003"] * 2, id="no origins at all"),
        pytest.param({"EMBED_ORIGINS": ["https://www.example.org"]}, [], id="an origin that embeds"),
        pytest.param({"EMBED_ORIGINS": ["*", "null"]}, ["engagement.E003"] * 2, id="anybody embeds"),
        pytest.param({"HONEYPOT_FIELD": "author_name"}, ["engagement.E004"], id="a honeypot that people fill in"),
        pytest.param(
            {"HONEYPOT_FIELD": "csrfmiddlewaretoken"}, ["engagement.E004"], id="a honeypot that Django fills in"
        ),
        pytest.param({"HONEYPOT_FIELD": ""}, ["engagement.E004"], id="a honeypot without a name"),
        pytest.param({"HONEYPOT_FIELD": 'x" y'}, ["engagement.E004"], id="a honeypot that is no name"),
    ],
)
def test_settings_are_judged(given, expected):
    with override_settings(ENGAGEMENT=given):
        found = list(check_settings())
    assert ids(found) == expected
    assert all(message.hint for message in found)


def test_a_broken_setting_is_told_in_its_own_words():
    with override_settings(ENGAGEMENT={"ROOTS_PER_PAGE": 0}):
        (message,) = check_settings()
    assert message.msg == "ENGAGEMENT: ROOTS_PER_PAGE must be at least 1."
    assert message.level == checks.ERROR


def test_hosts_that_have_everything_are_not_mentioned():
    assert list(check_hosts()) == []


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        pytest.param({"section": "category"}, ["engagement.E006"], id="a field that is not there"),
        pytest.param({"is_public": "public"}, ["engagement.E006"], id="nobody says who may read it"),
        pytest.param({"body": "html", "title": "headline"}, ["engagement.E006"] * 2, id="each one is named"),
        pytest.param({"key": "name"}, ["engagement.E007"], id="a key that is not unique"),
        pytest.param({"key": "slug_field"}, ["engagement.E006", "engagement.E007"], id="a key that is not there"),
        pytest.param({"key": "get_absolute_url"}, ["engagement.E006", "engagement.E007"], id="a key that is a method"),
        pytest.param({"key": "slug"}, [], id="a unique key"),
        pytest.param({"key": lambda review: review.slug}, [], id="a key that a function gives"),
    ],
)
def test_a_host_is_told_what_its_model_lacks(sources, expected):
    registered(**sources)
    found = list(check_hosts())
    assert ids(found) == expected
    assert all(message.hint and message.obj is Review for message in found)


def test_a_host_without_is_public_is_told_what_to_give_it():
    hosts._hosts.clear()
    hosts.register(Review, body="text", title="name", url="slug")
    (message,) = check_hosts()
    assert message.msg == "articles.review is registered with is_public='is_public', and has nothing of that name."
    assert message.hint.startswith("Give the model a property is_public")


@isolate_apps("tests.articles")
def test_an_abstract_model_carries_no_discussion():
    class Page(models.Model):
        class Meta:
            abstract = True
            app_label = "articles"

    hosts._hosts.clear()
    hosts.register(Page)
    assert ids(check_hosts()) == ["engagement.E005"]


def test_a_model_that_is_registered_too_late_is_not_followed_and_told_so():
    hosts._hosts.clear()
    hosts.register(User, body="username", title="username", url="username", is_public="is_active")
    (message,) = check_hosts()
    assert (message.id, message.level) == ("engagement.W002", checks.WARNING)
    assert "afterword.py" in message.hint


def test_a_site_without_a_gate_is_warned():
    (message,) = check_gates()
    assert (message.id, message.level, message.msg) == (
        "engagement.W001",
        checks.WARNING,
        "Comments are published unscreened.",
    )
    gates.register("tests", lambda draft: gates.Ruling(admission=gates.Admission.SCREEN))
    assert check_gates() == []


@pytest.mark.parametrize(
    ("templates", "expected"),
    [
        pytest.param([], ["engagement.E008"], id="no engine"),
        pytest.param(
            [{"BACKEND": "django.template.backends.django.DjangoTemplates"}], ["engagement.E008"], id="no directories"
        ),
    ],
)
def test_templates_that_are_not_found_are_an_error(templates, expected):
    assert ids(check_templates()) == []
    with override_settings(TEMPLATES=templates):
        assert ids(check_templates()) == expected


def test_urls_that_are_not_included_are_an_error():
    assert ids(check_urls()) == []
    with override_settings(ROOT_URLCONF="tests.articles.apps"):
        (message,) = check_urls()
    assert message.id == "engagement.E009"
    assert 'include("engagement.web.urls")' in message.hint


def test_the_api_without_rest_framework_is_a_warning():
    without = [app for app in settings.INSTALLED_APPS if app != "rest_framework"]
    with override_settings(ROOT_URLCONF=__name__):
        assert ids(check_urls()) == []
        with override_settings(INSTALLED_APPS=without):
            assert ids(check_urls()) == ["engagement.W003"]


def test_sqlite_whose_writers_do_not_wait_is_a_warning(monkeypatch):
    expected = ["engagement.W004"] if connection.vendor == "sqlite" else []
    assert ids(check_database()) == []
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
    assert ids(check_database()) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("rest_framework.throttling.ScopedRateThrottle", []),
        ("rest_framework.throttling.NoSuchThrottle", ["engagement.E010"]),
        ("no.such.module.Throttle", ["engagement.E010"]),
        ("throttle", ["engagement.E010"]),
        ("rest_framework.views.APIView", ["engagement.E010"]),
    ],
)
def test_what_is_no_throttle_class_is_an_error(path, expected):
    with override_settings(ENGAGEMENT={"API_THROTTLES": [path]}):
        assert ids(check_settings()) == expected


def test_a_drawing_that_is_not_there_is_an_error():
    with override_settings(ENGAGEMENT={"RESPECT_ICON": "up"}):
        assert ids(check_templates()) == []
    with override_settings(ENGAGEMENT={"RESPECT_ICON": "heart"}):
        (message,) = check_templates()
    assert (message.id, message.msg) == (
        "engagement.E013",
        "ENGAGEMENT['RESPECT_ICON'] is 'heart', which is not drawn.",
    )
    with override_settings(ENGAGEMENT={"ROOTS_PER_PAGE": 0}):
        assert ids(check_templates()) == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", []),
        ("tests.engagement.services.test_badges.find_experts", []),
        ("tests.engagement.services.test_badges.EXPERTS", ["engagement.E011"]),
        ("tests.engagement.services.test_badges.nobody", ["engagement.E011"]),
        ("no.such.module.experts", ["engagement.E011"]),
        ("experts", ["engagement.E011"]),
    ],
)
def test_what_is_no_function_that_knows_experts_is_an_error(path, expected):
    with override_settings(ENGAGEMENT={"BADGES": path}):
        assert ids(check_settings()) == expected


def test_a_reserved_name_that_no_name_can_hold_is_an_error():
    with override_settings(ENGAGEMENT={"RESERVED_NAMES": ["Desk", "✔", " "]}):
        assert ids(check_settings()) == ["engagement.E012"] * 2


def test_the_authors_accounts_must_be_something_the_model_has():
    registered(author_accounts="nobody")
    assert "engagement.E006" in ids(check_hosts())


FOLLOWING = {"FOLLOW": True, "SITE_URL": "https://news.example.org"}
SMTP = "django.core.mail.backends.smtp.EmailBackend"
DUMMY = "django.core.mail.backends.dummy.EmailBackend"


@pytest.mark.parametrize(
    ("engagement", "backend", "sender", "found"),
    [
        pytest.param({}, DUMMY, "", 0, id="nobody may follow"),
        pytest.param(FOLLOWING, SMTP, "talk@example.org", 0, id="mails have a sender and a way"),
        pytest.param({**FOLLOWING, "FOLLOW_FROM": "talk@example.org"}, SMTP, "", 0, id="followers have a sender"),
        pytest.param(FOLLOWING, SMTP, "webmaster@localhost", 1, id="the sender is nobody"),
        pytest.param(FOLLOWING, DUMMY, "talk@example.org", 1, id="mails go nowhere"),
        pytest.param({"FOLLOW": True}, DUMMY, "", 0, id="settings that cannot be read are another check's"),
    ],
)
def test_mails_to_followers_that_would_reach_nobody_are_told(engagement, backend, sender, found):
    with override_settings(ENGAGEMENT=engagement, EMAIL_BACKEND=backend, DEFAULT_FROM_EMAIL=sender):
        assert ids(check_follow()) == ["engagement.W009"] * found


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({"WEBHOOKS": True}, [], id="as it comes"),
        pytest.param({"WEBHOOKS": True, "WEBHOOK_HTTP": True}, ["engagement.W020"], id="anybody reads along"),
        pytest.param({"WEBHOOK_HTTP": True, "WEBHOOK_NETWORKS": ["0.0.0.0/0"]}, [], id="switched off"),
        pytest.param({"WEBHOOKS": True, "WEBHOOK_NETWORKS": ["10.0.0.0/8", "fd12::/32"]}, [], id="a network"),
        pytest.param({"WEBHOOKS": True, "WEBHOOK_NETWORKS": ["0.0.0.0/0"]}, ["engagement.W021"], id="every network"),
        pytest.param({"WEBHOOKS": True, "WEBHOOK_NETWORKS": ["10.0.0.1/8"]}, [], id="what cannot be read"),
    ],
)
def test_webhooks_that_reach_too_far_are_warned_of(given, expected):
    with override_settings(ENGAGEMENT=given):
        assert ids(check_webhooks()) == expected
