"""Starting and ending an experiment, and what is refused while one runs."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from engagement.api import (
    ArmData,
    Discussion,
    Experiment,
    InvalidPrompt,
    Prompt,
    Wording,
    Words,
    end_experiment,
    follow_article,
    merge_discussions,
    post_comment,
    reuse_prompt,
    reword_prompt,
    set_stances,
    show_prompt_later,
    shown_wording,
    start_experiment,
    switch_prompt_off,
    sync_discussion,
)
from engagement.experiments import plan_acts
from engagement.models import Comment, ExperimentArm, PromptChange, WordingSource
from engagement.services.drafts import AuthorData
from tests.articles.models import Article
from tests.engagement.compared import FIRST, OTHER, THIRD, compare, wordings_of
from tests.factories import DiscussionFactory, PublishedCommentFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engagement_alone")]

LATER = {"question": "Later?", "call_to_action": "", "lead": ""}


@pytest.fixture(autouse=True)
def measured(settings):
    settings.ENGAGEMENT = {"MEASURE": True}


@pytest.fixture
def discussion():
    return DiscussionFactory()


@pytest.fixture
def prompt(discussion):
    return discussion.prompt


def stored():
    """Everything that a refusal must leave alone."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Discussion, Prompt, Wording, PromptChange, Experiment, ExperimentArm)
    ]


def version(discussion):
    return Discussion.objects.values_list("version", flat=True).get(pk=discussion.pk)


def test_what_is_shown_is_compared_as_rows_of_the_experiments_own(discussion, prompt):
    editor, before = StaffFactory(), version(discussion)
    proposal = prompt.proposal
    experiment = compare(discussion, (f"  {OTHER} ", "personal"), (THIRD, "short"), by=editor)
    arms = list(experiment.arms.select_related("wording"))
    assert [(arm.place, arm.style, arm.wording.question) for arm in arms] == [
        (0, "closed", FIRST),
        (1, "personal", OTHER),
        (2, "short", THIRD),
    ]
    assert [arm.wording.source for arm in arms] == [WordingSource.ARTICLE, WordingSource.EDITOR, WordingSource.EDITOR]
    assert proposal.pk not in wordings_of(experiment)
    assert (arms[0].wording.call_to_action, arms[0].wording.confidence) == (
        proposal.call_to_action,
        proposal.confidence,
    )
    assert experiment.acts == plan_acts(lift=0.25, wordings=3)
    assert (experiment.state, experiment.ended_at, experiment.kept, experiment.by) == ("running", None, None, editor)
    prompt.refresh_from_db()
    assert [known[:2] for known in prompt.known_arms] == [[arm.wording_id, arm.wording.question] for arm in arms]
    # Decided for, so that an edited article does not change what is compared.
    assert (prompt.mode, prompt.chosen, shown_wording(prompt.discussion)) == ("accepted", proposal, proposal)
    assert version(discussion) > before
    changes = list(PromptChange.objects.order_by("pk").values_list("act", "by", "wording__question"))
    assert changes == [("words", editor.pk, FIRST), ("begun", editor.pk, FIRST)]


def test_wished_twice_it_is_one_experiment(discussion):
    first = compare(discussion)
    before = stored()
    assert compare(discussion) == first
    assert stored() == before


def test_another_one_is_refused_while_one_runs(discussion):
    compare(discussion)
    before = stored()
    with pytest.raises(InvalidPrompt) as refused:
        compare(discussion, (THIRD, "short"))
    assert refused.value.errors == {"prompt": ["An experiment compares these words. End it first."]}
    assert stored() == before


def test_the_database_lets_one_run_a_prompt(discussion):
    experiment = compare(discussion)
    with pytest.raises(IntegrityError), transaction.atomic():
        Experiment.objects.create(prompt=experiment.prompt, metric="started", lift=0.25, acts=1)
    Experiment.objects.create(
        prompt=experiment.prompt, metric="started", lift=0.25, acts=1, state="ended", ended_at=timezone.now()
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"metric": "seen"},
        {"lift": 0.0},
        {"acts": 0},
        {"state": "ended"},
        {"ended_at": dt.datetime(2026, 4, 1, tzinfo=dt.UTC)},
        {"kept": 1},
    ],
    ids=str,
)
def test_the_database_refuses_what_no_experiment_is(discussion, wrong):
    fields = {"prompt": discussion.prompt, "metric": "started", "lift": 0.25, "acts": 1} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        Experiment.objects.create(**fields)


