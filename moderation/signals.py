"""What moderation announces: after commit, to whoever listens, with ids only."""

from django.dispatch import Signal

comment_decided = Signal()
"""A moderator, the checks or the author decided: ``decision_id``, ``comment_id``."""

feedback_queued = Signal()
"""A report to the spam checker is to be sent: ``feedback_id``."""

comment_reported = Signal()
"""A reader reported a comment: ``report_id``, ``comment_id``."""

report_settled = Signal()
"""A member's report has its outcome: ``report_id``."""

circuit_closed = Signal()
"""The spam checker answers again after an outage: ``checker``, its name."""

bulk_confirmed = Signal()
"""A moderator wants a bulk run carried out: ``run_id``."""
