"""AWS's JSON 1.1, from bytes to bytes."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlwaiters.testing.errors import AWSError
from mlwaiters.testing.routes import Received, find
from mlwaiters.testing.served import CATALOGUE
from mlwaiters.testing.wire import CONTENT_TYPE, answer, decode, refusal

ROLE = "arn:aws:iam::123456789012:role/x"


def ask(target: str, body: Any = b"", **headers: str) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"X-Amz-Target": target, "Authorization": "AWS4-HMAC-SHA256 …", **headers}
    received = Received(headers={name: value for name, value in sent.items() if value}, body=raw)
    return decode(received, find(received, CATALOGUE.services))


def refused(target: str, body: Any = b"") -> tuple[str, str]:
    with pytest.raises(AWSError) as error:
        ask(target, body)
    return error.value.code, error.value.message


def test_request_is_read() -> None:
    asked = ask("SageMaker.DescribeCompilationJob", {"CompilationJobName": "churn-7", "Unknown": 1})
    assert (asked.service, asked.operation) == ("sagemaker", "DescribeCompilationJob")
    assert asked.given["CompilationJobName"] == "churn-7"
    assert ask("AWSGlue.ListJobs").given == {}


@pytest.mark.parametrize("target", ["", "SageMaker", "S3.GetObject", "SageMaker.", "SageMaker.describeCompilationJob"])
def test_unknown_operation(target: str) -> None:
    assert refused(target)[0] == "UnknownOperationException"


def test_request_without_authorization_is_missing_its_token() -> None:
    with pytest.raises(AWSError, match="MissingAuthenticationTokenException"):
        ask("AWSGlue.ListJobs", Authorization="")


@pytest.mark.parametrize("body", [b"{", b"[]", b"3", b"null", b"\xff", b'{"Name": NaN}', b"[" * 200_000, b"1" * 9000])
def test_what_is_no_json_object_is_a_serialization_exception(body: bytes) -> None:
    assert refused("AWSGlue.GetCrawler", body)[0] == "SerializationException"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (3, "NUMBER_VALUE can not be converted to String"),
        (True, "TRUE_VALUE can not be converted to String"),
        ([], "START_ARRAY can not be converted to String"),
        ({}, "START_OBJECT can not be converted to String"),
    ],
)
def test_wrong_type_is_a_serialization_exception(value: object, told: str) -> None:
    assert refused("AWSGlue.GetCrawler", {"Name": value}) == ("SerializationException", told)


@pytest.mark.parametrize(
    ("target", "body", "code", "told"),
    [
        (
            "SageMaker.DescribeCompilationJob",
            {"CompilationJobName": "a b"},
            "ValidationException",
            (
                "1 validation error detected: Value 'a b' at 'compilationJobName' failed to satisfy constraint: "
                "Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"
            ),
        ),
        (
            "SageMaker.DescribeCompilationJob",
            {},
            "ValidationException",
            (
                "1 validation error detected: Value null at 'compilationJobName' failed to satisfy constraint: "
                "Member must not be null"
            ),
        ),
        (
            "SageMaker.ListCompilationJobs",
            {"MaxResults": 101, "StatusEquals": "DONE"},
            "ValidationException",
            (
                "2 validation errors detected: Value '101' at 'maxResults' failed to satisfy constraint: "
                "Member must have value less than or equal to 100; Value 'DONE' at 'statusEquals' failed to satisfy "
                "constraint: Member must satisfy enum value set: "
                "[INPROGRESS, COMPLETED, FAILED, STARTING, STOPPING, STOPPED]"
            ),
        ),
        (
            "AWSGlue.GetMLTaskRuns",
            {"TransformId": "t", "Sort": {"Column": "STARTED"}},
            "InvalidInputException",
            (
                "1 validation error detected: Value null at 'sort.sortDirection' failed to satisfy constraint: "
                "Member must not be null"
            ),
        ),
        (
            "AWSGlue.GetMLTaskRuns",
            {"TransformId": "t", "Filter": {"StartedAfter": "yesterday"}},
            "InvalidInputException",
            (
                "1 validation error detected: Value 'yesterday' at 'filter.startedAfter' failed to satisfy constraint: "
                "Member must be a timestamp"
            ),
        ),
    ],
)
def test_constraint_is_refused_in_the_words_of_the_service(target: str, body: Any, code: str, told: str) -> None:
    assert refused(target, body) == (code, told)


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["TransformId", "Filter", "StartedAfter", "Sort", "Column", "MaxResults", "x"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    )
)
def test_any_json_is_read_or_refused(value: Any) -> None:
    try:
        asked = ask("AWSGlue.GetMLTaskRuns", json.dumps(value).encode())
    except AWSError as error:
        assert error.code in {"SerializationException", "InvalidInputException"}  # noqa: PT017 - most are refused, not all
    else:
        assert asked.given["TransformId"]


def test_answer_is_json_with_the_headers_of_aws() -> None:
    sent = answer("sagemaker", "DescribeCompilationJob", {"CreationTime": 1.5, "FailureReason": "é\ud800"})
    assert (sent.status, sent.headers["Content-Type"]) == (200, CONTENT_TYPE)
    assert len(sent.headers["x-amzn-RequestId"]) == 36
    assert json.loads(sent.body)["CreationTime"] == 1.5


def test_operation_without_output_answers_nothing() -> None:
    assert answer("sagemaker", "StopCompilationJob", {}).body == b""
    assert answer("glue", "StartCrawler", {}).body == b"{}"


def test_error_is_written_as_each_service_s_model_has_it() -> None:
    error = AWSError("SomeException", "so it is", 500)
    for service, name in (("glue", "Message"), ("sagemaker", "Message"), ("omics", "message"), ("", "message")):
        sent = refusal(service, error)
        assert (sent.status, sent.headers["x-amzn-ErrorType"]) == (500, "SomeException")
        assert json.loads(sent.body) == {"__type": "SomeException", name: "so it is"}
