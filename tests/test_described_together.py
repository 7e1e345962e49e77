"""Jobs of AWS Batch, which are described a hundred in a call: over a real socket, from a stub of its one operation."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import mlwaiters
from mlwaiters.resources import batch

pytestmark = pytest.mark.asyncio


class Stub(ThreadingHTTPServer):
    """DescribeJobs: each job runs for two calls, and has succeeded by the third."""

    asked: list[list[str]]

    def answer(self, path: str, body: dict[str, list[str]]) -> dict[str, list[dict[str, str]]]:
        assert path == "/v1/describejobs"
        self.asked.append(body["jobs"])
        seen = {job: sum(job in jobs for jobs in self.asked) for job in body["jobs"]}
        return {
            "jobs": [
                {"jobId": job, "status": "RUNNING" if times < 3 else "SUCCEEDED", "jobArn": f"arn:{job}"}
                for job, times in seen.items()
                if job != "none"
            ]
        }


class Handler(BaseHTTPRequestHandler):
    server: Stub

    def do_POST(self) -> None:  # the name that http.server calls
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = json.dumps(self.server.answer(self.path, body)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    running = Stub(("127.0.0.1", 0), Handler)
    running.asked = []
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


async def test_one_job_is_asked_for_by_a_list(stub: Stub) -> None:
    async with mlwaiters.connect(endpoint_url=f"http://127.0.0.1:{stub.server_port}", interval=0.01) as poller:
        outcome = await poller.wait(batch.Job("j-1"))
        nothing = await poller.observe(batch.Job("none"))
    assert [change.after for change in outcome.changes] == ["RUNNING", "SUCCEEDED"]
    assert outcome.observation is not None
    assert outcome.observation.arn == "arn:j-1"
    assert stub.asked == [["j-1"]] * 3 + [["none"]]
    assert nothing.state == mlwaiters.GONE


async def test_many_jobs_are_described_together(stub: Stub) -> None:
    names = [f"j-{n:03}" for n in range(150)]
    async with mlwaiters.connect(endpoint_url=f"http://127.0.0.1:{stub.server_port}", interval=0.01) as poller:
        outcomes = await poller.wait_all(map(batch.Job, names))
    assert [outcome.state for outcome in outcomes] == ["SUCCEEDED"] * 150
    assert max(map(len, stub.asked)) == 100
    assert len(stub.asked) == 6
