"""Every kind of fault over real sockets: what boto3, aiobotocore or a bare connection makes of it."""

import asyncio
import http.client
import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from typing import Any

import boto3
import pytest
import seeds
from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    HTTPClientError,
    PaginationError,
    ReadTimeoutError,
    ResponseStreamingError,
)

from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing import SimulatedAWS
from mlwaiters.testing.facts import Job
from mlwaiters.testing.failures import KINDS
from mlwaiters.testing.served import CATALOGUE

START = 1_700_000_000.0
ONCE = {"total_max_attempts": 1, "mode": "standard"}
DESCRIBE = {"X-Amz-Target": "SageMaker.DescribeCompilationJob", "Authorization": "x"}
USER = "arn:aws:iam::123456789012:user/simulated"
QUICK = 0.2
"""Real seconds that a client waits here for what doesn't come."""


@pytest.fixture
def aws() -> Iterator[SimulatedAWS]:
    with SimulatedAWS.in_thread(clock=lambda: START) as running:
        running.world.add(sagemaker.CompilationJob("c"), "COMPLETED")
        yield running


def client(aws: SimulatedAWS, service: str = "sagemaker", patience: float = 10, **options: Any) -> Any:
    config = Config(retries=ONCE, read_timeout=patience)
    return boto3.client(service, **aws.client_options | options, config=config)


def describe(sm: Any) -> Any:
    return sm.describe_compilation_job(CompilationJobName="c")["CompilationJobStatus"]


def refusal(sm: Any) -> tuple[str, int, str]:
    """The code, the HTTP status and the message of the error that a describe meets with."""
    with pytest.raises(ClientError) as error:
        describe(sm)
    said = error.value.response
    return said["Error"]["Code"], said["ResponseMetadata"]["HTTPStatusCode"], said["Error"]["Message"]


def talk(aws: SimulatedAWS, patience: float = 10) -> tuple[bytes, str]:
    """What a describe sends over a bare connection, and how it ends: "eof", "reset" or "silence"."""
    body = b'{"CompilationJobName": "c"}'
    headers = "".join(f"{name}: {value}\r\n" for name, value in DESCRIBE.items())
    received = b""
    with closing(socket.create_connection((aws.host, aws.port), patience)) as connection:
        connection.sendall(
            f"POST / HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body
        )
        try:
            while chunk := connection.recv(65536):
                received += chunk
        except ConnectionResetError:
            return received, "reset"
        except TimeoutError:
            return received, "silence"
    return received, "eof"


def body_of(received: bytes) -> tuple[int, bytes]:
    """The length that the headers of an answer tell, and the bytes after them."""
    head, _, body = received.partition(b"\r\n\r\n")
    (length,) = (line for line in head.decode().splitlines() if line.lower().startswith("content-length:"))
    return int(length.partition(":")[2]), body


# --- the service says no ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("throttle", ("ThrottlingException", 400, "Rate exceeded")),
        ("error:code=InternalFailure:status=500:message=oh", ("InternalFailure", 500, "oh")),
        (
            "denied",
            (
                "AccessDeniedException",
                400,
                f"User: {USER} is not authorized to perform: sagemaker:DescribeCompilationJob",
            ),
        ),
        (
            "clock-skew",
            (
                "RequestTimeTooSkewed",
                403,
                "The difference between the request time and the current time is too large.",
            ),
        ),
        (
            "signature-expired",
            (
                "InvalidSignatureException",
                400,
                "Signature expired: 20231114T220320Z is now earlier than 20231114T220820Z (20231114T221320Z - 5 min.)",
            ),
        ),
        (
            "token-expired",
            ("ExpiredTokenException", 400, "The security token included in the request is expired"),
        ),
        ("html:status=502", ("502", 502, "Bad Gateway")),
        ("html", ("500", 500, "Internal Server Error")),
        ("html:status=503", ("503", 503, "Service Unavailable")),
    ],
)
def test_refusal(aws: SimulatedAWS, fault: str, expected: tuple[str, int, str]) -> None:
    sm = client(aws)
    aws.set_faults([f"Describe*={fault}@x1"])
    assert refusal(sm) == expected
    assert describe(sm) == "COMPLETED"
    assert aws.injected == {fault.partition(":")[0]: 1}


