"""``python -m demo.akismet_standin --key KEY``: the stand-in as a process of its own."""

import argparse
import errno
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from demo.akismet_standin.ledger import BrokenLedgerError
from demo.akismet_standin.reports import MONTHLY_LIMIT
from demo.akismet_standin.server import StandInServer


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; return 1, with one line on stderr, when that cannot be."""
    options = _parse(arguments)
    try:
        server = StandInServer(
            options.host, options.port, key=options.key, state=options.state, limit=options.limit or None
        )
    except OSError as error:
        return _complain(_say_why(error, host=options.host, port=options.port))
    except (BrokenLedgerError, OverflowError) as error:
        return _complain(str(error))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    server.start()
    sys.stdout.write(f"Akismet stand-in: {server.url}\n")
    sys.stdout.flush()
    stop.wait()
    server.stop()
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m demo.akismet_standin",
        description="Speak Akismet's protocol on this machine. It judges by a plain rule and is no spam filter.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: 0, a free one)")
    parser.add_argument("--key", required=True, help="the one API key that is valid")
    parser.add_argument("--state", type=Path, help="file that keeps the monthly counts (default: none)")
    parser.add_argument(
        "--limit",
        type=int,
        default=MONTHLY_LIMIT,
        help="checks a month that are paid for; 0: any number (default: %(default)s)",
    )
    return parser.parse_args(arguments)


def _say_why(error: OSError, *, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken; choose another with --port."
    if error.filename:
        return f"cannot use the state file {error.filename}: {error.strerror}."
    return f"cannot listen on {host}:{port}: {error.strerror or error}."


def _complain(why: str) -> int:
    sys.stderr.write(f"Akismet stand-in: {why}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
