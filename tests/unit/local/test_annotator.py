"""The simulated annotator, at a queue that behaves like the gateway's."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from recto.local.annotator import Habits, SimulatedAnnotator
from recto.local.patient import Patient
from recto.runtime.failures import UserError

TRUTH = {f"page/line-{n}": f"The true text of line {n}" for n in range(6)}
FAST = Habits(error_rate=0, lines_per_second=1000)


class Queue:
    """Leases and answers over HTTP; `replies` holds status codes to give instead of the next real replies."""

    def __init__(self, lines):
        self.waiting = [
            {"task_id": f"task-{line}".replace("/", "-"), "epoch": 1, "line_id": line, "text": prefill}
            for line, prefill in lines.items()
        ]
        self.answers = []
        self.instead = []
        self.headers = {}

    def lease(self, body):
        given, self.waiting = self.waiting[: body["count"]], self.waiting[body["count"] :]
        return 200, {"leases": given}

    def answer(self, task, body):
        self.answers.append({"task": task, **body})
        return 200, {"task_id": task}

    def handle(self, path, body):
        status = self.instead.pop(0) if self.instead else None
        if status is not None:
            return status, {"detail": "Not now."}
        return self.lease(body) if path == "/v1/leases" else self.answer(path.split("/")[3], body)


@pytest.fixture
def serve():
    """Serves a queue and gives a client of it."""
    servers = []

    def one(queue):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                queue.headers = dict(self.headers)
                status, reply = queue.handle(self.path, body)
                data = json.dumps(reply).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return Patient(f"http://127.0.0.1:{server.server_port}", "secret", "The gateway", person="annotator")

    yield one
    for server in servers:
        server.shutdown()


def test_lines_are_corrected_to_their_truth_and_right_ones_accepted(serve):
    lines = {"page/line-0": "The trve text", "page/line-1": TRUTH["page/line-1"]}
    queue = Queue(lines)
    with serve(queue) as gateway:
        assert SimulatedAnnotator(gateway, "letters", TRUTH, FAST).answer_some() == 2
    assert [(one["outcome"], one["text"], one["epoch"]) for one in queue.answers] == [
        ("correct", TRUTH["page/line-0"], 1),
        ("accept", TRUTH["page/line-1"], 1),
    ]


def test_a_line_without_truth_is_declined(serve):
    queue = Queue({"page/unknown": "something"})
    with serve(queue) as gateway:
        SimulatedAnnotator(gateway, "letters", TRUTH, FAST).answer_some()
    assert [one["outcome"] for one in queue.answers] == ["unreadable"]


def test_the_annotator_shows_token_and_name(serve):
    queue = Queue({})
    with serve(queue) as gateway:
        SimulatedAnnotator(gateway, "letters", TRUTH, FAST).answer_some()
    assert queue.headers["Authorization"] == "Bearer secret"
    assert queue.headers["X-Recto-Person"] == "annotator"


def test_an_answer_outlasts_a_gateway_that_is_away(serve):
    queue = Queue({"page/line-3": ""})
    queue.instead = [None, 503, 502]
    with serve(queue) as gateway:
        SimulatedAnnotator(gateway, "letters", TRUTH, FAST).answer_some()
    assert [one["text"] for one in queue.answers] == [TRUTH["page/line-3"]]


def test_a_lease_that_is_over_is_given_up_and_the_next_line_answered(serve):
    queue = Queue({"page/line-1": "", "page/line-2": ""})
    queue.instead = [None, 409]
    with serve(queue) as gateway:
        SimulatedAnnotator(gateway, "letters", TRUTH, FAST).answer_some()
    assert [one["text"] for one in queue.answers] == [TRUTH["page/line-2"]]


def test_a_refusal_ends_the_work_with_its_reason(serve):
    queue = Queue({"page/line-1": ""})
    queue.instead = [None, 422]
    with serve(queue) as gateway:
        annotator = SimulatedAnnotator(gateway, "letters", TRUTH, FAST)
        with pytest.raises(UserError, match=r"refused an answer to page/line-1: Not now\."):
            annotator.answer_some()


def test_at_work_it_answers_everything_and_stops_when_told(serve):
    queue = Queue(dict.fromkeys(TRUTH, ""))
    with serve(queue) as gateway:
        annotator = SimulatedAnnotator(gateway, "letters", TRUTH, FAST)
        annotator.start()
        for _ in range(500):
            if len(queue.answers) == len(TRUTH):
                break
            threading.Event().wait(0.02)
        annotator.stop()
    assert sorted(one["text"] for one in queue.answers) == sorted(TRUTH.values())
    assert annotator.failure is None


def test_who_never_answers_is_named_when_patience_ends():
    with (
        Patient("http://127.0.0.1:1", "", "Ingestion", patience=0.2) as nobody,
        pytest.raises(UserError, match="Ingestion has not answered for 0 s"),
    ):
        nobody.ask("GET", "/")
