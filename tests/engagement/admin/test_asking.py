"""How an editor asks: who, when, in what words later, with what advice; what each prompt earned."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from engagement.api import Discussion, Prompt, Visibility
from engagement.models import PromptChange, PromptMode, PromptTemplate, Wording
from engagement.services.asking import AskingData, follow_prompt_up, set_asking
from engagement.services.marks import feature_comment
from engagement.services.prompts import reword_prompt
from engagement.services.upcoming_prompts import show_prompt_later
from tests.factories import (
    ArticleFactory,
    CommentFactory,
    DiscussionFactory,
    PublishedCommentFactory,
    SpamCommentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LIST = reverse("admin:afterword_engagement_prompt_changelist")
TEMPLATES = reverse("admin:afterword_engagement_prompttemplate_changelist")
TEMPLATE_ADD = reverse("admin:afterword_engagement_prompttemplate_add")
ASKING = {"decision": "asking", "signed_by": "Ada Quill", "signed_role": "Reporter", "signed_picture": "/ada.jpg"}


@pytest.fixture
def prompt():
    return DiscussionFactory().prompt


def page_of(prompt):
    return reverse("admin:afterword_engagement_prompt_change", args=[prompt.pk])


def advice_of(prompt):
    return reverse("admin:afterword_engagement_prompt_advice", args=[prompt.pk])


def codes(page):
    return re.findall(r'data-code="([\w-]+)"', page)


def test_the_proposal_is_marked_in_the_articles_ending(editor, read, prompt):
    page = read(page_of(prompt))
    assert (
        '<p dir="auto"><mark>Should the old quay be kept?</mark> <mark>Tell us in the comments below!</mark></p>'
    ) in page
    assert page.count("<mark>") == 2


def test_who_asks_and_when_is_kept(editor, client, prompt):
    sent = {**ASKING, "context": "Friday.", "opens_at": "2126-04-18T20:00", "closes_at": "2126-04-19T20:00"}
    response = client.post(page_of(prompt), sent)
    assert response.status_code == 302
    asked = Prompt.objects.select_related("discussion").get()
    assert (asked.signed_by, asked.signed_role, asked.signed_picture, asked.context) == (
        "Ada Quill",
        "Reporter",
        "/ada.jpg",
        "Friday.",
    )
    opens = dt.datetime(2126, 4, 18, 20, 0, tzinfo=timezone.get_default_timezone())
    assert (asked.discussion.opens_at, asked.discussion.answers_until) == (opens, opens + dt.timedelta(days=1))
    page = client.get(page_of(prompt)).content.decode()
    assert 'value="2126-04-18T20:00"' in page
    assert 'value="Ada Quill"' in page


def test_what_cannot_be_is_told_at_its_field_and_nothing_is_kept(editor, client, prompt):
    sent = {**ASKING, "signed_picture": "javascript:x", "opens_at": "2126-04-18T20:00", "closes_at": "2126-04-18T20:00"}
    page = client.post(page_of(prompt), sent).content.decode()
    assert "Nothing was changed." in page
    assert "a path that begins with /." in page
    assert "It must open before it closes." in page
    assert 'value="Ada Quill"' in page
    assert (Prompt.objects.get().signed_by, PromptChange.objects.count()) == ("", 0)


def test_the_follow_up_is_kept(editor, client, prompt):
    assert client.post(page_of(prompt), {"decision": "follow_up", "follow_up": "We *did*."}).status_code == 302
    assert Prompt.objects.get().follow_up_html == "<p>We <em>did</em>.</p>"


def test_words_for_later_are_kept_and_dropped(editor, client, prompt):
    sent = {"decision": "later", "question": "Was it right?", "at": "2126-04-18T20:00"}
    assert client.post(page_of(prompt), sent).status_code == 302
    assert Prompt.objects.get().upcoming.question == "Was it right?"
    page = client.get(page_of(prompt)).content.decode()
    assert 'id="id_later_question"' in page
    assert 'value="drop_later"' in page
    assert client.post(page_of(prompt), {"decision": "drop_later"}).status_code == 302
    assert Prompt.objects.get().upcoming is None


@pytest.mark.parametrize("at", ["", "yesterday", "2020-01-01T00:00"])
def test_words_without_a_time_to_come_are_not_kept(editor, client, prompt, at):
    page = client.post(page_of(prompt), {"decision": "later", "question": "Was it right?", "at": at}).content.decode()
    assert "Nothing was changed." in page
    assert (Prompt.objects.get().upcoming, PromptChange.objects.count()) == (None, 0)


def test_words_of_another_prompt_are_searched_and_taken(editor, client, read, prompt):
    other = DiscussionFactory().prompt
    wording = reword_prompt(
        prompt_id=other.pk, question="Whose quay is it?", call_to_action="", lead="", by=None
    ).chosen
    assert "Whose quay" not in read(page_of(prompt))
    page = read(page_of(prompt), reuse="whose quay")
    assert f'name="wording" value="{wording.pk}"' in page
    assert "No other prompt holds these words." in read(page_of(prompt), reuse="zebra")
    assert client.post(page_of(prompt), {"decision": "reuse", "wording": wording.pk}).status_code == 302
    assert Prompt.objects.get(pk=prompt.pk).chosen.reused == wording


@pytest.mark.parametrize("wording", ["", "x", "404"])
def test_what_is_no_prompt_is_not_taken(editor, client, prompt, wording):
    page = client.post(page_of(prompt), {"decision": "reuse", "wording": wording}).content.decode()
    assert "Nothing was changed." in page
    assert Prompt.objects.get().mode == PromptMode.PROPOSED


def test_advice_stands_beside_the_words_and_is_no_bar(editor, client, read, prompt):
    assert codes(read(page_of(prompt))) == ["yes-no", "unsigned"]
    words = {"decision": "reword", "question": "What do you think?"}
    checked = client.post(page_of(prompt), {**words, "check": "1"}).content.decode()
    assert codes(checked) == ["generic", "open-ended", "unsigned"]
    assert ">\nWhat do you think?</textarea>" in checked
    assert "Nothing was changed." not in checked
    assert (Prompt.objects.get().mode, Wording.objects.count()) == (PromptMode.PROPOSED, 1)
    assert client.post(page_of(prompt), words).status_code == 302
    assert Prompt.objects.get().chosen.question == "What do you think?"


def test_a_signed_prompt_is_not_told_to_sign(editor, read, prompt):
    set_asking(prompt_id=prompt.pk, asking=AskingData(signed_by="Ada"), by=None)
    assert codes(read(page_of(prompt))) == ["yes-no"]


def test_script_asks_for_advice_and_nothing_is_kept(editor, client, prompt):
    response = client.post(advice_of(prompt), {"question": "Thoughts?", "lead": "<b>"})
    assert codes(response.content.decode()) == ["generic", "open-ended", "unsigned"]
    assert "<b>" not in response.content.decode()
    assert client.post(advice_of(prompt), {}).content.decode().strip() == ""
    assert (Prompt.objects.get().mode, Wording.objects.count()) == (PromptMode.PROPOSED, 1)
    assert client.get(advice_of(prompt)).status_code == 404
    missing = reverse("admin:afterword_engagement_prompt_advice", args=[404])
    assert client.post(missing, {"question": "Thoughts?"}).status_code == 404


def test_who_may_not_look_gets_no_advice(sign_in_with, client, prompt):
    assert client.post(advice_of(prompt), {"question": "Thoughts?"}).status_code == 302
    sign_in_with("view_discussion")
    assert client.post(advice_of(prompt), {"question": "Thoughts?"}).status_code == 403


def figures(page, prompt):
    row = page.split(f'href="{page_of(prompt)}')[1].split("</tr>")[0]
    return [int(re.search(rf'field-{name}">(\d+)<', row)[1]) for name in ("answers", "writers", "replies", "featured")]


def test_the_list_tells_what_each_prompt_earned_and_spam_is_nothing(editor, read, prompt):
    discussion = prompt.discussion
    reader = UserFactory()
    answer = PublishedCommentFactory(discussion=discussion, author_email="ada@example.org")
    PublishedCommentFactory(discussion=discussion, author_email="ADA@example.org")
    PublishedCommentFactory(discussion=discussion, user=reader)
    PublishedCommentFactory(discussion=discussion, user=reader)
    PublishedCommentFactory(discussion=discussion, author_name="Ben", author_email="")
    reply = PublishedCommentFactory(parent=answer)
    SpamCommentFactory(discussion=discussion)
    SpamCommentFactory(parent=answer)
    CommentFactory(discussion=discussion, visibility=Visibility.REJECTED)
    for comment in (answer, reply):
        feature_comment(comment_id=comment.pk, featured=True)
    other = DiscussionFactory().prompt
    PublishedCommentFactory(discussion=other.discussion)
    page = read(LIST)
    assert figures(page, prompt) == [5, 3, 1, 2]
    assert figures(page, other) == [1, 1, 0, 0]


def test_the_list_is_ordered_by_what_they_earned(editor, client, prompt):
    other = DiscussionFactory().prompt
    PublishedCommentFactory(discussion=prompt.discussion)
    for order, expected in (("-2", [prompt.pk, other.pk]), ("2", [other.pk, prompt.pk])):
        response = client.get(LIST, {"o": order})
        assert [row.pk for row in response.context["cl"].result_list] == expected


def test_the_list_asks_as_much_whatever_its_length(editor, client, prompt):
    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    client.get(LIST)
    first = count()
    for _number in range(5):
        PublishedCommentFactory(discussion=DiscussionFactory())
    assert count() == first


def test_prompts_are_found_by_how_they_are_asked(editor, client):
    now = timezone.now()
    with time_machine.travel(now - dt.timedelta(hours=2), tick=False):
        prompts = {name: DiscussionFactory().prompt for name in ("signed", "later", "opens", "over", "told", "by_hand")}
        template = DiscussionFactory(article=ArticleFactory(body="<p>It is settled.</p>"))
        for name in ("over", "told", "by_hand"):
            PublishedCommentFactory(discussion=prompts[name].discussion)
        prompts["template"] = template.prompt
    hour = dt.timedelta(hours=1)
    made = PromptTemplate.objects.create(name="Any", question="Well?")
    filled = Wording.objects.create(prompt=template.prompt, question="Well?", source="template", template=made)
    Prompt.objects.filter(pk=template.prompt.pk).update(proposal=filled)
    words = {"question": "Was it right?", "call_to_action": "", "lead": ""}
    show_prompt_later(prompt_id=prompts["later"].pk, at=now + hour, by=None, **words)
    for name, given in {
        "signed": {"signed_by": "Ada"},
        "opens": {"opens_at": now + hour},
        "over": {"closes_at": now - hour},
        "told": {"closes_at": now - hour},
    }.items():
        set_asking(prompt_id=prompts[name].pk, asking=AskingData(**given), by=None)
    follow_prompt_up(prompt_id=prompts["told"].pk, text="We did.", by=None)
    Discussion.objects.filter(pk=prompts["by_hand"].discussion_id).update(status="closed")
    names = {prompt.pk: name for name, prompt in prompts.items()}

    def found(asked):
        return sorted(names[row.pk] for row in client.get(LIST, {"asked": asked}).context["cl"].result_list)

    assert found("unsigned") == ["by_hand", "later", "opens", "over", "template", "told"]
    assert found("template") == ["template"]
    assert found("upcoming") == ["later"]
    assert found("open_later") == ["opens"]
    assert found("unanswered") == ["by_hand", "over"]


def test_signing_is_no_decision_about_the_words(editor, read, prompt):
    with time_machine.travel(timezone.now() - dt.timedelta(hours=1), tick=False):
        reword_prompt(prompt_id=prompt.pk, question="Whose quay is it?", call_to_action="", lead="", by=None)
    late = Wording.objects.create(prompt=prompt, question="Who pays?", source="article", digest="x")
    Prompt.objects.filter(pk=prompt.pk).update(proposal=late)
    set_asking(prompt_id=prompt.pk, asking=AskingData(signed_by="Ada"), by=None)
    assert "1 prompt" in read(LIST, article="differs")


def test_a_template_is_written_tried_and_changed_and_never_deleted(editor, client, read):
    DiscussionFactory(article=ArticleFactory(title="The quay"))
    sent = {"name": "Any", "question": "What of {title}?", "active": "on", "order": "5", "section": "Harbour"}
    client.post(TEMPLATE_ADD, sent)
    made = PromptTemplate.objects.get()
    assert (made.question, made.order, made.changed_by) == ("What of {title}?", 5, editor)
    page = reverse("admin:afterword_engagement_prompttemplate_change", args=[made.pk])
    assert "What of The quay?" in read(page)
    assert "What of {title}?" in read(TEMPLATES)
    client.post(page, {**sent, "question": "Whose is {title}?", "style": "personal"})
    changed = PromptTemplate.objects.get()
    assert (changed.question, changed.style) == ("Whose is {title}?", "personal")
    delete = reverse("admin:afterword_engagement_prompttemplate_delete", args=[made.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    assert PromptTemplate.objects.count() == 1


def test_a_template_that_cannot_be_filled_is_refused_at_its_field(editor, client, read):
    assert "-" in read(TEMPLATE_ADD)
    sent = {"name": "Any", "question": "Who is {editor}?", "order": "5"}
    page = client.post(TEMPLATE_ADD, sent).content.decode()
    assert "{editor} is none of the placeholders. They are: {title} {section} {tag} {author}" in page
    assert "shouted is not one" in client.post(TEMPLATE_ADD, {**sent, "style": "shouted"}).content.decode()
    assert not PromptTemplate.objects.exists()
