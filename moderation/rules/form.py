"""How the form was filled in: by hand, or by something that sees every field and needs no time."""

from moderation.rules.base import Limits, Report, Subject


def check_form(subject: Subject, limits: Limits) -> Report:
    """Notice a filled honeypot and a form sent too fast. What stood in the honeypot is not told: a browser may have
    filled it in by itself, with the reader's own data.
    """
    signals = []
    if subject.honeypot:
        signals.append("form.honeypot")
    if subject.form_seconds is not None and subject.form_seconds < limits.fastest_form_seconds:
        signals.append("form.fast")
    seconds = None if subject.form_seconds is None else round(subject.form_seconds, 1)
    return Report(check="form", signals=tuple(signals), saw={"seconds": seconds})
