"""What a publisher may set about what the newsroom owes those who wrote."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AuthorSettings:
    """Mails to those who wrote a comment and left an address with it, and their questions."""

    mail_authors: bool = False
    """Whether authors who left an e-mail address are told by mail that a moderator rejected their comment, and why. Off
    by default, because it needs Django's ``DEFAULT_FROM_EMAIL`` and a mail server that work."""

    mail_minutes: int = 5
    """How many minutes such a mail waits, so that what is taken back at once is never told."""

    mail_featured: bool = False
    """Whether they are thanked by mail when the newsroom features their comment; as ``MAIL_AUTHORS``, off by
    default."""

    mail_answered: bool = False
    """Whether they are told by mail when the newsroom answers their comment; off by default. Who follows the replies
    is told by that alone."""

    question_days: int = 14
    """For how many days a comment that asks something is shown among the questions to the newsroom."""

    def check_author_settings(self) -> None:
        """What these may be, beyond their types."""
        if self.mail_minutes < 0:
            message = "MAIL_MINUTES must not be negative."
            raise ValueError(message)
        if self.question_days < 1:
            message = "QUESTION_DAYS must be at least 1."
            raise ValueError(message)
