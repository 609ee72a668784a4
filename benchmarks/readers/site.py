"""The demo's settings with one page more: an empty view behind the same middleware, to measure against."""

from demo.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.readers.site_urls"
