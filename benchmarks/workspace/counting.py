"""What a shift left in the database: prints it as JSON."""

import json
import sys

import django


def main() -> int:
    """Count rows, and compare every counter with the rows that it counts."""
    django.setup()
    from engagement.services.recount import recount  # noqa: PLC0415
    from moderation.api import Case, Decision, Queue, queue_counts  # noqa: PLC0415

    decided = Decision.objects.filter(actor="moderator")
    shown = queue_counts()
    wrong = sum(1 for queue, count in shown.items() if Case.objects.filter(queue=queue).count() != count)
    found = {
        "decisions": decided.count(),
        "decided_comments": decided.values("comment").distinct().count(),
        "waiting": Case.objects.filter(queue=Queue.WAITING).count(),
        "wrong_counters": wrong + len(list(recount(repair=False))),
    }
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
