"""All checks, one after the other; none can stop another."""

import logging

from moderation.rules.author import check_author
from moderation.rules.base import Check, Limits, Report, Subject
from moderation.rules.duplicate import check_duplicate
from moderation.rules.email import check_email
from moderation.rules.form import check_form
from moderation.rules.links import check_links
from moderation.rules.record import check_record
from moderation.rules.words import check_words

logger = logging.getLogger("moderation.rules")

CHECKS: dict[str, Check] = {
    "form": check_form,
    "links": check_links,
    "words": check_words,
    "author": check_author,
    "email": check_email,
    "record": check_record,
    "duplicate": check_duplicate,
}
"""By name, in the order of their signals."""


def run_all(subject: Subject, limits: Limits) -> tuple[Report, ...]:
    """A report of each check, also of those that noticed nothing."""
    return tuple(_run(name, check, subject, limits) for name, check in CHECKS.items())


def _run(name: str, check: Check, subject: Subject, limits: Limits) -> Report:
    try:
        return check(subject, limits)
    except Exception as error:  # noqa: BLE001 - one broken check must not keep a comment from the others
        # Only the kind: a message or a traceback could quote the comment.
        logger.error("Check %s failed with %s.", name, type(error).__name__)  # noqa: TRY400
        return Report(check=name, saw={"error": type(error).__name__})
