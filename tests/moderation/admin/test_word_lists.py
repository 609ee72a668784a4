"""The page of a word list: written, tried, saved."""

import lxml.html
import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from moderation.models import WordList
from moderation.services.word_lists import WordListData, add_word_list, change_word_list
from tests.factories import ArticleFactory, DiscussionFactory

pytestmark = pytest.mark.django_db

LISTS = reverse("admin:afterword_moderation_wordlist_changelist")
ADD = reverse("admin:afterword_moderation_wordlist_add")


@pytest.fixture
def row(db):
    return add_word_list(data=WordListData(name="harbour", kind="suspect", entries="quay\nidiot*"))


def page_of(row):
    return reverse("admin:afterword_moderation_wordlist_change", args=[row.pk])


def send(client, url, button="_save", *, follow=False, **wishes):
    """Send the page as a browser would, with some fields changed."""
    tree = lxml.html.document_fromstring(client.get(url).content.decode())
    (form,) = (form for form in tree.forms if form.method == "POST" and "entries" in form.fields)
    data = dict(form.form_values())
    return client.post(url, {**data, button: "x", **wishes}, follow=follow)


def said(response):
    tree = lxml.html.document_fromstring(response.content.decode())
    return [
        " ".join(found.text_content().split()) for found in tree.cssselect(".errorlist li, .errornote, .messagelist li")
    ]


def tried(response):
    tree = lxml.html.document_fromstring(response.content.decode())
    return [[cell.text_content() for cell in line.cssselect("td")] for line in tree.cssselect("tbody tr")]


def stored():
    return list(WordList.objects.values_list("name", "kind", "entries", "is_active"))


def test_a_list_is_added(editor, client, read):
    read(ADD)
    response = send(client, ADD, name="harbour", kind="banned", entries="quay\nferry*")
    assert (response.status_code, response.url) == (302, LISTS)
    assert stored() == [("harbour", "banned", "quay\nferry*", True)]
    assert LogEntry.objects.get().action_flag == 1
    assert "harbour" in read(LISTS)


def test_a_list_is_changed(editor, client, row, read):
    assert "idiot*" in read(page_of(row))
    send(client, page_of(row), entries="boat", name="boats")
    assert stored() == [("boats", "suspect", "boat", True)]
    assert LogEntry.objects.get().change_message == "Changed."


def test_what_is_wrong_is_said_by_line_and_nothing_is_saved(editor, client, row):
    response = send(client, page_of(row), entries="quay\n/(/\nfoo, bar", name="")
    assert said(response) == ["Nothing was saved.", "This field is required."]
    response = send(client, page_of(row), entries="quay\n/(/\nfoo, bar")
    assert said(response) == [
        "Nothing was saved.",
        "Line 2, “/(/”: The pattern cannot be read: missing ): (.",
        "Line 3, “foo, bar”: Write one entry a line, without commas between them.",
    ]
    assert stored() == [("harbour", "suspect", "quay\nidiot*", True)]
    assert "foo, bar" in response.content.decode()


def test_a_list_is_tried_without_saving(editor, client, row):
    response = send(client, page_of(row), "_try", entries="quay\nidiot*", tried="Qu\u00aday, idi0ts <b>", name="other")
    assert tried(response) == [["Qu\u00aday", "quay", "1"], ["idi0ts", "idiot*", "2"]]
    assert stored() == [("harbour", "suspect", "quay\nidiot*", True)]
    response = send(client, page_of(row), "_try", tried="ferry")
    assert "Nothing in the text matches." in response.content.decode()


def test_trying_tells_what_is_wrong_too(editor, client):
    response = send(client, ADD, "_try", name="harbour", entries="*\nquay", tried="the quay")
    assert said(response)[1:] == ["Line 1, “*”: Nothing is left of it: write a word, or a sign that can be seen."]
    assert tried(response) == [["quay", "quay", "2"]]


def test_of_two_editors_the_later_is_told(editor, client, row):
    seen = row.updated_at.isoformat()
    data = WordListData(name="harbour", kind="banned", entries="ferry")
    change_word_list(word_list_id=row.pk, data=data, seen=row.updated_at)
    response = send(client, page_of(row), entries="boat", seen=seen)
    assert said(response)[1:] == ["Somebody else changed or deleted this list meanwhile: open it anew."]
    assert stored() == [("harbour", "banned", "ferry", True)]
    assert said(send(client, page_of(row), entries="boat", seen="rubbish"))[1:] == said(response)[1:]


def test_a_section_that_is_nowhere_is_pointed_out(editor, client):
    DiscussionFactory(article=ArticleFactory(section="Sport"))
    known = send(client, ADD, follow=True, name="a", section="sport", entries="quay")
    unknown = send(client, ADD, follow=True, name="b", section="Sprot", entries="quay")
    assert said(known) == ["The list “a” was saved."]
    assert said(unknown) == ["The list “b” was saved.", "No discussion is in its section yet."]


def test_lists_are_deleted(editor, client, row):
    other = add_word_list(data=WordListData(name="other", kind="banned"))
    client.post(reverse("admin:afterword_moderation_wordlist_delete", args=[row.pk]), {"post": "yes"})
    client.post(LISTS, {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"})
    assert stored() == []


def test_whoever_may_only_look_changes_nothing(sign_in_with, client, row):
    sign_in_with("audit")
    assert client.get(page_of(row)).status_code == 200
    assert 'name="_save"' not in client.get(page_of(row)).content.decode()
    assert send(client, page_of(row), entries="boat").status_code == 403
    assert tried(send(client, page_of(row), "_try", entries="quay", tried="quay")) == [["quay", "quay", "1"]]
    assert client.get(ADD).status_code == 403
    assert stored() == [("harbour", "suspect", "quay\nidiot*", True)]


def test_others_see_nothing(sign_in_with, client, row):
    sign_in_with("view_finding")
    assert [client.get(url).status_code for url in (LISTS, ADD, page_of(row))] == [403, 403, 403]


def test_a_list_that_is_not_there(editor, client):
    assert client.get(reverse("admin:afterword_moderation_wordlist_change", args=[999])).status_code == 404
