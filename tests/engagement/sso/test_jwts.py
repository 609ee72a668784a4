"""What is known of attacks on JSON Web Tokens, each tried (RFC 8725)."""

import datetime as dt
import hashlib
import hmac
import json
import time

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from engagement.sso import TokenRefused, read_single_sign_on
from engagement.sso.jwts import LONGEST, find_unusable_keys, verify_jwt
from tests.sso import ED_KEY, NEXT_SECRET, RSA_KEY, RSA_PEM, SECRET, claims, encode, forge, public_pem, sso, token


def sign(secret=SECRET):
    return lambda signed: hmac.new(secret.encode(), signed, hashlib.sha256).digest()


def verify(given, **changes):
    return verify_jwt(given, read_single_sign_on(sso(**changes)))


def refusal(given, **changes):
    with pytest.raises(TokenRefused) as refused:
        verify(given, **changes)
    return refused.value.code, refused.value.why


@pytest.mark.parametrize(
    "signed",
    [
        {"kid": "2026-03", "key": SECRET},
        {"kid": "2026-04", "key": NEXT_SECRET},
        {"kid": "rsa", "key": RSA_KEY, "algorithm": "RS256"},
        {"kid": "ed", "key": ED_KEY, "algorithm": "EdDSA"},
    ],
)
def test_a_token_of_each_key_is_believed(signed):
    believed = verify(token(email="ada@example.org", **signed))
    assert (believed.subject, believed.name, believed.email, believed.badge) == ("4711", "Ada", "ada@example.org", "")
    assert believed.expires_at - believed.issued_at == dt.timedelta(minutes=5)


@pytest.mark.parametrize(("name", "key", "algorithm"), [("rsa", RSA_KEY, "RS256"), ("ed", ED_KEY, "EdDSA")])
def test_a_key_may_be_given_as_a_json_web_key(name, key, algorithm):
    jwk = jwt.get_algorithm_by_name(algorithm).to_jwk(key.public_key(), as_dict=True)
    keys = {name: {"ALGORITHM": algorithm, "KEY": jwk}}
    assert verify(token(kid=name, key=key, algorithm=algorithm), KEYS=keys).subject == "4711"


@pytest.mark.parametrize("none", ["none", "None", "NONE", "nOnE", "", None, 0, ["HS256"]])
def test_a_token_that_nobody_signed_is_refused(none):
    header = {"alg": none, "kid": "2026-03", "typ": "JWT"}
    assert refusal(forge(header, claims()))[0] == "token"
    assert refusal(forge(header, claims(), sign=sign()))[0] == "token"


def test_a_token_without_its_signature_is_refused():
    good = token()
    head, body, signature = good.split(".")
    for stripped in (f"{head}.{body}.", f"{head}.{body}", f"{head}..{signature}", f".{body}.{signature}", f"{good}."):
        assert refusal(stripped)[0] == "token"
    assert refusal(f"{head}.{body}.{signature[:-4]}")[0] == "token"
    assert refusal(f"{head}.{encode(claims(sub='1'))}.{signature}") == (
        "token",
        "the signature is not that of the key with this kid",
    )


@pytest.mark.parametrize("kid", ["rsa", "ed"])
@pytest.mark.parametrize("secret", [RSA_PEM, RSA_PEM.strip(), RSA_PEM.replace("\n", "")])
def test_a_public_key_is_never_taken_for_a_secret(kid, secret):
    forged = forge({"alg": "HS256", "kid": kid}, claims(), sign=sign(secret))
    assert refusal(forged)[0] == "token"
    assert "for which the key of this kid is" in refusal(forged)[1]


@pytest.mark.parametrize("algorithm", ["HS384", "HS512", "hs256", "RS256", "EdDSA", "ES256", "PS256"])
def test_a_key_is_for_one_algorithm_only(algorithm):
    assert refusal(forge({"alg": algorithm, "kid": "2026-03"}, claims(), sign=sign()))[0] == "token"
    if algorithm in {"HS384", "HS512"}:
        assert refusal(token(algorithm=algorithm, key=SECRET * 2))[0] == "token"


@pytest.mark.parametrize("kid", ["rsa", "ed", "2026-04", "none"])
def test_a_key_goes_with_its_own_kid(kid):
    assert refusal(token(kid=kid))[0] == "token"


@pytest.mark.parametrize(
    "kid",
    [
        None,
        "",
        1,
        True,
        [],
        ["2026-03"],
        {"2026-03": 1},
        "../../../../dev/null",
        "/dev/null",
        "2026-03' UNION SELECT 'x",
        "2026-03\0",
        " 2026-03",
        "２０２６-03",
        "https://evil.example/key",
        "__class__",
    ],
)
def test_a_kid_is_the_name_of_a_key_and_nothing_else(kid):
    for secret in (SECRET, "", "\0"):
        assert refusal(forge({"alg": "HS256", "kid": kid}, claims(), sign=sign(secret)))[0] == "token"


