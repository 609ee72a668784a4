"""Stances on a page of another site, in the shadow root: by a guest, and by a reader who was signed on there."""

import socket

import pytest
from django.test import Client
from playwright.sync_api import expect

from engagement.api import Comment, Discussion, find_discussion_of, set_stances
from engagement.models import ExternalIdentity, Stance, StanceChoice
from engagement.services.sessions import end_sessions, sign_in
from tests.engagement.web.test_script import chromium, page
from tests.factories import ArticleFactory, DiscussionFactory
from tests.journeys.elsewhere import static_site
from tests.sso import sso, token

__all__ = ["chromium", "page"]

ELSEWHERE = {"Origin": "https://www.example.org", "Sec-Fetch-Site": "cross-site", "X-Afterword": "fragment"}
GUEST = {"Afterword-Guest": "0123456789abcdef0123456789abcdef"}


def counts():
    return dict(Stance.objects.values_list("label", "count"))


def offering(discussion):
    set_stances(prompt_id=discussion.prompt.pk, labels=["Yes", "No"])
    return Discussion.objects.get(pk=discussion.pk)


def send(discussion, session, wish=None):
    client = Client(enforce_csrf_checks=True)
    headers = {**ELSEWHERE, **GUEST, **({"Afterword-Session": session} if session else {})}
    address = f"/discussions/d/{discussion.key}/stance/"
    if wish is None:
        return client.get(address, headers=headers)
    return client.post(address, {"stance": wish}, headers=headers)


def number_of(label):
    return Stance.objects.get(label=label).pk


@pytest.mark.django_db
class TestSessions:
    @pytest.fixture(autouse=True)
    def single_sign_on(self, settings, engagement_alone):
        settings.ENGAGEMENT = {"SSO": sso()}

    @pytest.fixture
    def discussion(self):
        return offering(DiscussionFactory())

    def test_a_session_chooses_as_the_account_is_known_again_and_takes_it_back(self, discussion):
        session = sign_in(token=token()).session
        assert send(discussion, session).status_code == 204
        response = send(discussion, session, number_of("Yes"))
        assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
        assert not response.cookies
        account = ExternalIdentity.objects.get().account_id
        assert list(StanceChoice.objects.values_list("account", "guest")) == [(account, "")]
        assert 'aria-pressed="true"' in send(discussion, session).content.decode()
        assert send(discussion, sign_in(token=token(sub="8")).session).status_code == 204
        assert send(discussion, session, "").status_code == 200
        assert counts() == {"Yes": 0, "No": 0}

    def test_nothing_is_chosen_by_a_session_that_is_over(self, discussion):
        session = sign_in(token=token()).session
        end_sessions(account_id=ExternalIdentity.objects.get().account_id)
        for given in (session, "forged"):
            response = send(discussion, given, number_of("Yes"))
            assert (response.status_code, response["X-Afterword"]) == (401, "fragment")
            assert "Your sign-in is over." in response.content.decode()
            assert send(discussion, given).status_code == 401
        assert not StanceChoice.objects.exists()

    def test_without_one_another_site_chooses_nothing(self, discussion):
        assert send(discussion, "", number_of("Yes")).status_code == 403
        assert not StanceChoice.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestInAShadowRoot:
    @pytest.fixture
    def discussion(self, live_server, chromium):
        return offering(find_discussion_of(ArticleFactory()))

    @pytest.fixture
    def elsewhere(self, page, live_server, discussion, settings):
        """The page of another site, whose publisher's server signs tokens."""
        with (
            socket.create_server(("127.0.0.1", 0)) as listener,
            static_site(listener, live_server.url, discussion.key) as address,
        ):
            settings.ENGAGEMENT = {"SSO": sso(), "EMBED_ORIGINS": [address], "MEASURE": True}
            style = {"body": "", "content_type": "text/css", "headers": {"Access-Control-Allow-Origin": "*"}}
            page.route("**/static/engagement/afterword.css", lambda route: route.fulfill(**style))
            yield address
            page.goto("about:blank")

    def button(self, page, name):
        return page.locator("afterword-discussion .aw-choice button").filter(has_text=name)

    def expect_pressed(self, page, name):
        expect(self.button(page, name)).to_have_attribute("aria-pressed", "true")

    def test_a_guest_chooses_is_known_again_and_takes_it_back(self, page, elsewhere):
        page.add_init_script("addEventListener('afterword:stance', ({ detail }) => (window.told = detail))")
        page.goto(elsewhere)
        self.button(page, "Yes").click()
        self.expect_pressed(page, "Yes")
        expect(self.button(page, "Yes")).to_be_focused()
        expect(page.locator("[data-aw-live]")).to_have_text("Yes 100%, No 0%")
        assert page.evaluate("told.key") == Discussion.objects.get().key
        page.reload()
        self.expect_pressed(page, "Yes")
        self.button(page, "No").click()
        self.expect_pressed(page, "No")
        assert counts() == {"Yes": 0, "No": 1}
        page.get_by_role("button", name="Take it back").click()
        expect(self.button(page, "No")).not_to_have_attribute("aria-pressed", "true")
        assert not StanceChoice.objects.exists()
        assert page.context.cookies() == []

    def test_a_reader_who_was_signed_on_chooses_once_and_who_comes_next_is_asked_anew(self, page, elsewhere):
        page.goto(elsewhere)
        self.button(page, "No").click()
        self.expect_pressed(page, "No")
        for given in (token(), ""):
            page.evaluate("(it) => (document.querySelector('afterword-discussion').token = it)", given)
            if given:
                expect(page.locator("#discussion > form")).to_contain_text("Ada")
                expect(self.button(page, "No")).not_to_have_attribute("aria-pressed", "true")
                expect(page.get_by_label("Your stance")).to_have_value("")
                self.button(page, "Yes").click()
                self.expect_pressed(page, "Yes")
        self.expect_pressed(page, "No")
        expect(self.button(page, "Yes")).to_have_attribute("aria-pressed", "false")
        account = ExternalIdentity.objects.get().account_id
        assert sorted(StanceChoice.objects.values_list("account", "stance__label"), key=str) == [
            (account, "Yes"),
            (None, "No"),
        ]
        page.locator("#discussion > form [name=body]").fill("It is older than the town hall.")
        page.locator("#discussion > form [name=author_name]").fill("Ben")
        page.get_by_role("button", name="Post comment").click()
        expect(page.locator("article .aw-tag")).to_have_text("No")
        assert Comment.objects.get().stance.label == "No"