@pytest.mark.parametrize("wrong", [{"place": 0}, {"place": 4}, {"style": "shouted"}], ids=str)
def test_the_database_refuses_what_no_arm_is(discussion, wrong):
    experiment = compare(discussion)
    fields = {"experiment": experiment, "place": 3, "style": "open", "wording": discussion.prompt.proposal} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        ExperimentArm.objects.create(**fields)


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        ({"metric": "rendered"}, "Say what counts."),
        ({"metric": "stance"}, "This prompt offers no stances to choose."),
        ({"lift": 0.04}, "The least difference worth having is 5 to 200 %."),
        ({"lift": 2.5}, "The least difference worth having is 5 to 200 %."),
        ({"lift": float("nan")}, "The least difference worth having is 5 to 200 %."),
        ({"style": "shouted"}, "Say of each wording how it asks."),
        ({"others": []}, "Two to 4 wordings can be compared."),
        ({"others": ["A?", "B?", "C?", "D?"]}, "Two to 4 wordings can be compared."),
        ({"others": ["  "]}, "A prompt needs a question or a call to action."),
        ({"others": ["A\x00?"]}, "A wording holds a character that cannot be stored."),
        ({"others": ["A?", " A? "]}, "Two wordings say the same."),
    ],
    ids=str,
)
def test_what_cannot_be_compared_is_refused(prompt, wish, problem):
    before = stored()
    others = [ArmData(words=Words(question=text), style="open") for text in wish.get("others", [OTHER])]
    wish = {"metric": "started", "lift": 0.25, "style": "closed"} | wish | {"others": others}
    with pytest.raises(InvalidPrompt) as refused:
        start_experiment(prompt_id=prompt.pk, by=None, **wish)
    assert refused.value.errors == {"experiment": [problem]}
    assert stored() == before


def test_where_nothing_is_measured_nothing_is_compared(discussion, settings):
    settings.ENGAGEMENT = {}
    before = stored()
    with pytest.raises(InvalidPrompt) as refused:
        compare(discussion)
    assert refused.value.errors == {
        "experiment": ["Nothing is measured on this site (MEASURE), so nothing can be compared."]
    }
    assert stored() == before


def test_what_is_not_shown_is_not_compared(discussion, prompt):
    switch_prompt_off(prompt_id=prompt.pk, by=None)
    before = stored()
    with pytest.raises(InvalidPrompt):
        compare(discussion)
    assert stored() == before


def test_words_in_store_for_later_hinder_it_until_they_are_shown(discussion, prompt, time_machine):
    time_machine.move_to("2026-04-01T12:00:00+00:00", tick=False)
    at = timezone.now() + dt.timedelta(hours=1)
    show_prompt_later(prompt_id=prompt.pk, at=at, by=None, **LATER)
    with pytest.raises(InvalidPrompt) as refused:
        compare(discussion)
    assert refused.value.errors == {"experiment": ["Other words are to be shown later. Take that back first."]}
    time_machine.move_to("2026-04-01T13:00:00+00:00", tick=False)
    experiment = compare(discussion)
    assert [arm.wording.question for arm in experiment.arms.all()] == ["Later?", OTHER]
    prompt.refresh_from_db()
    assert (prompt.mode, prompt.chosen.question, prompt.upcoming) == ("edited", "Later?", None)


def test_stances_count_where_they_are_offered(discussion, prompt):
    set_stances(prompt_id=prompt.pk, labels=["Yes", "No"])
    assert compare(discussion, metric="stance").metric == "stance"


@pytest.mark.parametrize(
    "change",
    [
        lambda prompt: reword_prompt(prompt_id=prompt.pk, by=None, **LATER),
        lambda prompt: switch_prompt_off(prompt_id=prompt.pk, by=None),
        lambda prompt: follow_article(prompt_id=prompt.pk, by=None),
        lambda prompt: show_prompt_later(
            prompt_id=prompt.pk, at=timezone.now() + dt.timedelta(hours=1), by=None, **LATER
        ),
        lambda prompt: reuse_prompt(prompt_id=prompt.pk, wording_id=DiscussionFactory().prompt.proposal_id, by=None),
    ],
    ids=["reword", "off", "follow", "later", "reuse"],
)
def test_the_words_stay_while_they_are_compared(discussion, prompt, change):
    compare(discussion)
    before = Prompt.objects.values().get(pk=prompt.pk)
    with pytest.raises(InvalidPrompt) as refused:
        change(prompt)
    assert refused.value.errors == {"prompt": ["An experiment compares these words. End it first."]}
    assert Prompt.objects.values().get(pk=prompt.pk) == before
    assert Experiment.objects.get().state == "running"