def test_a_header_without_a_kid_is_refused():
    assert refusal(forge({"alg": "HS256"}, claims(), sign=sign())) == ("token", "the header has no kid")


def test_a_key_that_comes_with_the_token_is_not_used():
    own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    jwk = jwt.get_algorithm_by_name("RS256").to_jwk(own.public_key(), as_dict=True)
    brought = {
        "jwk": {**jwk, "kid": "rsa"},
        "jku": "http://127.0.0.1:9/keys",
        "x5u": "http://127.0.0.1:9/",
        "x5c": ["x"],
    }
    assert refusal(token(kid="rsa", key=own, algorithm="RS256", headers=brought))[0] == "token"
    assert refusal(token(kid="own", key=own, algorithm="RS256", headers=brought))[0] == "token"
    # The key of the settings is: what was brought is not looked at.
    assert verify(token(kid="rsa", key=RSA_KEY, algorithm="RS256", headers=brought)).subject == "4711"


@pytest.mark.parametrize(
    "further", [{"crit": ["exp"]}, {"crit": []}, {"b64": False}, {"b64": False, "crit": ["b64"]}, {"zip": "DEF"}]
)
def test_a_header_that_asks_for_more_than_is_understood_is_refused(further):
    forged = forge({"alg": "HS256", "kid": "2026-03", **further}, claims(), sign=sign())
    assert refusal(forged)[0] == "token"
    assert "which nothing here understands" in refusal(forged)[1]


def test_a_token_of_another_type_is_refused():
    assert refusal(token(headers={"typ": "secevent+jwt"})) == ("token", "typ is not JWT")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exp": -31}, "time"),
        ({"iat": 40}, "time"),
        ({"nbf": 40}, "time"),
        ({"exp": 700}, "time"),
        ({"iat": -400, "exp": 300}, "time"),
        ({"exp": -1}, None),
        ({"iat": 29}, None),
        ({"nbf": 29}, None),
        ({"exp": 600}, None),
    ],
)
def test_the_clock(changes, code):
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False):
        now = int(time.time())
        given = token(
            **{"iat": now - 60 if changes.get("exp", 0) < 0 else now, **{k: now + v for k, v in changes.items()}}
        )
        if code is None:
            assert verify(given).subject == "4711"
        else:
            assert refusal(given)[0] == code


def test_without_leeway_a_second_counts():
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False):
        now = int(time.time())
        assert refusal(token(iat=now + 1), LEEWAY_SECONDS=0)[0] == "time"
        assert refusal(token(iat=now - 60, exp=now), LEEWAY_SECONDS=0)[0] == "time"
        assert verify(token(iat=now, exp=now + 1), LEEWAY_SECONDS=0).subject == "4711"


@pytest.mark.parametrize("name", ["exp", "iat", "nbf"])
@pytest.mark.parametrize("value", ["1893456000", True, -1, 1e300, [], {}, 2**63])
def test_a_moment_is_a_number_that_can_be_one(name, value):
    assert refusal(forge({"alg": "HS256", "kid": "2026-03"}, claims(**{name: value}), sign=sign()))[0] == "claims"


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_moment_without_end_is_refused(written):
    payload = json.dumps(claims()).replace(f'"exp": {claims()["exp"]}', f'"exp": {written}').encode()
    assert written.encode() in payload
    assert refusal(forge({"alg": "HS256", "kid": "2026-03"}, payload, sign=sign()))[0] in {"token", "claims"}


@pytest.mark.parametrize("name", ["iss", "aud", "exp", "iat", "jti", "sub"])
def test_every_claim_must_be_there(name):
    assert refusal(token(**{name: None}))[0] == "claims"


@pytest.mark.parametrize(
    "issuer", ["https://www.example.org/", "https://www.example.org.evil.example", "HTTPS://WWW.EXAMPLE.ORG", ""]
)
def test_another_issuer_is_refused(issuer):
    assert refusal(token(iss=issuer))[0] == "claims"


@pytest.mark.parametrize(
    "audience", ["https://other.example.org", [], ["https://other.example.org"], "", "https://talk.example.org/"]
)
def test_a_token_for_another_site_is_refused(audience):
    assert refusal(token(aud=audience))[0] == "claims"


@pytest.mark.parametrize("name", ["iss", "aud"])
@pytest.mark.parametrize("value", [1, {"https://talk.example.org": 1}, [["https://talk.example.org"]]])
def test_an_issuer_and_an_audience_are_texts(name, value):
    assert refusal(forge({"alg": "HS256", "kid": "2026-03"}, claims(**{name: value}), sign=sign()))[0] in {
        "claims",
        "token",
    }


