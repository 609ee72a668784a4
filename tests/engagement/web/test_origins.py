import pytest

from engagement.api import Comment
from engagement.models import Discussion, Submission
from tests.engagement.web.conftest import page_of, text_of, values_of
from tests.factories import ArticleFactory, StaffFactory

pytestmark = pytest.mark.django_db

FOREIGN = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}


@pytest.mark.parametrize(
    "headers", [FOREIGN, {"Origin": "https://evil.example"}, FOREIGN | {"X-Afterword": "fragment"}]
)
def test_a_page_of_another_site_posts_nothing(discussion, post, headers):
    response = post(discussion, "Not my words", headers=headers)
    assert response.status_code == 403
    assert not Comment.objects.exists()
    assert not Submission.objects.exists()


def test_a_page_of_another_site_posts_nothing_for_somebody_who_is_signed_in(browser, discussion, post):
    browser.force_login(StaffFactory())
    response = post(discussion, "Not my words", headers=FOREIGN)
    assert response.status_code == 403
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert not Comment.objects.exists()


def test_a_page_of_another_site_opens_no_discussion(post):
    article = ArticleFactory()
    Discussion.objects.all().delete()
    assert post(Discussion(key=f"articles.article.{article.pk}"), headers=FOREIGN).status_code == 403
    assert not Discussion.objects.exists()


def test_who_meant_it_sends_it_again_from_here(browser, discussion, post):
    response = post(discussion, "My words", headers=FOREIGN)
    form = page_of(response).forms[0]
    assert "This was sent from a page of another site." in text_of(form)
    again = browser.post(form.action, values_of(form), headers={"Origin": "http://testserver"})
    assert again.status_code == 303
    assert Comment.objects.get().body == "My words"


def test_a_trusted_origin_posts(discussion, post, settings):
    settings.ENGAGEMENT = {"TRUSTED_ORIGINS": ["https://evil.example"]}
    assert post(discussion, headers=FOREIGN).status_code == 303
