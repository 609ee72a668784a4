"""The publisher's site as its readers meet it: over HTTP, from the whole running demo."""

import json
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from tests.stack import request, wait_until

pytestmark = pytest.mark.stack

PAGES = [
    "/",
    "/articles/mill-bridge/",
    "/articles/souk/",
    "/reviews/review-chamber-choir/",
    "/discussions/privacy/",
    "/accounts/login/",
    "/moderation/",
    "/admin/login/",
    "/healthz",
    "/no-such-page/",
    "/static/demo/demo.css",
]
SHARED = ["/", "/articles/mill-bridge/", "/articles/night-ferry/", "/reviews/review-weir-lane/"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_the_strict_policy_and_says_no_more_than_it_must(demo_stack, path):
    headers = demo_stack.get(path).headers

    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}


@pytest.mark.parametrize("path", SHARED)
def test_what_anonymous_readers_get_may_be_kept_by_a_cache(demo_stack, path):
    answer = demo_stack.get(path)

    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers
    assert "cookie" not in answer.headers.get("Vary", "").lower()
    assert answer.headers["Cache-Control"].startswith("public") or "public" in answer.headers["Cache-Control"]
    assert "csrfmiddlewaretoken" not in answer.text


def test_an_article_is_not_sent_again_while_it_is_the_same(demo_stack):
    first = demo_stack.get("/articles/grain-harbour/")

    again = demo_stack.get("/articles/grain-harbour/", **{"If-None-Match": first.headers["ETag"]})
    other = demo_stack.get("/articles/grain-harbour/?sort=oldest", **{"If-None-Match": first.headers["ETag"]})

    assert (again.status, again.text) == (304, "")
    assert other.status == 200


@pytest.mark.parametrize(
    "path", ["/articles/draft-budget/", "/articles/school-meals/", "/articles/none/", "/reviews/none/"]
)
def test_drafts_and_embargoed_articles_are_not_there(demo_stack, path):
    assert demo_stack.get(path).status == 404


@pytest.mark.parametrize(
    ("path", "question"),
    [
        ("mill-bridge", "Should Mill Bridge stay closed to cars when the trial ends?"),
        ("grain-harbour", "How should a small port prepare for conflicts that it can neither prevent nor ignore?"),
        ("water-meters", "Would you rather pay for your water by the litre or by the square metre?"),
        ("freibad", "Soll die Stadt das Freibad am Lindenhang sanieren, auch wenn anderes dafür warten muss?"),
        ("souk", "هل تفضّلون أن يبقى السوق في شارعه أم أن ينتقل إلى القاعة الجديدة؟"),
    ],
)
def test_the_closing_question_stands_at_the_head_of_the_discussion(demo_stack, path, question):
    text = demo_stack.get(f"/articles/{path}/").text

    head = re.search(r'class="aw-question"[^>]*>(.*?)</h2>', text, re.DOTALL)
    assert head is not None
    assert head[1].strip() == question


def test_a_page_is_in_its_articles_language_and_direction(demo_stack):
    assert '<html lang="ar" dir="rtl">' in demo_stack.get("/articles/souk/").text
    assert '<html lang="de" dir="ltr">' in demo_stack.get("/articles/freibad/").text


def test_health_is_one_word_for_anybody(demo_stack):
    answer = demo_stack.get("/healthz")

    assert answer.status == 200
    assert json.loads(answer.text) == {"status": "ok"}
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_seeded_spam_is_screened_by_the_worker_and_the_held_comment_waits(demo_stack):
    def fates():
        code = (
            "from engagement.models import Comment;"
            "print(dict(Comment.objects.filter(idempotency_key__startswith='given:demo-seed')"
            ".values_list('author_name', 'visibility')))"
        )
        return demo_stack.manage("shell", "--verbosity", "0", "-c", code)

    settled = wait_until(lambda: (text := fates()) and "pending" not in text and text, what="all seeds are screened")

    assert "'BridgeLoans': 'spam'" in settled
    assert "'Quay Road Resident': 'held'" in settled
    assert "'Marianne H.': 'published'" in settled
    page = demo_stack.get("/articles/mill-bridge/").text
    assert "Petra Lund" in page
    assert "BridgeLoans" not in page
    assert "Quay Road Resident" not in page


def test_seeding_twice_adds_nothing(demo_stack):
    assert demo_stack.manage("seed_demo").startswith("Added 0 articles and 0 comments.\n")


def test_an_account_signs_in_and_out_and_goes_where_it_may(demo_stack):
    visitor = Visitor(demo_stack.url)

    assert visitor.sign_in(demo_stack.reader, to="/moderation/") == (302, "/moderation/")
    assert visitor.get("/moderation/").status == 403
    assert visitor.sign_out() == 200
    assert visitor.sign_in(demo_stack.moderator, to="/moderation/") == (302, "/moderation/")
    assert visitor.get("/moderation/").status == 200
    assert visitor.get("/admin/").status == 200


def test_a_wrong_password_opens_nothing(demo_stack):
    visitor = Visitor(demo_stack.url)
    wrong = type(demo_stack.moderator)(demo_stack.moderator.name, "guess")

    status, _to = visitor.sign_in(wrong, to="/moderation/")

    assert status == 200
    assert visitor.get("/moderation/").status in {302, 403}


class Visitor:
    """A browser without script: it keeps cookies and sends forms."""

    def __init__(self, url):
        self.url = url
        self.cookies = SimpleCookie()

    def get(self, path):
        return self._ask("GET", path)

    def sign_in(self, account, *, to):
        token = self._find_token("/accounts/login/")
        form = {"username": account.name, "password": account.password, "next": to, "csrfmiddlewaretoken": token}
        answer = self._ask("POST", "/accounts/login/", form)
        return answer.status, answer.headers.get("Location")

    def sign_out(self):
        return self._ask(
            "POST", "/accounts/logout/", {"csrfmiddlewaretoken": self._find_token("/accounts/login/")}
        ).status

    def _find_token(self, path):
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path).text)[1]

    def _ask(self, method, path, form=None):
        headers = {"Cookie": self.cookies.output(attrs=[], header="", sep=";").strip()}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.url.rstrip("/")}
        answer = request(self.url, method, path, body=urlencode(form) if form else None, headers=headers)
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        return answer