@pytest.mark.parametrize("kind", ["throttle", "html:status=503"])
def test_retry_after_comes_where_it_is_said_and_only_there(aws: SimulatedAWS, kind: str) -> None:
    sm = client(aws)
    aws.set_faults([f"*={kind}:retry_after=7+{kind}"])
    seen = []
    for _ in range(2):
        with pytest.raises(ClientError) as error:
            describe(sm)
        seen.append(error.value.response["ResponseMetadata"]["HTTPHeaders"].get("retry-after"))
    assert seen == ["7", None]


def test_rotated_credentials_end_with_the_new_key(aws: SimulatedAWS) -> None:
    old, new = client(aws), client(aws, aws_access_key_id="AKIANEW")
    aws.set_faults(["*=rotated"])
    assert refusal(old)[:2] == ("UnrecognizedClientException", 400)
    assert describe(new) == "COMPLETED"
    assert refusal(old)[0] == "UnrecognizedClientException"


def test_what_is_refused_is_not_done(aws: SimulatedAWS) -> None:
    aws.set_faults(["Start*=throttle+html+reset"])
    aws.world.add(glue.Crawler("c"), "READY")
    gl = client(aws, "glue")
    for _ in range(3):
        with pytest.raises((ClientError, ConnectionClosedError, HTTPClientError)):
            gl.start_crawler(Name="c")
        assert aws.world.state(glue.Crawler("c")) == "READY"
    gl.start_crawler(Name="c")
    assert aws.world.state(glue.Crawler("c")) == "RUNNING"


def test_what_is_lost_on_the_way_back_is_done_nevertheless(aws: SimulatedAWS) -> None:
    aws.set_faults(["CreateEndpoint=reset-within"])
    with pytest.raises((ConnectionClosedError, HTTPClientError, ResponseStreamingError)):
        client(aws).create_endpoint(EndpointName="e", EndpointConfigName="first")
    assert aws.world.find(sagemaker.Endpoint("e")) is not None


# --- connections -----------------------------------------------------------------------------------------------------


