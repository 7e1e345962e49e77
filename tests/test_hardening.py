"""What clients may send: whatever it is, the endpoint answers as a service does, and goes on."""

import builtins
import contextlib
import http.client
import json
import logging
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import seeds
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mlwaiters.resources import sagemaker
from mlwaiters.shapes import violations
from mlwaiters.testing import SimulatedAWS, World, wire
from mlwaiters.testing.distortions import perform_distorted
from mlwaiters.testing.errors import AWSError
from mlwaiters.testing.failures import KINDS
from mlwaiters.testing.models import operation_model, protocol, service_model
from mlwaiters.testing.routes import Received, find
from mlwaiters.testing.samples import sample
from mlwaiters.testing.served import CATALOGUE
from mlwaiters.testing.steering import steer
from mlwaiters.testing.wire import Asked

NAMES = ("a", "tfm-1", "default")
DEEP = b"[" * 100_000


# --- the handler's boundary ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world() -> World:
    """Something of every kind, always the same."""
    made = World(clock=lambda: 1_700_000_000.0)
    for kind in seeds.KINDS:
        for name in NAMES:
            made.add(kind(*[name] * len(kind.identifiers)))
    return made


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**30, -(10**400), 1e308, "", "\x00", "\ud800", "arn:aws:x:::y/", "a" * 10_000, "~", "NaN"])
    | st.floats()
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


def ask(target: str, body: bytes) -> Asked:
    received = Received(headers={"X-Amz-Target": target, "Authorization": "x"}, body=body)
    return wire.decode(received, find(received, CATALOGUE.services))


def roughly(shape: Any, depth: int = 3) -> st.SearchStrategy[Any]:
    """Values that a shape may or may not have something against."""
    kind, enum = shape.type_name, shape.metadata.get("enum")
    if not depth:
        return JUNK
    if kind == "structure":
        members = {name: roughly(part, depth - 1) for name, part in shape.members.items()}
        required = {name: members.pop(name) for name in shape.required_members}
        whole = st.fixed_dictionaries(required, optional=members)
        return st.one_of(
            st.just(sample(shape)),
            whole,
            whole,
            st.fixed_dictionaries(required),
            st.fixed_dictionaries({}, optional={**required, **members}),
        )
    if kind == "list":
        return st.lists(roughly(shape.member, depth - 1), max_size=2)
    if kind == "map":
        return st.dictionaries(st.text(max_size=4), roughly(shape.value, depth - 1), max_size=2)
    fitting = {
        "string": st.sampled_from(enum or (*NAMES, *[sample(shape)] * 4, "arn:aws:x:::y/")),
        "integer": st.integers(-1, 200),
        "boolean": st.booleans(),
        "timestamp": st.sampled_from([0, 1.7e9, -1e300, "2023-11-14T22:13:20Z", "0001-01-01T00:00:00+23:59", "soon"]),
    }
    return st.one_of(*[fitting[kind]] * 7, JUNK) if kind in fitting else JUNK


@pytest.mark.parametrize(("service", "operation"), sorted(seeds.operations()))
def test_operation_answers_or_refuses_whatever_it_is_given(world: World, service: str, operation: str) -> None:
    target = f"{service_model(service).metadata['targetPrefix']}.{operation}"

    @settings(max_examples=15, deadline=None, suppress_health_check=[*HealthCheck])
    @given(roughly(operation_model(service, operation).input_shape), st.sampled_from(["", *KINDS]))
    def check(parameters: Any, kind: str) -> None:
        try:
            asked = ask(target, json.dumps(parameters).encode())
            answer = wire.answer(service, operation, perform_distorted(world, asked, kind))
        except AWSError as error:
            answer = wire.refusal(service, error)
        assert answer.status in (200, 400)
        json.loads(answer.body or b"{}")

    check()


