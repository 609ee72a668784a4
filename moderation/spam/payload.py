"""A submitted comment in Akismet's words.

Parameters as in https://akismet.com/developers/detailed-docs/comment-check/; ``comment_parent``, ``reporter`` and
``comment_check_response`` as Akismet's own clients send them.
"""

from datetime import UTC, datetime
from typing import Any

from moderation.exceptions import SpamCheckMisconfigured
from moderation.spam.base import Submitted, Verdict

_TEXTS = {
    "user_agent": "user_agent",
    "referrer": "referrer",
    "permalink": "permalink",
    "comment_type": "kind",
    "comment_author": "author_name",
    "comment_author_email": "author_email",
    "comment_author_url": "author_url",
    "comment_content": "body",
    "blog_charset": "charset",
    "user_role": "user_role",
    "recheck_reason": "recheck_reason",
}

RESERVED = frozenset(
    {
        *_TEXTS,
        "api_key",
        "key",
        "blog",
        "user_ip",
        "comment_date_gmt",
        "comment_post_modified_gmt",
        "comment_parent",
        "comment_context",
        "comment_context[]",
        "comment_check_response",
        "honeypot_field_name",
        "is_test",
        "blog_lang",
        "reporter",
        "callback",
        "classify",
        "guid",
    }
)
"""Names that mean something to Akismet, so that no form field of the site's may be passed on under them."""


def client_arguments(submitted: Submitted) -> dict[str, Any]:
    """Return what the client takes by itself; whatever is empty is left out.

    Raises SpamCheckMisconfigured for a comment without an address, which Akismet requires.
    """
    if not submitted.ip:
        raise SpamCheckMisconfigured(
            "Akismet needs the reader's address, and this comment has none; see how the site learns client addresses.",
            kind="other",
        )
    arguments = {name: _clean(getattr(submitted, attribute)) for name, attribute in _TEXTS.items()}
    arguments["user_ip"] = submitted.ip
    arguments["comment_date_gmt"] = _spell_moment(submitted.created_at)
    arguments["comment_post_modified_gmt"] = _spell_moment(submitted.article_modified_at)
    arguments["blog_lang"] = _spell_language(submitted.language)
    # The client would send False as the text "false", which Akismet may well take for yes.
    arguments["is_test"] = "1" if submitted.is_test else ""
    return {name: value for name, value in arguments.items() if value}


def further_fields(submitted: Submitted) -> list[tuple[str, str]]:
    """Return the fields that the client refuses; raises SpamCheckMisconfigured for a name that Akismet reads otherwise.

    An empty honeypot is sent all the same: that it stayed empty is the point.
    """
    fields = [("comment_context[]", _clean(word)) for word in submitted.context if word]
    if submitted.parent_id:
        fields.append(("comment_parent", submitted.parent_id))
    if submitted.honeypot_name in RESERVED:
        raise SpamCheckMisconfigured(
            f"The honeypot field is called {submitted.honeypot_name!r}, which has a meaning to Akismet; rename it.",
            kind="other",
        )
    if submitted.honeypot_name:
        fields.append(("honeypot_field_name", submitted.honeypot_name))
        fields.append((submitted.honeypot_name, _clean(submitted.honeypot_value)))
    return [*fields, *_extra_fields(submitted)]


def _extra_fields(submitted: Submitted) -> list[tuple[str, str]]:
    for name in submitted.extra:
        if not name or name in RESERVED or name == submitted.honeypot_name:
            raise SpamCheckMisconfigured(
                f'MODERATION["PAYLOAD_HOOK"] adds a field {name!r}, which is sent already or has a meaning to Akismet.',
                kind="other",
            )
    return [(_clean(name), _clean(value)) for name, value in submitted.extra.items()]


def feedback_fields(*, reporter: str, said: str) -> list[tuple[str, str]]:
    """Return what feedback adds: who reports, and what the check had said (``true`` for spam)."""
    fields = [("reporter", _clean(reporter))] if reporter else []
    if said:
        fields.append(("comment_check_response", "false" if Verdict(said) is Verdict.HAM else "true"))
    return fields


def _spell_moment(moment: datetime | None) -> str:
    """Write a moment in ISO 8601 and GMT, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else ""


def _spell_language(language: str) -> str:
    """Write a language as Akismet does: ``fr_ca`` for ``fr-CA``."""
    return _clean(language).strip().lower().replace("-", "_")


def _clean(text: str) -> str:
    """Replace lone surrogates, which no form can carry, by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
