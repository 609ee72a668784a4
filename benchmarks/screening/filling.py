"""Comments posted past the web server, with their messages. Runs inside ``manage.py shell``."""

from engagement.api import AuthorData, Discussion, SubmissionData, post_comment
from faults.wanted import make_wanted


def fill(count: int) -> None:
    """Post so many through the service, from as many readers."""
    discussions = list(Discussion.objects.order_by("pk"))[:3]
    for wanted in make_wanted(count, seed=count):
        post_comment(
            discussion_id=discussions[wanted.number % len(discussions)].pk,
            body=wanted.body,
            author=AuthorData(name="Benchmark", email=wanted.author_email),
            submission=SubmissionData(ip=f"192.0.2.{wanted.number % 250}", user_agent="Mozilla/5.0"),
            idempotency_key=wanted.key,
        )
