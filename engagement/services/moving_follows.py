"""Who followed a discussion that was merged follows what it was merged into."""

from django.db.models import Exists, OuterRef

from engagement.models import Discussion, Follow


def move_follows(*, source: Discussion, target: Discussion) -> None:
    """Let everybody who followed the source follow the target, once of each address and wish.

    Where an address followed both, what it said of the target counts, a stop above all; a question that nobody has
    answered gives way to a follow that was confirmed. Must run in the transaction that merges the two.
    """
    same = {"email_folded": OuterRef("email_folded"), "scope": OuterRef("scope")}
    confirmed = Follow.objects.live().filter(discussion=source, **same)
    unanswered = Follow.objects.filter(discussion=target, confirmed_at__isnull=True, stopped_at__isnull=True)
    unanswered.filter(Exists(confirmed)).delete()
    there = Follow.objects.filter(discussion=target, **same)
    Follow.objects.filter(Exists(there), discussion=source).delete()
    Follow.objects.filter(discussion=source).update(discussion=target)
