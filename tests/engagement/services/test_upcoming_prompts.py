"""Words from a time on, and words that were another prompt's."""

import datetime as dt

import pytest
import time_machine

from engagement.api import Discussion, InvalidPrompt, Prompt, Wording
from engagement.models import PromptAct, PromptChange, PromptMode
from engagement.queries.prompts import find_reusable, shown_wording
from engagement.services.asking import AskingData, set_asking
from engagement.services.prompts import accept_prompt, reword_prompt, switch_prompt_off
from engagement.services.upcoming_prompts import drop_upcoming_prompt, reuse_prompt, show_prompt_later
from tests.factories import DiscussionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engagement_alone")]

NOW = dt.datetime(2026, 4, 18, 18, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
OLD, NEW = "Should the old quay be kept?", "Was it right to keep the quay?"


@pytest.fixture
def prompt():
    with at(NOW - HOUR):
        return DiscussionFactory().prompt


def at(moment):
    return time_machine.travel(moment, tick=False)


def later(prompt, question=NEW, moment=NOW):
    words = {"question": question, "call_to_action": "", "lead": ""}
    return show_prompt_later(prompt_id=prompt.pk, at=moment, by=None, **words)


def shown(prompt):
    wording = shown_wording(Discussion.objects.get(pk=prompt.discussion_id))
    return wording and wording.question


def test_words_are_shown_from_their_time_on_and_no_row_changes_then(prompt):
    with at(NOW - HOUR):
        later(prompt)
    stored = Prompt.objects.values().get(), Discussion.objects.values().get()
    with at(NOW - dt.timedelta(seconds=1)):
        assert shown(prompt) == OLD
    with at(NOW):
        assert shown(prompt) == NEW
        assert Discussion.objects.select_related("prompt").get().seen_at == NOW
    assert (Prompt.objects.values().get(), Discussion.objects.values().get()) == stored


def test_a_prompt_that_is_off_may_come_on_at_a_time(prompt):
    switch_prompt_off(prompt_id=prompt.pk, by=None)
    with at(NOW - HOUR):
        later(prompt)
        assert shown(prompt) is None
    with at(NOW):
        assert shown(prompt) == NEW


@pytest.mark.parametrize("moment", [NOW - HOUR, NOW + HOUR])
def test_a_decision_before_the_time_waits_for_it_and_one_after_it_stands(prompt, moment):
    with at(NOW - 2 * HOUR):
        later(prompt)
    with at(moment):
        accept_prompt(prompt_id=prompt.pk, by=None)
        assert shown(prompt) == OLD
    with at(NOW + 2 * HOUR):
        assert shown(prompt) == (NEW if moment < NOW else OLD)


def test_accepting_again_what_was_accepted_before_the_time_takes_the_later_words_away(prompt):
    with at(NOW - HOUR):
        accept_prompt(prompt_id=prompt.pk, by=None)
        later(prompt)
    with at(NOW):
        after = accept_prompt(prompt_id=prompt.pk, by=None)
        assert shown(prompt) == OLD
    assert (after.upcoming, after.upcoming_at) == (None, None)


def test_newer_words_for_later_keep_those_that_are_shown_until_then(prompt):
    with at(NOW - HOUR):
        later(prompt)
    with at(NOW):
        later(prompt, "And now?", NOW + HOUR)
        assert shown(prompt) == NEW
    with at(NOW + HOUR):
        assert shown(prompt) == "And now?"


def test_words_for_later_are_dropped_while_they_are_not_shown(prompt):
    with at(NOW - HOUR):
        later(prompt)
        drop_upcoming_prompt(prompt_id=prompt.pk, by=None)
        drop_upcoming_prompt(prompt_id=prompt.pk, by=None)
    assert list(PromptChange.objects.values_list("act", flat=True)) == [PromptAct.UPCOMING] * 2
    with at(NOW):
        assert shown(prompt) == OLD


def test_what_is_shown_already_is_not_dropped(prompt):
    with at(NOW - HOUR):
        later(prompt)
    with at(NOW):
        drop_upcoming_prompt(prompt_id=prompt.pk, by=None)
        assert shown(prompt) == NEW


def test_the_same_twice_is_noted_once(prompt):
    with at(NOW - HOUR):
        later(prompt)
        later(prompt)
    assert PromptChange.objects.count() == 1


@pytest.mark.parametrize(("question", "moment"), [(NEW, NOW - HOUR), (NEW, NOW - 2 * HOUR), (" ", NOW)])
def test_no_words_and_no_time_to_come_change_nothing(prompt, question, moment):
    with at(NOW - HOUR), pytest.raises(InvalidPrompt):
        later(prompt, question, moment)
    assert Prompt.objects.get().upcoming is None
    assert (PromptChange.objects.count(), Wording.objects.count()) == (0, 1)


def test_words_are_taken_with_context_and_signature_and_keep_where_they_came_from(prompt):
    other = DiscussionFactory().prompt
    asking = AskingData(signed_by="Ada", signed_role="Reporter", context="The vote is on Friday.", closes_at=NOW)
    set_asking(prompt_id=other.pk, asking=asking, by=None)
    reword_prompt(prompt_id=other.pk, question=NEW, call_to_action="Say.", lead="Now you.", by=None)
    source = Prompt.objects.get(pk=other.pk).chosen
    taken = reuse_prompt(prompt_id=prompt.pk, wording_id=source.pk, by=None)
    assert (taken.mode, taken.chosen.question, taken.chosen.lead) == (PromptMode.EDITED, NEW, "Now you.")
    assert taken.chosen.reused == source
    assert (taken.signed_by, taken.signed_role, taken.context) == ("Ada", "Reporter", "The vote is on Friday.")
    assert Discussion.objects.get(pk=prompt.discussion_id).answers_until is None
    acts = prompt.changes.order_by("pk").values_list("act", flat=True)
    assert list(acts) == [PromptAct.CONTEXT, PromptAct.SIGNATURE, PromptAct.WORDS]


def test_its_own_words_and_none_at_all_are_not_taken(prompt):
    for wording_id in (prompt.proposal.pk, 404):
        with pytest.raises(InvalidPrompt):
            reuse_prompt(prompt_id=prompt.pk, wording_id=wording_id, by=None)
    assert (Prompt.objects.get().mode, PromptChange.objects.count()) == (PromptMode.PROPOSED, 0)


def test_words_of_other_prompts_are_found_by_themselves_and_by_their_article(prompt):
    other = DiscussionFactory().prompt
    wording = reword_prompt(prompt_id=other.pk, question=NEW, call_to_action="", lead="", by=None).chosen
    assert find_reusable("RIGHT to keep", but=prompt) == [wording]
    assert find_reusable(other.discussion.title, but=prompt) == [wording, other.proposal]
    assert find_reusable("right to keep", but=other) == []
    assert find_reusable(" ", but=prompt) == []
