"""What the tests of following share: a site where readers may, followers, and a mail server of their own."""

import re
import socketserver
import threading
from contextlib import contextmanager

from django.core import mail
from django.utils import timezone

from engagement.models import Follow
from engagement.services.follow_wishes import FollowWish
from engagement.services.following import ask_to_follow, confirm_follow
from engagement.services.notices import send_notices

SITE = "https://news.example.org"
ON = {"FOLLOW": True, "SITE_URL": SITE, "SITE_NAME": "Harbour Post", "FOLLOW_FROM": "Harbour Post <talk@example.org>"}


def ask(discussion, email="fay@example.org", *, ip="198.51.100.7", **wish):
    """Ask to follow as the page does."""
    return ask_to_follow(discussion_id=discussion.pk, wish=FollowWish(email=email, **wish), ip=ip)


def follow(discussion, email="fay@example.org", **wish):
    """Somebody who follows: asked for and confirmed, with nothing in the outbox for it."""
    ask(discussion, email, **{"frequency": "at_once", **wish})
    row = Follow.objects.get(
        discussion=discussion, email_folded=email.casefold(), scope=wish.get("scope", "discussion")
    )
    if not row.is_live:
        confirm_follow(follow_id=row.pk, nonce=row.nonce)
    Follow.objects.filter(pk=row.pk).update(ask_at=None, asked_at=timezone.now())
    row.refresh_from_db()
    return row


def deliver():
    """Send what is due; gives the new mails."""
    before = len(mail.outbox)
    assert send_notices(seconds=30) is False
    return mail.outbox[before:]


def link_in(message, part):
    """The path of the first link of the plain text with that part."""
    return re.search(rf"{re.escape(SITE)}(/\S*{part}\S*)", message.body).group(1)


class _Dialogue(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs."""

    def handle(self):
        self.server.connections += 1
        self.say("220 tests")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].split()[0].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb == "DATA":
                self.take_data()
            else:
                self.say(self.server.answers.get(verb, "250 fine"))

    def take_data(self):
        if refusal := self.server.answers.get("DATA"):
            self.say(refusal)
            return
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.taken.append(b"".join(lines))
        if self.server.hangs_up:
            self.connection.close()
            return
        self.say("250 taken")

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


class SmtpServer(socketserver.ThreadingTCPServer):
    """Takes mails over loopback; ``answers`` refuse by verb, ``hangs_up`` leaves after taking one without a word."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Dialogue)
        self.answers, self.taken, self.hangs_up, self.connections = {}, [], False, 0

    def handle_error(self, request, client_address):
        """A client that leaves is no fault of the test's."""


@contextmanager
def smtp_server(settings):
    """A mail server that Django is told of."""
    with SmtpServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 5
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
