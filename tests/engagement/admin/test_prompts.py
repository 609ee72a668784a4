import datetime as dt

import lxml.html
import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from engagement.api import Prompt, Wording, WordingStyle
from engagement.models import PromptChange, PromptMode
from engagement.services.discussions import sync_discussion
from engagement.services.prompts import accept_prompt, reword_prompt, switch_prompt_off
from engagement.services.upcoming_prompts import show_prompt_later
from tests.factories import ArticleFactory, DiscussionFactory

pytestmark = pytest.mark.django_db

LIST = reverse("admin:afterword_engagement_prompt_changelist")
WHO_PAYS = "<p>It is settled.</p><p>Who should pay for the quay? Tell us in the comments below!</p>"
DIFFERS = "The article has been edited. It now closes with other words than those shown."


@pytest.fixture
def prompt():
    return DiscussionFactory().prompt


def page_of(prompt):
    return reverse("admin:afterword_engagement_prompt_change", args=[prompt.pk])


def edit(prompt, body=WHO_PAYS):
    article = ArticleFactory._meta.model.objects.get(pk=prompt.discussion.host_pk)
    article.body = body
    article.save()
    sync_discussion(obj=article)


def state():
    prompt = Prompt.objects.get()
    return prompt.mode, prompt.chosen and prompt.chosen.question, PromptChange.objects.count(), LogEntry.objects.count()


def test_the_editor_sees_the_proposal_beside_the_articles_ending_and_what_readers_see(editor, read, prompt):
    page = read(page_of(prompt))
    assert '<p dir="auto">The ferry will run until the spring, and the quay stays as it is.</p>' in page
    assert page.count('<dd dir="auto">Should the old quay be kept?</dd>') == 2
    assert "follows the article" in page
    assert "Nobody has decided anything yet." in page
    assert DIFFERS not in page


def test_words_are_shown_as_text_and_not_as_markup(editor, read, prompt):
    reword_prompt(prompt_id=prompt.pk, question="<img src=x>?", call_to_action="<b>", lead="</script>", by=editor)
    page = read(page_of(prompt))
    assert "&lt;img src=x&gt;?" in page
    assert "<img" not in page
    assert "<b>" not in page


def test_the_proposal_is_accepted(editor, client, prompt):
    response = client.post(page_of(prompt), {"decision": "accept", "proposal": prompt.proposal.pk}, follow=True)
    assert response.redirect_chain == [(page_of(prompt), 302)]
    assert "The prompt was changed: accepted as proposed." in response.content.decode()
    assert state() == (PromptMode.ACCEPTED, "Should the old quay be kept?", 1, 1)
    change = PromptChange.objects.get()
    assert (change.by, change.before, change.after) == (editor, "proposed", "accepted")
    assert LogEntry.objects.get().change_message == "accepted as proposed: Should the old quay be kept?"


@pytest.mark.parametrize("seen", ["old", "", "x", "404"])
def test_what_the_editor_did_not_see_is_not_accepted(editor, client, prompt, seen):
    old = prompt.proposal.pk
    edit(prompt)
    response = client.post(page_of(prompt), {"decision": "accept", "proposal": old if seen == "old" else seen})
    assert response.status_code == 200
    assert "Nothing was changed." in response.content.decode()
    assert state() == (PromptMode.PROPOSED, None, 0, 0)


def test_the_editor_is_told_why_nothing_was_accepted_and_keeps_the_words_to_start_from(editor, client, prompt):
    edit(prompt)
    page = client.post(page_of(prompt), {"decision": "accept", "proposal": 1}).content.decode()
    assert "closes with other words now. Please look again." in page
    assert ">\nWho should pay for the quay?</textarea>" in page


def test_the_editors_own_words_are_shown(editor, client, prompt):
    words = {"question": "Whose quay is it?", "call_to_action": "Write to us.", "lead": "Now you."}
    response = client.post(page_of(prompt), {"decision": "reword", **words})
    assert response.status_code == 302
    assert state() == (PromptMode.EDITED, "Whose quay is it?", 1, 1)
    wording = Wording.objects.get(source="editor")
    assert (wording.call_to_action, wording.lead, wording.created_by) == ("Write to us.", "Now you.", editor)


def select_of(page, field):
    """What stands in a form's list, and what of it is chosen."""
    [select] = lxml.html.document_fromstring(page).cssselect(f"select#{field}")
    options = {option.get("value"): option.text_content() for option in select.cssselect("option")}
    return options, [option.get("value") for option in select.cssselect("option[selected]")]


