"""The command that proves the queues' counters."""

import pytest
from django.core.management import CommandError, call_command

from moderation.api import open_case, queue_counts
from moderation.models import Case, CaseCount
from tests.factories import HeldCommentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting():
    for _number in range(2):
        open_case(comment_id=HeldCommentFactory().pk, reasons=[])


def test_right_counters_are_called_right(waiting, capsys):
    call_command("recount_cases", check=True)
    assert capsys.readouterr().out == "All counters are right.\n"


def test_a_wrong_counter_is_told_and_left_alone_where_only_looking_is_asked(waiting, capsys):
    CaseCount.objects.create(queue="spam", section="", count=7)
    with pytest.raises(CommandError, match=r"1 counters differ\."):
        call_command("recount_cases", check=True)
    assert capsys.readouterr().out == "spam in no section was 7, counted 0\n"
    assert queue_counts()["spam"] == 7


def test_wrong_counters_are_put_right(waiting, capsys):
    CaseCount.objects.all().delete()
    CaseCount.objects.create(queue="spam", section="City", count=-1)
    call_command("recount_cases")
    assert capsys.readouterr().out.splitlines() == [
        "spam in City was -1, counted 0",
        "waiting in Harbour was 0, counted 2",
        "2 counters were put right.",
    ]
    assert (queue_counts()["spam"], queue_counts()["waiting"]) == (0, 2)
    assert CaseCount.objects.count() == 1


def test_cases_whose_article_moved_unnoticed_follow_it(waiting):
    Case.objects.update(section="Sport")
    CaseCount.objects.update(section="Sport")
    call_command("recount_cases")
    assert set(Case.objects.values_list("section", flat=True)) == {"Harbour"}
    call_command("recount_cases", check=True)
