"""What a shift left in the database: prints it as JSON."""

import json
import sys

import django


def main() -> int:
    """Count rows, and compare every counter with the rows that it counts."""
    django.setup()
    from engagement.services.recount import recount  # noqa: PLC0415
    from moderation.api import Case, Decision, Queue  # noqa: PLC0415
    from moderation.models import CaseCount  # noqa: PLC0415
    from moderation.services.recounting import recount_cases  # noqa: PLC0415

    decided = Decision.objects.filter(actor="moderator")
    wrong = len(list(recount_cases(repair=False)))
    found = {
        "decisions": decided.count(),
        "decided_comments": decided.values("comment").distinct().count(),
        "waiting": Case.objects.filter(queue=Queue.WAITING).count(),
        "wrong_counters": wrong + len(list(recount(repair=False))),
        "counter_entries": CaseCount.objects.count(),
    }
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
