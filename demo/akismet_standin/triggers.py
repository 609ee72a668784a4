"""Values that decide the answer whatever else is sent. A further trigger is one more row."""

from collections.abc import Iterable
from dataclasses import dataclass

from demo.akismet_standin.calls import Call
from demo.akismet_standin.replies import Reply, http_date_in

CHECK = frozenset({"/1.1/comment-check"})
CHECK_AND_FEEDBACK = CHECK | {"/1.1/submit-spam", "/1.1/submit-ham"}
FEEDBACK = CHECK_AND_FEEDBACK - CHECK

SUSPENDED = {
    "X-akismet-error": "suspended",
    "X-akismet-alert-code": "10402",
    "X-akismet-alert-msg": "Your subscription is suspended for non-payment.",
}
"""The headers of a key that Akismet no longer serves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trigger:
    """One value, where it is looked for, and what it brings about."""

    value: str
    """The exact value. In an e-mail address it stands before ``@example.com``."""

    reply: Reply
    """What is answered."""

    fields: tuple[str, ...] = ("comment_author", "comment_author_email")
    """The form fields in which the value is looked for."""

    paths: frozenset[str] = CHECK
    """The endpoints at which it works."""

    rechecked: Reply | None = None
    """What is answered to a call with a ``recheck_reason`` other than ``edit``; None: the same."""

    documented: bool = False
    """Whether Akismet's own documentation names it."""

    def fires(self, call: Call) -> bool:
        """Whether the call carries this trigger's value at one of its endpoints."""
        return call.path in self.paths and any(call.get(name) == self._expected(name) for name in self.fields)

    def answer(self, call: Call) -> Reply:
        """What the call is answered."""
        is_recheck = call.get("recheck_reason") not in {"", "edit"}
        return self.rechecked if self.rechecked is not None and is_recheck else self.reply

    def _expected(self, field: str) -> str:
        return f"{self.value}@example.com" if field == "comment_author_email" else self.value


def _provisional(seconds: int) -> Reply:
    return Reply(body="false", headers={"X-akismet-recheck-after": str(seconds)})


