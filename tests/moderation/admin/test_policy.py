"""The policy's page: one table, edited at one place at a time."""

import lxml.html
import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from moderation.models import PolicyRule
from moderation.rules.signals import SIGNALS
from moderation.services.policy_rules import clear_policy_rule, set_policy_rule
from tests.factories import DiscussionFactory

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:afterword_moderation_policyrule_changelist")


def form_of(page):
    tree = lxml.html.document_fromstring(page)
    (form,) = (
        form
        for form in tree.forms
        if form.method == "POST" and "csrfmiddlewaretoken" in form.fields and form.xpath(".//table")
    )
    return form


def send(client, url=PAGE, *, seen=None, **wishes):
    """Save the page as a browser would, with some cells changed."""
    form = form_of(seen or client.get(url).content.decode())
    data = {name: value or "" for name, value in form.fields.items()}
    return client.post(url, {**data, **wishes})


def cells(page, signal="links.many"):
    """The words of a signal's row, with the form's cell left out."""
    tree = lxml.html.document_fromstring(page)
    (row,) = (row for row in tree.xpath("//tbody/tr[th]") if row.xpath("string(th)").startswith(signal))
    return [" ".join(cell.text_content().split()) for cell in row.xpath("td[not(.//select)]")]


def stored():
    rules = PolicyRule.objects.order_by("signal", "section", "discussion_key")
    return [(rule.signal, rule.outcome, rule.section, rule.discussion_key, rule.note) for rule in rules]


def logged():
    return list(LogEntry.objects.order_by("id").values_list("action_flag", "change_message"))


def test_every_signal_stands_in_the_table_with_what_it_comes_to(editor, read, settings):
    settings.MODERATION = {**settings.MODERATION, "POLICY": {"links.many": "spam"}}
    page = read(PAGE)
    assert all(f'<th scope="row">{code}<br>' in page for code in SIGNALS)
    assert cells(page) == ["hold for a moderator", "put among the spam", "put among the spam", ""]
    assert cells(page, "author.guest") == ["publish", "–", "publish", ""]
    assert "Nobody has changed anything yet." in page


def test_a_rule_for_everywhere_is_set_and_kept_with_who_did_it(editor, client, read):
    response = send(client, **{"links.many-outcome": "refuse", "links.many-note": "Ferries."})
    assert (response.status_code, response.url) == (302, PAGE)
    assert stored() == [("links.many", "refuse", "", "", "Ferries.")]
    page = read(PAGE)
    assert "1 rule was changed." in page
    assert cells(page) == ["hold for a moderator", "–", "refuse", ""]
    assert logged() == [(1, "links.many everywhere: no rule → refuse (Ferries.)")]
    assert LogEntry.objects.get().user == editor
    assert f"<td>{editor.username}</td>" in page


def test_a_section_and_a_discussion_have_rules_of_their_own(editor, client, read):
    discussion = DiscussionFactory()
    key = discussion.key
    send(client, f"{PAGE}?section=Harbour", **{"links.many-outcome": "spam"})
    send(client, f"{PAGE}?discussion={key}", **{"links.many-outcome": "publish"})
    assert stored() == [("links.many", "publish", "", key, ""), ("links.many", "spam", "Harbour", "", "")]
    assert cells(read(PAGE)) == [
        "hold for a moderator",
        "–",
        "hold for a moderator",
        f"{key}: publish Harbour: put among the spam",
    ]
    assert cells(read(PAGE, section="Harbour"))[-2:] == ["put among the spam", f"{key}: publish"]
    assert cells(read(PAGE, discussion=key)) == ["hold for a moderator", "–", "–", "put among the spam", "publish", ""]
    assert [message for _flag, message in logged()] == [
        "links.many in section Harbour: no rule → put among the spam",
        f"links.many in discussion {key}: no rule → publish",
    ]


def test_a_rule_is_changed_and_cleared(editor, client):
    set_policy_rule(signal="links.many", outcome="spam", note="Old.")
    send(client, **{"links.many-outcome": "hold"})
    assert stored() == [("links.many", "hold", "", "", "Old.")]
    send(client, **{"links.many-outcome": ""})
    assert stored() == []
    assert logged() == [
        (2, "links.many everywhere: put among the spam → hold for a moderator (Old.)"),
        (3, "links.many everywhere: hold for a moderator → no rule"),
    ]


