import io
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from engagement.models import ExternalIdentity, UsedToken
from engagement.services import sessions
from tests.sso import sso, token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def single_sign_on(settings):
    settings.ENGAGEMENT = {"SSO": sso()}


@pytest.fixture
def check(tmp_path):
    """What the command prints, and the error that it ends with."""

    def check(given):
        path = tmp_path / "token"
        path.write_text(given + "\n", encoding="utf-8")
        out = StringIO()
        try:
            call_command("sso_check", str(path), stdout=out)
        except CommandError as error:
            return out.getvalue(), str(error)
        return out.getvalue(), ""

    return check


def test_a_good_token_stays_unused(check):
    said, error = check(token(email="ada@example.org"))
    assert error == ""
    assert said.splitlines()[:5] == [
        "alg: 'HS256'",
        "kid: '2026-03'",
        "kids in the settings: '2026-03', '2026-04', 'rsa', 'ed'",
        "iss: 'https://www.example.org', expected 'https://www.example.org'",
        "aud: 'https://talk.example.org', expected 'https://talk.example.org'",
    ]
    assert "further claims: email, jti, name, sub" in said
    assert said.splitlines()[-1] == "It would be taken."
    assert "Ada" not in said
    assert "ada@example.org" not in said
    assert not UsedToken.objects.exists()
    assert not ExternalIdentity.objects.exists()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (lambda: "x", "Refused (token): it is no header, claims and signature in base64url, joined by dots."),
        (lambda: token(kid="old"), "Refused (token): SSO['KEYS'] has no key of this kid."),
        (lambda: token(key="x" * 40), "Refused (token): the signature is not that of the key with this kid."),
        (lambda: token(aud="x"), "Refused (claims): aud is not SSO['AUDIENCE']."),
        (lambda: token(iss="x"), "Refused (claims): iss is not SSO['ISSUER']."),
        (lambda: token(exp=1), "Refused (time): it has expired."),
        (lambda: token(exp=4102444800), "Refused (time): it is good for"),
    ],
)
def test_what_is_wrong_is_said_in_detail(check, given, why):
    assert check(given())[1].startswith(why)


def test_a_token_that_was_used_is_told(check):
    given = token()
    sessions.sign_in(token=given)
    assert check(given)[1] == "Refused (used): a token with this jti was exchanged before."


def test_a_token_may_come_from_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO(token()))
    call_command("sso_check", "-")
    assert "It would be taken." in capsys.readouterr().out


def test_a_file_that_is_not_there_and_a_site_without_it_are_told(check, settings, monkeypatch):
    with pytest.raises(CommandError, match=r"cannot be read: FileNotFoundError"):
        call_command("sso_check", "/nowhere/token")
    monkeypatch.setattr(sessions, "jwts", None)
    assert "PyJWT is not installed" in check(token())[1]
    settings.ENGAGEMENT = {}
    assert check("x")[1] == "ENGAGEMENT['SSO'] is empty."


def test_a_reader_is_erased_by_the_number_that_the_publisher_has():
    sessions.sign_in(token=token())
    out = StringIO()
    call_command("erase_reader", "4711", stdout=out)
    assert out.getvalue() == "0 comments and 0 follows erased, with the account.\n"
    with pytest.raises(CommandError, match=r"No reader is known by that number\."):
        call_command("erase_reader", "4711")