def test_an_edited_article_changes_nothing_of_it(discussion, prompt):
    experiment = compare(discussion)
    article = Article.objects.get()
    article.body = "<p>It is settled.</p><p>Was it right to sell the quay? Tell us in the comments!</p>"
    article.save()
    sync_discussion(obj=article)
    prompt.refresh_from_db()
    assert prompt.proposal.question == "Was it right to sell the quay?"
    assert shown_wording(prompt.discussion).question == FIRST
    assert [known[0] for known in prompt.known_arms] == wordings_of(experiment)


@pytest.mark.parametrize(
    ("keep", "question", "mode"), [(None, FIRST, "accepted"), (0, FIRST, "accepted"), (1, OTHER, "edited")]
)
def test_at_its_end_one_wording_is_kept_or_what_was_shown_before(discussion, prompt, keep, question, mode):
    editor = StaffFactory()
    experiment = compare(discussion)
    before = version(discussion)
    ended = end_experiment(experiment_id=experiment.pk, keep=keep, by=editor)
    assert (ended.state, ended.kept) == ("ended", keep)
    assert ended.ended_at is not None
    prompt.refresh_from_db()
    assert (prompt.known_arms, prompt.mode) == ([], mode)
    wording = shown_wording(Discussion.objects.get(pk=discussion.pk))
    assert wording.question == question
    # What is counted of it from now on is no more of the experiment.
    assert wording.pk not in wordings_of(experiment)
    assert version(discussion) > before
    told = PromptChange.objects.filter(act="ended").values_list("by", "wording__question").get()
    assert told == (editor.pk, None if keep is None else question)


def test_ended_twice_alike_it_ended_once_and_otherwise_it_is_refused(discussion):
    experiment = compare(discussion)
    end_experiment(experiment_id=experiment.pk, keep=1, by=None)
    before = stored()
    end_experiment(experiment_id=experiment.pk, keep=1, by=None)
    for keep in (None, 0):
        with pytest.raises(InvalidPrompt) as refused:
            end_experiment(experiment_id=experiment.pk, keep=keep, by=None)
        assert refused.value.errors == {"prompt": ["This experiment has ended already. Please look again."]}
    assert stored() == before


def test_a_wording_that_is_not_there_is_not_kept(discussion):
    experiment = compare(discussion)
    before = stored()
    with pytest.raises(InvalidPrompt):
        end_experiment(experiment_id=experiment.pk, keep=2, by=None)
    assert stored() == before


def test_the_same_words_may_be_compared_again_and_are_counted_anew(discussion):
    first = compare(discussion)
    end_experiment(experiment_id=first.pk, keep=None, by=None)
    second = compare(discussion)
    assert not {*wordings_of(first)} & {*wordings_of(second)}


# What answers answer


def answer(discussion, wording_id, **more):
    author = AuthorData(name="Ada", email="ada@example.org")
    posted = post_comment(
        discussion_id=discussion.pk, body=f"Keep it, {wording_id}.", author=author, wording_id=wording_id, **more
    )
    return Comment.objects.get(pk=posted.comment.pk).wording_id


def test_an_answer_records_the_wording_that_it_was_given_to(discussion):
    experiment = compare(discussion)
    for wording in wordings_of(experiment):
        assert answer(discussion, wording) == wording


@pytest.mark.parametrize("which", ["none", "another prompt's", "no number", "the ordinary one"])
def test_whoever_stands_outside_answers_what_everybody_sees(discussion, prompt, which):
    compare(discussion)
    other = DiscussionFactory()
    said = {
        "none": None,
        "another prompt's": wordings_of(compare(other))[1],
        "no number": -1,
        "the ordinary one": prompt.proposal_id,
    }[which]
    assert answer(discussion, said) == prompt.proposal_id


def test_when_it_has_ended_answers_are_to_what_is_shown(discussion):
    experiment = compare(discussion)
    end_experiment(experiment_id=experiment.pk, keep=1, by=None)
    shown = shown_wording(Discussion.objects.get(pk=discussion.pk))
    assert answer(discussion, wordings_of(experiment)[1]) == shown.pk


def test_a_reply_answers_no_wording(discussion):
    experiment = compare(discussion)
    root = PublishedCommentFactory(discussion=discussion)
    assert answer(discussion, wordings_of(experiment)[1], parent_id=root.pk) is None


def test_where_its_discussion_is_merged_it_ends_and_keeps_nothing(discussion):
    target = DiscussionFactory()
    ended, other = compare(discussion), compare(target)
    merge_discussions(source_id=discussion.pk, target_id=target.pk)
    ended.refresh_from_db()
    other.refresh_from_db()
    assert (ended.state, ended.kept, ended.ended_at is None) == ("ended", None, False)
    assert (other.state, other.ended_at) == ("running", None)
    assert Prompt.objects.get(discussion=discussion).known_arms == []
    assert [change.act for change in ended.prompt.changes.order_by("-pk")[:1]] == ["ended"]