@given(st.binary(max_size=60) | JUNK.map(lambda value: json.dumps(value).encode()))
@example(DEEP)
@example(b'{"a":' * 990 + b"1" + b"}" * 990)
@example(b"9" * 5_000)
@example('{"CompilationJobName": "a"}'.encode("utf-16"))
@example(b'{"CompilationJobName": "\\ud800"}')
@example(b'{"CompilationJobName": "\xff"}')
@example(b'{"CompilationJobName": 1e999}')
def test_body_that_is_no_request_is_refused(body: bytes) -> None:
    with pytest.raises(AWSError) as error:
        ask("SageMaker.DescribeCompilationJob", body)
    assert error.value.code in ("SerializationException", "ValidationException")
    assert error.value.status == 400


@given(st.text(max_size=30) | st.text(max_size=9).map("SageMaker.".__add__))
def test_target_that_is_none_is_refused(target: str) -> None:
    with pytest.raises(AWSError) as error:
        ask(target, b"")
    assert error.value.status in (400, 404)
    assert wire.refusal("", error.value).body


def test_a_search_is_nested_only_so_far() -> None:
    for depth, is_too_deep in ((1, False), (19, False), (90, False), (100, True), (450, True), (100_000, True)):
        inner = b'{"Filters":[{"Name":"a"}]}'
        search = b'{"SubExpressions":[' * depth + inner + b"]}" * depth
        body = b'{"Resource":"TrainingJob","SearchExpression":' + search + b"}"
        if is_too_deep:
            with pytest.raises(AWSError, match="no JSON that can be read"):
                ask("SageMaker.Search", body)
        else:
            asked = ask("SageMaker.Search", body)
            assert asked.given == json.loads(body)


@pytest.mark.parametrize(
    "text", ["a" * 100_000 + "!", "-" * 100_000, "a-" * 50_000 + "!", "/" * 100_000, "s3://" + "a/" * 50_000 + "\n"]
)
def test_no_pattern_takes_long_over_a_long_text(text: str) -> None:
    """Those of every parameter that is a string: none is tried on what is too long anyway."""
    for service, operation in seeds.operations():
        shape = operation_model(service, operation).input_shape
        for member in shape.members.values():
            if member.type_name == "string" and "pattern" in member.metadata:
                assert all(violation.constraint for violation in violations(member, text))