def test_issuer_and_audience_are_not_taken_for_each_other():
    honest = claims()
    assert refusal(token(iss=honest["aud"], aud=honest["iss"]))[0] == "claims"


def test_this_site_may_be_one_of_several_that_a_token_is_for():
    assert verify(token(aud=["https://other.example.org", "https://talk.example.org"])).subject == "4711"


def test_a_token_of_any_length_is_not_looked_at():
    assert refusal(token(name="A" * LONGEST)) == ("token", f"it is longer than {LONGEST} characters")
    assert refusal("a." * 10_000_000)[0] == "token"


def test_what_is_nested_without_end_is_refused():
    deep = b'{"a":' * 500 + b"1" + b"}" * 500
    assert refusal(forge({"alg": "HS256", "kid": "2026-03"}, deep, sign=sign()))[0] in {"claims", "token"}


@pytest.mark.parametrize("part", ["header", "claims"])
def test_a_member_that_stands_twice_is_refused(part):
    header = b'{"alg": "HS256", "kid": "2026-03"}'
    payload = json.dumps(claims()).encode()
    if part == "header":
        header = b'{"alg": "none", "alg": "HS256", "kid": "2026-03"}'
    else:
        payload = payload[:-1] + b', "sub": "1"}'
    code, why = refusal(forge(header, payload, sign=sign()))
    assert (code, why) == ("token", "a part is no JSON object as it must be: ValueError")


@pytest.mark.parametrize("payload", [b"[]", b'"text"', b"1", b"null", b"", b"\xff\xfe", b'{"sub": "\\ud800"}', b"{"])
def test_what_is_no_object_of_texts_is_refused(payload):
    assert refusal(forge({"alg": "HS256", "kid": "2026-03"}, payload, sign=sign()))[0] == "token"


@pytest.mark.parametrize("name", ["sub", "jti"])
@pytest.mark.parametrize("value", ["", "a\0b", "a\nb", "x" * 256, 4711, True, ["4711"], {"a": 1}])
def test_what_names_somebody_is_a_text_that_a_database_can_hold(name, value):
    forged = forge({"alg": "HS256", "kid": "2026-03"}, claims(**{name: value}), sign=sign())
    assert refusal(forged)[0] in {"claims", "token"}


def test_texts_of_every_script_are_as_they_were_sent():
    believed = verify(token(sub="ﬁ-اسم", name="  Zoë\n  محمد "))
    assert (believed.subject, believed.name) == ("ﬁ-اسم", "Zoë محمد")


def test_a_name_that_is_an_address_is_not_shown():
    assert verify(token(name="ada@example.org")).name == ""
    assert verify(token(name=None)).name == ""
    assert len(verify(token(name="A" * 300)).name) == 100


def test_an_address_that_is_not_known_to_be_theirs_is_not_taken():
    assert verify(token(email="ada@example.org", email_verified=False)).email == ""
    assert verify(token(email="ada@example.org", email_verified=True)).email == "ada@example.org"


def test_a_role_gives_what_the_settings_say_and_nothing_else():
    roles = {"ROLES_CLAIM": "roles", "BADGES": {"subscriber": "Subscriber", "engineer": "Engineer"}}
    given = token(roles=["admin", "engineer", "staff", "subscriber"], is_staff=True, badge="Editor")
    assert verify(given).badge == ""
    assert verify(given, **roles).badge == "Subscriber"
    assert verify(token(roles="engineer"), **roles).badge == "Engineer"
    assert verify(token(roles=["admin", {"a": 1}, 7]), **roles).badge == ""
    assert verify(token(), **roles).badge == ""


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("EdDSA", RSA_PEM),
        ("RS256", public_pem(ED_KEY)),
        ("RS256", public_pem(rsa.generate_private_key(public_exponent=65537, key_size=1024))),  # noqa: S505
        ("EdDSA", public_pem(ec.generate_private_key(ec.SECP256R1()))),
        ("RS256", "-----BEGIN PUBLIC KEY-----\nnothing\n-----END PUBLIC KEY-----"),
        ("EdDSA", {"kty": "OKP", "crv": "Ed25519"}),
    ],
)
def test_a_key_that_cannot_be_used_is_found_before_a_token_comes(algorithm, key):
    keys = {"odd": {"ALGORITHM": algorithm, "KEY": key}}
    ((kid, why),) = find_unusable_keys(read_single_sign_on(sso(KEYS=keys)))
    assert kid == "odd"
    assert "BEGIN" not in why


def test_keys_that_can_be_used_are_not_spoken_of():
    assert list(find_unusable_keys(read_single_sign_on(sso()))) == []


