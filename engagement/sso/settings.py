"""What a publisher says about single sign-on: ``ENGAGEMENT["SSO"]``, a dictionary of the fields below in upper case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engagement.configuration import read_dictionary

LEAST_SECRET_BYTES = 32
"""As many as HMAC-SHA-256 gives (RFC 7518, 3.2)."""

_MOST_LEEWAY = 300
_MOST_LIFETIME = 86_400
_MOST_SESSION = 7 * 24 * 60
_LONGEST_ID = 255
_KEY_TYPES = {"RS256": "RSA", "EdDSA": "OKP"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """One key by which tokens are checked, with the only algorithm that it is for."""

    algorithm: Literal["HS256", "RS256", "EdDSA"]
    """How tokens of this key are signed. A token that names another algorithm is refused, whatever it names."""

    key: str | Mapping[str, Any] = field(repr=False)
    """For HS256 the shared secret; for the others the public key, in PEM or as a JSON Web Key."""

    def __post_init__(self) -> None:
        if problem := self._find_problem():
            raise ValueError(problem)

    def _find_problem(self) -> str:
        if self.algorithm == "HS256":
            if not isinstance(self.key, str):
                return "KEY of HS256 must be a text."
            if self.key.lstrip().startswith(("-----BEGIN", "ssh-")):
                return "KEY of HS256 must be a secret, not a key in PEM or of SSH, which may be public."
            if len(self.key.encode("utf-8", "surrogatepass")) < LEAST_SECRET_BYTES:
                return f"KEY of HS256 must have {LEAST_SECRET_BYTES} bytes or more."
            return ""
        if isinstance(self.key, str):
            if "PRIVATE KEY" in self.key:
                return "KEY holds a private key; only the publisher's own server may have that. Give the public one."
            return "" if "-----BEGIN PUBLIC KEY-----" in self.key else "KEY must be a public key in PEM, or a JWK."
        if "d" in self.key:
            return "KEY holds a private key; only the publisher's own server may have that. Give the public one."
        if self.key.get("kty") != _KEY_TYPES[self.algorithm]:
            return f"KEY must be a JWK whose kty is {_KEY_TYPES[self.algorithm]}."
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleSignOn:
    """Whose tokens are taken, and what for."""

    issuer: str
    """What ``iss`` must be: who signs the tokens, such as ``https://www.example.org``."""

    audience: str
    """What ``aud`` must be, alone or among others: this site, such as ``https://talk.example.org``."""

    keys: dict[str, Any] = field(default_factory=dict, repr=False)
    """The keys by their ``kid``, each a dictionary of ``ALGORITHM`` and ``KEY``. Two at once let one follow another."""

    leeway_seconds: int = 30
    """How far the clocks of both servers may be apart."""

    lifetime_seconds: int = 600
    """How long a token may be good, from ``iat`` to ``exp``."""

    session_minutes: int = 60
    """For how long a reader is signed in by one token."""

    identity_days: int = 365
    """After how many days without signing in a reader's name and address are forgotten."""

    roles_claim: str = ""
    """The claim with the reader's roles, a text or a list of texts; empty: none is read."""

    badges: dict[str, str] = field(default_factory=dict)
    """Roles, each with the words of the badge that it gives. No role gives a right."""

    disqus_secret: str = field(default="", repr=False)
    """The API secret with which messages of Disqus's scheme are signed; empty: none is taken."""

    hyvor_secret: str = field(default="", repr=False)
    """The private key with which messages of Hyvor Talk's scheme are signed; empty: none is taken."""

    hyvor_digest: Literal["sha256", "sha1"] = "sha256"
    """The digest of the HMAC in those."""

    def __post_init__(self) -> None:
        for name in ("issuer", "audience"):
            if not 0 < len(getattr(self, name)) <= _LONGEST_ID:
                message = f"{name.upper()} must have 1 to {_LONGEST_ID} characters."
                raise ValueError(message)
        for name, least, most in (
            ("leeway_seconds", 0, _MOST_LEEWAY),
            ("lifetime_seconds", 1, _MOST_LIFETIME),
            ("session_minutes", 1, _MOST_SESSION),
            ("identity_days", 1, 36_500),
        ):
            if not least <= getattr(self, name) <= most:
                message = f"{name.upper()} must be from {least} to {most}."
                raise ValueError(message)
        if not (self.keys or self.disqus_secret or self.hyvor_secret):
            message = "KEYS must hold a key, by its kid."
            raise ValueError(message)
        if problem := next(filter(None, map(self._find_key_problem, self.keys)), ""):
            raise ValueError(problem)
        self._check_badges()

    def _check_badges(self) -> None:
        if bool(self.badges) != bool(self.roles_claim):
            message = "ROLES_CLAIM and BADGES go together."
            raise ValueError(message)
        for role, words in self.badges.items():
            if not isinstance(role, str) or not isinstance(words, str) or not words.strip():
                message = "BADGES must map texts to texts."
                raise ValueError(message)

    def find_key(self, kid: str) -> SigningKey | None:
        """The key of exactly that ``kid``; none where there is none."""
        read = self._read_key(kid) if kid in self.keys else None
        return read if isinstance(read, SigningKey) else None

    def _find_key_problem(self, kid: Any) -> str:
        if not isinstance(kid, str) or not 0 < len(kid) <= _LONGEST_ID:
            return "KEYS must have a kid for each key: a text that is not empty."
        read = self._read_key(kid)
        return read if isinstance(read, str) else ""

    def _read_key(self, kid: str) -> SigningKey | str:
        given = self.keys[kid]
        spoken = f"KEYS[{kid!r}]"
        if isinstance(given, Mapping) and (missing := {"ALGORITHM", "KEY"} - set(given)):
            return f"{spoken} lacks {' and '.join(sorted(missing))}."
        return read_dictionary(SigningKey, given, spoken)


def read_single_sign_on(given: Mapping[str, Any]) -> SingleSignOn | None:
    """What the dictionary says; none where it is empty. ValueError names what is wrong, and never a value."""
    if not given:
        return None
    if missing := {"ISSUER", "AUDIENCE"} - set(given):
        message = f"SSO lacks {' and '.join(sorted(missing))}."
        raise ValueError(message)
    read = read_dictionary(SingleSignOn, given, "SSO")
    if isinstance(read, SingleSignOn):
        return read
    raise ValueError(read)
