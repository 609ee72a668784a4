"""What changes whenever a page of a discussion does: for its ETag, and for the name under which it is kept."""

from engagement import slots
from engagement.pages.branches import COMMENT_TEMPLATE
from engagement.pages.fingerprints import digest, fingerprint
from engagement.pages.subjects import Subject


def version_of(subject: Subject, template: str, *extra: str) -> str:
    """The version of what the template shows of a subject to everybody; ``extra`` is what else the page depends on."""
    row = subject.discussion
    version = f"{row.pk}:{row.version}" if row else "none"
    # The day on which a discussion closes changes no row.
    version = f"{version}:{'open' if subject.is_open else 'closed'}"
    notice = slots.render(slots.FORM_NOTICE, {"discussion": row})
    about = (subject.key, subject.title, subject.url, repr(subject.authors), version, notice)
    looks = (fingerprint(template, COMMENT_TEMPLATE), slots.version(slots.COMMENT_ACTIONS))
    return digest(*about, *looks, *extra)
