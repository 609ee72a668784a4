import json
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from demo.akismet_standin.ledger import current_month
from demo.akismet_standin.running import running_standin

KEY = "processkey01"
COMMAND = [sys.executable, "-m", "demo.akismet_standin", "--key", KEY]


def start(*arguments):
    return subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def end(process, number=signal.SIGTERM):
    process.send_signal(number)
    return process.communicate(timeout=10)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_listens_and_ends_cleanly_on_a_signal(number):
    process = start("--host", "127.0.0.1", "--port", "0")
    line = process.stdout.readline()
    words, _, url = line.strip().partition(": ")
    with httpx.Client(base_url=url, trust_env=False) as http:
        connected = http.get("1.1/test").text
        rest = end(process, number)
    assert words == "Akismet stand-in"
    assert url.startswith("http://127.0.0.1:")
    assert url.endswith("/")
    assert connected == "connected"
    assert rest == ("", "")
    assert process.returncode == 0


def test_a_taken_port_is_one_clear_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run([*COMMAND, "--port", str(port)], capture_output=True, text=True, check=False, timeout=30)
    expected = f"Akismet stand-in: port {port} on 127.0.0.1 is taken; choose another with --port.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", expected)


@pytest.mark.parametrize("arguments", [("--host", "203.0.113.1"), ("--port", "70000")])
def test_an_impossible_address_is_one_clear_line(arguments):
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Akismet stand-in: ")
    assert done.stderr.count("\n") == 1


def test_the_counts_survive_a_restart(tmp_path):
    state = tmp_path / "var" / "akismet.json"
    for _ in range(2):
        process = start("--state", str(state))
        url = process.stdout.readline().strip().partition(": ")[2]
        fields = {"api_key": KEY, "blog": "https://gazette.example.org", "user_ip": "203.0.113.9"}
        httpx.post(f"{url}1.1/comment-check", data=fields, trust_env=False)
        usage = httpx.post(f"{url}1.2/usage-limit", data={"api_key": KEY}, trust_env=False).json()["usage"]
        assert end(process) == ("", "")
    assert usage == 2
    assert json.loads(state.read_text()) == {
        current_month(): {"gazette.example.org": {"spam": 0, "ham": 2, "missed_spam": 0, "false_positives": 0}}
    }


@pytest.mark.parametrize("content", ["{", "[1]", '{"2026-01": {"x": {"eggs": 1}}}', '{"2026-01": 3}'])
def test_a_broken_state_file_is_one_clear_line_and_is_left_alone(tmp_path, content):
    state = tmp_path / "akismet.json"
    state.write_text(content)
    done = subprocess.run([*COMMAND, "--state", str(state)], capture_output=True, text=True, check=False, timeout=30)
    expected = f"Akismet stand-in: {state} is not a state file of the stand-in.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", expected)
    assert state.read_text() == content


def test_a_state_file_in_the_place_of_a_folder_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("")
    done = subprocess.run(
        [*COMMAND, "--state", str(tmp_path / "file" / "x.json")],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Akismet stand-in: cannot use the state file ")
    assert done.stderr.count("\n") == 1


def test_a_key_is_required():
    done = subprocess.run(COMMAND[:-2], capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 2
    assert "--key" in done.stderr


def test_a_standin_in_process_may_take_a_port_and_a_state_file(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    with running_standin(port=port, state=tmp_path / "state.json") as standin:
        assert standin.url == f"http://127.0.0.1:{port}/"
    assert json.loads((tmp_path / "state.json").read_text()) == {}
