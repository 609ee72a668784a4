"""``make demo``."""

import signal
from pathlib import Path

from demo.environment import BrokenEnvironmentError, Environment, read_environment
from demo.passwords import load_passwords
from demo.supervisor.exceptions import DemoError, PartError
from demo.supervisor.guard import Guard
from demo.supervisor.lock import hold_lock
from demo.supervisor.plan import Plan, make_plan
from demo.supervisor.supervising import Supervisor
from demo.supervisor.telling import complain, tell, tell_ready


def main() -> int:
    """Run the demo until Ctrl-C, SIGTERM or the terminal's end; return 1, with one line said, when that cannot be."""
    try:
        environment = read_environment()
        with hold_lock(environment.var) as lock:
            plan = make_plan(environment)
            _put_logs_away(environment.var / "log")
            with Guard(lock=lock) as guard:
                _run(Supervisor(guard, tell=tell), plan, environment)
    except (DemoError, BrokenEnvironmentError) as error:
        complain(f"The demo stops: {error}")
        if isinstance(error, PartError):
            complain("\n".join(f"    {line}" for line in error.last_words))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _run(supervisor: Supervisor, plan: Plan, environment: Environment) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.stop())
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as nohup leaves it
        signal.signal(signal.SIGHUP, lambda *_: supervisor.stop())
    try:
        tell("Preparing the database and starting the parts …")
        if supervisor.run_once(plan.preparation) and supervisor.start(plan.parts):
            tell_ready(plan, environment, load_passwords(environment.var))
            supervisor.keep(plan.parts)
        tell("Stopping …")
    finally:
        supervisor.end(tuple(reversed(plan.parts)))


def _put_logs_away(folder: Path) -> None:
    """Keep the last run's logs beside this one's."""
    for log in folder.glob("*.log"):
        log.replace(log.with_suffix(".log.1"))
