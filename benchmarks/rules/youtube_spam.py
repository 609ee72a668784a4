"""Measure how much spam the checks find on their own, without a spam checker, on comments labelled by people.

Each video's comments come in the order of their dates, as to a site that knows nothing yet. A moderator sees each
comment right after the checks and marks it rightly, so the records of authors and the spam known by then grow with the
stream.
Prints counts and shares only, never a text.
"""

import argparse
import csv
import html
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.rules.newsroom import Newsroom
from moderation.rules.lists import CompiledList
from moderation.rules.outcomes import Outcome
from moderation.rules.policy import DEFAULT, judge

DEFAULT_FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "youtube-spam"
DEVELOPED_ON = "Youtube01-Psy.csv"
NOT_CONTENT = "\ufeff"


@dataclass(frozen=True)
class Labelled:
    """One comment with what people called it."""

    author: str
    text: str
    at: str
    is_spam: bool


def main():
    """Print a table for each video, and one for those not looked at while the checks were made."""
    arguments = parse_arguments()
    videos = {path.name: load(path) for path in sorted(arguments.folder.glob("Youtube*.csv"))}
    if not arguments.repeats:
        videos = drop_repeats(videos)
    words = read_words(arguments.words)
    held_back = Counter()
    for name, comments in videos.items():
        counts = run(comments, arguments.max_links, words)
        report(f"{name} ({'developed on' if name == DEVELOPED_ON else 'held back'})", comments, counts)
        if name != DEVELOPED_ON:
            held_back += counts
    comments = [comment for name, found in videos.items() if name != DEVELOPED_ON for comment in found]
    report("all held back", comments, held_back)


def parse_arguments():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_FOLDER, help="folder with Youtube*.csv")
    parser.add_argument("--max-links", type=int, default=2, help="the setting MAX_LINKS")
    parser.add_argument("--repeats", action="store_true", help="with texts that come more than once, as they came")
    parser.add_argument("--words", type=Path, help="a word list, taken for a suspect one")
    return parser.parse_args()


def load(path):
    """Read a video's comments in the order of their dates; where one has none, after the one before it in the file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    comments = [
        Labelled(
            author=row["AUTHOR"],
            text=html.unescape(row["CONTENT"]).strip(NOT_CONTENT).strip(),
            at=row["DATE"],
            is_spam=row["CLASS"] == "1",
        )
        for row in rows
    ]
    return sorted(comments, key=lambda comment: comment.at)


def drop_repeats(videos):
    """Keep the first of each text, over all videos."""
    seen = set()
    kept = {}
    for name, comments in videos.items():
        kept[name] = [comment for comment in comments if not (comment.text in seen or seen.add(comment.text))]
    return kept


def read_words(path):
    """A list of suspect words from a file; none without one."""
    return (CompiledList(name=path.stem, kind="suspect", entries=path.read_text(encoding="utf-8")),) if path else ()


def run(comments, max_links, words):
    """Count each signal, each outcome and everything flagged, among spam and among the rest."""
    newsroom = Newsroom(max_links=max_links)
    counts = Counter()
    for comment in comments:
        signals = newsroom.check(comment.text, author=comment.author, at=comment.at, words=words)
        judgement = judge(signals, DEFAULT)
        counts.update((signal, comment.is_spam) for signal in signals)
        counts[str(judgement.outcome), comment.is_spam] += 1
        counts["flagged", comment.is_spam] += judgement.outcome is not Outcome.PUBLISH
        newsroom.decide(comment.text, author=comment.author, at=comment.at, is_spam=comment.is_spam)
    return counts


def report(title, comments, counts):
    """Print what was found of the spam, and how much of what was found is spam."""
    spam = sum(comment.is_spam for comment in comments)
    honest = len(comments) - spam
    print(f"\n{title}: {spam} spam, {honest} honest")
    print(f"  {'':18}{'spam':>6}{'honest':>8}{'precision':>11}{'recall':>8}{'of honest':>11}")
    for name in sorted(
        {name for name, _is_spam in counts}, key=lambda name: (name == "flagged", "." not in name, name)
    ):
        true, false = counts[name, True], counts[name, False]
        precision = f"{true / (true + false):.2f}" if true + false else "-"
        print(f"  {name:18}{true:>6}{false:>8}{precision:>11}{true / spam:>8.2f}{false / honest:>11.3f}")


if __name__ == "__main__":
    main()
