"""Programs that tests need and that no requirements file installs."""

import os
import shutil

import pytest


def is_ci():
    """Whether a missing program is a fault, not a circumstance."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def need(name):
    """Skip the test where the program is not installed; in CI it fails."""
    if shutil.which(name) is None:
        (pytest.fail if is_ci() else pytest.skip)(f"{name} is not installed")
