"""Schemathesis, run as a program against a live server, with whoever each operation is for."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KNOWN = 0.7
"""How often a number or a key is one that is there."""

SEMANTIC = (
    "listComments",
    "listReplies",
    "listCases",
    "postComment",
    "changeComment",
    "askToFollow",
    "beginSession",
    "putDiscussion",
    "decide",
    "readEarnings",
)
"""Operations that refuse what no schema can describe: a cursor of another list, an address that is none, a text without
a letter, a token that nobody signed, a day that has not come. Their 400, or 422, to data of the right form is right,
and no fault."""

_TURNED_AWAY = ["2xx", "3xx", 401, 403, 404, 409, 429, "5xx"]


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who asks some of the operations."""

    operations: tuple[str, ...]
    headers: Mapping[str, str]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What is always the same."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a run."""

    report: Mapping[str, Any]
    """Schemathesis's own."""
    said: str

    @property
    def cases(self) -> int:
        """How many requests were made and judged."""
        return int(self.report["test_cases"]["generated"])

    @property
    def accepted(self) -> frozenset[str]:
        """The operations that did at least once what they are for."""
        return frozenset(
            operation
            for operation, phases in self.report["valid_rates"].items()
            if any(phase["accepted"] for phase in phases.values())
        )


def fuzz(
    document: Path,
    url: str,
    folder: Path,
    *,
    callers: Iterable[Caller],
    known: Mapping[str, list[Any]],
    examples: int,
    seed: int,
    phases: str,
    seconds: int,
) -> Outcome:
    """Ask every operation in ways that the document allows, and in ways that it does not; ``known`` is by parameter."""
    config = folder / "schemathesis.toml"
    config.write_text(_write_config(callers, known), encoding="utf-8")
    report = folder / "report.json"
    done = subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "schemathesis.cli",
                "--config-file",
                str(config),
                "--no-color",
                "run",
                str(document),
                "--url",
                url,
            ),
            *("--phases", phases, "--max-examples", str(examples), "--seed", str(seed), "--checks", "all"),
            *("--continue-on-failure", "--suppress-health-check", "all", "--report", "json"),
            *("--report-json-path", str(report), "--output-sanitize", "false", "--warnings", "off"),
            # How long an answer takes is measured elsewhere; a machine that is busy is no fault of the API.
            *("--request-timeout", "300"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    said = f"{done.stdout}\n{done.stderr}"
    if not report.exists():
        raise AssertionError(said)
    return Outcome(report=json.loads(report.read_text(encoding="utf-8")), said=said)


def _write_config(callers: Iterable[Caller], known: Mapping[str, list[Any]]) -> str:
    # Who asks is said by the callers' headers, and taken away by a check of its own.
    lines = ["[generation]", "with-security-parameters = false"]
    for number, values in enumerate(known.values()):
        lines += [f"[dictionaries.known{number}]", f"values = {json.dumps(values)}"]
    lines.append("[parameters]")
    for number, name in enumerate(known):
        lines.append(f'"{name}" = {{dictionary = "known{number}", probability = {KNOWN}}}')
    lines += [
        "[[operations]]",
        f"include-operation-id = {json.dumps(SEMANTIC)}",
        f"checks.positive_data_acceptance.expected-statuses = {json.dumps([400, 422, *_TURNED_AWAY])}",
    ]
    for caller in callers:
        lines += ["[[operations]]", f"include-operation-id = {json.dumps(caller.operations)}"]
        lines += [f"headers.{json.dumps(name)} = {json.dumps(value)}" for name, value in caller.headers.items()]
        lines += [f"parameters.{json.dumps(name)} = {json.dumps(value)}" for name, value in caller.parameters.items()]
    return "\n".join(lines) + "\n"
