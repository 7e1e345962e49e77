"""The second opinion on what the simulated endpoint answers: moto's, to the same requests of the same client."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore import xform_name
from botocore.config import Config
from moto.server import ThreadedMotoServer

from mlwaiters.aws.decode import described
from mlwaiters.resources import find
from mlwaiters.testing import SimulatedAWS
from mlwaiters.testing.documents import read
from mlwaiters.testing.models import input_of
from mlwaiters.testing.places import is_told, names
from mlwaiters.testing.samples import sample

if TYPE_CHECKING:
    from mlwaiters.model import Ref, ResourceType

MADE = [
    ("athena", "QueryExecution", "StartQueryExecution"),
    ("bedrock-agent", "Agent", "CreateAgent"),
    ("bedrock-agentcore-control", "Memory", "CreateMemory"),
    ("comprehend", "DocumentClassifier", "CreateDocumentClassifier"),
    ("comprehend", "DominantLanguageDetectionJob", "StartDominantLanguageDetectionJob"),
    ("comprehend", "Endpoint", "CreateEndpoint"),
    ("comprehend", "EntitiesDetectionJob", "StartEntitiesDetectionJob"),
    ("comprehend", "EntityRecognizer", "CreateEntityRecognizer"),
    ("comprehend", "Flywheel", "CreateFlywheel"),
    ("comprehend", "TopicsDetectionJob", "StartTopicsDetectionJob"),
    ("emr", "Cluster", "RunJobFlow"),
    ("forecast", "DatasetGroup", "CreateDatasetGroup"),
    ("glue", "Crawler", "CreateCrawler"),
    ("glue", "DevEndpoint", "CreateDevEndpoint"),
    ("glue", "Registry", "CreateRegistry"),
    ("glue", "Trigger", "CreateTrigger"),
    ("opensearch", "Domain", "CreateDomain"),
    ("rekognition", "TextDetection", "StartTextDetection"),
    ("sagemaker", "HyperParameterTuningJob", "CreateHyperParameterTuningJob"),
    ("sagemaker", "ModelPackageGroup", "CreateModelPackageGroup"),
    ("sagemaker", "NotebookInstance", "CreateNotebookInstance"),
    ("sagemaker", "ProcessingJob", "CreateProcessingJob"),
    ("sagemaker", "TransformJob", "CreateTransformJob"),
    ("sagemaker", "TrialComponent", "CreateTrialComponent"),
    ("transcribe", "MedicalVocabulary", "CreateMedicalVocabulary"),
    ("transcribe", "TranscriptionJob", "StartTranscriptionJob"),
]
"""Of what moto knows, that which it makes of a request with nothing in it but what the model requires."""


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture(scope="module")
def ours() -> Iterator[SimulatedAWS]:
    with SimulatedAWS.in_thread() as running:
        yield running


def call(url: str, service: str, operation: str, given: Mapping[str, Any]) -> dict[str, Any]:
    config = Config(retries={"total_max_attempts": 1}, inject_host_prefix=False)
    keys = {"aws_access_key_id": "simulated", "aws_secret_access_key": "simulated", "region_name": "eu-west-1"}
    client = boto3.client(service, endpoint_url=url, config=config, **keys)
    answer: dict[str, Any] = getattr(client, xform_name(operation))(**given)
    client.close()
    del answer["ResponseMetadata"]
    return answer


def paths(answer: Any, path: str = "") -> Iterator[tuple[str, type]]:
    """Every value that is no structure, and its type."""
    if isinstance(answer, Mapping):
        for name, value in answer.items():
            yield from paths(value, f"{path}.{name}" if path else name)
    elif not isinstance(answer, list):
        yield path, type(answer)


def named(kind: ResourceType, operation: str, given: Mapping[str, Any], answer: Mapping[str, Any]) -> Ref:
    """What was made, by whichever of the names of its identifiers the request, or else its answer, has."""
    told = {path.rpartition(".")[2].lower(): read(answer, path) for path, _ in paths(answer)}
    told |= {name.lower(): value for name, value in given.items()}
    known = {one: (*names(kind, one), is_told(kind, operation, one)) for one in kind.identifiers}
    return kind(*(next(told[name.lower()] for name in known[one] if name.lower() in told) for one in kind.identifiers))


@pytest.mark.parametrize(("service", "name", "operation"), MADE, ids=lambda word: word)
def test_what_moto_tells_of_a_new_thing_is_told(
    moto: str, ours: SimulatedAWS, service: str, name: str, operation: str
) -> None:
    """Where both have a member, it is of one type; and nothing that names the thing, or tells its state, is lacking."""
    kind = find(service, name)
    given = sample(input_of(service, operation))
    refs, shown = [], []
    for url in (moto, ours.url):
        made = call(url, service, operation, given)
        refs.append(named(kind, operation, given, made))
        shown.append((made, call(url, service, kind.describe.operation, refs[-1].arguments)))
    words = {one.lower() for identifier in kind.identifiers for one in names(kind, identifier)}
    words |= {path.rpartition(".")[2].lower() for path in (kind.describe.fields.arn, kind.describe.fields.status)} - {
        ""
    }
    for theirs, mine in zip(*shown, strict=True):
        known = dict(paths(mine))
        for path, form in paths(theirs):
            assert known.get(path, form) is form, path
            if path.rpartition(".")[2].lower() in words:
                assert path in known
    assert described(refs[-1], shown[-1][1], 0.0).state in kind.states  # moto shows no state of some