def test_reset_before_within_and_after_the_answer(aws: SimulatedAWS) -> None:
    aws.set_faults(["*=reset+reset-within+reset-after"])
    assert talk(aws) == (b"", "reset")
    received, end = talk(aws)
    length, body = body_of(received)
    assert (len(body), end) == (length // 2, "reset")
    received, end = talk(aws)
    length, body = body_of(received)
    assert (len(body), end) == (length, "reset")
    assert json.loads(body)["CompilationJobStatus"] == "COMPLETED"


def test_lengths_that_are_wrong(aws: SimulatedAWS) -> None:
    aws.set_faults(["*=length-over+length-under"])
    received, end = talk(aws)
    length, body = body_of(received)
    assert (len(body), end) == (length // 2, "eof")
    received, end = talk(aws)
    length, body = body_of(received)
    assert (length, end) == (len(body) // 2, "eof")
    assert json.loads(body)["CompilationJobStatus"] == "COMPLETED"


def test_answers_that_never_begin_or_never_end(aws: SimulatedAWS) -> None:
    aws.set_faults(["*=hang+endless:seconds=0.01"])
    assert talk(aws, QUICK) == (b"", "silence")
    with urllib.request.urlopen(urllib.request.Request(aws.url, b'{"CompilationJobName": "c"}', DESCRIBE)) as answer:
        assert answer.read(20) == b"{" + b" " * 19


def test_slow_bytes_all_come(aws: SimulatedAWS) -> None:
    aws.set_faults(["*=slow:seconds=0.1"])
    began = time.monotonic()
    assert describe(client(aws)) == "COMPLETED"
    assert time.monotonic() - began >= 0.1


@pytest.mark.parametrize(
    ("kind", "raised"),
    [
        ("reset", (ConnectionClosedError, HTTPClientError)),
        ("reset-within", (ConnectionClosedError, HTTPClientError, ResponseStreamingError)),
        ("hang", ReadTimeoutError),
        ("length-over", KeyError),  # boto3 takes what is no JSON for an answer without members, and counts no bytes
        ("length-under", (KeyError, ConnectionClosedError)),  # the bytes too many may have the connection reset
        ("truncated-json", KeyError),
        ("garbage-json", UnicodeDecodeError),
    ],
)
def test_what_boto3_raises(aws: SimulatedAWS, kind: str, raised: Any) -> None:
    sm = client(aws, patience=QUICK if kind == "hang" else 10)
    assert describe(client(aws)) == "COMPLETED"
    aws.set_faults([f"Describe*={kind}@x1"])
    with pytest.raises(raised):
        describe(sm)
    assert describe(sm) == "COMPLETED"


@pytest.mark.asyncio
async def test_endless_answer_ends_with_the_patience_of_an_aiobotocore_client(aws: SimulatedAWS) -> None:
    aws.set_faults(["*=endless:seconds=0.01@x1"])
    config = AioConfig(retries={"total_max_attempts": 1})
    async with AioSession().create_client("sagemaker", config=config, **aws.client_options) as sm:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(QUICK):
                await sm.describe_compilation_job(CompilationJobName="c")
        seen = await sm.describe_compilation_job(CompilationJobName="c")
    assert seen["CompilationJobStatus"] == "COMPLETED"


def test_not_found_may_come_in_pieces_too(aws: SimulatedAWS) -> None:
    aws.world.remove(sagemaker.CompilationJob("c"))
    aws.set_faults(["*=truncated-json"])
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(urllib.request.Request(aws.url, b'{"CompilationJobName": "c"}', DESCRIBE))
    with error.value as answer:
        assert answer.read().startswith(b'{"__type": "')


# --- pages -----------------------------------------------------------------------------------------------------------

NAMES = [f"j{number:02}" for number in range(10)]


@pytest.fixture
def listing(aws: SimulatedAWS) -> Any:
    aws.world.remove(sagemaker.CompilationJob("c"))
    for number, name in enumerate(NAMES):
        aws.world.add(sagemaker.CompilationJob(name), "COMPLETED", age=100 - number)
    return client(aws)


def turn(sm: Any, token: str = "", size: int = 4) -> tuple[list[str], str]:
    more = {"NextToken": token} if token else {}
    page = sm.list_compilation_jobs(MaxResults=size, SortBy="CreationTime", SortOrder="Ascending", **more)
    return [job["CompilationJobName"] for job in page["CompilationJobSummaries"]], page.get("NextToken", "")


def turn_all(sm: Any, size: int = 4, most: int = 12) -> tuple[list[list[str]], list[str]]:
    """The pages of a listing, and their tokens, so many at most."""
    pages, tokens, token = [], [], ""
    for _ in range(most):
        page, token = turn(sm, token, size)
        pages.append(page)
        tokens.append(token)
        if not token:
            break
    return pages, tokens


def test_page_that_comes_again(aws: SimulatedAWS, listing: Any) -> None:
    aws.set_faults(["List*=ok+page-repeated"])
    pages, tokens = turn_all(listing)
    assert pages == [NAMES[:4], NAMES[4:8], NAMES[4:8], NAMES[8:]]
    assert len({*tokens}) == 4
    aws.set_faults(["List*=page-repeated"])
    assert turn_all(listing)[0] == [page for page in (NAMES[:4], NAMES[4:8], NAMES[8:]) for _ in range(2)]


def test_items_in_another_order_across_pages(aws: SimulatedAWS, listing: Any) -> None:
    aws.set_faults(["List*=pages-shuffled@x1"])
    pages, _ = turn_all(listing)
    assert [len(page) for page in pages] == [4, 4, 2]
    assert sorted([*chain(*pages)]) == NAMES != [*chain(*pages)]
    assert {*pages[0]} != {*NAMES[:4]}
    assert turn_all(listing)[0] == [NAMES[:4], NAMES[4:8], NAMES[8:]]


def test_pages_that_shrink(aws: SimulatedAWS, listing: Any) -> None:
    aws.set_faults(["List*=pages-shrinking@x3"])
    pages, _ = turn_all(listing, size=8)
    assert [len(page) for page in pages] == [4, 2, 1, 1, 1, 1]
    assert [*chain(*pages)] == NAMES


def test_pages_without_end(aws: SimulatedAWS, listing: Any) -> None:
    aws.set_faults(["List*=pages-endless"])
    pages, tokens = turn_all(listing, most=9)
    assert [*chain(*pages)] == NAMES
    assert pages[3:] == [[]] * 6
    assert len({*tokens}) == 9
    aws.set_faults([])
    assert turn(listing, tokens[-1]) == ([], "")


def test_token_that_comes_again(aws: SimulatedAWS, listing: Any) -> None:
    aws.set_faults(["List*=token-repeated"])
    first = turn(listing)
    assert turn(listing, first[1]) == first == (NAMES[:4], first[1])
    with pytest.raises(PaginationError, match="same next token was received twice"):
        [*listing.get_paginator("list_compilation_jobs").paginate(MaxResults=4)]
    aws.set_faults(["List*=ok+token-repeated"])
    pages, tokens = turn_all(listing)
    assert pages == [NAMES[:4], NAMES[4:8], NAMES[4:8], NAMES[8:]]
    assert tokens[0] == tokens[1] != tokens[2]


def test_token_that_is_refused(aws: SimulatedAWS, listing: Any) -> None:
    aws.set_faults(["List*=token-refused@x1"])
    page, token = turn(listing)
    assert page == NAMES[:4]
    with pytest.raises(ClientError, match="The value of NextToken is not valid"):
        turn(listing, token)
    assert turn(listing, token)[0] == NAMES[4:8]


@pytest.mark.parametrize("token", ["~", "~!", "~e30=", "~" + "é" * 10, "~AAAA"])
def test_token_that_no_fault_made_is_refused(listing: Any, token: str) -> None:
    with pytest.raises(ClientError, match="The value of NextToken is not valid"):
        turn(listing, token)


def test_token_of_another_listing_is_refused(aws: SimulatedAWS, listing: Any) -> None:
    aws.set_faults(["*=pages-endless"])
    token = turn(listing, size=100)[1]
    with pytest.raises(ClientError, match="The value of NextToken is not valid"):
        listing.list_endpoints(NextToken=token)


def test_every_listing_takes_the_tokens_of_faults(aws: SimulatedAWS) -> None:
    aws.set_faults(["*=pages-endless"])
    models = {service: client(aws, service) for service in ("glue", "sagemaker")}
    for (service, operation), what in seeds.operations().items():
        lists = what.roles[0].does
        token = getattr(lists, "token", None)
        if token is None or getattr(lists, "parent", None):
            continue
        caller = models[service]
        method = {caller.meta.method_to_api_mapping[name]: name for name in caller.meta.method_to_api_mapping}[
            operation
        ]
        first = getattr(caller, method)()[token]
        assert getattr(caller, method)(**{token: first})[token] not in ("", first)


# --- statuses --------------------------------------------------------------------------------------------------------


def raw(aws: SimulatedAWS, target: str, **given: Any) -> Any:
    headers = {"X-Amz-Target": target, "Authorization": "x"}
    with urllib.request.urlopen(urllib.request.Request(aws.url, json.dumps(given).encode(), headers)) as answer:
        return json.loads(answer.read())


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("status-missing", "nothing"),
        ("status-null", None),
        ("status-number", 7),
        ("status-capitals", "completed"),
    ],
)
def test_status_that_is_no_status(aws: SimulatedAWS, kind: str, expected: Any) -> None:
    aws.set_faults([f"*={kind}"])
    shown = raw(aws, "SageMaker.DescribeCompilationJob", CompilationJobName="c")
    (item,) = raw(aws, "SageMaker.ListCompilationJobs")["CompilationJobSummaries"]
    assert shown.get("CompilationJobStatus", "nothing") == expected == item.get("CompilationJobStatus", "nothing")
    assert shown["CompilationJobName"] == "c"
    aws.set_faults(None)
    assert describe(client(aws)) == "COMPLETED"


def test_status_of_another_type_in_a_document_within_another(aws: SimulatedAWS) -> None:
    aws.world.add(glue.Crawler("w"), "READY")
    aws.set_faults(["GetCrawler=status-foreign+status-capitals"])
    word = raw(aws, "AWSGlue.GetCrawler", Name="w")["Crawler"]["State"]
    assert word not in glue.Crawler.states
    assert any(word in kind.states for kind in CATALOGUE.kinds("glue"))
    assert raw(aws, "AWSGlue.GetCrawler", Name="w")["Crawler"]["State"] == "ready"


def test_boto3_shows_what_came(aws: SimulatedAWS) -> None:
    aws.set_faults(["Describe*=status-capitals"])
    assert describe(client(aws)) == "completed"


def test_listing_that_disagrees_with_the_describe(aws: SimulatedAWS) -> None:
    aws.world.add(sagemaker.CompilationJob("d"), "INPROGRESS")
    aws.set_faults(["*=disagreeing"])
    sm = client(aws)
    shown = {
        job["CompilationJobName"]: job["CompilationJobStatus"]
        for job in sm.list_compilation_jobs()["CompilationJobSummaries"]
    }
    assert shown["c"] in sagemaker.CompilationJob.moving
    assert shown["d"] in {*sagemaker.CompilationJob.states} - sagemaker.CompilationJob.moving
    assert describe(sm) == "COMPLETED"
    assert aws.injected == {"disagreeing": 1}


def test_names_alone_have_no_status(aws: SimulatedAWS) -> None:
    aws.world.add(Job("j"))
    aws.set_faults(["glue:*=status-null"])
    assert client(aws, "glue").list_jobs()["JobNames"] == ["j"]


# --- who is asking ---------------------------------------------------------------------------------------------------


def test_sts_tells_who_is_asking() -> None:
    with SimulatedAWS.in_thread({"account": "210987654321"}) as aws:
        told = client(aws, "sts").get_caller_identity()
        assert (told["Account"], told["Arn"]) == ("210987654321", "arn:aws:iam::210987654321:user/simulated")
        assert told["ResponseMetadata"]["HTTPStatusCode"] == 200
        assert told["ResponseMetadata"]["RequestId"]
        assert aws.counts == {"GetCallerIdentity": 1}


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        ("denied", "AccessDenied", 403),
        ("throttle", "Throttling", 400),
        ("token-expired", "ExpiredToken", 403),
        ("rotated", "InvalidClientTokenId", 403),
        ("signature-expired", "SignatureDoesNotMatch", 403),
        ("error:code=InternalFailure:status=500:message=<&\x00>", "InternalFailure", 500),
        ("html:status=502", "502", 502),
    ],
)
def test_sts_fails_in_its_own_words(aws: SimulatedAWS, kind: str, code: str, status: int) -> None:
    aws.set_faults([f"sts:GetCallerIdentity={kind}"])
    with pytest.raises(ClientError) as error:
        client(aws, "sts").get_caller_identity()
    said = error.value.response
    assert (said["Error"]["Code"], said["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
    assert describe(client(aws)) == "COMPLETED"


def test_sts_is_asked_nothing_else(aws: SimulatedAWS) -> None:
    with pytest.raises(ClientError, match="Could not find operation GetSessionToken for version 2011-06-15"):
        client(aws, "sts").get_session_token()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for body in (b"Action=GetCallerIdentity", b"Action=", b"Action=%ff", b"Action=\xff", b"Action=a" + b"&x=y" * 200):
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(urllib.request.Request(aws.url, body, form))
        with error.value as answer:
            assert (answer.status, answer.read()[:15]) == (400, b"<ErrorResponse ")
    unsigned = b"Action=GetCallerIdentity&Version=2011-06-15"
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(urllib.request.Request(aws.url, unsigned, form))
    with error.value as answer:
        assert answer.status == 403
        assert b"<Code>MissingAuthenticationToken</Code>" in answer.read()


# --- steering --------------------------------------------------------------------------------------------------------


def steer(aws: SimulatedAWS, document: Any) -> Any:
    request = urllib.request.Request(f"{aws.url}/simulated", json.dumps(document).encode())
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


def test_faults_are_steered_and_counted(aws: SimulatedAWS) -> None:
    sm = client(aws)
    assert steer(aws, {"faults": [{"operation": "Describe*", "kind": "throttle"}, "List*=hang@x1"]})["injected"] == {}
    assert refusal(sm)[0] == refusal(sm)[0] == "ThrottlingException"
    with pytest.raises(ReadTimeoutError):
        client(aws, patience=QUICK).list_compilation_jobs()
    told = steer(aws, {"quotas": None})
    assert (told["injected"], told["throttled"]) == ({"throttle": 2, "hang": 1}, {})
    assert refusal(sm)[0] == "ThrottlingException"
    steer(aws, {"faults": []})
    assert describe(sm) == "COMPLETED"
    with pytest.raises(urllib.error.HTTPError) as error:
        steer(aws, {"faults": ["Describe*=throtle"]})
    with error.value as answer:
        assert (
            json.loads(answer.read())["error"]
            == "faults: unknown kind of fault 'throtle'; did you mean 'throttle' or 'rotated' or 'html'?"
        )
    assert steer(aws, {"clear": True})["injected"] == {}


def test_region_goes_dark_and_comes_back() -> None:
    now = START
    with SimulatedAWS.in_thread(clock=lambda: now, speed=10, faults=["*=reset@1m-11m"]) as aws:
        aws.world.add(sagemaker.CompilationJob("c"), "COMPLETED")
        sm, seen = client(aws), []
        for second in (0, 5, 6, 65, 66):
            now = START + second
            try:
                seen.append(describe(sm))
            except (ConnectionClosedError, HTTPClientError):
                seen.append("dark")
    assert seen == ["COMPLETED", "COMPLETED", "dark", "dark", "COMPLETED"]


def test_no_kind_breaks_the_endpoint(aws: SimulatedAWS) -> None:
    """Each kind befalls a describe, a listing and STS's answer, and the endpoint goes on."""
    for kind in KINDS:
        options = {"error": ":code=X", "slow": ":seconds=0.01", "endless": ":seconds=9"}.get(kind, "")
        aws.set_faults([f"*={kind}{options}"])
        for target, body in (
            ("Describe", b'{"CompilationJobName": "c"}'),
            ("List", b"{}"),
            ("", b"Action=GetCallerIdentity&Version=2011-06-15"),
        ):
            headers = {"Authorization": "x"} | (
                {"X-Amz-Target": f"SageMaker.{target}CompilationJob{'s' * (target == 'List')}"} if target else {}
            )
            connection = http.client.HTTPConnection(
                aws.host, aws.port, timeout=QUICK if kind in ("hang", "endless") else 10
            )
            try:
                connection.request("POST", "/", body, {"Content-Type": "application/x-www-form-urlencoded", **headers})
                connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                assert kind.startswith(("reset", "hang", "endless", "length-over"))
            finally:
                connection.close()
        aws.set_faults(None)
        assert (
            raw(aws, "SageMaker.DescribeCompilationJob", CompilationJobName="c")["CompilationJobStatus"] == "COMPLETED"
        )
