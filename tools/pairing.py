"""Whether a table's operations are all about the same thing, by their names: what stops, deletes, and lists it.

The model doesn't say which operations belong together. Their names do, and those of their parameters: a policy of a
thing, or what the thing is a part of, is called otherwise than the thing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mlwaiters.aws.introspection import Operation, at, inputs, operation_of
from tools.listings import singular

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlwaiters.model import Request, ResourceType

ENDINGS = ("stop", "delete")
"""The rows whose operations take the thing away, or stop it: what they are asked of must be nothing else."""

ALIKE: dict[str, dict[str, str]] = {
    "cleanroomsml": {
        "DeleteMLInputChannelData": "the data is what is deleted; the channel is then INACTIVE",
        "DeleteTrainedModelOutput": "the output is what is deleted; the model is then INACTIVE",
    },
    "comprehend": {
        "StopTrainingDocumentClassifier": "its training is its creation",
        "StopTrainingEntityRecognizer": "its training is its creation",
    },
    "datazone": {"CreateListingChangeSet": "a change set of the action UNPUBLISH, which names what is listed"},
    "emr": {"TerminateJobFlows": "what clusters were called once"},
    "forecast": {
        "DeletePredictor": "of both kinds of predictors, by the ARN",
        "StopResource": "any of the service's, by its ARN",
    },
    "frauddetector": {"UpdateModelVersionStatus": "to TRAINING_CANCELLED"},
    "glue": {
        "StopColumnStatisticsTaskRun": "the one run of a table that is under way",
        "StopMaterializedViewRefreshTaskRun": "the one run of a view that is under way",
    },
    "lexv2-models": {
        "DeleteBotLocale": "a recommendation has no deletion of its own",
        "StopBotAnalyzer": "stops what StartBotAnalyzer has begun, by the identifier of the recommendation",
    },
    "personalize": {"StopSolutionVersionCreation": "the training of a version is its creation"},
    "rekognition": {
        "DeleteProjectVersion": "the ARN of a version, which has the project's and its own name in it",
        "StopProjectVersion": "the ARN of a version, which has the project's and its own name in it",
    },
    "sagemaker": {
        "DeleteCluster": "its nodes go with it",
        "DeleteHubContentReference": "a reference is content of a hub, too",
        "ListClusterNodes": "a node is named by the identifier of its instance",
        "StopAutoMLJob": "of both kinds of AutoML jobs",
        "UpdateCluster": "to fewer nodes",
    },
}
"""Operations that are about the same thing, though their names don't say so, and why."""

_VERB = re.compile(
    r"(?:Batch)?(?:Describe|Get|List|Search|Stop|Cancel|Terminate|Abort|Deactivate|Disable|Delete|Deregister"
    r"|Detach)(?=[A-Z])"
)
_NAMING = re.compile(r"(?:Identifier|Id|Arn|Name)$", re.IGNORECASE)
_OF_ALL_SORTS = {"", "resource"}


def mismatches(kind: ResourceType, model: Any) -> Iterator[str]:
    """What of a table is about another thing than what it describes, in words."""
    for row in kind.requests:
        if row.name in ENDINGS:
            yield from _of_row(kind, row, model)
    yield from _of_listing(kind)


def _of_row(kind: ResourceType, row: Request, model: Any) -> Iterator[str]:
    for by in row.by:
        if _is_excused(kind, by):
            continue
        if noun(by) not in (named := {_plain(kind.name), noun(kind.describe.operation)}):
            yield f"{row.name}: {by} is of a {noun(by)}, not of a {' or a '.join(sorted(named))}"
        for identifier in _untold(kind, operation_of(model, by)):
            yield f"{row.name}: {by} doesn't take {identifier}"


def _of_listing(kind: ResourceType) -> Iterator[str]:
    lists, batch = kind.lists, kind.batch
    if lists is not None and not _is_excused(kind, lists.operation):
        for identifier, path in lists.identifiers.items():
            if path and not akin(identifier, path):
                yield f"lists: {path} is no {identifier}"
    if lists is not None and lists.parent is not None and not akin(lists.parent.parameter, lists.parent.name):
        yield f"parent: {lists.parent.name} is no {lists.parent.parameter}"
    if batch is not None and not akin(kind.identifiers[0], batch.identifier):
        yield f"batch: {batch.identifier} is no {kind.identifiers[0]}"
    if batch is not None and noun(batch.operation) != noun(kind.describe.operation):
        yield f"batch: {batch.operation} is of a {noun(batch.operation)}"


def _untold(kind: ResourceType, operation: Operation) -> Iterator[str]:
    """The identifiers for which an operation has no parameter: by the same name, or each by one that is akin."""
    taken = {name for name in kind.identifiers if name in inputs(operation)}
    free = [name for name in inputs(operation) if name not in taken]
    for identifier in kind.identifiers:
        if identifier in taken or at(operation.input_shape, kind.describe.sends.get(identifier, "-")) is not None:
            continue
        other = next((name for name in free if akin(identifier, name)), None)
        if other is None:
            yield identifier
        else:
            free.remove(other)


def akin(one: str, other: str) -> bool:
    """Whether two names of identifiers may be of the same thing: `RunId` and `JobRunIds`, `ResourceArn` and any ARN."""
    ours, theirs = (
        _NAMING.sub("", singular(name.rpartition(".")[2]).removesuffix("List")).lower() for name in (one, other)
    )
    return bool({ours, theirs} & _OF_ALL_SORTS) or ours.endswith(theirs) or theirs.endswith(ours)


def noun(operation: str) -> str:
    """What an operation is about, by its name."""
    return _plain(_VERB.sub("", operation, count=1))


def _plain(name: str) -> str:
    return singular(name).lower()


def _is_excused(kind: ResourceType, operation: str) -> bool:
    return operation in ALIKE.get(kind.service, {})