# --- the socket ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def aws() -> Iterator[SimulatedAWS]:
    with SimulatedAWS.in_thread() as running:
        running.world.add(sagemaker.CompilationJob("c"), "COMPLETED")
        yield running


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing is logged: no traceback, and nothing else."""
    with caplog.at_level(logging.INFO):
        yield
    assert caplog.records == []


@contextmanager
def connected(aws: SimulatedAWS) -> Iterator[socket.socket]:
    with closing(socket.create_connection((aws.host, aws.port), 10)) as connection:
        yield connection


def serves(aws: SimulatedAWS) -> bool:
    body = b'{"CompilationJobName": "c"}'
    with connected(aws) as connection:
        return exchange(connection, request(body, "SageMaker.DescribeCompilationJob"))[0] == 200


def request(body: bytes, target: str = "", path: str = "/", length: int | None = None, more: str = "") -> bytes:
    headers = f"X-Amz-Target: {target}\r\n" if target else ""
    size = len(body) if length is None else length
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: x\r\n{headers}{more}Content-Length: {size}\r\n\r\n"
    return head.encode("latin-1") + body


def exchange(connection: socket.socket, sent: bytes) -> tuple[int, Any]:
    """The status and the document that come back for some bytes."""
    connection.sendall(sent)
    response = http.client.HTTPResponse(connection, method="POST")
    response.begin()
    with response:
        assert response.headers["Content-Type"] in ("application/x-amz-json-1.1", "application/json; charset=utf-8")
        return response.status, json.loads(response.read())


RAW = {
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 60,
    "another version": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "header without a colon": b"POST / HTTP/1.1\r\nHost x\r\n\r\n",
    "header of bytes": b"POST / HTTP/1.1\r\nHost: x\r\n\x00\xff: y\r\n\r\n",
    "target of bytes": b"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: SageMaker.\xff\xfe\r\nContent-Length: 0\r\n\r\n",
    "length of words": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
    "length below 0": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    "length beyond any": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 400 + b"\r\n\r\n",
    "chunk that is none": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
    "coding that is none": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nxx",
    "no gzip": request(b"xx", "SageMaker.ListCompilationJobs", more="Content-Encoding: gzip\r\n"),
    "long path": b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\n" + b"".join(b"a%d: b\r\n" % number for number in range(5_000)) + b"\r\n",
    "another host": b"POST http://elsewhere/x?y HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    "host that is none": b"POST http://[::1 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    "port that is none": b"POST http://x:99999/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    "proxy": b"CONNECT elsewhere:1 HTTP/1.1\r\nHost: x\r\n\r\n",
    "star": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "web socket": b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "odd path": b"POST /%ff%zz%00 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    "file": request(b"{}", path="/../../../../etc/passwd"),
    "no target": request(b"{}"),
    "deep": request(DEEP, "SageMaker.Search"),
    "steering with a path": request(b'"/etc/passwd"', path="/simulated"),
    "steering deep": request(DEEP, path="/simulated"),
    "steering with no text": request(b'{"\xff": 1}', path="/simulated"),
    "steering of a page": request(b"{}", path="/simulated", more="Origin: https://elsewhere.example\r\n"),
}


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("sent", RAW.values(), ids=RAW)
def test_what_is_no_request_is_refused_in_the_services_words(aws: SimulatedAWS, sent: bytes) -> None:
    with connected(aws) as connection:
        status, told = exchange(connection, sent)
    assert 400 <= status < 500
    assert {*told} in ({"__type", "message"}, {"__type", "Message"}, {"error"})
    assert "Traceback" not in str(told)
    assert serves(aws)


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("path", ["/", "/simulated"])
@pytest.mark.parametrize("sent", [100, 2 * wire.LARGEST_BODY])
def test_body_beyond_all_measure_is_refused_at_once(aws: SimulatedAWS, path: str, sent: int) -> None:
    with connected(aws) as connection:
        length = max(sent, 10**10) if sent == 100 else sent
        status, told = exchange(connection, request(b"x" * sent, "SageMaker.Search", path, length))
    assert status == 413
    assert told.get("__type", told.get("error")) in ("RequestEntityTooLargeException", "The request body is too large.")
    assert serves(aws)


@pytest.mark.usefixtures("quiet")
def test_chunks_without_end_are_refused(aws: SimulatedAWS) -> None:
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    with connected(aws) as connection:
        sent = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 20
        assert exchange(connection, sent)[0] == 413
    assert serves(aws)


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("sent", [b"", b"POST / HT", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"])
def test_client_that_goes_away_in_the_middle_is_forgotten(aws: SimulatedAWS, sent: bytes) -> None:
    with connected(aws) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b""
    assert serves(aws)


@pytest.mark.usefixtures("quiet")
def test_client_that_goes_away_from_an_answer_is_forgotten(aws: SimulatedAWS) -> None:
    aws.set_faults(["Describe*=endless:seconds=0.001+hang+slow:seconds=0.1"])
    for _ in range(3):
        with connected(aws) as connection:
            connection.sendall(request(b'{"CompilationJobName": "c"}', "SageMaker.DescribeCompilationJob"))
    assert serves(aws)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    method=st.sampled_from(["POST", "GET", "DELETE", "X"]),
    path=st.sampled_from(["/", "/simulated", "/x"]),
    headers=st.dictionaries(
        st.sampled_from(["X-Amz-Target", "Authorization", "Content-Type", "Accept-Encoding", "X-Odd", "Range"]),
        st.sampled_from(["SageMaker.ListEndpoints", "AWSGlue.GetCrawler", "application/x-www-form-urlencoded"])
        | st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=20),
    ),
    body=st.binary(max_size=40) | JUNK.map(lambda value: json.dumps(value).encode()) | st.just(b"Action=x&Version=%"),
)
def test_any_request_has_an_answer(
    aws: SimulatedAWS, method: str, path: str, headers: dict[str, str], body: bytes
) -> None:
    connection = http.client.HTTPConnection(aws.host, aws.port, timeout=10)
    with closing(connection):
        connection.request(method, path, body, {name: value.encode("latin-1") for name, value in headers.items()})
        answer = connection.getresponse()
        told = answer.read()
    assert answer.status == 200 or 400 <= answer.status < 500
    kind = answer.headers["Content-Type"]
    assert told.startswith(b"<ErrorResponse ") if kind == "text/xml" else isinstance(json.loads(told), dict)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["resources", "strangers", "requests", "quotas", "listings", "faults", "clear", "random", "x"]),
        JUNK | st.lists(st.dictionaries(st.sampled_from(["service", "resource", "id", "count", "kind"]), JUNK)),
        max_size=2,
    )
)
def test_steering_is_understood_or_refused(document: Any) -> None:
    aws = SimulatedAWS()
    with contextlib.suppress(ValueError):
        steer(aws, json.dumps(document).encode())


def test_it_listens_on_this_machine_alone_unless_told_otherwise(aws: SimulatedAWS) -> None:
    assert aws._runner is not None
    assert {address[0] for address in aws._runner.addresses} == {"127.0.0.1"}
    with SimulatedAWS.in_thread(host="0.0.0.0") as open_to_all:
        assert open_to_all._runner is not None
        assert {address[0] for address in open_to_all._runner.addresses} == {"0.0.0.0"}


def test_nothing_that_a_client_names_is_opened_or_run(aws: SimulatedAWS, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **_: Any) -> Any:
        raise AssertionError(args)

    assert serves(aws)  # the models are read by now
    for where, name in ((builtins, "open"), (os, "open"), (os, "system"), (subprocess, "Popen"), (Path, "read_bytes")):
        monkeypatch.setattr(where, name, refuse)
    path = "/etc/passwd"
    for document in (path, {"resources": path}, {"quotas": path}, {"faults": [path]}, {"scenario": path}):
        with connected(aws) as connection:
            assert exchange(connection, request(json.dumps(document).encode(), path="/simulated"))[0] == 400
    with connected(aws) as connection:
        body = json.dumps({"CompilationJobName": path}).encode()
        assert exchange(connection, request(body, "SageMaker.DescribeCompilationJob"))[0] == 400


# --- REST ------------------------------------------------------------------------------------------------------------

REST = [service for service in CATALOGUE.services if protocol(service) == "rest-json"]
TEXTS = st.sampled_from(
    ["a", "default", "%2F", "a%20b", "%zz", "arn%3Aaws%3Ax%3A%3A%3Ay%2Fz", "1", "-1", "é", "~", "."]
)


@pytest.mark.parametrize("service", REST)
def test_any_path_query_and_body_is_answered_or_refused(world: World, service: str) -> None:
    templates = [operation_model(service, name).http for name in CATALOGUE.operations(service)]
    names = st.sampled_from(["maxResults", "nextToken", "statusEquals", "filter", "status", "x", "sortBy"])

    @settings(max_examples=60, deadline=None)
    @given(st.sampled_from(templates), st.lists(TEXTS, min_size=6, max_size=6), st.lists(st.tuples(names, TEXTS)), JUNK)
    def check(http: Any, labels: list[str], query: list[tuple[str, str]], body: Any) -> None:
        filled = iter(labels)
        path = re.sub(r"\{[^}]*\}", lambda _: next(filled), http["requestUri"].partition("?")[0])
        asked = "&".join(f"{name}={value}" for name, value in query)
        sent = json.dumps(body if isinstance(body, dict) else {}).encode()
        received = Received(http["method"], path, asked, {"Authorization": "x"}, sent)
        try:
            route = find(received, [service])
            understood = wire.decode(received, route)
            answer = wire.answer(service, route.operation, perform_distorted(world, understood, ""))
        except AWSError as error:
            answer = wire.refusal(service, error)
        assert 200 <= answer.status < 500
        json.loads(answer.body or b"{}")

    check()
