import socket

import pytest

from demo.supervisor.exceptions import DemoError
from demo.supervisor.ports import listens, take_port


def test_a_taken_port_is_one_line():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(
            DemoError, match=f"^port {port} is taken; choose another, such as PORT={port + 1}, or PORT=0"
        ):
            take_port(port)
        assert listens(port)


def test_port_0_is_any_free_port():
    port = take_port(0)

    assert port > 0
    assert take_port(port) == port
    assert not listens(port)
