import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from engagement.models import PublisherToken
from engagement.services.publisher_tokens import create_publisher_token, recognise_publisher

pytestmark = pytest.mark.django_db

TOKENS = reverse("admin:afterword_engagement_publishertoken_changelist")
ADD = reverse("admin:afterword_engagement_publishertoken_add")


def page_of(kid):
    return reverse("admin:afterword_engagement_publishertoken_change", args=[PublisherToken.objects.get(kid=kid).pk])


def revoke(client, *kids):
    pks = list(PublisherToken.objects.filter(kid__in=kids).values_list("pk", flat=True))
    return client.post(TOKENS, {"action": "revoke_selected", "_selected_action": pks}, follow=True).content.decode()


def logged():
    return list(LogEntry.objects.order_by("pk").values_list("object_repr", "change_message"))


def test_a_token_is_made_and_shown_once(editor, client, read):
    assert 'name="kid"' not in read(ADD)
    response = client.post(ADD, {"name": "cms"})
    page = response.content.decode()
    (token,) = re.findall(r"awp_[0-9a-f]{8}_[\w-]{43}", page)
    row = PublisherToken.objects.get()
    assert (response.status_code, row.name, recognise_publisher(token=token)) == (200, "cms", row.kid)
    assert "no-store" in response["Cache-Control"]
    assert 'style="' not in page
    for address in (TOKENS, page_of(row.kid), reverse("admin:index")):
        told = read(address)
        assert token not in told
        assert row.digest not in told
        assert token.rpartition("_")[2] not in told
    assert token not in str(logged())
    assert logged() == [(f"cms ({row.kid})", '[{"added": {}}]')]


def test_they_are_found_by_name_or_number(editor, read):
    cms, feed = create_publisher_token(name="cms"), create_publisher_token(name="feed")
    for words in ("cm", cms.kid):
        page = read(TOKENS, q=words)
        assert cms.kid in page
        assert feed.kid not in page


def test_a_token_is_revoked_once_and_stays_for_the_record(editor, client, read):
    made, other = create_publisher_token(name="cms"), create_publisher_token(name="feed")
    assert "1 token was revoked." in revoke(client, made.kid)
    assert recognise_publisher(token=made.token) is None
    assert recognise_publisher(token=other.token) == other.kid
    at = PublisherToken.objects.get(kid=made.kid).revoked_at
    assert "0 tokens were revoked." in revoke(client, made.kid)
    assert PublisherToken.objects.get(kid=made.kid).revoked_at == at
    assert logged() == [(f"cms ({made.kid})", "Revoked.")]
    assert made.kid in read(TOKENS)


def test_a_name_is_all_that_is_changed(editor, client):
    made = create_publisher_token(name="cms")
    before = PublisherToken.objects.values().get()
    sent = {
        "name": "cms-2",
        "kid": "00000000",
        "digest": "0" * 64,
        "revoked_at_0": "2026-01-01",
        "revoked_at_1": "0:00",
    }
    assert client.post(page_of(made.kid), sent).status_code == 302
    assert PublisherToken.objects.values().get() == {**before, "name": "cms-2"}
    assert recognise_publisher(token=made.token) == made.kid
    assert client.post(page_of(made.kid), {"name": ""}).status_code == 200
    assert PublisherToken.objects.get().name == "cms-2"


def test_nobody_deletes_one(editor, client):
    made = create_publisher_token(name="cms")
    delete = reverse("admin:afterword_engagement_publishertoken_delete", args=[PublisherToken.objects.get().pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    client.post(TOKENS, {"action": "delete_selected", "_selected_action": [PublisherToken.objects.get().pk]})
    assert recognise_publisher(token=made.token) == made.kid


def test_the_digest_is_not_guessed_by_the_list(editor, client):
    create_publisher_token(name="cms")
    digest = PublisherToken.objects.get().digest
    for lookup in ("digest", "digest__startswith", "digest__regex"):
        assert client.get(TOKENS, {lookup: digest}).status_code == 400


@pytest.mark.parametrize(
    ("held", "looks", "makes", "changes"),
    [
        ([], False, False, False),
        (["view_publishertoken"], True, False, False),
        (["view_publishertoken", "add_publishertoken"], True, True, False),
        (["view_publishertoken", "change_publishertoken"], True, False, True),
        (["view_publishertoken", "delete_publishertoken"], True, False, False),
    ],
)
def test_each_needs_its_permission(sign_in_with, client, held, looks, makes, changes):
    made = create_publisher_token(name="cms")
    address = page_of(made.kid)
    sign_in_with(*held)
    assert (client.get(TOKENS).status_code == 200) is looks
    assert (client.post(ADD, {"name": "new"}).status_code == 200) is makes
    assert PublisherToken.objects.filter(name="new").exists() is makes
    client.post(address, {"name": "renamed"})
    assert PublisherToken.objects.filter(name="renamed").exists() is changes
    revoke(client, made.kid)
    assert (recognise_publisher(token=made.token) is None) is changes
