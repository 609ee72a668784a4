"""Show what an article closes with."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement.prompts import extract_prompt

_STANDARD_INPUT = "-"


class Command(BaseCommand):
    """Print each file's closing prompt as one line of JSON; a file that cannot be read is an error at the end."""

    help = "Find the question and the call to action that articles close with, in files of HTML or plain text."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the files, and the language they are written in."""
        parser.add_argument("files", nargs="+", metavar="FILE", help="An article; - reads standard input.")
        parser.add_argument("--language", help="Language of the articles, such as en or de-AT; guessed by default.")

    def handle(self, *_args: Any, files: list[str], language: str | None, **_options: Any) -> None:
        """Read the files in order; name those that could not be read once all others are printed."""
        unread = []
        for file in files:
            try:
                body = _read(file)
            except (OSError, ValueError) as error:
                unread.append(f"{file}: {error.strerror if isinstance(error, OSError) else error}")
                continue
            prompt = extract_prompt(body, language=language)
            found = {
                "file": file.encode(errors="replace").decode(),
                "question": prompt.question,
                "call_to_action": prompt.call_to_action,
                "lead": prompt.lead,
            }
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        if unread:
            raise CommandError("Could not read " + "; ".join(unread))


def _read(file: str) -> str:
    """Read a file as UTF-8; what is none of it becomes the replacement character."""
    content = sys.stdin.buffer.read() if file == _STANDARD_INPUT else Path(file).read_bytes()
    return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
