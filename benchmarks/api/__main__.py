"""Ask every operation of the API thousands of times, in ways that its document allows and in ways that it does not.

The test of the contract, with more examples and another seed, on SQLite or on ``DATABASE_URL``; exits with 1 where it
finds anything.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run it, and print Schemathesis's own summary."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.api", description=__doc__)
    parser.add_argument("--examples", type=int, default=100, help="requests of each kind to each operation")
    parser.add_argument("--seed", type=int, default=1, help="other numbers ask other things")
    parser.add_argument("--phases", default="examples,coverage,fuzzing,stateful", help="of Schemathesis")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said.txt"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "tests/contract/test_contract.py", "-q", "--tb=no", "--no-header"],
            cwd=ROOT,
            env={
                **os.environ,
                "CONTRACT_EXAMPLES": str(options.examples),
                "CONTRACT_SEED": str(options.seed),
                "CONTRACT_PHASES": options.phases,
                "CONTRACT_SAID": str(said),
            },
            check=False,
        )
        print(said.read_text(encoding="utf-8") if said.exists() else "It did not come to an end.")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
