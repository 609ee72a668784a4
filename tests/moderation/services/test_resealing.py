"""After a new key everything is put under it, bit by bit, and as often as one likes."""

from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from moderation.models import Payload
from moderation.services import resealing
from moderation.services.acts import redact
from moderation.services.feedback import keep_payload
from moderation.services.originals import read_original
from moderation.services.resealing import Resealed, reseal_payloads
from moderation.services.sealing import unseal
from tests.factories import PublishedCommentFactory

pytestmark = pytest.mark.django_db

OLD, NEW, LOST = (Fernet.generate_key().decode() for _ in range(3))


@pytest.fixture
def keys(settings):
    def set_keys(*keys):
        settings.MODERATION = {**settings.MODERATION, "PAYLOAD_KEYS": keys}

    return set_keys


@pytest.fixture
def payloads(keys):
    """One written before there was a key, one under each of two keys."""
    comment = PublishedCommentFactory()
    made = []
    for given in ((), (OLD,), (NEW,)):
        keys(*given)
        made.append(keep_payload(comment_id=comment.pk, submitted={"body": f"Number {len(made)}"}))
    keys(NEW, OLD)
    return made


def reseal_all():
    total = Resealed()
    for batch in reseal_payloads():
        total += batch
    return total


def test_everything_is_put_under_the_first_key(payloads, keys, monkeypatch):
    monkeypatch.setattr(resealing, "_BATCH", 2)
    assert reseal_all() == Resealed(changed=2, unchanged=1)
    assert reseal_all() == Resealed(unchanged=3)
    keys(NEW)
    stored = Payload.objects.order_by("pk").values_list("submitted", flat=True)
    assert [unseal(text) for text in stored] == [{"body": f"Number {number}"} for number in range(3)]


def test_what_moderators_edited_out_is_put_under_it_too(keys, moderator):
    comment = PublishedCommentFactory(body="You reach Jo at 0170.")
    keys(OLD)
    decision = redact(comment_id=comment.pk, body="You reach Jo.", revision=1, moderator_id=moderator.pk)
    keys(NEW, OLD)
    assert reseal_all() == Resealed(changed=1)
    assert reseal_all() == Resealed(unchanged=1)
    keys(NEW)
    assert read_original(decision_id=decision.pk) == "You reach Jo at 0170."


def test_stopped_half_way_nothing_is_lost(payloads, keys, monkeypatch):
    monkeypatch.setattr(resealing, "_BATCH", 1)
    assert next(reseal_payloads()) == Resealed(changed=1)
    assert [unseal(payload.submitted) for payload in Payload.objects.order_by("pk")] == [
        {"body": f"Number {number}"} for number in range(3)
    ]
    assert reseal_all() == Resealed(changed=1, unchanged=2)


def test_what_no_key_opens_stays_as_it_is(payloads, keys):
    keys(LOST)
    before = dict(Payload.objects.values_list("pk", "submitted"))
    assert reseal_all() == Resealed(changed=1, unreadable=2)
    after = dict(Payload.objects.values_list("pk", "submitted"))
    assert {pk for pk, text in after.items() if text != before[pk]} == {payloads[0].pk}


def test_the_command_says_what_it_did(payloads):
    out = StringIO()
    call_command("reseal_payloads", stdout=out, stderr=StringIO())
    assert out.getvalue() == "2 encrypted anew, 1 were under the first key already.\n"


def test_the_command_ends_with_an_error_where_something_cannot_be_read(payloads, keys):
    keys(LOST)
    out = StringIO()
    with pytest.raises(CommandError, match="2 cannot be read with any of the keys"):
        call_command("reseal_payloads", stdout=out, stderr=StringIO())
    assert out.getvalue() == "1 encrypted anew, 0 were under the first key already.\n"


@pytest.mark.parametrize(("given", "said"), [((), "is empty"), (("nonsense",), "no Fernet key, at place 1")])
def test_the_command_needs_a_key(payloads, keys, given, said):
    keys(*given)
    before = list(Payload.objects.order_by("pk").values())
    with pytest.raises(CommandError, match=said):
        call_command("reseal_payloads", stdout=StringIO(), stderr=StringIO())
    assert list(Payload.objects.order_by("pk").values()) == before
