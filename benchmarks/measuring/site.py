"""The demo's settings behind a proxy, so that each event may come from a reader of its own; and what it counted."""

from demo.settings import *  # noqa: F403
from demo.settings import ENGAGEMENT

ROOT_URLCONF = "benchmarks.measuring.site_urls"
ENGAGEMENT |= {"TRUSTED_PROXIES": ("127.0.0.1",)}
