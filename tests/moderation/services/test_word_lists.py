import datetime as dt

import pytest
import time_machine

from moderation.exceptions import InvalidWordList
from moderation.models import WordList
from moderation.services.word_lists import WordListData, add_word_list, change_word_list, delete_word_list

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, 0, tzinfo=dt.UTC)


def stored():
    return list(WordList.objects.values_list("name", "kind", "language", "section", "entries", "is_active"))


def test_a_list_is_kept_in_one_form():
    data = WordListData(
        name=" Of  the harbour ", kind="banned", language="pt_BR", section=" Harbour ", entries="a\r\nb\n "
    )
    add_word_list(data=data)
    assert stored() == [("Of the harbour", "banned", "pt-br", "Harbour", "a\nb", True)]


def test_a_change_sets_its_time():
    with time_machine.travel(NOON, tick=False):
        row = add_word_list(data=WordListData(name="harbour", kind="banned"))
    later = NOON + dt.timedelta(hours=1)
    with time_machine.travel(later, tick=False):
        change_word_list(
            word_list_id=row.pk, data=WordListData(name="quay", kind="suspect", is_active=False), seen=NOON
        )
    assert stored() == [("quay", "suspect", "", "", "", False)]
    assert WordList.objects.get().updated_at == later


def test_of_two_who_edit_the_same_the_later_is_told():
    row = add_word_list(data=WordListData(name="harbour", kind="banned"))
    change_word_list(word_list_id=row.pk, data=WordListData(name="quay", kind="banned"), seen=row.updated_at)
    with pytest.raises(InvalidWordList) as refused:
        change_word_list(word_list_id=row.pk, data=WordListData(name="ferry", kind="banned"), seen=row.updated_at)
    assert refused.value.errors == {"": ["Somebody else changed or deleted this list meanwhile: open it anew."]}
    assert stored() == [("quay", "banned", "", "", "", True)]


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"name": " "}, {"name": ["Give the list a name: moderators see it beside what it matched."]}),
        ({"name": "n" * 101}, {"name": ["At most 100 characters are allowed here."]}),
        ({"kind": "nice"}, {"kind": ["Allowed are: banned, suspect."]}),
        ({"language": "English"}, {"language": ["Write a language as en or pt-br, or leave it empty."]}),
        ({"section": "a\x00"}, {"section": ["At most 200 characters are allowed here."]}),
        ({"entries": "a" * 500_001}, {"entries": ["At most 500000 characters are allowed here."]}),
        (
            {"entries": "quay\n*\n/(/"},
            {
                "entries": [
                    "Line 2, “*”: Nothing is left of it: write a word, or a sign that can be seen.",
                    "Line 3, “/(/”: The pattern cannot be read: missing ): (.",
                ]
            },
        ),
    ],
)
def test_what_cannot_be_kept_says_why(wrong, errors):
    with pytest.raises(InvalidWordList) as refused:
        add_word_list(data=WordListData(**{"name": "harbour", "kind": "banned", **wrong}))
    assert refused.value.errors == errors
    assert stored() == []


def test_no_more_lines_are_told_than_can_be_read():
    with pytest.raises(InvalidWordList) as refused:
        add_word_list(data=WordListData(name="harbour", kind="banned", entries="*\n" * 22))
    assert len(refused.value.errors["entries"]) == 21
    assert refused.value.errors["entries"][-1] == "2 more lines are no entries."


def test_a_list_is_deleted_once():
    row = add_word_list(data=WordListData(name="harbour", kind="banned"))
    delete_word_list(word_list_id=row.pk)
    delete_word_list(word_list_id=row.pk)
    assert stored() == []
