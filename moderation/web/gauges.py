"""How a number is written for Prometheus. Needs the package ``prometheus-client``."""

import datetime as dt
from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily, Metric


def gauge(name: str, told: str, value: float) -> Metric:
    """One number."""
    return GaugeMetricFamily(f"afterword_{name}", told, value=float(value))


def gauges(name: str, told: str, labels: list[str], values: Iterable[tuple[tuple[str, ...], float]]) -> Metric:
    """A number for each of some labels' values."""
    family = GaugeMetricFamily(f"afterword_{name}", told, labels=labels)
    for label_values, value in values:
        family.add_metric(list(label_values), float(value))
    return family


def age(moment: dt.datetime | None, now: dt.datetime) -> float:
    """For how many seconds something has lasted; 0 where it does not, or begins later."""
    return max((now - moment).total_seconds(), 0.0) if moment else 0.0
