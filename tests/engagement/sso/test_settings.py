import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from engagement.checks import check_settings, check_sso
from engagement.conf import get_settings
from engagement.foreign import get_single_sign_on
from engagement.services import sessions
from tests.sso import RSA_PEM, SECRET, sso

PRIVATE = "-----BEGIN PRIVATE KEY-----\nsecret words\n-----END PRIVATE KEY-----"


def key(**given):
    return sso(KEYS={"a": given})


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (sso(ISUER="x"), "ISUER"),
        ({"KEYS": {}}, "SSO lacks AUDIENCE and ISSUER."),
        (sso(ISSUER=""), "ISSUER must have 1 to 255 characters."),
        (sso(KEYS={}), "KEYS must hold a key, by its kid."),
        (sso(KEYS={"": {"ALGORITHM": "HS256", "KEY": SECRET}}), "KEYS must have a kid for each key"),
        (sso(KEYS={1: {"ALGORITHM": "HS256", "KEY": SECRET}}), "KEYS must have a kid for each key"),
        (sso(KEYS={"a": SECRET}), "KEYS['a'] must be a dictionary."),
        (key(ALGORITHM="HS256"), "KEYS['a'] lacks KEY."),
        (key(KEY=SECRET), "KEYS['a'] lacks ALGORITHM."),
        (key(ALGORITHM="none", KEY=SECRET), "KEYS['a']['ALGORITHM'] must be one of 'HS256', 'RS256', 'EdDSA'"),
        (key(ALGORITHM="HS512", KEY=SECRET), "KEYS['a']['ALGORITHM'] must be one of"),
        (key(ALGORITHM="HS256", KEY="é" * 15), "KEYS['a']: KEY of HS256 must have 32 bytes or more."),
        (key(ALGORITHM="HS256", KEY=RSA_PEM), "KEYS['a']: KEY of HS256 must be a secret"),
        (key(ALGORITHM="HS256", KEY={"kty": "oct"}), "KEYS['a']: KEY of HS256 must be a text."),
        (key(ALGORITHM="RS256", KEY=SECRET), "KEYS['a']: KEY must be a public key in PEM, or a JWK."),
        (key(ALGORITHM="RS256", KEY=PRIVATE), "KEYS['a']: KEY holds a private key"),
        (key(ALGORITHM="RS256", KEY={"kty": "RSA", "d": "x"}), "KEYS['a']: KEY holds a private key"),
        (key(ALGORITHM="EdDSA", KEY={"kty": "RSA"}), "KEYS['a']: KEY must be a JWK whose kty is OKP."),
        (sso(LEEWAY_SECONDS=301), "LEEWAY_SECONDS must be from 0 to 300."),
        (sso(LIFETIME_SECONDS=0), "LIFETIME_SECONDS must be from 1 to 86400."),
        (sso(SESSION_MINUTES="60"), "SSO['SESSION_MINUTES'] must be of type int, not str."),
        (sso(ROLES_CLAIM="roles"), "ROLES_CLAIM and BADGES go together."),
        (sso(ROLES_CLAIM="roles", BADGES={"a": ""}), "BADGES must map texts to texts."),
        (sso(HYVOR_DIGEST="md5"), "SSO['HYVOR_DIGEST'] must be one of 'sha256', 'sha1'"),
    ],
)
def test_what_cannot_be_is_an_error_that_shows_no_secret(given, what):
    with override_settings(ENGAGEMENT={"SSO": given}):
        with pytest.raises(ImproperlyConfigured) as error:
            get_settings()
        (message,) = check_settings()
        assert check_sso() == []
    assert what in str(error.value)
    assert message.id == "engagement.E001"
    assert SECRET not in str(error.value)
    assert "secret words" not in str(error.value)


def test_nothing_is_off():
    with override_settings(ENGAGEMENT={}):
        assert get_single_sign_on() is None
        assert check_sso() == []


def test_no_secret_shows_where_settings_are_shown():
    with override_settings(ENGAGEMENT={"SSO": sso(DISQUS_SECRET="shown nowhere")}):
        shown = f"{get_settings()!r} {get_single_sign_on()!r} {get_single_sign_on().find_key('2026-03')!r}"
    assert "issuer=" in shown
    assert SECRET not in shown
    assert "shown nowhere" not in shown


def test_a_key_is_found_by_its_kid_alone():
    with override_settings(ENGAGEMENT={"SSO": sso()}):
        settings = get_single_sign_on()
        assert settings.find_key("2026-03").key == SECRET
        assert [settings.find_key(kid) for kid in ("", "2026", "RSA", "__len__")] == [None] * 4


def test_the_checks_say_what_no_token_could_be_checked_with(monkeypatch):
    with override_settings(ENGAGEMENT={"SSO": sso()}):
        assert check_sso() == []
    with override_settings(ENGAGEMENT={"SSO": key(ALGORITHM="EdDSA", KEY=RSA_PEM)}):
        (unusable,) = check_sso()
        monkeypatch.setattr(sessions, "jwts", None)
        (missing,) = check_sso()
    assert (unusable.id, missing.id) == ("engagement.E021", "engagement.E020")
    assert "'a'" in unusable.msg
    assert missing.hint == 'pip install "django-afterword[sso]"'
