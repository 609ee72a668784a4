"""The demo's settings for processes that a test starts: they write as soon as it says, and one address tells all."""

import os

from demo.settings import *  # noqa: F403
from demo.settings import ENGAGEMENT

ENGAGEMENT |= {"MEASURE_SECONDS": int(os.environ["MEASURING_SECONDS"]), "MEASURE_LIMITS": ()}
