"""When to ask again somebody who could not be asked."""

import datetime as dt
import random

from moderation.conf import get_settings

_random = random.SystemRandom()


def find_wait(*, attempts: int, retry_after: float | None = None) -> dt.timedelta:
    """How long to wait after so many attempts: any time up to a limit that doubles with each.

    So what failed together is not tried again together ("full jitter"). Not before ``retry_after`` seconds, and never
    longer than the settings say.

    Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """
    settings = get_settings()
    doublings = min(max(attempts - 1, 0), 32)
    limit = min(settings.retry_first_seconds * 2**doublings, settings.retry_most_seconds)
    seconds = max(_random.uniform(0, limit), retry_after or 0)
    return dt.timedelta(seconds=min(seconds, settings.retry_most_seconds))
