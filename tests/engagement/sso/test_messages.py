import base64
import datetime as dt
import time

import pytest
import time_machine

from engagement.sso import TokenRefused, read_single_sign_on
from engagement.sso.messages import verify_disqus, verify_hyvor
from tests.sso import OTHER_SECRET, base, digest, disqus, hyvor, sso
from tests.sso import OTHERS_USER as USER

SETTINGS = {"DISQUS_SECRET": OTHER_SECRET, "HYVOR_SECRET": OTHER_SECRET}


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False):
        yield int(time.time())


def settings(**changes):
    return read_single_sign_on(sso(**{**SETTINGS, **changes}))


def code_of(function, *given, **changes):
    with pytest.raises(TokenRefused) as refused:
        function(*given, settings(**changes))
    return refused.value.code


def test_a_message_of_disqus_is_believed():
    believed = verify_disqus(disqus(), settings())
    assert (believed.subject, believed.name, believed.email, believed.token_id) == (
        "4711",
        "Ada",
        "ada@example.org",
        "",
    )


def test_a_message_that_says_that_nobody_is_signed_in_signs_nobody_in():
    assert code_of(verify_disqus, disqus({})) == "claims"


def test_a_message_of_disqus_that_anything_is_wrong_with_is_refused(now):
    encoded, signature, sent = disqus().split(" ")
    assert code_of(verify_disqus, disqus(secret="another")) == "token"
    assert code_of(verify_disqus, f"{encoded} {signature} {now + 1}") == "token"
    assert code_of(verify_disqus, f"{base({**USER, 'id': 1})} {signature} {sent}") == "token"
    assert code_of(verify_disqus, f"{encoded} {sent}") == "token"
    assert code_of(verify_disqus, f"{encoded} {'0' * 40} {sent}") == "token"
    assert code_of(verify_disqus, disqus(at=now - 631)) == "time"
    assert code_of(verify_disqus, disqus(at=now + 31)) == "time"
    assert code_of(verify_disqus, disqus({**USER, "id": None})) == "claims"
    assert code_of(verify_disqus, disqus({**USER, "id": True})) == "claims"
    assert code_of(verify_disqus, disqus({**USER, "about": "x" * 9000})) == "token"


def test_without_a_secret_a_message_is_refused_even_where_it_is_signed_with_none():
    assert code_of(verify_disqus, disqus(secret=""), DISQUS_SECRET="") == "token"
    assert code_of(verify_hyvor, *hyvor(secret=""), HYVOR_SECRET="") == "token"


@pytest.mark.parametrize("kind", ["sha256", "sha1"])
def test_a_message_of_hyvor_is_believed(kind):
    believed = verify_hyvor(*hyvor(kind=kind), settings(HYVOR_DIGEST=kind))
    assert (believed.subject, believed.name, believed.email) == ("4711", "Ada", "ada@example.org")


def test_a_message_of_hyvor_that_anything_is_wrong_with_is_refused(now):
    user, signature = hyvor()
    assert code_of(verify_hyvor, user, signature, HYVOR_DIGEST="sha1") == "token"
    assert code_of(verify_hyvor, *hyvor(secret="another")) == "token"
    assert code_of(verify_hyvor, user, "") == "token"
    assert code_of(verify_hyvor, user, "é\ud800") == "token"
    assert code_of(verify_hyvor, hyvor(id=1)[0], signature) == "token"
    assert code_of(verify_hyvor, *hyvor(timestamp=now - 631)) == "time"
    assert code_of(verify_hyvor, *hyvor(timestamp=None)) == "claims"
    assert code_of(verify_hyvor, "=", digest("=", kind="sha256")) == "token"


def test_a_message_made_as_the_vendors_plugin_makes_it_is_believed(now):
    """In PHP: ``base64_encode(json_encode($user))``, which escapes slashes and everything beyond ASCII."""
    user = base64.b64encode(
        b'{"timestamp":%d,"id":7,"name":"Zo\\u00eb","email":"zoe@example.org","picture_url":"https:\\/\\/a.example\\/7",'
        b'"website_url":"https:\\/\\/a.example\\/zoe","bio":""}' % now
    ).decode()
    believed = verify_hyvor(user, digest(user, kind="sha256"), settings())
    assert (believed.subject, believed.name, believed.email) == ("7", "Zoë", "zoe@example.org")


def test_a_message_of_the_edition_before_is_refused_without_a_time():
    """Its object is id, name, email, picture and url."""
    user = base({"id": 1, "name": "Example User", "email": "some@example.org", "picture": "", "url": ""})
    assert code_of(verify_hyvor, user, digest(user, kind="sha1"), HYVOR_DIGEST="sha1") == "claims"


def test_what_says_that_nobody_is_signed_in_signs_nobody_in_there_either():
    for nobody in ([], {}):
        user = base(nobody)
        assert code_of(verify_hyvor, user, digest(user, kind="sha256")) in ("claims", "token")
