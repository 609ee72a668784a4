"""Fills a database quickly: one comment and one case come in by the door, and the database copies them.

Also ``python -m benchmarks.workspace.filling COMMENTS CASES MODERATORS``: prints a session for each moderator, as JSON.
"""

import json
import sys
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

DISCUSSIONS = 1000
READERS = 20_000
SECTIONS = 8
CHUNK = 50_000


def prepare() -> None:
    """Make the tables, the discussions, and the rows that are copied."""
    from engagement.api import AuthorData, Discussion, SubmissionData, post_comment  # noqa: PLC0415
    from moderation.api import index_comment, open_case  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    Discussion.objects.bulk_create(
        Discussion(key=f"workspace.{number}", title=f"Article {number}", section=f"Section {number % SECTIONS}")
        for number in range(DISCUSSIONS)
    )
    first = Discussion.objects.filter(key__startswith="workspace.").earliest("pk")
    posted = post_comment(
        discussion_id=first.pk,
        body="The quay *must* stay, says [the report](https://example.org/report), and so do I.",
        author=AuthorData(name="Reader", email="reader@example.org"),
        submission=SubmissionData(ip="192.0.2.1", user_agent="Mozilla/5.0"),
        idempotency_key="workspace-template",
    )
    open_case(comment_id=posted.comment.pk, reasons=[{"code": "held", "gate": "benchmark"}])
    index_comment(comment_id=posted.comment.pk)


def fill(*, published: int, cases: int) -> None:
    """Add so many published comments, and so many held ones with a case each."""
    for visibility, count in (("published", published), ("held", cases)):
        for start in range(0, count, CHUNK):
            _copy_comments(visibility, min(CHUNK, count - start))
    _copy_cases()
    _copy_entries()
    settle_counters()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def settle_counters() -> None:
    """Put right what is counted beside the rows; every counter that a service keeps is named here."""
    from engagement.api import Comment, Discussion  # noqa: PLC0415
    from moderation.services.recounting import recount_cases  # noqa: PLC0415

    # What ``recount`` would come to, which reads every comment for it: none of these has a reply.
    published = Comment.objects.filter(discussion=OuterRef("pk"), visibility="published").order_by()
    counted = published.values("discussion").annotate(count=Count("pk")).values("count")
    Discussion.objects.update(comment_count=Coalesce(Subquery(counted), 0))
    list(recount_cases(repair=True))


def make_sessions(count: int) -> list[str]:
    """So many moderators, signed in: the keys of their sessions."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: PLC0415
    from django.contrib.auth.models import Permission  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    keys = []
    for number in range(count):
        user = get_user_model().objects.create(username=f"moderator{number}", password="!")  # noqa: S106
        user.user_permissions.add(Permission.objects.get(codename="moderate"))
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        keys.append(session.session_key)
    return keys


def _copy_comments(visibility: str, count: int) -> None:
    """Copies of the first comment of all, each by one of the readers, spread over the discussions."""
    model = apps.get_model("afterword_engagement", "Comment")
    template = model.objects.earliest("pk")
    start = model.objects.latest("pk").pk + 1
    key = f"CAST({start} + n AS text)"
    changed = {
        "discussion_id": f"{template.discussion_id} + (n % {DISCUSSIONS})",
        "author_name": f"'Reader ' || CAST(n % {READERS} AS text)",
        "author_email": f"'reader' || CAST(n % {READERS} AS text) || '@example.org'",
        "idempotency_key": f"'workspace ' || {key}",
        "visibility": f"'{visibility}'",
        "next_attempt_at": "NULL",
        "in_thread": "FALSE",
        "published_at": "NULL",
    }
    if visibility == "published":
        changed |= {"in_thread": "TRUE", "published_at": "created_at"}
    _copy(model, changed, count=count, where=f"source.id = {template.pk}")


def _copy_cases() -> None:
    """A case for each held comment that has none, a millisecond behind the one before, and of any urgency."""
    model = apps.get_model("afterword_moderation", "Case")
    comments = apps.get_model("afterword_engagement", "Comment")._meta.db_table
    discussions = apps.get_model("afterword_engagement", "Discussion")._meta.db_table
    template = model.objects.earliest("pk")
    later = (
        "source.opened_at + c.id * interval '1 millisecond'"
        if connection.vendor == "postgresql"
        else "strftime('%Y-%m-%d %H:%M:%f', source.opened_at, '+' || (c.id / 1000.0) || ' seconds')"
    )
    changed = {
        "comment_id": "c.id",
        "discussion_id": "c.discussion_id",
        "section": f"(SELECT d.section FROM {discussions} d WHERE d.id = c.discussion_id)",  # noqa: S608
        "priority": "source.priority + c.id * 7919 % 100000",
        "opened_at": later,
        "queue": "'waiting'",
        "decided_at": "NULL",
    }
    names, values = _columns(model, changed)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM {model._meta.db_table} source, "  # noqa: S608
            f"{comments} c WHERE source.id = {template.pk} AND c.visibility = 'held' "
            f"AND NOT EXISTS (SELECT 1 FROM {model._meta.db_table} e WHERE e.comment_id = c.id) ORDER BY c.id"
        )


def _copy_entries() -> None:
    """What each held comment is searched by; besides its words a word of its author's own, ``zz`` and their number."""
    model = apps.get_model("afterword_moderation", "SearchEntry")
    comments = apps.get_model("afterword_engagement", "Comment")._meta.db_table
    changed = {"comment_id": "c.id", "tokens": f"source.tokens || ' zz' || CAST(c.id % {READERS} AS text)"}
    names, values = _columns(model, {**changed, "alike": "0"})
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} source, {comments} c "  # noqa: S608
            f"WHERE source.id = {model.objects.earliest('pk').pk} AND c.visibility = 'held' "
            f"AND NOT EXISTS (SELECT 1 FROM {table} e WHERE e.comment_id = c.id)"
        )


def _copy(model: Any, changed: dict[str, str], *, count: int, where: str) -> None:
    names, values = _columns(model, changed)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < {count}) "  # noqa: S608
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} source, g WHERE {where}"
        )


def _columns(model: Any, changed: dict[str, str]) -> tuple[str, str]:
    """All columns but the key, and what each is copied from: columns of later releases are copied as they are."""
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    return ", ".join(columns), ", ".join(changed.get(column, f"source.{column}") for column in columns)


def main() -> int:
    """Fill the database that the environment names."""
    django.setup()
    comments, cases, moderators = (int(number) for number in sys.argv[1:4])
    prepare()
    # The first comment waits as well.
    fill(published=comments - cases, cases=cases - 1)
    print(json.dumps(make_sessions(moderators)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
