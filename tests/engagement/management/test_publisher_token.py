"""``manage.py publisher_token``."""

import io

import pytest
from django.core.management import CommandError, call_command

from engagement.models import PublisherToken
from engagement.services.publisher_tokens import recognise_publisher

pytestmark = pytest.mark.django_db


def run(*args):
    out = io.StringIO()
    call_command("publisher_token", *args, stdout=out)
    return out.getvalue()


def test_a_token_is_printed_once_and_works():
    printed = dict(line.split(maxsplit=1) for line in run("create", "cms").splitlines()[:2])
    row = PublisherToken.objects.get()
    assert (row.kid, row.name) == (printed["number"], "cms")
    assert recognise_publisher(token=printed["token"]) == row.kid
    listed = run("list")
    assert row.kid in listed
    assert printed["token"] not in listed
    assert "valid" in listed


def test_a_token_is_revoked_once():
    run("create", "cms")
    kid = PublisherToken.objects.get().kid
    assert run("revoke", kid) == f"{kid} is revoked.\n"
    assert "revoked" in run("list")
    with pytest.raises(CommandError, match="no valid token"):
        run("revoke", kid)


@pytest.mark.parametrize("name", ["", "n" * 101])
def test_a_server_needs_a_name(name):
    with pytest.raises(CommandError, match="1 to 100 characters"):
        run("create", name)
    assert not PublisherToken.objects.exists()
