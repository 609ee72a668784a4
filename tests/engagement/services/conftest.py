import pytest


@pytest.fixture(autouse=True)
def alone(engagement_alone):
    """The core is tested as it is without others that listen or are asked."""
