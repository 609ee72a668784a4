"""Templates are filled where an article closes with nothing."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from engagement.api import Discussion, InvalidPrompt, Prompt, Wording
from engagement.models import PromptMode, PromptTemplate, WordingSource
from engagement.queries.prompt_templates import preview
from engagement.queries.prompts import shown_wording
from engagement.services.discussions import sync_discussion
from engagement.services.prompt_templates import TemplateData, add_prompt_template, change_prompt_template
from tests.factories import ArticleFactory, PublishedCommentFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engagement_alone")]

PUBLISHED = dt.datetime(2026, 4, 18, 18, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
NO_PROMPT = "<p>The council met for three hours on Tuesday.</p><p>The next meeting is on Friday.</p>"
ASKS = "<p>The council met.</p><p>Should the old quay be kept? Tell us in the comments below!</p>"


def template(question="What should become of {title}?", **given):
    return add_prompt_template(data=TemplateData(name="Any", question=question, **given), by=None)


def article(body=NO_PROMPT, **given):
    return ArticleFactory(title="The quay", body=body, published_at=PUBLISHED, **given)


def proposed(obj):
    wording = sync_discussion(obj=obj).prompt.proposal
    return wording and wording.question


def test_an_article_that_closes_with_nothing_is_given_the_template_in_its_own_terms():
    made = template(call_to_action="Write about {tag} in {section}.", lead="Asks us all:")
    prompt = sync_discussion(obj=article()).prompt
    wording = prompt.proposal
    assert (wording.question, wording.call_to_action) == (
        "What should become of The quay?",
        "Write about ferries in Harbour.",
    )
    assert (wording.source, wording.template, prompt.mode) == (WordingSource.TEMPLATE, made, PromptMode.PROPOSED)
    assert shown_wording(prompt.discussion) == wording


def test_what_the_article_closes_with_goes_before_any_template():
    template()
    assert proposed(article(body=ASKS)) == "Should the old quay be kept?"


def test_without_a_template_nothing_is_proposed():
    assert proposed(article()) is None
    assert not Wording.objects.exists()


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        ({}, True),
        ({"section": "Harbour"}, True),
        ({"section": "Opinion"}, False),
        ({"language": "en"}, True),
        ({"language": "en-US"}, False),
        ({"language": "de"}, False),
        ({"active": False}, False),
        ({"starts_at": PUBLISHED}, True),
        ({"starts_at": PUBLISHED + DAY}, False),
        ({"ends_at": PUBLISHED + DAY}, True),
        ({"ends_at": PUBLISHED}, False),
        ({"question": "What of {author}?"}, False),
        ({"question": "{{braces}}?"}, True),
    ],
)
def test_a_template_fits_by_section_language_time_and_terms(given, fits):
    template(**given)
    assert (proposed(article()) is not None) is fits


def test_of_several_the_smallest_order_is_taken_then_the_sections_own():
    template("All?")
    assert proposed(article()) == "All?"
    template("Harbour?", section="Harbour")
    assert proposed(article()) == "Harbour?"
    template("First?", order=1)
    assert proposed(article()) == "First?"


def test_one_whose_terms_the_article_lacks_makes_room_for_the_next():
    template("Is {author} right?", order=1)
    template("And then?", order=2)
    assert proposed(article()) == "And then?"


def test_a_term_with_braces_stays_as_it_is():
    template()
    obj = ArticleFactory(title="{section} {0}", body=NO_PROMPT)
    assert proposed(obj) == "What should become of {section} {0}?"


def test_saved_again_it_asks_as_the_template_says_then_unless_readers_have_answered():
    made = template()
    obj = article()
    discussion = sync_discussion(obj=obj)
    change_prompt_template(template_id=made.pk, data=TemplateData(name="Any", question="Changed?"), by=None)
    assert proposed(obj) == "Changed?"
    PublishedCommentFactory(discussion=Discussion.objects.get(pk=discussion.pk))
    change_prompt_template(template_id=made.pk, data=TemplateData(name="Any", question="Again?", active=False), by=None)
    assert proposed(obj) == "Changed?"


def test_what_an_editor_decided_stands():
    obj = article()
    prompt = sync_discussion(obj=obj).prompt
    Prompt.objects.filter(pk=prompt.pk).update(mode=PromptMode.OFF)
    template()
    assert proposed(obj) == "What should become of The quay?"
    assert shown_wording(Discussion.objects.get()) is None


def test_a_template_is_changed_by_whoever_changed_it_last_and_the_same_twice_is_no_change():
    editor = StaffFactory()
    made = template()
    data = TemplateData(name="Any", question="Who pays?", language="de_AT")
    changed = change_prompt_template(template_id=made.pk, data=data, by=editor)
    assert (changed.question, changed.language, changed.changed_by) == ("Who pays?", "de-at", editor)
    same = change_prompt_template(template_id=made.pk, data=data, by=None)
    assert (same.changed_by, same.changed_at) == (editor, changed.changed_at)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"name": " "}, ["name"]),
        ({"question": " "}, ["question"]),
        ({"question": "Who is {editor}?"}, ["question"]),
        ({"question": "{title.__class__}?"}, ["question"]),
        ({"question": "{title!r}?"}, ["question"]),
        ({"question": "{title:>99999999}?"}, ["question"]),
        ({"question": "{}?"}, ["question"]),
        ({"question": "{0}?"}, ["question"]),
        ({"question": "{title?"}, ["question"]),
        ({"question": "title}?"}, ["question"]),
        ({"lead": "{x}", "call_to_action": "{y}"}, ["call_to_action", "lead"]),
        ({"question": "x" * 501}, ["question"]),
        ({"starts_at": PUBLISHED, "ends_at": PUBLISHED}, ["ends_at"]),
    ],
)
def test_what_cannot_be_filled_is_refused_by_field(given, fields):
    made = template()
    before = PromptTemplate.objects.values().get()
    data = TemplateData(**{"name": "Any", "question": "Well?", **given})
    for wish in (
        lambda: add_prompt_template(data=data, by=None),
        lambda: change_prompt_template(template_id=made.pk, data=data, by=None),
    ):
        with pytest.raises(InvalidPrompt) as caught:
            wish()
        assert sorted(caught.value.errors) == fields
    assert PromptTemplate.objects.values().get() == before


def test_the_database_refuses_a_template_that_asks_nothing():
    with pytest.raises(IntegrityError), transaction.atomic():
        PromptTemplate.objects.create(name="Any")


def test_a_preview_shows_the_newest_articles_that_it_fits():
    fitting = sync_discussion(obj=article())
    sync_discussion(obj=article(section="Opinion"))
    ((discussion, words),) = preview(template(section="Harbour", language="en"))
    assert (discussion, words.question) == (fitting, "What should become of The quay?")
    assert preview(template("By {author}?", section="Harbour")) == [(fitting, None)]
    assert preview(template(section="Islands")) == []
