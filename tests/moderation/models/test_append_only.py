"""Rows that are added and never changed, whoever asks."""

import pytest

from moderation.exceptions import NeverChanged
from moderation.models import Change, Decision
from moderation.services.policy_rules import set_policy_rule
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[Decision, Change])
def row(request, moderator):
    if request.param is Decision:
        return DecisionFactory(moderator=moderator)
    set_policy_rule(signal="links.many", outcome="hold", moderator_id=moderator.pk)
    return Change.objects.get()


@pytest.mark.parametrize(
    "wish",
    [
        pytest.param(lambda row: row.save(), id="saved again"),
        pytest.param(lambda row: row.save(update_fields=["note"]), id="saved in part"),
        pytest.param(lambda row: row.delete(), id="deleted"),
        pytest.param(lambda row: type(row).objects.filter(pk=row.pk).update(note="x"), id="updated"),
        pytest.param(lambda row: type(row).objects.all().delete(), id="all deleted"),
        pytest.param(lambda row: type(row).objects.bulk_update([row], ["note"]), id="updated in bulk"),
    ],
)
def test_a_row_is_never_changed(row, wish):
    before = list(type(row).objects.values())
    row.note = "changed"
    with pytest.raises(NeverChanged):
        wish(row)
    assert list(type(row).objects.values()) == before


def test_an_account_that_is_deleted_leaves_its_rows_without_a_name(row, moderator):
    moderator.delete()
    assert type(row).objects.get(pk=row.pk).moderator_id is None


def test_a_comment_that_is_deleted_takes_its_decisions_with_it():
    decision = DecisionFactory()
    decision.comment.delete()
    assert not Decision.objects.exists()
