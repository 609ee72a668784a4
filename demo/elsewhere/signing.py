"""What that publisher's server signs, and its keys: made at the first start, and kept for their owner."""

import base64
import hmac
import json
import time
import uuid
from io import StringIO
from pathlib import Path
from typing import Any

import jwt
from django.core.management import call_command

from demo.secret_key import load_secret_key, write_for_owner

KEY = "harbour:lights"
"""Of its article's discussion."""

HERE = "localhost"
_ISSUER = "https://harbour.example"
_AUDIENCE = "https://talk.lindhaven.example"
_KID = "demo"
_SIGNED_SECONDS = 30 * 24 * 3600
_TOKEN_SECONDS = 300


def origins(port: int) -> tuple[str, ...]:
    """The page's own origin, which the demo lets in."""
    return (f"http://{HERE}:{port}",)


def single_sign_on(var: Path) -> dict[str, Any]:
    """How the demo knows that publisher's readers. Their key is made at the first start."""
    key = load_secret_key(_reader_file(var))
    return {"ISSUER": _ISSUER, "AUDIENCE": _AUDIENCE, "KEYS": {_KID: {"ALGORITHM": "HS256", "KEY": key}}}


def keep_signing_key(var: Path) -> None:
    """See that the publisher has a token's signing key, as a publisher is given one by ``publisher_token create``."""
    path = _signing_file(var)
    known = StringIO()
    call_command("publisher_token", "list", stdout=known)
    if path.exists() and json.loads(path.read_text(encoding="ascii"))["number"] in known.getvalue():
        return
    said = StringIO()
    call_command("publisher_token", "create", "elsewhere", stdout=said)
    made = dict(line.rsplit(None, 1) for line in said.getvalue().splitlines()[:3])
    write_for_owner(path, json.dumps({"number": made["number"], "key": made["signing key"]}))


def sign_reader(var: Path) -> str:
    """The token of a reader who is signed in there. Everybody is Ada."""
    now = int(time.time())
    claims = {
        "iss": _ISSUER,
        "aud": _AUDIENCE,
        "sub": "ada",
        "name": "Ada",
        "iat": now,
        "exp": now + _TOKEN_SECONDS,
        "jti": str(uuid.uuid4()),
    }
    return jwt.encode(claims, load_secret_key(_reader_file(var)), algorithm="HS256", headers={"kid": _KID})


def sign_article(var: Path, url: str) -> str:
    """The article at that address, as its page carries it."""
    article = {
        "key": KEY,
        "url": url,
        "title": "The harbour lights are to go out at midnight",
        "section": "Harbour",
        "language": "en",
        "exp": int(time.time()) + _SIGNED_SECONDS,
    }
    known = json.loads(_signing_file(var).read_text(encoding="ascii"))
    head = f"{known['number']}.{_encode(json.dumps(article).encode())}"
    return f"{head}.{_encode(hmac.digest(known['key'].encode(), head.encode(), 'sha256'))}"


def _reader_file(var: Path) -> Path:
    return var / "elsewhere-sso-key"


def _signing_file(var: Path) -> Path:
    return var / "elsewhere-signing-key.json"


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
