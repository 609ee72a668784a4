"""The one reason by which figures count a comment: a code that is kept with each decision, and its words."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from moderation.models import FindingVerdict, ReasonCode
from moderation.models.case import UNCHECKED
from moderation.queries.words import describe_reasons, name_signal
from moderation.rules.signals import SIGNALS

LONGEST = 50


def name_cause(reason: Mapping[str, Any]) -> str:
    """A case's reason in one code: its signal, or the gate's own reason, or else its kind."""
    return str(reason.get("signal") or reason.get("gate") or reason.get("code") or "")[:LONGEST]


def describe_cause(code: str) -> str:
    """A cause in words; its code where it comes from a newer release, or a gate of the publisher's."""
    if not code:
        return _("No reason kept")
    if code in SIGNALS:
        return capfirst(name_signal(code))
    if code in ReasonCode.values:
        return describe_reasons([{"code": code}])[0]
    if code == UNCHECKED:
        return describe_reasons([{"code": ReasonCode.HELD, "gate": code}])[0]
    if code in FindingVerdict.values:
        return _("Nothing to object to")
    return code