def test_the_editor_says_how_the_words_ask_or_leaves_it_to_the_rules(editor, client, read, prompt):
    options, chosen = select_of(read(page_of(prompt)), "id_style")
    assert (options[""], list(options), chosen) == ("recognise it from the words", ["", *WordingStyle.values], [""])
    assert "<p>How it asks: closed question</p>" in read(page_of(prompt))
    client.post(page_of(prompt), {"decision": "reword", "question": "Whose quay is it?", "style": "personal"})
    assert Prompt.objects.get().chosen.style == "personal"
    page = read(page_of(prompt))
    assert "<p>How it asks: personal</p>" in page
    assert select_of(page, "id_style")[1] == ["personal"]
    client.post(page_of(prompt), {"decision": "reword", "question": "Who should pay for it?", "style": ""})
    assert Prompt.objects.get().chosen.style == "open"
    # What the rules found is left to them, so that a question that is reworded is not called what it was.
    assert select_of(read(page_of(prompt)), "id_style")[1] == [""]


def test_words_for_later_have_a_style_of_their_own(editor, client, read, prompt):
    sent = {"decision": "later", "question": "Was it right?", "at": "2126-04-18T20:00", "style": "context"}
    assert client.post(page_of(prompt), sent).status_code == 302
    assert Prompt.objects.get().upcoming.style == "context"
    page = read(page_of(prompt))
    assert select_of(page, "id_later_style")[1] == ["context"]
    assert select_of(page, "id_style")[1] == [""]


@pytest.mark.parametrize("decision", ["reword", "later"])
def test_a_style_that_is_none_is_refused_at_its_field(editor, client, prompt, decision):
    sent = {"decision": decision, "question": "Well?", "style": "shouted", "at": "2126-04-18T20:00"}
    page = client.post(page_of(prompt), sent).content.decode()
    assert "Nothing was changed." in page
    assert "shouted is not one of the available choices." in page
    assert state() == (PromptMode.PROPOSED, None, 0, 0)
    assert Wording.objects.count() == 1


def test_prompts_are_found_by_how_the_words_ask_that_readers_see(editor, client, prompt):
    told, off, coming, unknown = (DiscussionFactory().prompt for _prompt in range(4))
    words = {"call_to_action": "", "lead": "", "by": None}
    reword_prompt(prompt_id=told.pk, question="Whose quay is it?", style="personal", **words)
    switch_prompt_off(prompt_id=off.pk, by=None)
    reword_prompt(prompt_id=unknown.pk, question="The quay.", **words)
    hour = dt.timedelta(hours=1)
    with time_machine.travel(timezone.now() - hour, tick=False):
        show_prompt_later(prompt_id=coming.pk, at=timezone.now() + hour / 2, question="Why?", style="short", **words)

    def found(style):
        return {row.pk for row in client.get(LIST, {"style": style}).context["cl"].result_list}

    assert found("closed") == {prompt.pk}
    assert found("personal") == {told.pk}
    assert found("short") == {coming.pk}
    assert found("-") == {unknown.pk}
    assert found("open") == set()
    with override_settings(ENGAGEMENT={"PROMPTS_LIVE_UNCONFIRMED": False}):
        assert found("closed") == set()
        assert found("personal") == {told.pk}


def test_words_that_ask_nothing_are_refused_at_their_field_and_kept(editor, client, prompt):
    response = client.post(page_of(prompt), {"decision": "reword", "question": " ", "lead": "Only a lead."})
    page = response.content.decode()
    assert response.status_code == 200
    assert "A prompt needs a question or a call to action." in page
    assert ">\nOnly a lead.</textarea>" in page
    assert state() == (PromptMode.PROPOSED, None, 0, 0)


def test_the_prompt_is_switched_off_and_given_back_to_the_article(editor, client, prompt):
    client.post(page_of(prompt), {"decision": "off"})
    assert state() == (PromptMode.OFF, None, 1, 1)
    client.post(page_of(prompt), {"decision": "follow"})
    assert state() == (PromptMode.PROPOSED, None, 2, 2)


@pytest.mark.parametrize("decision", ["", "publish", None])
def test_a_decision_that_does_not_exist_changes_nothing(editor, client, prompt, decision):
    data = {} if decision is None else {"decision": decision}
    assert client.post(page_of(prompt), data).status_code == 200
    assert state() == (PromptMode.PROPOSED, None, 0, 0)


def test_only_what_can_be_decided_is_offered(editor, read, prompt):
    def offered():
        page = read(page_of(prompt))
        return [name for name in ("accept", "reword", "off", "follow") if f'name="decision" value="{name}"' in page]

    assert offered() == ["accept", "reword", "off"]
    switch_prompt_off(prompt_id=prompt.pk, by=None)
    assert offered() == ["accept", "reword", "follow"]
    edit(prompt, "<p>Nothing is asked.</p>")
    assert offered() == ["reword", "follow"]


