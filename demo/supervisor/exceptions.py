"""Why the demo did not start, or could not go on."""


class DemoError(Exception):
    """Stops the demo; the message is one line for the person who started it."""


class PartError(DemoError):
    """A part cannot be kept running; its last words go along."""

    def __init__(self, message: str, *, last_words: list[str]) -> None:
        """Take the line, and the last lines of the part's log."""
        self.last_words = last_words
        super().__init__(message)
