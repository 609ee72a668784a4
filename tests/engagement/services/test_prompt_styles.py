"""How a wording asks: told by whoever words it, recognised otherwise, and settled once the row is there."""

import datetime as dt

import pytest
from django.utils import timezone

from engagement.api import Discussion, InvalidPrompt, Prompt, Wording, WordingStyle, end_experiment, reuse_prompt
from engagement.models import PromptChange, WordingSource
from engagement.services.discussions import sync_discussion
from engagement.services.prompt_templates import TemplateData, add_prompt_template, change_prompt_template
from engagement.services.prompts import reword_prompt
from engagement.services.upcoming_prompts import show_prompt_later
from tests.engagement.compared import compare
from tests.factories import ArticleFactory, DiscussionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engagement_alone")]

WHOSE = "Whose quay is it anyway?"
NO_PROMPT = "<p>The council met for three hours on Tuesday.</p><p>The next meeting is on Friday.</p>"


@pytest.fixture
def prompt():
    return DiscussionFactory().prompt


def reword(prompt, style="", question=WHOSE):
    given = {"question": question, "call_to_action": "", "lead": "", "style": style, "by": None}
    return reword_prompt(prompt_id=prompt.pk, **given).chosen


def own_words():
    return list(Wording.objects.filter(source=WordingSource.EDITOR).order_by("pk").values_list("question", "style"))


def test_what_an_article_closes_with_is_recognised(prompt):
    assert (prompt.proposal.question, prompt.proposal.style) == ("Should the old quay be kept?", WordingStyle.CLOSED)


def test_in_a_language_without_cues_it_is_empty(prompt):
    Discussion.objects.update(language="ar")
    assert reword(prompt, question="هل تفضّلون أن يبقى السوق في شارعه؟").style == ""


def test_what_an_editor_tells_goes_before_what_is_recognised(prompt):
    assert reword(prompt, "personal").style == "personal"
    assert own_words() == [(WHOSE, "personal")]


def test_what_nobody_tells_is_recognised_by_the_articles_language(prompt):
    assert reword(prompt).style == "open"
    Discussion.objects.update(language="de")
    assert reword(Prompt.objects.get(), question="Wie viel ist uns ein Sommer wert?").style == "open"


def test_the_same_words_told_nothing_are_the_row_that_is_there(prompt):
    first = reword(prompt, "personal")
    assert reword(prompt) == first
    assert own_words() == [(WHOSE, "personal")]
    assert PromptChange.objects.count() == 1


@pytest.mark.parametrize("before", ["", "personal"])
def test_the_same_words_told_another_style_are_a_row_of_their_own(prompt, before):
    first = reword(prompt, before)
    settled = first.style
    other = reword(prompt, "short")
    assert (other == first, other.style) == (False, "short")
    assert reword(prompt, "short") == other
    assert reword(prompt, settled) == first
    assert reword(prompt) == first
    first.refresh_from_db()
    assert first.style == settled
    assert own_words() == [(WHOSE, settled), (WHOSE, "short")]


def test_a_style_told_as_it_was_recognised_is_the_row_that_is_there(prompt):
    assert reword(prompt, "open") == reword(prompt)
    assert own_words() == [(WHOSE, "open")]


def test_no_words_can_be_mistaken_for_others_with_a_style(prompt):
    reword(prompt, "short")
    sly = {"question": WHOSE, "call_to_action": "", "lead": "", "style": "personal", "by": None}
    told = reword_prompt(prompt_id=prompt.pk, **sly).chosen
    written = reword_prompt(prompt_id=prompt.pk, **(sly | {"style": "", "lead": "personal"})).chosen
    assert len({told.pk, written.pk, told.digest, written.digest}) == 4


@pytest.mark.parametrize("style", ["shouted", "CLOSED", " "])
def test_a_style_that_is_none_is_refused_and_nothing_is_kept(prompt, style):
    before = Prompt.objects.values().get()
    later = {"at": timezone.now() + dt.timedelta(hours=1), "question": WHOSE, "call_to_action": "", "lead": ""}
    for wish in (
        lambda: reword(prompt, style),
        lambda: show_prompt_later(prompt_id=prompt.pk, style=style, by=None, **later),
    ):
        with pytest.raises(InvalidPrompt) as refused:
            wish()
        assert refused.value.errors == {"style": ["There is no such style."]}
    assert (Prompt.objects.values().get(), own_words(), PromptChange.objects.count()) == (before, [], 0)


def test_words_for_later_have_a_style_as_well(prompt):
    given = {"question": WHOSE, "call_to_action": "", "lead": "", "by": None}
    at = timezone.now() + dt.timedelta(hours=1)
    assert show_prompt_later(prompt_id=prompt.pk, at=at, style="context", **given).upcoming.style == "context"
    assert show_prompt_later(prompt_id=prompt.pk, at=at, **given).upcoming.style == "context"
    assert own_words() == [(WHOSE, "context")]


def test_words_of_another_prompt_keep_their_style(prompt):
    told = reword(DiscussionFactory().prompt, "personal")
    assert reuse_prompt(prompt_id=prompt.pk, wording_id=told.pk, by=None).chosen.style == "personal"
    unknown = reword(DiscussionFactory().prompt, question="Quay.")
    Wording.objects.filter(pk=unknown.pk).update(question="Who should pay for the quay?")
    assert unknown.style == ""
    assert reuse_prompt(prompt_id=prompt.pk, wording_id=unknown.pk, by=None).chosen.style == "open"


def proposal_of(article):
    return sync_discussion(obj=article).prompt.proposal


def test_a_template_tells_or_leaves_it_to_the_words():
    article = ArticleFactory(title="The quay", body=NO_PROMPT)
    data = {"name": "Any", "question": "What should become of {title}?"}
    made = add_prompt_template(data=TemplateData(**data), by=None)
    recognised = proposal_of(article)
    assert (recognised.style, made.style) == ("solution", "")
    change_prompt_template(template_id=made.pk, data=TemplateData(**data, style="open"), by=None)
    told = proposal_of(article)
    assert (told.question, told.style, told.template) == (recognised.question, "open", made)
    recognised.refresh_from_db()
    assert recognised.style == "solution"
    assert proposal_of(article) == told


def test_a_template_of_no_style_that_there_is_is_refused():
    with pytest.raises(InvalidPrompt) as refused:
        add_prompt_template(data=TemplateData(name="Any", question="Well?", style="shouted"), by=None)
    assert refused.value.errors == {"style": ["There is no such style."]}


def test_an_experiment_tells_of_each_wording_and_the_one_that_is_kept_keeps_it(prompt, settings):
    settings.ENGAGEMENT = {"MEASURE": True}
    experiment = compare(prompt.discussion, (WHOSE, "personal"), style="context")
    wordings = [arm.wording for arm in experiment.arms.select_related("wording")]
    assert [wording.style for wording in wordings] == ["context", "personal"]
    prompt.proposal.refresh_from_db()
    assert prompt.proposal.style == "closed"
    kept = end_experiment(experiment_id=experiment.pk, keep=1, by=None).prompt.chosen
    assert (kept.question, kept.style, kept in wordings) == (WHOSE, "personal", False)
