"""What the API answers is what its document allows, whatever it is asked: no fault, no status, header or member beside.

``python -m benchmarks.api`` runs this for longer: with more examples, and other ones.
"""

import os
from pathlib import Path

import pytest

from tests.contract.callers import callers
from tests.contract.document import PAGE
from tests.contract.fuzzing import fuzz
from tests.contract.test_document import OPERATIONS

__all__ = ["callers"]

EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES") or 5)
SEED = int(os.environ.get("CONTRACT_SEED") or 2026)
PHASES = os.environ.get("CONTRACT_PHASES") or "examples,coverage,fuzzing"
SAID = os.environ.get("CONTRACT_SAID")
SECONDS = 3000


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_no_answer_is_a_fault_or_one_that_the_document_does_not_allow(live_server, callers, tmp_path):
    outcome = fuzz(
        PAGE,
        live_server.url,
        tmp_path,
        callers=callers.list,
        known=callers.known,
        examples=EXAMPLES,
        seed=SEED,
        phases=PHASES,
        seconds=SECONDS,
    )
    if SAID:
        Path(SAID).write_text(outcome.said, encoding="utf-8")
    assert outcome.report["failures"] == [], outcome.said
    assert outcome.report["errors"] == [], outcome.said
    assert outcome.report["operations"]["tested"] == outcome.report["operations"]["total"] == len(OPERATIONS)
