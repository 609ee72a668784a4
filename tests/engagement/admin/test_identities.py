import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagement.api import SessionEnded
from engagement.models import ExternalIdentity
from engagement.services.sessions import read_session, sign_in
from tests.sso import sso, token

pytestmark = pytest.mark.django_db

IDENTITIES = reverse("admin:afterword_engagement_externalidentity_changelist")


@pytest.fixture(autouse=True)
def single_sign_on(settings):
    settings.ENGAGEMENT = {"SSO": sso()}


def come(subject, **claims):
    return sign_in(token=token(sub=subject, **claims)).session


def end(client, *subjects):
    pks = list(ExternalIdentity.objects.filter(subject__in=subjects).values_list("pk", flat=True))
    data = {"action": "end_sessions_of_selected", "_selected_action": pks}
    return client.post(IDENTITIES, data, follow=True).content.decode()


def is_signed_in(session):
    try:
        read_session(session)
    except SessionEnded:
        return False
    return True


def test_a_reader_is_found_by_what_is_known_of_them(editor, read):
    come("s-4711", name="Ada", email="ada@example.org")
    come("s-4712", name="Bea", email="bea@example.org")
    for words in ("s-4711", "ADA@example.org", "ada"):
        page = read(IDENTITIES, q=words)
        assert "s-4711" in page
        assert "s-4712" not in page
    account = ExternalIdentity.objects.get(subject="s-4711").account_id
    assert "s-4711" in read(IDENTITIES, q=str(account))


def test_their_sessions_are_ended_and_the_log_says_who_did(editor, client):
    first, second, other = come("4711"), come("4711"), come("4712")
    assert "1 reader was signed out." in end(client, "4711")
    assert [is_signed_in(session) for session in (first, second, other)] == [False, False, True]
    assert is_signed_in(come("4711"))
    entry = LogEntry.objects.get()
    assert (entry.user, entry.change_message) == (editor, "Ended all sessions.")
    assert "Ada" not in entry.object_repr


def test_nothing_is_changed_made_or_deleted_by_hand(editor, client, read):
    come("4711")
    before = ExternalIdentity.objects.values().get()
    page = reverse("admin:afterword_engagement_externalidentity_change", args=[before["id"]])
    assert 'name="_save"' not in read(page)
    delete = reverse("admin:afterword_engagement_externalidentity_delete", args=[before["id"]])
    add = reverse("admin:afterword_engagement_externalidentity_add")
    for address in (page, delete, add):
        assert client.post(address, {"subject": "eve", "post": "yes"}).status_code == 403
    assert ExternalIdentity.objects.values().get() == before


@pytest.mark.parametrize(
    ("held", "ends"),
    [
        ([], False),
        (["view_externalidentity"], False),
        (["view_externalidentity", "delete_externalidentity"], False),
        (["view_externalidentity", "change_externalidentity"], True),
    ],
)
def test_only_who_may_change_ends_sessions(sign_in_with, client, held, ends):
    session = come("4711")
    sign_in_with(*held)
    assert client.get(IDENTITIES).status_code == (200 if held else 403)
    end(client, "4711")
    assert is_signed_in(session) is not ends


def test_the_list_costs_the_same_whatever_there_is(editor, client):
    come("4711")
    with CaptureQueriesContext(connection) as few:
        client.get(IDENTITIES)
    for number in range(5):
        come(f"more-{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(IDENTITIES)
    assert len(few) == len(many)