def test_the_editor_is_told_when_the_article_closes_with_other_words_than_those_shown(editor, read, prompt):
    accept_prompt(prompt_id=prompt.pk, by=editor)
    assert DIFFERS not in read(page_of(prompt))
    edit(prompt)
    page = read(page_of(prompt))
    assert DIFFERS in page
    assert "Who should pay for the quay?" in page
    assert ">\nShould the old quay be kept?</textarea>" in page
    assert "now closes with other words" in read(LIST)


def test_the_same_words_written_by_the_editor_do_not_differ(editor, read, prompt):
    words = prompt.proposal
    reword_prompt(
        prompt_id=prompt.pk, question=words.question, call_to_action=words.call_to_action, lead=words.lead, by=None
    )
    assert DIFFERS not in read(page_of(prompt))
    assert "0 prompts" in read(LIST, article="differs")


def test_an_editors_own_words_are_other_words_from_the_start_and_only_an_edited_article_is_news(editor, read, prompt):
    reword_prompt(prompt_id=prompt.pk, question="Whose quay is it?", call_to_action="", lead="", by=None)
    assert DIFFERS not in read(page_of(prompt))
    assert "0 prompts" in read(LIST, article="differs")
    edit(prompt)
    assert DIFFERS in read(page_of(prompt))
    assert "1 prompt" in read(LIST, article="differs")


def test_prompts_to_look_at_again_can_be_listed(editor, read, prompt):
    other = DiscussionFactory().prompt
    for one in (prompt, other):
        accept_prompt(prompt_id=one.pk, by=None)
    edit(prompt)
    page = read(LIST, article="differs")
    assert page_of(prompt) in page
    assert page_of(other) not in page


def test_the_list_shows_what_readers_see(editor, read, prompt):
    assert "Should the old quay be kept?" in read(LIST)
    with override_settings(ENGAGEMENT={"PROMPTS_LIVE_UNCONFIRMED": False}):
        assert "Should the old quay be kept?" not in read(LIST)
        assert "Proposals are shown once an editor has accepted them." in read(page_of(prompt))


def test_a_prompt_is_found_by_its_article(editor, read, prompt):
    other = DiscussionFactory().prompt
    page = read(LIST, q=prompt.discussion.title)
    assert page_of(prompt) in page
    assert page_of(other) not in page


def test_the_history_says_who_decided_what(editor, read, prompt):
    reword_prompt(prompt_id=prompt.pk, question="Whose quay is it?", call_to_action="", lead="", by=editor)
    switch_prompt_off(prompt_id=prompt.pk, by=None)
    page = read(page_of(prompt))
    rows = page.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")
    assert "switched off" in rows[0]
    assert editor.username in rows[1]
    assert "Whose quay is it?" in rows[1]


def test_an_article_that_is_gone_is_told(editor, read, prompt):
    ArticleFactory._meta.model.objects.all().delete()
    assert "The article is not there any more, or has no text." in read(page_of(prompt))


def test_who_may_only_look_sees_no_decision_and_takes_none(sign_in_with, client, read, prompt):
    sign_in_with("view_prompt")
    assert 'name="decision"' not in read(page_of(prompt))
    assert client.post(page_of(prompt), {"decision": "off"}).status_code == 403
    assert state() == (PromptMode.PROPOSED, None, 0, 0)


def test_who_may_not_look_is_turned_away(sign_in_with, client, prompt):
    assert client.get(page_of(prompt)).status_code == 302
    sign_in_with("view_discussion")
    for response in (client.get(page_of(prompt)), client.get(LIST), client.post(page_of(prompt), {"decision": "off"})):
        assert response.status_code == 403
    assert state() == (PromptMode.PROPOSED, None, 0, 0)


def test_a_decision_needs_a_token(editor, prompt):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(page_of(prompt), {"decision": "off"}).status_code == 403
    assert state() == (PromptMode.PROPOSED, None, 0, 0)


def test_prompts_come_and_go_with_their_articles_alone(editor, client, prompt):
    assert client.get(reverse("admin:afterword_engagement_prompt_add")).status_code == 403
    assert client.post(reverse("admin:afterword_engagement_prompt_delete", args=[prompt.pk])).status_code == 403
    assert client.get(reverse("admin:afterword_engagement_prompt_change", args=[404])).status_code == 404
    assert client.get(reverse("admin:afterword_engagement_prompt_change", args=["x"])).status_code == 404
