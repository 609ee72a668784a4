"""The policy's rules: set and cleared, one signal and place at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement import api as engagement
from moderation.exceptions import InvalidPolicyRule
from moderation.models import PolicyRule, Subject
from moderation.rules.outcomes import Outcome
from moderation.rules.signals import SIGNALS
from moderation.services.changes import record_change
from moderation.services.notes import clean_note

LONGEST_NOTE = 200
"""Characters of a note."""

_LONGEST_SECTION = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChange:
    """What became of one rule."""

    rule: PolicyRule
    """As it is now; where it was cleared, as it was."""
    before: str
    """The outcome that it had; empty where there was no rule."""
    after: str
    """The outcome that it has; empty where there is none any more."""
    changed: bool
    """Whether anything, its note included, is not as it was."""


@transaction.atomic
def set_policy_rule(
    *,
    signal: str,
    outcome: str,
    section: str = "",
    discussion_key: str = "",
    note: str = "",
    moderator_id: int | None = None,
) -> PolicyChange:
    """Let a signal come to an outcome in one discussion, or in one section, or with neither everywhere, and write down
    who wanted it so.

    The same twice changes nothing. Raises InvalidPolicyRule, which names the field and what is allowed there.
    """
    if signal not in SIGNALS:
        raise InvalidPolicyRule(field="signal", message=_allowed(SIGNALS))
    if outcome not in set(Outcome):
        raise InvalidPolicyRule(field="outcome", message=_allowed(Outcome))
    _check_place(section, discussion_key)
    values = {"outcome": outcome, "note": clean_note(note, most=LONGEST_NOTE, refusal=InvalidPolicyRule)}
    rule, created = PolicyRule.objects.select_for_update().get_or_create(
        signal=signal, section=section, discussion_key=discussion_key, defaults=values
    )
    before = "" if created else rule.outcome
    noted = rule.note
    changed = created or (rule.outcome, rule.note) != (values["outcome"], values["note"])
    if changed and not created:
        PolicyRule.objects.filter(pk=rule.pk).update(**values, updated_at=timezone.now())
        rule.refresh_from_db()
    if changed:
        was = None if created else {"outcome": before, "note": noted}
        _record(rule, was, {"outcome": rule.outcome, "note": rule.note}, moderator_id)
    return PolicyChange(rule=rule, before=before, after=outcome, changed=changed)


@transaction.atomic
def clear_policy_rule(
    *, signal: str, section: str = "", discussion_key: str = "", moderator_id: int | None = None
) -> PolicyChange | None:
    """Take the rule for a signal at one place away, so that the next nearest counts, and write down who did; none where
    there is no rule.
    """
    rules = PolicyRule.objects.select_for_update()
    rule = rules.filter(signal=signal, section=section, discussion_key=discussion_key).first()
    if rule is None:
        return None
    PolicyRule.objects.filter(pk=rule.pk).delete()
    _record(rule, {"outcome": rule.outcome, "note": rule.note}, None, moderator_id)
    return PolicyChange(rule=rule, before=rule.outcome, after="", changed=True)


def _record(
    rule: PolicyRule, before: Mapping[str, str] | None, after: Mapping[str, str] | None, moderator_id: int | None
) -> None:
    record_change(
        subject=Subject.POLICY_RULE,
        key=rule.signal,
        before=before,
        after=after,
        moderator_id=moderator_id,
        note=after["note"] if after else "",
        section=rule.section,
        discussion_key=rule.discussion_key,
    )


def _check_place(section: str, discussion_key: str) -> None:
    if section and discussion_key:
        raise InvalidPolicyRule(field="section", message=_("Choose a section or a discussion, not both."))
    if len(section) > _LONGEST_SECTION or "\x00" in section:
        message = _("At most %(most)d characters are allowed here.") % {"most": _LONGEST_SECTION}
        raise InvalidPolicyRule(field="section", message=message)
    if not discussion_key:
        return
    if "\x00" in discussion_key or not engagement.Discussion.objects.filter(key=discussion_key).exists():
        raise InvalidPolicyRule(field="discussion_key", message=_("No discussion has this key."))


def _allowed(names: Iterable[str]) -> str:
    return _("Allowed are: %(names)s.") % {"names": ", ".join(names)}
