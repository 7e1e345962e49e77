"""What a failed call means."""

import pytest
from botocore import exceptions as botocore

from mlwaiters.aws.failures import classify
from mlwaiters.errors import (
    AccessDeniedError,
    CredentialsError,
    InvalidRequestError,
    NotFoundError,
    ServiceError,
    WaiterError,
)
from mlwaiters.resources import glue, sagemaker


def answer(
    code: str, message: str = "…", status: int = 400, headers: dict[str, str] | None = None
) -> botocore.ClientError:
    metadata = {"HTTPStatusCode": status, "HTTPHeaders": headers or {}}
    return botocore.ClientError(
        {"Error": {"Code": code, "Message": message}, "ResponseMetadata": metadata}, "DescribeX"
    )


@pytest.mark.parametrize(
    ("code", "status", "meaning"),
    [
        ("AccessDeniedException", 400, AccessDeniedError),
        ("AccessDenied", 403, AccessDeniedError),
        ("UnauthorizedOperation", 403, AccessDeniedError),
        ("ExpiredTokenException", 400, CredentialsError),
        ("ExpiredToken", 403, CredentialsError),
        ("UnrecognizedClientException", 400, CredentialsError),
        ("InvalidSignatureException", 400, CredentialsError),
        ("MissingAuthenticationTokenException", 400, CredentialsError),
        ("ValidationException", 400, InvalidRequestError),
        ("InvalidInputException", 400, InvalidRequestError),
        ("UnknownOperationException", 400, InvalidRequestError),
        ("SomethingNew", 400, ServiceError),
    ],
)
def test_what_ends_a_wait_at_once(code: str, status: int, meaning: type[WaiterError]) -> None:
    error = classify(answer(code, "because", status), "DescribeX")
    assert type(error) is meaning
    assert str(error) == f"DescribeX: {code}: because"
    assert not getattr(error, "transient", False)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("OperationTimeoutException", 400),  # Glue's, and no 5xx
        ("InternalServiceException", 500),
        ("InternalFailure", 500),
        ("RequestTimeout", 400),
        ("SomethingNew", 500),
        ("ServiceUnavailable", 503),
    ],
)
def test_what_passes(code: str, status: int) -> None:
    error = classify(answer(code, status=status), "DescribeX")
    assert isinstance(error, ServiceError)
    assert (error.transient, error.answered, error.throttled) == (True, True, False)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ThrottlingException", 400),
        ("RequestLimitExceeded", 503),
        ("TooManyRequestsException", 429),
        ("SlowerPlease", 429),
        ("com.amazonaws.sagemaker#ThrottlingException:http://internal.amazon.com/coral/", 400),
    ],
)
def test_throttles(code: str, status: int) -> None:
    error = classify(answer(code, status=status, headers={"retry-after": "7"}), "DescribeX")
    assert isinstance(error, ServiceError)
    assert (error.transient, error.answered, error.throttled, error.retry_after) == (True, True, True, 7.0)


@pytest.mark.parametrize(("header", "seconds"), [("-3", 0.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None)])
def test_a_retry_after_that_is_no_number_of_seconds(header: str, seconds: float | None) -> None:
    error = classify(answer("ThrottlingException", headers={"retry-after": header}), "DescribeX")
    assert isinstance(error, ServiceError)
    assert error.retry_after == seconds


@pytest.mark.parametrize(
    ("status", "transient", "answered", "throttled"),
    [
        (500, True, False, False),
        (503, True, True, False),
        (429, True, False, True),
        (404, False, False, False),
        (403, False, False, False),
    ],
)
def test_a_body_that_is_no_answer_of_aws(status: int, transient: bool, answered: bool, throttled: bool) -> None:  # noqa: FBT001
    error = classify(answer(str(status), "<html>", status), "DescribeX")
    assert isinstance(error, ServiceError)
    assert (error.transient, error.answered, error.throttled) == (transient, answered, throttled)
    assert f"HTTP status {status}" in str(error)


@pytest.mark.parametrize(
    ("code", "message", "found"),
    [
        ("ResourceNotFound", "whatever", False),
        ("ValidationException", "Requested resource not found.", False),
        ("ValidationException", "Could not find requested job with name: x", False),
        ("ValidationException", "1 validation error detected: Value 'a b' failed to satisfy constraint", True),
    ],
)
def test_a_job_that_is_not_there_is_told_by_code_and_message(code: str, message: str, found: bool) -> None:  # noqa: FBT001
    error = classify(answer(code, message), "DescribeTrainingJob", sagemaker.TrainingJob.absent)
    assert isinstance(error, InvalidRequestError if found else NotFoundError)


def test_a_missing_endpoint_configuration_is_no_missing_endpoint() -> None:
    endpoint = sagemaker.Endpoint.absent
    gone = answer("ValidationException", 'Could not find endpoint "arn:aws:sagemaker:eu-west-1:1:endpoint/x".')
    other = answer("ValidationException", 'Could not find endpoint configuration "arn:…/x".')
    assert isinstance(classify(gone, "DescribeEndpoint", endpoint), NotFoundError)
    assert isinstance(classify(other, "DescribeEndpoint", endpoint), InvalidRequestError)


def test_glue_says_entity_not_found() -> None:
    error = classify(answer("EntityNotFoundException", "x"), "GetMLTaskRun", glue.MLTaskRun.absent)
    assert isinstance(error, NotFoundError)


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (botocore.NoCredentialsError(), CredentialsError),
        (botocore.ProfileNotFound(profile="x"), CredentialsError),
        (botocore.TokenRetrievalError(provider="sso", error_msg="expired"), CredentialsError),
        (botocore.UnauthorizedSSOTokenError(), CredentialsError),
        (botocore.NoRegionError(), InvalidRequestError),
        (botocore.ParamValidationError(report="x"), InvalidRequestError),
        (ValueError("Invalid endpoint: nonsense"), InvalidRequestError),
    ],
)
def test_calls_that_cannot_be_made(error: Exception, meaning: type[WaiterError]) -> None:
    assert type(classify(error, "DescribeX")) is meaning


@pytest.mark.parametrize(
    "error",
    [
        botocore.EndpointConnectionError(endpoint_url="http://127.0.0.1:1"),
        botocore.ReadTimeoutError(endpoint_url="http://127.0.0.1:1"),
        botocore.ConnectTimeoutError(endpoint_url="http://127.0.0.1:1"),
        botocore.ConnectionClosedError(endpoint_url="http://127.0.0.1:1"),
        botocore.HTTPClientError(error="x"),
        RuntimeError("whatever a client stumbles over"),
    ],
)
def test_nobody_answers(error: Exception) -> None:
    meant = classify(error, "DescribeX")
    assert isinstance(meant, ServiceError)
    assert (meant.transient, meant.answered) == (True, False)


def test_a_code_is_told_without_what_it_comes_in() -> None:
    error = classify(answer("com.amazonaws.x#AccessDenied:http://internal.amazon.com/", "because"), "DescribeX")
    assert str(error) == "DescribeX: AccessDenied: because"


@pytest.mark.parametrize(("status", "meaning"), [(429, {"transient", "throttled"}), (500, {"transient"}), (404, set())])
def test_an_answer_that_is_none_of_awss_is_judged_by_its_status(status: int, meaning: set[str]) -> None:
    error = classify(answer(str(status), status=status), "DescribeX")
    assert isinstance(error, ServiceError)
    assert {each for each in ("transient", "throttled") if getattr(error, each)} == meaning
    assert error.detail == f"DescribeX: HTTP status {status}, and no answer of AWS's in the body"
