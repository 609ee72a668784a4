"""Handing mails to the mail server: one connection for many, and what its refusals mean."""

import datetime as dt
import smtplib
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string

from engagement.conf import get_settings
from engagement.exceptions import MailServerDown
from engagement.models import Follow
from engagement.text import plain_line

RETRY_MINUTES = (5, 15, 60, 240, 720)
"""So long a mail waits that the server refused for now, each time longer; then it is given up."""

CUT_OFF_AFTER = dt.timedelta(minutes=10)
"""Longer than any worker takes to send what it claimed."""

_SUBJECT_LENGTH = 150
_TRY_LATER = range(400, 500)
_PER_CONNECTION = 50
"""Mails after which to connect anew: servers hang up on whoever sends too many, perhaps in the middle of one."""


def write_mail(
    *, template: str, context: Mapping[str, Any], address: str, headers: Mapping[str, str]
) -> EmailMultiAlternatives:
    """A mail of the three templates of that name, in the language in force: subject, plain text and HTML.

    It was made by a program, and says so (RFC 3834); no other program shall answer it.
    """
    subject = plain_line(render_to_string(f"engagement/mail/{template}_subject.txt", dict(context)))
    mail = EmailMultiAlternatives(
        subject=subject if len(subject) <= _SUBJECT_LENGTH else f"{subject[: _SUBJECT_LENGTH - 1].rstrip()}…",
        body=render_to_string(f"engagement/mail/{template}.txt", dict(context)).strip() + "\n",
        from_email=get_settings().follow_from or None,
        to=[address],
        headers={"Auto-Submitted": "auto-generated", **headers},
    )
    mail.attach_alternative(render_to_string(f"engagement/mail/{template}.html", dict(context)), "text/html")
    return mail


class MailServer:
    """One connection, opened before the first mail is claimed: while the server is down nothing is handed to it."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._is_open = False
        self._sent = 0

    def reach(self) -> None:
        """Connect, unless it is connected; MailServerDown where it cannot be reached or lets nobody in."""
        if self._sent >= _PER_CONNECTION:
            self.hang_up()
        if self._is_open:
            return
        try:
            self._connection.open()
        except Exception as error:  # noqa: BLE001  # each mail backend fails in its own way
            raise MailServerDown(type(error).__name__) from None
        self._is_open = True

    def send(self, mail: EmailMultiAlternatives) -> None:
        """Hand one mail over; raises whatever its backend raises, and connects anew for the next one."""
        try:
            self._connection.send_messages([mail])
        except Exception:
            self.hang_up()
            raise
        self._sent += 1

    def hang_up(self) -> None:
        """End the connection; a server that is gone already does not mind."""
        self._is_open, self._sent = False, 0
        with suppress(Exception):
            self._connection.close()


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """The mail server, which is let go of at the end."""
    server = MailServer()
    try:
        yield server
    finally:
        server.hang_up()


def find_wait(follow: Follow) -> dt.timedelta | None:
    """How long to wait after one more refusal; none after the last."""
    if follow.failures >= len(RETRY_MINUTES):
        return None
    return dt.timedelta(minutes=RETRY_MINUTES[follow.failures])


def is_certainly_unsent(error: Exception) -> bool:
    """Whether the mail may be sent again: the server said that it did not take it and may do so later, or nobody
    answered at all. Whatever else went wrong may have gone wrong after the mail was taken.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code in _TRY_LATER for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code in _TRY_LATER
    return isinstance(error, ConnectionRefusedError | socket.gaierror)
