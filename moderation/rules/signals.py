"""Every signal that a check may give, with what it comes to where nobody set anything else.

The defaults are what a newsroom of three would want: the spam checker is believed; what looks like spam without being
taken for it waits for a moderator; being new, a guest or quick is told to moderators and holds nobody up; a word that
the newsroom itself banned is refused, and its author told so.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.rules.outcomes import Outcome

CHECKER = "checker"
"""The check whose signals are the spam checker's verdicts."""

TRUSTED = "author.trusted"
"""The signal that speaks for an author."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One row of the policy's table."""

    code: str
    """``check.what``; kept for ever in findings and decisions."""
    label: str | Promise
    """What moderators and editors read."""
    outcome: Outcome
    """What it comes to by default."""
    is_guess: bool = False
    """Whether an author's trust outweighs it, unless the policy refuses it. What the newsroom itself said of words, of
    the author or of such a text is none; nor is blatant spam, which tells of an account in other hands."""

    @property
    def check(self) -> str:
        """The check that gives it."""
        return self.code.partition(".")[0]


SIGNALS: dict[str, Signal] = {
    signal.code: signal
    for signal in (
        Signal(code="checker.spam", label=_("taken for spam"), outcome=Outcome.SPAM, is_guess=True),
        Signal(code="checker.discard", label=_("taken for blatant spam"), outcome=Outcome.SPAM),
        Signal(
            code="form.honeypot",
            label=_("a field that people never see was filled in"),
            outcome=Outcome.HOLD,
            is_guess=True,
        ),
        Signal(
            code="form.fast",
            label=_("the form was sent faster than people write"),
            outcome=Outcome.PUBLISH,
            is_guess=True,
        ),
        Signal(code="links.many", label=_("many links"), outcome=Outcome.HOLD, is_guess=True),
        Signal(
            code="links.mismatch",
            label=_("a link that leads elsewhere than it says"),
            outcome=Outcome.HOLD,
            is_guess=True,
        ),
        Signal(code="links.newcomer", label=_("a link in a first comment"), outcome=Outcome.HOLD, is_guess=True),
        Signal(code="words.banned", label=_("a banned word"), outcome=Outcome.REFUSE),
        Signal(code="words.suspect", label=_("a suspect word"), outcome=Outcome.HOLD),
        Signal(code="author.guest", label=_("a guest"), outcome=Outcome.PUBLISH),
        Signal(code="author.first", label=_("a first comment"), outcome=Outcome.PUBLISH),
        Signal(code=TRUSTED, label=_("a trusted author"), outcome=Outcome.PUBLISH),
        Signal(code="author.sanctioned", label=_("a sanctioned author"), outcome=Outcome.HOLD),
        Signal(code="email.disposable", label=_("a disposable e-mail address"), outcome=Outcome.HOLD, is_guess=True),
        Signal(code="record.rejected", label=_("many comments rejected of late"), outcome=Outcome.HOLD),
        Signal(code="duplicate.spam", label=_("nearly the same as known spam"), outcome=Outcome.SPAM),
    )
}
"""By code, in the order in which people read them."""
