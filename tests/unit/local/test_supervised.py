"""A supervised service: noticed when it is up, started again when it dies, gone when its parent is."""

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from recto.local.child import Child
from recto.local.ports import free_port
from recto.local.roster import Member
from recto.local.supervised import FIRST_DELAY, LONGEST_DELAY, STEADY, State, Supervised

READY = """
import http.server, os
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["RECTO_HTTP__PORT"])), Ready).serve_forever()
"""
BROKEN = """
import json, sys
print(json.dumps({"level": "info", "message": "starting"}))
print(json.dumps({"level": "critical", "message": "the table of topics is empty"}))
sys.exit(70)
"""


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def make(tmp_path):
    """A supervised service from the text of its module."""
    made = []

    def one(source, clock=time.monotonic):
        (tmp_path / "a_service.py").write_text(textwrap.dedent(source))
        port = free_port()
        environment = {**os.environ, "PYTHONPATH": str(tmp_path), "RECTO_HTTP__PORT": str(port)}
        said = []
        service = Supervised(
            Member("inference", "a_service", port),
            port,
            environment,
            tmp_path,
            tmp_path / "logs" / "inference.log",
            now=clock,
            tell=said.append,
        )
        made.append(service)
        return service, said

    yield one
    for service in made:
        service.kill()


def test_a_service_is_up_when_it_says_so(make):
    service, _ = make(READY)
    service.start()
    assert service.state is State.STARTING
    look_after_until(service, lambda: service.state is State.UP)


def test_a_killed_service_is_started_again_and_that_is_told_in_a_line(make):
    service, said = make(READY)
    service.start()
    look_after_until(service, lambda: service.state is State.UP)
    first = service.pid
    service.kill()
    look_after_until(service, lambda: service.state is State.UP and service.pid != first)
    assert said == ["inference was ended by SIGKILL; starting it again in 0.5 s"]


def test_a_service_that_ends_is_told_with_its_last_error(make):
    service, said = make(BROKEN)
    service.start()
    look_after_until(service, lambda: said)
    assert said == [
        "inference ended with code 70: CRITICAL the table of topics is empty; starting it again in 0.5 s"
    ]


def test_each_restart_in_a_row_waits_longer_up_to_a_limit(make):
    clock = Clock()
    service, said = make("", clock)
    delays = []
    for _ in range(8):
        service.start()
        wait_for(lambda: service.exit_code is not None)
        service.look_after()
        delays.append(float(said[-1].rpartition(" in ")[2].removesuffix(" s")))
    assert delays[:3] == [FIRST_DELAY, 2 * FIRST_DELAY, 4 * FIRST_DELAY]
    assert delays[-1] == LONGEST_DELAY


def test_a_service_that_ran_for_long_is_started_again_at_once(make):
    clock = Clock()
    service, said = make("", clock)
    for _ in range(3):
        service.start()
        wait_for(lambda: service.exit_code is not None)
        service.look_after()
    service.start()
    clock.now += STEADY + 1
    wait_for(lambda: service.exit_code is not None)
    service.look_after()
    assert said[-1].endswith(f"in {FIRST_DELAY} s")


def test_no_restart_comes_before_its_time(make, tmp_path):
    clock = Clock()
    service, said = make("print('started')", clock)
    service.start()
    wait_for(lambda: service.exit_code is not None)
    for _ in range(5):
        service.look_after()
    assert len(said) == 1
    clock.now += FIRST_DELAY
    service.look_after()
    wait_for(lambda: service.exit_code is not None)
    assert (tmp_path / "logs" / "inference.log").read_text().count("started") == 2


def test_a_process_that_ignores_sigterm_is_killed_after_the_deadline(tmp_path):
    stubborn = "from signal import *; signal(SIGTERM, SIG_IGN); print('up', flush=True); pause()"
    child = Child([sys.executable, "-c", stubborn], tmp_path / "log")
    wait_for(lambda: "up" in child.said())
    assert not child.stop(within=0.3)
    assert child.exit_code == -9


def test_a_child_dies_with_its_parent(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from recto.local.child import Child;"
        "child = Child([sys.executable, '-c', 'import time; time.sleep(600)'], Path(sys.argv[1]) / 'log');"
        "print(child.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as parent:
        child = int(parent.stdout.readline())
        assert Path(f"/proc/{child}").exists()
        parent.kill()
    wait_for(lambda: not Path(f"/proc/{child}").exists())


def test_a_child_is_not_in_its_parents_group_and_so_gets_no_ctrl_c(tmp_path):
    child = Child([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path / "log")
    assert os.getpgid(child.pid) != os.getpgid(0)
    assert child.stop(within=10)


def look_after_until(service, condition):
    def looked():
        service.look_after()
        return condition()

    wait_for(looked)


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)
