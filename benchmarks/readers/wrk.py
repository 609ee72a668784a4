"""Requests in plenty, by wrk (https://github.com/wg/wrk; Debian's package): four connections, one thread."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass

_POSTING = """
local number = 0
request = function()
  number = number + 1
  local body = (string.gsub([[{body}]], "NUMBER", tostring(number) .. "-" .. tostring(os.time())))
  return wrk.format("POST", nil, {{["Content-Type"] = "{kind}"{headers}}}, body)
end
"""

_TURNING = """
local number = 0
request = function()
  number = number + 1
  return wrk.format("GET", (string.gsub("{address}", "NUMBER", tostring(number))))
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one run came to."""

    per_second: float
    milliseconds: float
    """The mean."""
    errors: int


def read(url: str, *, seconds: int, headers: Mapping[str, str] | None = None, turning: str = "") -> Rate:
    """Ask for a page again and again; ``turning`` is a path whose NUMBER rises, so that no two requests are alike."""
    return _run(url, seconds, headers or {}, _TURNING.format(address=turning) if turning else "")


def post(
    url: str,
    *,
    seconds: int,
    body: str,
    kind: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Rate:
    """Send a body again and again; NUMBER in it rises, so that no two are alike."""
    others = "".join(f', ["{name}"] = "{value}"' for name, value in (headers or {}).items())
    return _run(url, seconds, {}, _POSTING.format(body=body, kind=kind, headers=others))


def _run(url: str, seconds: int, headers: Mapping[str, str], script: str) -> Rate:
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("wrk is needed; on Debian: apt-get install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = [program, "-t1", "-c4", f"-d{seconds}s", "--timeout", "60s"]
        command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
        command += ["-s", file.name] if script else []
        said = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout
    return _understand(said)


def _understand(said: str) -> Rate:
    per_second = re.search(r"Requests/sec:\s+([\d.]+)", said)
    latency = re.search(r"Latency\s+([\d.]+)(us|ms|s)", said)
    if per_second is None or latency is None:
        raise SystemExit(f"wrk said:\n{said}")
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}[latency[2]]
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    errors = (int(refused[1]) if refused else 0) + (sum(map(int, broken.groups())) if broken else 0)
    return Rate(per_second=float(per_second[1]), milliseconds=float(latency[1]) * unit, errors=errors)
