"""What pages carry while wordings are compared, and what the form and the API say of them."""

import lxml.html
import pytest

from engagement import gates
from engagement.api import Comment, end_experiment, set_discussion_status
from tests.engagement.compared import FIRST, OTHER, compare, wordings_of
from tests.engagement.web.conftest import address, page_of, values_of, written_in
from tests.factories import DiscussionFactory, UserFactory

pytestmark = pytest.mark.django_db

SCRIPT = "experiment.js"


@pytest.fixture(autouse=True)
def measured(settings):
    settings.ENGAGEMENT = {"MEASURE": True}


def read(client, discussion, part=""):
    return client.get(address(discussion, part)).content.decode()


def arms_in(html):
    """The number of each inert wording, and what it asks, in their order."""
    tree = lxml.html.document_fromstring(html)
    return [(int(arm.get("data-aw-arm")), arm.findtext(".//h2")) for arm in tree.iterfind(".//template")]


def test_everybody_gets_the_same_page_that_carries_all_wordings(client, discussion):
    experiment = compare(discussion)
    html = read(client, discussion)
    one, two = wordings_of(experiment)
    assert arms_in(html) == [(one, FIRST), (two, OTHER)]
    (shown,) = page_of(client.get(address(discussion))).iterfind(".//aw-wording")
    assert shown.find("h2").attrib["data-aw-wording"] == str(discussion.prompt.proposal_id)
    assert shown.findtext("h2") == FIRST
    client.force_login(UserFactory())
    again = client.get(address(discussion))
    assert again.content.decode() == html
    assert not again.cookies


def test_the_script_stands_before_the_words_and_waits_for_nothing(client, discussion):
    compare(discussion)
    html = read(client, discussion)
    script = html.index(f'<script src="/static/engagement/{SCRIPT}"></script>')
    assert html.index('class="aw-head"') < script < html.index("<template") < html.index("<aw-wording")


def test_a_section_within_another_page_carries_them_too(client, discussion):
    experiment = compare(discussion)
    html = read(client, discussion, "fragment/")
    assert [pk for pk, _question in arms_in(html)] == wordings_of(experiment)


def test_what_editors_type_stays_text(client, discussion):
    compare(discussion, ('</template><script src="//evil.example"></script> Is 1 < 2?', "open"))
    html = read(client, discussion)
    assert arms_in(html)[1][1] == '</template><script src="//evil.example"></script> Is 1 < 2?'
    assert '<script src="//evil' not in html


def assert_nothing_is_compared(html):
    assert SCRIPT not in html
    assert "<template" not in html
    assert "aw-wording>" not in html
    assert "data-aw-wording" in html


def test_without_an_experiment_the_page_carries_nothing_of_it(client, discussion):
    assert_nothing_is_compared(read(client, discussion))


def test_the_page_changes_as_it_starts_and_as_it_ends(client, discussion):
    before = client.get(address(discussion))
    experiment = compare(discussion)
    during = client.get(address(discussion), HTTP_IF_NONE_MATCH=before["ETag"])
    assert (during.status_code, SCRIPT in during.content.decode()) == (200, True)
    end_experiment(experiment_id=experiment.pk, keep=1, by=None)
    after = client.get(address(discussion), HTTP_IF_NONE_MATCH=during["ETag"])
    assert after.status_code == 200
    assert_nothing_is_compared(after.content.decode())
    assert OTHER in after.content.decode()


def test_where_nobody_can_answer_nothing_is_compared(client, discussion):
    compare(discussion)
    set_discussion_status(discussion_id=discussion.pk, status="closed")
    assert_nothing_is_compared(read(client, discussion))


def test_where_measuring_was_switched_off_nothing_is_compared(client, discussion, settings):
    compare(discussion)
    settings.ENGAGEMENT = {}
    assert_nothing_is_compared(read(client, discussion))


def test_it_costs_no_query(client, django_assert_num_queries):
    plain, compared = DiscussionFactory(), DiscussionFactory()
    compare(compared)
    for discussion in (plain, compared):
        with django_assert_num_queries(4):
            read(client, discussion)


# Answers


@pytest.fixture
def published(rule):
    rule(gates.Admission.PUBLISH)


def answered(**found):
    return Comment.objects.values_list("wording_id", flat=True).get(**found)


def test_the_form_says_which_words_were_shown(post, discussion, published):
    one, two = wordings_of(compare(discussion))
    assert post(discussion, "One.", wording=one).status_code == 303
    assert post(discussion, "Two.", wording=two, author_name="Ben").status_code == 303
    assert (answered(body="One."), answered(body="Two.")) == (one, two)


@pytest.mark.parametrize("wording", ["", "nonsense", "-1", "9" * 30, "٣", "0"])
def test_what_is_no_wording_of_it_is_as_if_it_was_not_sent(post, discussion, published, wording):
    compare(discussion)
    assert post(discussion, wording=wording).status_code == 303
    assert answered() == discussion.prompt.proposal_id


def test_a_form_that_comes_back_still_knows_the_words(post, discussion):
    wording = wordings_of(compare(discussion))[1]
    (form,) = written_in(page_of(post(discussion, "", wording=wording)))
    assert values_of(form)["wording"] == str(wording)


def test_a_form_that_nobody_filled_in_says_nothing_of_words(client, discussion):
    compare(discussion)
    (form,) = written_in(page_of(client.get(address(discussion))))
    assert "wording" not in form.inputs


def test_the_api_takes_the_wording(client, discussion, published):
    wording = wordings_of(compare(discussion))[1]
    sent = {"body": "Keep it.", "author_name": "Ada", "author_email": "ada@example.org", "wording": wording}
    url = f"/api/v1/discussions/{discussion.key}/comments/"
    assert client.post(url, sent, content_type="application/json").status_code == 201
    assert answered() == wording


@pytest.mark.parametrize("wording", ["1", 0, -1, True, 1.5, 2**63])
def test_the_api_refuses_what_is_no_number(client, discussion, wording):
    compare(discussion)
    sent = {"body": "Keep it.", "author_name": "Ada", "author_email": "ada@example.org", "wording": wording}
    response = client.post(f"/api/v1/discussions/{discussion.key}/comments/", sent, content_type="application/json")
    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["wording"]
    assert not Comment.objects.exists()
