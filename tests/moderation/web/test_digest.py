"""The digest's page, and where the links in it lead."""

import datetime as dt
from urllib.parse import unquote

import pytest
import time_machine
from django.core import signing
from django.test import Client

from moderation.models import Decision, DigestPreference
from moderation.services.digest_links import link_card, link_stop
from moderation.services.digests import set_digest
from tests.factories import PASSWORD
from tests.moderation.web.pages import read, text_of, texts_of

pytestmark = pytest.mark.django_db

PAGE = "/moderation/digest/"


@pytest.fixture(autouse=True)
def address(settings):
    settings.MODERATION = {**settings.MODERATION, "SITE_URL": "https://www.example.org"}


def path_of(link):
    return link.removeprefix("https://www.example.org")


def chosen(tree):
    return [field.get("value") for field in tree.cssselect("input[name=frequency][checked]")]


def test_nobody_gets_mail_before_they_ask(desk, moderator):
    tree = read(desk.get(PAGE))
    assert chosen(tree) == ["off"]
    assert f"It goes to {moderator.email}." in texts_of(tree, "main p")
    assert DigestPreference.objects.count() == 0


def test_a_choice_is_kept_and_said_so(desk, moderator):
    response = desk.post(PAGE, {"frequency": "daily"})
    assert (response.status_code, response["Location"]) == (303, f"{PAGE}?saved=yes")
    tree = read(desk.get(response["Location"]))
    assert (chosen(tree), text_of(tree, "[role=status]")) == (["daily"], "Saved.")
    assert DigestPreference.objects.values_list("user_id", "frequency", "language").get() == (
        moderator.pk,
        "daily",
        "en",
    )


def test_no_choice_is_refused_at_its_field(desk):
    response = desk.post(PAGE, {"frequency": "weekly"})
    tree = read(response)
    assert response.status_code == 400
    assert text_of(tree, "#ws-digest-error") == "Please choose one of these."
    assert tree.cssselect("fieldset")[0].get("aria-describedby") == "ws-digest-error"
    assert DigestPreference.objects.count() == 0


def test_a_choice_needs_the_forms_own_token(moderator):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(moderator)
    assert browser.post(PAGE, {"frequency": "daily"}).status_code == 403
    assert DigestPreference.objects.count() == 0


def test_what_keeps_mails_from_being_sent_is_said(desk, moderator, settings):
    settings.MODERATION = {**settings.MODERATION, "SITE_URL": ""}
    type(moderator).objects.update(email="")
    words = " ".join(texts_of(read(desk.get(PAGE)), "main p"))
    assert 'No mails are sent yet: whoever runs this site has to set MODERATION["SITE_URL"].' in words
    assert "Your account has no e-mail address" in words


def test_a_link_leads_over_the_sign_in_to_its_card_and_decides_nothing(client, moderator, make_waiting):
    comment = make_waiting()
    link = path_of(link_card(comment.pk))
    response = client.get(link)
    assert (response.status_code, unquote(response["Location"])) == (302, f"/accounts/login/?next={link}")
    response = client.post(response["Location"], {"username": moderator.username, "password": PASSWORD})
    assert response["Location"] == link
    response = client.get(link, follow=True)
    assert response.redirect_chain == [(f"/moderation/?queue=waiting&case={comment.pk}", 302)]
    assert comment.body in response.content.decode()
    assert Decision.objects.count() == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda pk: "x",
        signing.dumps,
        lambda pk: signing.dumps(pk, salt="afterword.moderation.digest.stop"),
    ],
)
def test_a_forged_link_opens_nothing(desk, make_waiting, make):
    comment = make_waiting()
    response = desk.get(f"{PAGE}open/{make(comment.pk)}/")
    assert response.status_code == 410
    assert text_of(read(response), "h1") == "This link is no longer valid."


def test_a_link_opens_its_card_for_some_days(desk, make_waiting):
    link = path_of(link_card(make_waiting().pk))
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=6)):
        assert desk.get(link).status_code == 302
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=8)):
        assert desk.get(link).status_code == 410


@pytest.fixture
def preference(moderator):
    return set_digest(user_id=moderator.pk, frequency="daily")


def test_a_mail_program_stops_it_with_one_post_and_no_session(preference):
    stranger = Client(enforce_csrf_checks=True)
    link = path_of(link_stop(preference.pk))
    for _time in range(2):
        response = stranger.post(link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        preference.refresh_from_db()
        assert (preference.frequency, preference.next_at) == ("off", None)


def test_whoever_follows_the_link_is_asked_first(preference):
    stranger = Client(enforce_csrf_checks=True)
    link = path_of(link_stop(preference.pk))
    (form,) = read(stranger.get(link)).cssselect("form[action*=stop]")
    preference.refresh_from_db()
    assert preference.frequency == "daily"
    assert (form.get("action"), form.get("method")) == (link, "post")
    assert text_of(read(stranger.post(form.get("action"))), "h1") == "You get no more digests."
    preference.refresh_from_db()
    assert preference.frequency == "off"


def test_a_forged_token_stops_nothing(client, preference, make_waiting):
    card_token = link_card(preference.pk).rstrip("/").rpartition("/")[2]
    for token in ("x", signing.dumps(preference.pk), card_token):
        assert client.post(f"{PAGE}stop/{token}/").status_code == 404
    preference.refresh_from_db()
    assert preference.frequency == "daily"


def test_an_old_mails_way_out_works_for_ever_and_for_who_is_gone(client, preference, moderator):
    link = path_of(link_stop(preference.pk))
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=2000)):
        assert client.post(link).status_code == 200
    moderator.delete()
    assert client.post(link).status_code == 200


def test_operators_see_that_mails_fail(desk, preference):
    DigestPreference.objects.update(failures=2)
    tree = read(desk.get("/moderation/health/"))
    assert "Digests to moderators cannot be sent." in texts_of(tree, ".ws-concerns b")


def test_the_queue_links_to_figures_and_digest(desk):
    links = [link.get("href") for link in read(desk.get("/moderation/")).cssselect("nav a")]
    assert {"/moderation/figures/", PAGE} <= set(links)
