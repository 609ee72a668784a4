from queue import Empty
from threading import Thread

import pytest
from kombu import Connection
from kombu.transport import filesystem

from demo.spool import Transport


@pytest.fixture
def connect(tmp_path):
    """kombu remembers bindings for the whole process, so each test takes names of its own for its queues."""
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    options = {
        "data_folder_in": str(tmp_path / "queue"),
        "data_folder_out": str(tmp_path / "queue"),
        "control_folder": str(tmp_path / "control"),
    }
    return lambda: Connection("filesystem://", transport=Transport, transport_options=options)


def test_messages_come_out_as_they_went_in_and_nothing_stays(connect, tmp_path):
    with connect() as connection, connection.SimpleQueue("comments") as queue:
        for number in range(12):
            queue.put({"comment": number})

        taken = []
        for _ in range(12):
            message = queue.get(block=False)
            message.ack()
            taken.append(message.payload["comment"])

        assert taken == list(range(12))
        with pytest.raises(Empty):
            queue.get(block=False)
    assert list((tmp_path / "queue").iterdir()) == []


def test_a_queue_sees_its_own_messages_only(connect):
    with (
        connect() as connection,
        connection.SimpleQueue("reports") as reports,
        connection.SimpleQueue("other.reports") as other,
    ):
        other.put("for the other")
        with pytest.raises(Empty):
            reports.get(block=False)
        assert other.get(block=False).payload == "for the other"


def test_a_reader_that_never_rests_takes_no_message_half_written(connect):
    count = 300

    def write():
        with connect() as connection, connection.SimpleQueue("busy") as queue:
            for number in range(count):
                queue.put(number)

    writer = Thread(target=write)
    taken = []
    with connect() as connection, connection.SimpleQueue("busy") as queue:
        writer.start()
        while len(taken) < count:
            try:
                message = queue.get(block=False)
            except Empty:
                assert writer.is_alive() or queue.qsize(), f"{len(taken)} of {count} arrived"
                continue
            message.ack()
            taken.append(message.payload)
    writer.join()

    assert taken == list(range(count))
    assert issubclass(Transport, filesystem.Transport)
