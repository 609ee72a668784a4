import pytest
from django.test import override_settings

from engagement.api import Discussion, InvalidPrompt, Prompt, Wording
from engagement.models import PromptChange, PromptMode, WordingSource
from engagement.queries.prompts import shown_wording
from engagement.services.discussions import sync_discussion
from engagement.services.prompts import (
    accept_prompt,
    follow_article,
    propose_prompt,
    reword_prompt,
    switch_prompt_off,
)
from tests.factories import ArticleFactory, DiscussionFactory, StaffFactory

pytestmark = pytest.mark.django_db

OPENING = "<p>The council met for three hours on Tuesday and settled nothing.</p>"
OLD_QUAY = f"{OPENING}<p>Should the old quay be kept? Tell us in the comments below!</p>"
WHO_PAYS = f"{OPENING}<p>Who should pay for the quay? Share your view in the comments below!</p>"
NO_PROMPT = f"{OPENING}<p>The next meeting is on Friday.</p>"


@pytest.fixture
def article():
    return ArticleFactory(body=OLD_QUAY)


@pytest.fixture
def prompt(article):
    return Prompt.objects.get(discussion=sync_discussion(obj=article))


def edit(article, body):
    article.body = body
    article.save()
    sync_discussion(obj=article)


def shown():
    wording = shown_wording(Discussion.objects.get())
    return wording and (wording.question, wording.call_to_action)


def changes():
    return [(c.before, c.after, c.wording and c.wording.question, c.by) for c in PromptChange.objects.order_by("pk")]


def reword(prompt, question="Whose quay is it?", call_to_action="", lead="", by=None):
    return reword_prompt(prompt_id=prompt.pk, question=question, call_to_action=call_to_action, lead=lead, by=by)


def test_an_article_proposes_what_it_closes_with_and_it_is_shown(prompt):
    proposal = prompt.proposal
    assert (prompt.mode, prompt.chosen) == (PromptMode.PROPOSED, None)
    assert (proposal.question, proposal.call_to_action) == (
        "Should the old quay be kept?",
        "Tell us in the comments below!",
    )
    assert (proposal.source, proposal.created_by) == (WordingSource.ARTICLE, None)
    assert 0 < proposal.confidence <= 1
    assert shown() == ("Should the old quay be kept?", "Tell us in the comments below!")
    assert changes() == []


def test_a_setting_keeps_proposals_back_until_an_editor_accepted_them(prompt):
    with override_settings(ENGAGEMENT={"PROMPTS_LIVE_UNCONFIRMED": False}):
        assert shown() is None
        accept_prompt(prompt_id=prompt.pk, by=None)
        assert shown() == ("Should the old quay be kept?", "Tell us in the comments below!")


def test_a_discussion_that_was_never_proposed_anything_shows_nothing():
    assert shown_wording(Discussion.objects.create(key="bare")) is None


def test_an_article_that_closes_with_no_prompt_proposes_nothing():
    prompt = sync_discussion(obj=ArticleFactory(body=NO_PROMPT)).prompt
    assert (prompt.mode, prompt.proposal) == (PromptMode.PROPOSED, None)
    assert shown() is None
    assert Wording.objects.count() == 0


def test_an_edited_article_proposes_anew_and_keeps_the_wordings(article, prompt, announced):
    first = prompt.proposal
    version = Discussion.objects.get().version
    with announced() as heard:
        propose_prompt(discussion_id=prompt.discussion_id, body=WHO_PAYS, language="en")
    prompt.refresh_from_db()
    assert prompt.proposal.question == "Who should pay for the quay?"
    assert list(Wording.objects.order_by("pk")) == [first, prompt.proposal]
    assert heard == [
        ("prompt_proposed", {"prompt_id": prompt.pk, "wording_id": prompt.proposal.pk}),
        ("discussion_changed", {"discussion_id": prompt.discussion_id}),
    ]
    assert Discussion.objects.get().version == version + 1


def test_the_same_ending_again_is_no_news(article, prompt, announced):
    version = Discussion.objects.get().version
    with announced() as heard:
        propose_prompt(discussion_id=prompt.discussion_id, body=OLD_QUAY, language="en")
    assert heard == []
    assert Wording.objects.count() == 1
    assert Discussion.objects.get().version == version


def test_an_ending_that_comes_back_is_the_wording_it_was(article, prompt):
    edit(article, WHO_PAYS)
    edit(article, OLD_QUAY)
    assert Prompt.objects.get().proposal == prompt.proposal
    assert Wording.objects.count() == 2


def test_an_ending_that_is_taken_out_takes_the_proposal_along(article, prompt):
    edit(article, NO_PROMPT)
    assert Prompt.objects.get().proposal is None
    assert shown() is None
    assert Wording.objects.count() == 1


def test_an_accepted_prompt_stays_whatever_the_article_closes_with_later(article, prompt):
    editor = StaffFactory()
    accept_prompt(prompt_id=prompt.pk, by=editor)
    edit(article, WHO_PAYS)
    prompt = Prompt.objects.get()
    assert prompt.mode == PromptMode.ACCEPTED
    assert shown() == ("Should the old quay be kept?", "Tell us in the comments below!")
    assert prompt.proposal.question == "Who should pay for the quay?"
    assert changes() == [("proposed", "accepted", "Should the old quay be kept?", editor)]


