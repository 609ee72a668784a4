import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from engagement.api import Discussion, set_stances
from engagement.models import Stance
from engagement.queries.stances import offered_stances
from tests.factories import DiscussionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def prompt():
    return DiscussionFactory().prompt


def page_of(prompt):
    return reverse("admin:afterword_engagement_stance_of_prompt", args=[prompt.pk])


def labels():
    return [stance.label for stance in offered_stances(Discussion.objects.get())]


def send(client, prompt, *labels):
    return client.post(page_of(prompt), {f"stance_{place}": label for place, label in enumerate(labels, start=1)})


def test_the_prompts_page_leads_to_its_stances(client, editor, read, prompt):
    address = reverse("admin:afterword_engagement_prompt_change", args=[prompt.pk])
    assert "None: readers answer in words alone." in read(address)
    assert f'href="{page_of(prompt)}"' in read(address)
    set_stances(prompt_id=prompt.pk, labels=["Yes", "No"])
    set_stances(prompt_id=prompt.pk, labels=["Yes", "It depends"])
    assert "offered no more" in read(address)


def test_an_editor_sets_them(client, editor, read, prompt):
    read(page_of(prompt))
    response = send(client, prompt, "Yes", "", "No")
    assert (response.status_code, response.url) == (
        302,
        reverse("admin:afterword_engagement_prompt_change", args=[prompt.pk]),
    )
    assert labels() == ["Yes", "No"]
    assert LogEntry.objects.get().change_message == "Stances: Yes, No"
    assert 'value="Yes"' in read(page_of(prompt))
    send(client, prompt)
    assert labels() == []


def test_what_cannot_be_offered_is_said_above_the_form(client, editor, prompt):
    response = send(client, prompt, "Yes")
    assert response.status_code == 200
    assert "A prompt offers 2 to 5 stances, or none." in response.content.decode()
    assert not Stance.objects.exists()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("permission", ["view_prompt", "view_stance"])
def test_who_may_not_change_prompts_sets_nothing(client, sign_in_with, prompt, permission):
    sign_in_with(permission)
    assert client.get(page_of(prompt)).status_code == 403
    assert send(client, prompt, "Yes", "No").status_code == 403
    assert not Stance.objects.exists()


def test_the_list_counts_and_changes_nothing(editor, read, prompt):
    set_stances(prompt_id=prompt.pk, labels=["Yes", "No"])
    page = read(reverse("admin:afterword_engagement_stance_changelist"))
    assert "Yes" in page
    assert "Add stance" not in page
