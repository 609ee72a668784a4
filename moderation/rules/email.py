"""What kind of e-mail address the author gave."""

from disposable_email_domains import blocklist

from moderation.rules.base import Limits, Report, Subject


def check_email(subject: Subject, limits: Limits) -> Report:  # noqa: ARG001
    """Notice an address at a service for throw-away addresses. Only its domain is told, never the address."""
    domain = find_disposable(subject.author_email)
    if not domain:
        return Report(check="email")
    return Report(check="email", signals=("email.disposable",), saw={"domain": domain})


def find_disposable(email: str) -> str:
    """The listed domain that an address is at, or below which it is; empty for none."""
    labels = email.rpartition("@")[2].strip().rstrip(".").casefold().split(".")
    parents = (".".join(labels[start:]) for start in range(len(labels) - 1))
    return next((domain for domain in parents if domain in blocklist), "")