def test_accepting_again_takes_the_new_ending(article, prompt):
    accept_prompt(prompt_id=prompt.pk, by=None)
    edit(article, WHO_PAYS)
    accept_prompt(prompt_id=prompt.pk, by=None)
    assert shown()[0] == "Who should pay for the quay?"
    assert [change[:3] for change in changes()] == [
        ("proposed", "accepted", "Should the old quay be kept?"),
        ("accepted", "accepted", "Who should pay for the quay?"),
    ]


def test_what_the_editor_did_not_see_is_not_accepted(article, prompt):
    seen = prompt.proposal
    edit(article, WHO_PAYS)
    with pytest.raises(InvalidPrompt) as caught:
        accept_prompt(prompt_id=prompt.pk, by=None, wording_id=seen.pk)
    assert caught.value.errors == {
        "prompt": ["The article has been edited and closes with other words now. Please look again."]
    }
    assert Prompt.objects.get().mode == PromptMode.PROPOSED
    assert changes() == []
    accept_prompt(prompt_id=prompt.pk, by=None, wording_id=Prompt.objects.get().proposal.pk)
    assert Prompt.objects.get().mode == PromptMode.ACCEPTED


def test_nothing_can_be_accepted_where_nothing_is_proposed():
    prompt = sync_discussion(obj=ArticleFactory(body=NO_PROMPT)).prompt
    with pytest.raises(InvalidPrompt) as caught:
        accept_prompt(prompt_id=prompt.pk, by=None)
    assert caught.value.errors == {"prompt": ["There is no proposal to accept."]}
    assert changes() == []


def test_an_editors_own_words_are_never_overwritten(article, prompt):
    editor = StaffFactory()
    reword(prompt, question=" Whose quay is it? ", call_to_action="Write to us.", lead="Now you.", by=editor)
    edit(article, WHO_PAYS)
    edit(article, NO_PROMPT)
    prompt = Prompt.objects.get()
    assert (prompt.mode, prompt.proposal) == (PromptMode.EDITED, None)
    assert (prompt.chosen.question, prompt.chosen.call_to_action, prompt.chosen.lead) == (
        "Whose quay is it?",
        "Write to us.",
        "Now you.",
    )
    assert (prompt.chosen.source, prompt.chosen.created_by, prompt.chosen.confidence) == (
        WordingSource.EDITOR,
        editor,
        None,
    )
    assert shown() == ("Whose quay is it?", "Write to us.")
    assert changes() == [("proposed", "edited", "Whose quay is it?", editor)]


def test_a_prompt_needs_a_question_or_a_call_to_action(prompt):
    with pytest.raises(InvalidPrompt) as caught:
        reword(prompt, question=" ", call_to_action="\n", lead="Only a lead.")
    assert caught.value.errors == {"question": ["A prompt needs a question or a call to action."]}
    assert Prompt.objects.get().mode == PromptMode.PROPOSED
    assert Wording.objects.count() == 1
    reword(prompt, question="", call_to_action="Write to us.")
    assert shown() == ("", "Write to us.")


def test_the_same_words_twice_are_one_wording_and_one_change(prompt):
    reword(prompt)
    reword(prompt)
    assert Wording.objects.filter(source=WordingSource.EDITOR).count() == 1
    assert len(changes()) == 1


def test_an_editor_may_write_what_the_article_says_and_it_stays(article, prompt):
    reword(prompt, question="Should the old quay be kept?", call_to_action="Tell us in the comments below!")
    edit(article, WHO_PAYS)
    assert shown() == ("Should the old quay be kept?", "Tell us in the comments below!")


def test_a_prompt_that_is_switched_off_stays_off(article, prompt):
    editor = StaffFactory()
    switch_prompt_off(prompt_id=prompt.pk, by=editor)
    edit(article, WHO_PAYS)
    assert shown() is None
    assert changes() == [("proposed", "off", None, editor)]


def test_following_the_article_again_shows_what_it_closes_with_now(article, prompt):
    reword(prompt)
    edit(article, WHO_PAYS)
    follow_article(prompt_id=prompt.pk, by=None)
    assert shown() == ("Who should pay for the quay?", "Share your view in the comments below!")
    assert [change[:3] for change in changes()] == [
        ("proposed", "edited", "Whose quay is it?"),
        ("edited", "proposed", None),
    ]


@pytest.mark.parametrize("decide", [accept_prompt, switch_prompt_off, follow_article])
def test_a_decision_is_told_to_readers_once(prompt, announced, decide):
    reword(prompt)
    version = Discussion.objects.get().version
    with announced() as heard:
        decide(prompt_id=prompt.pk, by=None)
    assert heard == [("discussion_changed", {"discussion_id": prompt.discussion_id})]
    assert Discussion.objects.get().version == version + 1
    with announced() as heard:
        decide(prompt_id=prompt.pk, by=None)
    assert heard == []
    assert Discussion.objects.get().version == version + 1


def test_a_proposal_that_is_not_shown_is_announced_and_changes_nothing_for_readers(prompt, announced):
    reword(prompt)
    version = Discussion.objects.get().version
    with announced() as heard:
        propose_prompt(discussion_id=prompt.discussion_id, body=WHO_PAYS, language="en")
    assert [name for name, _ids in heard] == ["prompt_proposed"]
    assert Discussion.objects.get().version == version


def test_each_discussion_has_a_prompt_of_its_own():
    first, second = DiscussionFactory(), DiscussionFactory()
    switch_prompt_off(prompt_id=first.prompt.pk, by=None)
    assert shown_wording(Discussion.objects.get(pk=first.pk)) is None
    assert shown_wording(Discussion.objects.get(pk=second.pk)) == second.prompt.proposal
