"""Try another policy, or another word list, on the comments already decided."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement import api as engagement
from moderation.management.moments import read_moment
from moderation.management.policy_changes import read_change, read_policy_file
from moderation.management.progress import Progress
from moderation.management.rehearsal_lines import list_rehearsal, spell_rehearsal
from moderation.models import WordListKind
from moderation.queries.policy import load_policy
from moderation.queries.reading import reading_only
from moderation.queries.word_lists import load_word_lists
from moderation.rules.lists import CompiledList
from moderation.services.rehearsal_tally import Tally
from moderation.services.rehearsing import Play, Selection, find_decided, rehearse

_EXAMPLES = 5
_PROBLEMS_TOLD = 10


class Command(BaseCommand):
    """Print what would have become of comments under other rules; nothing is changed."""

    help = "Run a changed policy or word list over the comments already decided, and print what it would have done."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what is changed, and which comments it is tried on."""
        parser.add_argument(
            "--set",
            action="append",
            type=read_change,
            default=[],
            dest="changes",
            metavar="SIGNAL=OUTCOME",
            help="A rule for everywhere; with sections.NAME. or discussions.KEY. before it, for there.",
        )
        parser.add_argument(
            "--policy", action="append", type=read_policy_file, default=[], metavar="FILE", help="Rules, TOML or JSON."
        )
        parser.add_argument(
            "--words", action="append", default=[], metavar="FILE", help="A word list, one entry a line."
        )
        parser.add_argument("--kind", choices=WordListKind.values, help="What the word list is for.")
        parser.add_argument("--language", default="", help="The language that the word list is for; else all.")
        parser.add_argument(
            "--without-list",
            action="append",
            default=[],
            metavar="NAME",
            help="Leave a word list out. May be repeated.",
        )
        when = "2026-05-04, 2026-05-04T12:30, or how long ago: 90m, 12h, 3d, 2w"
        parser.add_argument(
            "--since", type=read_moment, metavar="WHEN", help=f"Comments written then or later: {when}."
        )
        parser.add_argument("--until", type=read_moment, metavar="WHEN", help="Comments written before.")
        parser.add_argument(
            "--section", default="", metavar="NAME", help="Comments in one section; the word list is for it too."
        )
        parser.add_argument("--discussion", default="", metavar="KEY", help="Comments in one discussion.")
        parser.add_argument("--limit", type=int, help="The newest so many.")
        parser.add_argument(
            "--examples", type=int, default=_EXAMPLES, help="How many of each change to print (default: %(default)s)."
        )
        parser.add_argument("--json", action="store_true", help="Print JSON.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Rehearse and print."""
        with reading_only():
            selection = _read_selection(options)
            play = _read_play(options)
            tally = Tally(examples_of_each=max(0, options["examples"]))
            self._run(selection, play, tally)
        if options["json"]:
            self.stdout.write(json.dumps(list_rehearsal(tally), indent=2, ensure_ascii=False))
            return
        if play.policy == play.changed_policy and not play.rereads:
            self.stdout.write(
                "Nothing differs from today's policy and lists: say --set, --policy, --words, --without-list."
            )
        for line in spell_rehearsal(tally):
            self.stdout.write(line)

    def _run(self, selection: Selection, play: Play, tally: Tally) -> None:
        """Count all of them, with a bar where somebody watches."""
        watched = self.stderr.isatty()
        total = find_decided(selection).count() if watched else 0
        progress = Progress(self.stderr, total=min(total, selection.limit or total), what="Rehearsed")
        done = 0
        for done, comment in enumerate(rehearse(selection=selection, play=play), 1):
            tally.add(comment)
            if watched:
                progress.show(done)
        if watched:
            progress.finish(done)


def _read_selection(options: dict[str, Any]) -> Selection:
    key, limit = options["discussion"], options["limit"]
    if key and not engagement.Discussion.objects.filter(key=key).exists():
        message = f"There is no discussion with the key {key!r}."
        raise CommandError(message)
    if limit is not None and limit < 1:
        message = "--limit takes 1 or more."
        raise CommandError(message)
    return Selection(
        since=options["since"], until=options["until"], section=options["section"], discussion_key=key, limit=limit
    )


def _read_play(options: dict[str, Any]) -> Play:
    policy, lists = load_policy(), load_word_lists()
    changed = policy
    # What is typed comes after what stands in files.
    for changes in (*options["policy"], *options["changes"]):
        changed = changed.changed(changes)
    kept = list(_leave_out(lists, options["without_list"]))
    return Play(policy=policy, lists=lists, changed_policy=changed, changed_lists=[*kept, *_read_lists(options)])


def _leave_out(lists: Sequence[CompiledList], names: Sequence[str]) -> Iterator[CompiledList]:
    known = {words.name for words in lists}
    for name in names:
        if name not in known:
            message = f"There is no list {name!r} in use. There are: {', '.join(sorted(known)) or 'none'}."
            raise CommandError(message)
    return (words for words in lists if words.name not in names)


def _read_lists(options: dict[str, Any]) -> Iterator[CompiledList]:
    if not options["words"]:
        return
    if options["kind"] is None:
        message = f"Say what the word list is for: --kind {' or --kind '.join(WordListKind.values)}."
        raise CommandError(message)
    for name in options["words"]:
        try:
            entries = Path(name).read_text(encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            message = f"{name}: {error.strerror if isinstance(error, OSError) else 'is not UTF-8'}"
            raise CommandError(message) from None
        words = CompiledList(
            name=name,
            kind=options["kind"],
            language=options["language"],
            section=options["section"],
            entries=entries,
        )
        if words.problems:
            told = "; ".join(
                f"line {line.line}, {line.text}: {line.reason}" for line in words.problems[:_PROBLEMS_TOLD]
            )
            message = f"{name}: {told}"
            raise CommandError(message)
        yield words
