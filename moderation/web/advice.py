"""What operators are told to do: for each state of the spam checker, and for each way in which it fails."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.models import FailureKind
from moderation.queries.health import CheckerState


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What is the matter, and what to do about it."""

    title: str | Promise
    advice: str | Promise


STATES: dict[str, Advice] = {
    CheckerState.NONE: Advice(
        title=_("Nothing is set up that checks comments."),
        advice=_('Each of them waits for a moderator. To change that, set MODERATION["SPAM_CHECKER"].'),
    ),
    CheckerState.MISCONFIGURED: Advice(
        title=_("The spam checker cannot work as it is set up."),
        advice=_(
            "No comment is lost: they wait, and moderators see them after a while. It does not pass by itself. Run "
            "manage.py check, and look at the key and the site's address in the settings."
        ),
    ),
    CheckerState.FAILING: Advice(
        title=_("The spam checker did not answer last time."),
        advice=_("Nothing need be done yet: comments wait, and each is tried again by itself."),
    ),
    CheckerState.PAUSED: Advice(
        title=_("The spam checker does not answer, and is spared."),
        advice=_(
            "One comment at a time tries whether it answers again; then the others follow, the oldest first. If this "
            "lasts, see below how it fails."
        ),
    ),
}
"""By CheckerState, those that need attention."""

OVERDUE = Advice(
    title=_("Comments wait longer than they should."),
    advice=_(
        "If the spam checker answers, look at the worker and at beat: one of them may not run. Moderators see the "
        "comments in their queue meanwhile."
    ),
)

FEEDBACK_OVERDUE = Advice(
    title=_("Moderators' corrections are not told."),
    advice=_("They are kept and tried again. If the spam checker answers, look at the worker for feedback."),
)

DIGESTS_FAILING = Advice(
    title=_("Digests to moderators cannot be sent."),
    advice=_("They are tried again. Look at the settings of the mail server, and at the worker's log."),
)

WEBHOOKS_BEHIND = Advice(
    title=_("The publisher's servers are not told in time."),
    advice=_("They answer, but what is due is not sent: look at the worker and at beat. Nothing is lost."),
)

MAILS_BEHIND = Advice(
    title=_("Mails to followers wait longer than they should."),
    advice=_("They are kept. Look at the mail server and its settings, at the worker's log, and at beat."),
)

ENDPOINT_PAUSED = Advice(
    title=_("A webhook endpoint is paused."),
    advice=_(
        "It failed for so long that nothing is sent to it; what it is to be told is noted and waits. Mend the "
        "receiver, then resume the endpoint in the admin."
    ),
)

ENDPOINT_FAILING = Advice(
    title=_("A webhook endpoint fails."),
    advice=_("It is tried again by itself. What it answers stands in the admin, under its deliveries."),
)

DELIVERIES_FAILED = Advice(
    title=_("Events were given up."),
    advice=_("A receiver did not take them for days. When it is mended, have them sent again in the admin."),
)

ALERTED = Advice(
    title=_("The spam checker has something to say about the account."),
    advice=_("See below what it says; checks may be refused later."),
)

FAILURES: dict[str, Advice] = {
    FailureKind.TIMEOUT: Advice(
        title=_("No answer came in time"),
        advice=_("It often passes by itself. If it stays: does this server reach the service quickly enough?"),
    ),
    FailureKind.CONNECTION: Advice(
        title=_("No connection could be made"),
        advice=_("Can this server open connections to the outside? Look at its firewall, proxy and name server."),
    ),
    FailureKind.THROTTLED: Advice(
        title=_("Too many requests"),
        advice=_("The service is left alone for as long as it asks. If it comes again and again: look at the limit."),
    ),
    FailureKind.SERVER: Advice(
        title=_("The service itself failed"),
        advice=_("Nothing but wait: what was not checked is tried again by itself."),
    ),
    FailureKind.UNEXPECTED: Advice(
        title=_("The answer was none"),
        advice=_("Something else may answer in its place, such as a proxy. Look at the address in the settings."),
    ),
    FailureKind.REPORTED: Advice(
        title=_("The service reported an error"),
        advice=_("Read what it says: often it is about the account."),
    ),
    FailureKind.INVALID: Advice(
        title=_("Key, site or request was called invalid"),
        advice=_("Look at the key and the site's address in the settings. It does not pass by itself."),
    ),
    FailureKind.OTHER: Advice(
        title=_("Something else failed"),
        advice=_("The worker's log has it in full."),
    ),
}
"""By FailureKind."""