def test_nothing_changed_is_nothing_written(editor, client, read):
    set_policy_rule(signal="links.many", outcome="spam")
    before = PolicyRule.objects.get().updated_at
    assert send(client).status_code == 302
    assert "0 rules were changed." in read(PAGE)
    assert (PolicyRule.objects.get().updated_at, logged()) == (before, [])


def test_what_another_editor_changed_meanwhile_in_another_row_stays(editor, client):
    seen = client.get(PAGE).content.decode()
    set_policy_rule(signal="form.fast", outcome="refuse")
    send(client, seen=seen, **{"links.many-outcome": "spam"})
    assert stored() == [("form.fast", "refuse", "", "", ""), ("links.many", "spam", "", "", "")]


@pytest.mark.parametrize(
    "wish", [{"links.many-outcome": "delete"}, {"links.many-note": "x" * 201}, {"links.many-note": "a\x00"}]
)
def test_what_cannot_be_is_told_at_its_row_and_nothing_at_all_is_written(editor, client, wish):
    response = send(client, **{"form.fast-outcome": "refuse", "links.many-outcome": "hold", **wish})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Nothing was changed." in page
    assert page.count('class="errorlist') == 1
    assert (stored(), logged()) == ([], [])


def test_a_place_that_is_none_is_told_and_takes_no_rule(editor, client, read):
    for place, words in (
        ({"discussion": "gone"}, "No discussion has this key."),
        ({"section": "Sport", "discussion": DiscussionFactory().key}, "Choose a section or a discussion, not both."),
        ({"section": "x" * 201}, "Ensure this value has at most 200 characters"),
    ):
        page = read(PAGE, **place)
        assert words in page
        assert "Comes to" not in page
    assert client.post(f"{PAGE}?discussion=gone", {"links.many-outcome": "spam"}).status_code == 403
    assert stored() == []


def test_a_rule_for_a_signal_that_is_no_more_can_only_be_cleared(editor, client, read):
    PolicyRule.objects.create(signal="tone.angry", outcome="hold")
    assert "not known to this release" in read(PAGE)
    form = form_of(read(PAGE))
    assert form.inputs["tone.angry-outcome"].value_options == ["", "hold"]
    send(client, **{"tone.angry-outcome": ""})
    assert stored() == []


def test_names_of_places_are_text_and_not_markup(editor, read):
    set_policy_rule(signal="links.many", outcome="spam", section='<img src=x>&"')
    page = read(PAGE)
    assert "<img" not in page
    assert "?section=%3Cimg%20src%3Dx%3E%26%22" in page
    assert "In the section &lt;img src=x&gt;&amp;&quot;" in read(PAGE, section='<img src=x>&"')


def test_the_log_leads_to_the_table(editor, client):
    rule = set_policy_rule(signal="links.many", outcome="spam", section="Sport & Play").rule
    change = reverse("admin:afterword_moderation_policyrule_change", args=[rule.pk])
    assert client.get(change).url == f"{PAGE}?section=Sport+%26+Play"
    clear_policy_rule(signal="links.many", section="Sport & Play")
    assert client.get(change).url == PAGE


def test_who_may_only_look_changes_nothing(sign_in_with, client, read):
    sign_in_with("audit")
    page = read(PAGE)
    assert 'type="submit" class="default"' not in page
    assert cells(page, "author.guest") == ["publish", "–", "publish", ""]
    assert client.post(PAGE, {"links.many-outcome": "spam"}).status_code == 403
    sign_in_with("edit_settings")
    assert send(client, **{"links.many-outcome": "spam"}).status_code == 302
    assert stored() == [("links.many", "spam", "", "", "")]


def test_who_may_not_look_is_turned_away(sign_in_with, client):
    assert client.get(PAGE).status_code == 302
    sign_in_with("view_case")
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"links.many-outcome": "spam"}).status_code == 403
    assert stored() == []


def test_a_change_needs_a_token_and_rows_come_and_go_on_the_page_alone(editor):
    rule = set_policy_rule(signal="links.many", outcome="spam").rule
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(PAGE, {"links.many-outcome": ""}).status_code == 403
    relaxed = Client()
    relaxed.force_login(editor)
    assert relaxed.get(reverse("admin:afterword_moderation_policyrule_add")).status_code == 403
    assert relaxed.post(reverse("admin:afterword_moderation_policyrule_delete", args=[rule.pk])).status_code == 403
    assert len(stored()) == 1
