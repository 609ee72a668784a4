"""Whether the servers that the demo needs can be reached."""

import os

from celery import current_app
from django.db import connection

from demo.broker import find_queue
from demo.environment import read_environment


def ask_database() -> None:
    """Ask the database for anything; raises DatabaseError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def ask_broker() -> None:
    """Connect to the broker, or see that its folder can be written; raises kombu's OperationalError, or OSError."""
    environment = read_environment()
    if environment.embeds_broker:
        if not os.access(find_queue(environment), os.W_OK | os.X_OK):
            raise OSError(f"{find_queue(environment)} cannot be written.")
        return
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
