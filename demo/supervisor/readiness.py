"""How parts are seen to do their work."""

import http.client
from pathlib import Path

from demo.supervisor.ports import HOST

ASK_SECONDS = 5.0


def is_healthy(port: int) -> bool:
    """Whether the web server answers, and reaches what it needs."""
    connection = http.client.HTTPConnection(HOST, port, timeout=ASK_SECONDS)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class Sign:
    """A file that a part leaves once it works."""

    def __init__(self, path: Path) -> None:
        """Take its path."""
        self.path = path

    def is_there(self) -> bool:
        """Whether it was left."""
        return self.path.exists()

    def remove(self) -> None:
        """Forget what was left before."""
        self.path.unlink(missing_ok=True)
