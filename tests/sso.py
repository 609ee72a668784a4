"""A publisher's server that signs tokens, for tests: its keys, and whatever a forger might send instead."""

import base64
import hmac
import json
import time
import uuid

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

ISSUER = "https://www.example.org"
AUDIENCE = "https://talk.example.org"
SECRET = "a secret of more than thirty-two bytes, for tests"
NEXT_SECRET = "another secret of more than thirty-two bytes"
OTHER_SECRET = "the secret of the system that was left"
OTHERS_USER = {"id": 4711, "username": "Ada", "name": "Ada", "email": "ada@example.org"}
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ED_KEY = ed25519.Ed25519PrivateKey.generate()


def public_pem(key):
    """The public half, as a publisher hands it out."""
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


RSA_PEM = public_pem(RSA_KEY)


def sso(**changes):
    """The setting, with a key of each kind."""
    return {
        "ISSUER": ISSUER,
        "AUDIENCE": AUDIENCE,
        "KEYS": {
            "2026-03": {"ALGORITHM": "HS256", "KEY": SECRET},
            "2026-04": {"ALGORITHM": "HS256", "KEY": NEXT_SECRET},
            "rsa": {"ALGORITHM": "RS256", "KEY": RSA_PEM},
            "ed": {"ALGORITHM": "EdDSA", "KEY": public_pem(ED_KEY)},
        },
        **changes,
    }


def claims(**changes):
    """What an honest token says; None takes a claim away."""
    now = int(time.time())
    honest = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "4711",
        "name": "Ada",
        "iat": now,
        "exp": now + 300,
        "jti": uuid.uuid4().hex,
    }
    return {name: value for name, value in {**honest, **changes}.items() if value is not None}


def token(*, kid="2026-03", key=SECRET, algorithm="HS256", headers=None, **changes):
    """A signed token."""
    return jwt.encode(claims(**changes), key, algorithm=algorithm, headers={"kid": kid, **(headers or {})})


def encode(part):
    """One part of a token, from an object or from JSON as it stands."""
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def forge(header, payload, *, sign=None):
    """A token put together by hand; ``sign`` gives the signature of what stands before it."""
    signed = f"{encode(header)}.{encode(payload)}"
    return f"{signed}.{encode(sign(signed.encode())) if sign else ''}"


def base(given):
    """An object as those systems encode it."""
    return base64.b64encode(json.dumps(given).encode()).decode()


def digest(text, *, secret=OTHER_SECRET, kind="sha1"):
    """The HMAC in hexadecimal."""
    return hmac.new(secret.encode(), text.encode(), kind).hexdigest()


def disqus(given=OTHERS_USER, *, at=None, secret=OTHER_SECRET):
    """A ``remote_auth_s3`` of Disqus."""
    sent = int(time.time()) if at is None else at
    return f"{base(given)} {digest(f'{base(given)} {sent}', secret=secret)} {sent}"


def hyvor(*, kind="sha256", secret=OTHER_SECRET, **changes):
    """An ``sso-user`` and an ``sso-hash`` of Hyvor Talk."""
    user = base({**OTHERS_USER, "timestamp": int(time.time()), **changes})
    return user, digest(user, secret=secret, kind=kind)
