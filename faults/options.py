"""What may be asked of the harness."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

STACKS = ("postgres", "sqlite")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """One call of the harness."""

    stacks: tuple[str, ...]
    comments: int
    seconds: float
    patience: float
    seed: int
    keep: Path | None
    tell_every: float = 10.0


def parse_options(arguments: Sequence[str] | None = None) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m faults",
        description="Break a whole site while readers post and moderators decide, and count what became of it all.",
    )
    parser.add_argument("stack", nargs="?", choices=(*STACKS, "all"), default="all", help="which stack (default: all)")
    parser.add_argument("--comments", type=int, default=2000, help="how many comments are posted (default: 2000)")
    parser.add_argument("--seconds", type=float, default=120, help="within how long they are posted (default: 120)")
    parser.add_argument("--patience", type=float, default=240, help="how long is waited for the rest (default: 240)")
    parser.add_argument("--seed", type=int, default=1, help="what decides texts, kinds and mishaps (default: 1)")
    parser.add_argument("--keep", type=Path, help="folder that keeps logs and evidence (default: none)")
    given = parser.parse_args(arguments)
    if given.comments < 1 or given.seconds <= 0 or given.patience <= 0:
        parser.error("--comments, --seconds and --patience must be above 0.")
    return Options(
        stacks=STACKS if given.stack == "all" else (given.stack,),
        comments=given.comments,
        seconds=given.seconds,
        patience=given.patience,
        seed=given.seed,
        keep=given.keep.resolve() if given.keep else None,
    )
