"""Comments for the checks, made without a database."""

from engagement.text import render
from moderation.rules.base import Limits, Subject

LIMITS = Limits(
    max_links=2,
    fastest_form_seconds=3.0,
    record_least=3,
    record_share=0.3,
    duplicate_length=40,
    duplicate_similarity=0.9,
    trusted_after=0,
)


def make_subject(body="The quay is old.", **known):
    """A comment as typed and shown, by somebody known, unless it is said otherwise."""
    values = {"html": render(body), "published": 1, "is_guest": False, "site": "gazette.example.org", **known}
    return Subject(body=body, **values)
