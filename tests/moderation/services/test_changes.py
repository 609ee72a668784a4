"""What is written down beside decisions: who changed what, from what to what."""

import pytest

from moderation.exceptions import InvalidPolicyRule, InvalidWordList
from moderation.models import Change
from moderation.services.policy_rules import clear_policy_rule, set_policy_rule
from moderation.services.sanctions import impose_sanction, lift_sanction
from moderation.services.word_lists import WordListData, add_word_list, change_word_list, delete_word_list
from tests.factories import PublishedCommentFactory

pytestmark = pytest.mark.django_db


def changes(*fields):
    return list(Change.objects.order_by("pk").values_list(*fields))


def test_a_policy_rule_leaves_a_row_for_each_change_and_none_for_the_same_again(moderator):
    by = {"moderator_id": moderator.pk}
    for outcome in ("hold", "hold", "spam"):
        set_policy_rule(signal="links.many", outcome=outcome, section="Sport", note="Trial.", **by)
    clear_policy_rule(signal="links.many", section="Sport", **by)
    clear_policy_rule(signal="links.many", section="Sport", **by)
    hold, spam = {"outcome": "hold", "note": "Trial."}, {"outcome": "spam", "note": "Trial."}
    assert changes("subject", "action", "key", "section", "before", "after", "note", "moderator_id") == [
        ("policy_rule", "add", "links.many", "Sport", None, hold, "Trial.", moderator.pk),
        ("policy_rule", "change", "links.many", "Sport", hold, spam, "Trial.", moderator.pk),
        ("policy_rule", "remove", "links.many", "Sport", spam, None, "", moderator.pk),
    ]


def test_a_rule_that_cannot_be_leaves_none():
    with pytest.raises(InvalidPolicyRule):
        set_policy_rule(signal="links.many", outcome="nothing")
    assert changes("pk") == []


def test_a_word_list_leaves_what_differs(moderator):
    by = {"moderator_id": moderator.pk}
    row = add_word_list(data=WordListData(name="harbour", kind="banned", entries="quay\nferry"), **by)
    data = WordListData(name="harbour", kind="suspect", entries="quay\nboat")
    row = change_word_list(word_list_id=row.pk, data=data, seen=row.updated_at, **by)
    row = change_word_list(word_list_id=row.pk, data=data, seen=row.updated_at, **by)
    delete_word_list(word_list_id=row.pk, **by)
    delete_word_list(word_list_id=row.pk, **by)
    whole = {"name": "harbour", "language": "", "section": "", "is_active": True}
    assert changes("action", "before", "after") == [
        ("add", None, {**whole, "kind": "banned", "entries": "quay\nferry"}),
        ("change", {"kind": "banned", "entries": "ferry"}, {"kind": "suspect", "entries": "boat"}),
        ("remove", {**whole, "kind": "suspect", "entries": "quay\nboat"}, None),
    ]
    assert set(changes("subject", "key", "moderator_id")) == {("word_list", f"{row.pk} harbour", moderator.pk)}


def test_a_list_changed_by_somebody_else_meanwhile_leaves_none(moderator):
    row = add_word_list(data=WordListData(name="harbour", kind="banned"))
    data = WordListData(name="quay", kind="banned")
    change_word_list(word_list_id=row.pk, data=data, seen=row.updated_at)
    before = changes("pk")
    with pytest.raises(InvalidWordList):
        change_word_list(word_list_id=row.pk, data=data, seen=row.updated_at)
    assert changes("pk") == before


def test_a_sanction_says_how_the_author_is_known_and_never_by_which_address(moderator):
    comment = PublishedCommentFactory(author_email="mara@example.org")
    sanction = impose_sanction(
        comment_id=comment.pk, kind="hold", marks=["email"], days=7, moderator_id=moderator.pk, note="Third time."
    )
    lift_sanction(sanction_id=sanction.pk, moderator_id=moderator.pk)
    lift_sanction(sanction_id=sanction.pk, moderator_id=moderator.pk)
    said = {"kind": "hold", "marks": ["email"], "ends_at": sanction.ends_at.isoformat()}
    assert changes("subject", "action", "key", "before", "after", "note") == [
        ("sanction", "add", str(sanction.pk), None, said, "Third time."),
        ("sanction", "remove", str(sanction.pk), said, None, ""),
    ]
    where = {(comment.pk, "Harbour", comment.discussion.key, moderator.pk)}
    assert set(changes("comment_id", "section", "discussion_key", "moderator_id")) == where
    assert not any(sanction.email in str(row) or "mara" in str(row) for row in Change.objects.values())