TRIGGERS: tuple[Trigger, ...] = (
    # Failures come first, so that they can be shown to an administrator as well.
    Trigger(
        value="akismet-guaranteed-500",
        reply=Reply(status=500, body="Internal Server Error"),
        paths=CHECK_AND_FEEDBACK,
    ),
    Trigger(
        value="akismet-guaranteed-503",
        reply=Reply(status=503, body="Service Unavailable"),
        paths=CHECK_AND_FEEDBACK,
    ),
    Trigger(
        value="akismet-guaranteed-503-wait",
        reply=Reply(status=503, body="Service Unavailable", headers={"Retry-After": "45"}),
        paths=CHECK_AND_FEEDBACK,
    ),
    Trigger(
        value="akismet-guaranteed-403",
        reply=Reply(status=403, body="Forbidden"),
        paths=CHECK_AND_FEEDBACK,
    ),
    Trigger(
        value="akismet-guaranteed-redirect",
        reply=Reply(status=302, body="", headers={"Location": "https://akismet.com/"}),
        paths=CHECK_AND_FEEDBACK,
    ),
    Trigger(
        value="akismet-guaranteed-429",
        reply=Reply(status=429, body="Too Many Requests", headers={"Retry-After": "30"}),
        paths=CHECK_AND_FEEDBACK,
    ),
    Trigger(
        value="akismet-guaranteed-429-date",
        reply=Reply(status=429, body="Too Many Requests", headers={"Retry-After": http_date_in(90)}),
        paths=CHECK_AND_FEEDBACK,
    ),
    Trigger(
        value="akismet-guaranteed-invalid",
        reply=Reply(body="invalid", headers={"X-akismet-debug-help": "Asked for by a trigger of the stand-in"}),
        paths=CHECK_AND_FEEDBACK,
    ),
    Trigger(
        value="akismet-guaranteed-garbage",
        reply=Reply(body="<html><body>Bad gateway</body></html>", content_type="text/html; charset=utf-8"),
        paths=CHECK_AND_FEEDBACK,
    ),
    Trigger(value="akismet-guaranteed-empty", reply=Reply(body=""), paths=CHECK_AND_FEEDBACK),
    Trigger(value="akismet-guaranteed-newline", reply=Reply(body="false\n")),
    Trigger(value="akismet-guaranteed-truncated", reply=Reply(missing=2), paths=CHECK_AND_FEEDBACK),
    Trigger(value="akismet-guaranteed-hangup", reply=Reply(hang_up=True), paths=CHECK_AND_FEEDBACK),
    Trigger(value="akismet-guaranteed-slow", reply=Reply(delay=5), paths=CHECK_AND_FEEDBACK),
    Trigger(value="akismet-guaranteed-late", reply=Reply(delay=20), paths=CHECK_AND_FEEDBACK),
    Trigger(value="akismet-guaranteed-trickle", reply=Reply(pace=0.4), paths=CHECK_AND_FEEDBACK),
    Trigger(
        value="akismet-guaranteed-debug-help",
        reply=Reply(
            body="Missing required field: comment_content.",
            headers={"X-akismet-debug-help": 'Empty "comment_content" value'},
        ),
        paths=CHECK_AND_FEEDBACK,
    ),
    Trigger(value="akismet-guaranteed-error", reply=Reply(body="false", headers=SUSPENDED)),
    Trigger(value="akismet-guaranteed-error-spam", reply=Reply(body="true", headers=SUSPENDED)),
    Trigger(
        value="akismet-feedback-500",
        reply=Reply(status=500, body="Internal Server Error"),
        paths=FEEDBACK,
    ),
    Trigger(
        value="akismet-feedback-429",
        reply=Reply(status=429, body="Too Many Requests", headers={"Retry-After": "30"}),
        paths=FEEDBACK,
    ),
    Trigger(
        value="akismet-feedback-invalid",
        reply=Reply(body="invalid", headers={"X-akismet-debug-help": "Asked for by a trigger of the stand-in"}),
        paths=FEEDBACK,
    ),
    Trigger(
        value="administrator",
        fields=("user_role",),
        reply=Reply(body="false"),
        documented=True,
    ),
    Trigger(value="akismet-guaranteed-spam", reply=Reply(body="true"), documented=True),
    Trigger(value="viagra-test-123", fields=("comment_author",), reply=Reply(body="true"), documented=True),
    Trigger(
        value="akismet-guaranteed-discard",
        reply=Reply(body="true", headers={"X-akismet-pro-tip": "discard"}),
    ),
    Trigger(value="akismet-guaranteed-ham", reply=Reply(body="false")),
    Trigger(
        value="akismet-guaranteed-recheck",
        reply=_provisional(120),
        rechecked=Reply(body="false"),
    ),
    Trigger(
        value="akismet-guaranteed-recheck-spam",
        reply=_provisional(120),
        rechecked=Reply(body="true"),
    ),
    Trigger(
        value="akismet-guaranteed-recheck-discard",
        reply=_provisional(120),
        rechecked=Reply(body="true", headers={"X-akismet-pro-tip": "discard"}),
    ),
    Trigger(
        value="akismet-guaranteed-recheck-again",
        reply=_provisional(120),
    ),
    Trigger(
        value="akismet-guaranteed-recheck-soon",
        reply=_provisional(2),
        rechecked=Reply(body="false"),
    ),
    Trigger(
        value="akismet-guaranteed-recheck-soon-spam",
        reply=_provisional(2),
        rechecked=Reply(body="true"),
    ),
    Trigger(
        value="akismet-guaranteed-alert",
        reply=Reply(
            headers={
                "X-akismet-alert-code": "10501",
                "X-akismet-alert-msg": "You are over your plan's limit for the first month.",
            },
        ),
    ),
)
"""Asked from first to last; the first that fires decides."""


def find_trigger(call: Call, triggers: Iterable[Trigger] = TRIGGERS) -> Trigger | None:
    """Return the first trigger that the call fires, or None."""
    return next((trigger for trigger in triggers if trigger.fires(call)), None)
