"""What the database says of the list under each filter."""

from django.db import connection

from engagement.api import Discussion
from moderation.models import Queue
from moderation.queries.filters import CaseFilter
from moderation.queries.orders import Order, keyset_of
from moderation.queries.queue import select_cases

PAGE = 51


def explain_filters() -> None:
    """Print the database's own time for a page of the queue, by filter."""
    key = Discussion.objects.order_by("-pk").values_list("key", flat=True)[0]
    filters = {
        "none": CaseFilter(),
        "section, a sixth of all": CaseFilter(section="City"),
        "section, rare": CaseFilter(section="Rare"),
        "section, unknown": CaseFilter(section="Nowhere"),
        "one article": CaseFilter(articles=(key,)),
        "language, a fiftieth": CaseFilter(language="de"),
        "reason, half": CaseFilter(reason="words.suspect"),
        "reason, rare": CaseFilter(reason="author.first"),
        "guest's e-mail": CaseFilter(author="guest77@example.org"),
        "guest's name": CaseFilter(author="Guest 77"),
        "account": CaseFilter(author="account:1"),
        "older than a day": CaseFilter(older="1d"),
        "section and reason": CaseFilter(section="City", reason="author.first"),
    }
    for name, matching in filters.items():
        cases = select_cases(queue=Queue.WAITING, matching=matching).select_related("comment__discussion")
        sql, params = cases.order_by(*keyset_of(Queue.WAITING, Order.RISK).columns)[:PAGE].query.sql_with_params()
        with connection.cursor() as cursor:
            for _warm in range(2):
                cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {sql}", params)
                lines = [line for (line,) in cursor.fetchall()]
        print(f"{name:26} {lines[-1].strip()}")