@pytest.mark.parametrize("name", ["iss", "aud", "exp", "iat", "jti", "sub"])
def test_a_claim_that_says_nothing_is_no_claim(name):
    forged = forge({"alg": "HS256", "kid": "2026-03"}, {**claims(), name: None}, sign=sign())
    assert refusal(forged)[0] == "claims"


def test_an_issuer_in_a_list_is_no_issuer():
    honest = claims()
    for issuers in ([honest["iss"]], [honest["iss"], "https://evil.example"]):
        assert refusal(forge({"alg": "HS256", "kid": "2026-03"}, {**honest, "iss": issuers}, sign=sign()))[0] in {
            "claims",
            "token",
        }


@pytest.mark.parametrize("name", ["iss", "aud"])
def test_a_text_that_only_looks_the_same_is_another(name):
    honest = claims()[name]
    # A Cyrillic letter, one of full width, a zero-width space, and an accent that stands apart.
    for look_alike in (
        honest.replace("a", "а"),
        honest.replace("e", "ｅ"),
        f"{honest}\u200b",
        honest.replace("o", "o\u0301"),
    ):
        assert look_alike != honest
        assert refusal(token(**{name: look_alike}))[0] == "claims"


@pytest.mark.parametrize("algorithm", ["HS256\0", "HS256 ", "ＨＳ256", "HЅ256", {"HS256": 1}, True])
def test_an_algorithm_is_spelled_in_one_way(algorithm):
    assert refusal(forge({"alg": algorithm, "kid": "2026-03"}, claims(), sign=sign()))[0] == "token"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig", "latin-1"])
def test_the_parts_are_in_utf_8_and_nothing_else(encoding):
    payload = json.dumps(claims(name="Zoë"), ensure_ascii=False).encode(encoding)
    assert refusal(forge({"alg": "HS256", "kid": "2026-03"}, payload, sign=sign()))[0] == "token"


def test_a_character_is_written_in_one_way():
    """A slash in two bytes, which a lax decoder takes."""
    payload = json.dumps(claims(sub="SLASH")).encode().replace(b"SLASH", b"\xc0\xaf")
    assert refusal(forge({"alg": "HS256", "kid": "2026-03"}, payload, sign=sign()))[0] == "token"


@pytest.mark.parametrize("around", ["{} ", " {}", "{}\n", "\ufeff{}", "{}\0", "Bearer {}", "{}=", "{}.x", "{}.x.y"])
def test_a_token_has_nothing_around_it(around):
    assert refusal(around.format(token()))[0] == "token"


def test_a_token_in_another_form_is_refused():
    head, body, signature = token().split(".")
    as_json = json.dumps({"payload": body, "signatures": [{"protected": head, "signature": signature}]})
    encrypted = ".".join([encode({"alg": "dir", "enc": "A256GCM", "kid": "2026-03"}), "", "AAAA", "AAAA", "AAAA"])
    for given in (as_json, encrypted, f"{head}+.{body}.{signature}", f"{head}/.{body}.{signature}"):
        assert refusal(given)[0] == "token"


@pytest.mark.parametrize(("kid", "algorithm", "length"), [("rsa", "RS256", 256), ("ed", "EdDSA", 64)])
def test_a_signature_of_somebody_else_or_of_nobody_is_refused(kid, algorithm, length):
    others = {"rsa": rsa.generate_private_key(public_exponent=65537, key_size=2048), "ed": Ed25519PrivateKey.generate()}
    assert refusal(token(kid=kid, key=others[kid], algorithm=algorithm))[0] == "token"
    head, body, _signature = token(kid=kid, key=RSA_KEY if kid == "rsa" else ED_KEY, algorithm=algorithm).split(".")
    for signature in (bytes(length), b"\xff" * length, b"\0", bytes(length - 1) + b"\1"):
        assert refusal(f"{head}.{body}.{encode(signature)}")[0] == "token"


@pytest.mark.parametrize("form", ["der", "pkcs1", "jwk", "modulus", "ssh"])
def test_no_form_of_a_public_key_is_a_secret(form):
    """Whoever has the public key, in whatever form, signs nothing with it: under its own kid or under another."""
    public = RSA_KEY.public_key()
    formats = {
        "der": (Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "pkcs1": (Encoding.PEM, PublicFormat.PKCS1),
        "ssh": (Encoding.OpenSSH, PublicFormat.OpenSSH),
    }
    jwk = jwt.get_algorithm_by_name("RS256").to_jwk(public)
    known = {"jwk": jwk.encode(), "modulus": public.public_numbers().n.to_bytes(256, "big")}
    secret = known.get(form) or public.public_bytes(*formats[form])

    def with_it(signed):
        return hmac.new(secret, signed, hashlib.sha256).digest()

    for kid in ("rsa", "ed", "2026-03"):
        assert refusal(forge({"alg": "HS256", "kid": kid}, claims(), sign=with_it))[0] == "token"
