"""``python -m faults``: exits with 1 when any count is not what it must be, with 2 when nothing could be counted."""

import signal
import sys
import time
from collections.abc import Sequence
from types import FrameType

from demo.supervisor.exceptions import DemoError
from faults.exceptions import HarnessError
from faults.judging import judge
from faults.options import Options, parse_options
from faults.running import run
from faults.table import make_table

START_AND_END_SECONDS = 180


def main(arguments: Sequence[str] | None = None) -> int:
    """Run on each stack that is asked for."""
    options = parse_options(arguments)
    signal.signal(signal.SIGALRM, _give_up)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return max(_run(name, options) for name in options.stacks)
    except KeyboardInterrupt:
        _tell("The harness was asked to end.")
        return 130


def _run(name: str, options: Options) -> int:
    began = time.monotonic()
    signal.alarm(int(options.seconds + options.patience + START_AND_END_SECONDS))
    _tell(f"{name}: {options.comments} comments in {options.seconds:.0f} seconds, seed {options.seed}")
    try:
        counts = judge(run(name, options, _tell))
    except (HarnessError, DemoError) as error:
        _tell(f"{name}: the harness failed: {error}")
        return 2
    finally:
        signal.alarm(0)
    for line in make_table(counts):
        _tell(line)
    wrong = sum(not count.is_right for count in counts)
    how = f"{wrong} of {len(counts)} counts are WRONG" if wrong else f"all {len(counts)} counts are right"
    _tell(f"{name}: {how} ({time.monotonic() - began:.0f} seconds)")
    return 1 if wrong else 0


def _give_up(_number: int, _frame: FrameType | None) -> None:
    raise HarnessError("it took too long.")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
