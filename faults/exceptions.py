"""What keeps the harness itself from working."""


class HarnessError(Exception):
    """The harness cannot do its work; the message says why, for the person who started it."""
