"""Ports of this machine."""

import errno
import socket

from demo.supervisor.exceptions import DemoError

HOST = "127.0.0.1"


def take_port(wanted: int) -> int:
    """Return ``wanted``, or a free port for 0. Raises DemoError where it cannot be had."""
    with socket.socket() as probe:
        # As servers do: what a closed connection left behind does not make a port taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                message = f"port {wanted} is taken; choose another, such as PORT={_next(wanted)}, or PORT=0 for any."
                raise DemoError(message) from None
            raise DemoError(f"port {wanted} cannot be used: {error.strerror}.") from None
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody accepts connections at the port."""
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def _next(port: int) -> int:
    return port + 1 if port < 65535 else 8000
