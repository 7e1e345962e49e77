"""What the installed botocore has that the catalogue hasn't, and what it has changed.

    python -m tools.drift [SERVICE ...]

Tells, for each service, of operations that show a status and have no table, of states that no table has, and of all
else that the check of the tables finds. It judges nothing: it always exits with 0.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import botocore

from mlwaiters.aws.lint import problems
from mlwaiters.aws.models import service_model
from mlwaiters.resources import SERVICES, catalogue
from tools.listings import singular
from tools.pollable import Pollable, pollables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mlwaiters.model import ResourceType

LEFT_OUT: dict[str, dict[str, str]] = {
    "athena": {
        "GetCalculationExecutionStatus": "the same calculation as GetCalculationExecution shows",
        "GetQueryRuntimeStatistics": "a stage of the query that GetQueryExecution shows",
        "GetSessionStatus": "the same session as GetSession shows",
    },
    "batch": {"DescribeJobDefinitions": "ACTIVE or INACTIVE at once, with nothing between"},
    "bedrock-agent": {
        "GetAgentVersion": "shows the status of its agent",
        "GetFlowVersion": "shows the status of its flow",
    },
    "bedrock-agentcore": {"GetResourceOauth2Token": "hands out a token, and tells of nothing that stays"},
    "bedrock-agentcore-control": {
        "GetPolicyEngineSummary": "the same policy engine as GetPolicyEngine shows",
        "GetPolicyGenerationSummary": "the same generation as GetPolicyGeneration shows",
        "GetPolicySummary": "the same policy as GetPolicy shows",
    },
    "cleanroomsml": {
        "GetCollaborationMLInputChannel": "the same channel as GetMLInputChannel shows its owner",
        "GetCollaborationTrainedModel": "the same model as GetTrainedModel shows its owner",
    },
    "datazone": {
        "GetAsset": "the listing of an asset, as GetListing shows it",
        "GetConnection": "each kind of connection shows its status, if any, below properties of its own",
        "GetJobRun": "begun by the service's schedule, and by no operation",
    },
    "emr": {"DescribeJobFlows": "the same cluster as DescribeCluster shows; no longer supported"},
    "frauddetector": {"GetEventPredictionMetadata": "the status of a detector version, at the time of a prediction"},
    "glue": {
        "BatchGetDevEndpoints": "another way to see what GetDevEndpoint shows",
        "DescribeInboundIntegrations": "the same integrations as DescribeIntegrations shows, from the other end",
        "GetDataCatalogExportConfiguration": "a setting of the account, which has no name",
        "GetDataQualityModel": "no operation trains it: the service does, as it evaluates",
        "GetPartitionIndexes": "all indexes of a table, and none can be asked for alone",
        "GetSchemaByDefinition": "the same version as GetSchemaVersion shows",
        "GetStatement": "a statement is named by a number, which no identifier is",
        "GetTable": "shows a status only of a view, and only where IncludeStatusDetails asks for it",
        "GetTables": "as GetTable",
        "GetUnfilteredTableMetadata": "as GetTable",
    },
    "kendra": {"DescribePrincipalMapping": "a list of what was asked for, and none of it can be asked for alone"},
    "lookoutequipment": {"DescribeModelVersion": "told by a number, and an identifier is a text"},
    "neptune": {"DescribeDBSubnetGroups": "complete as soon as it is there"},
    "neptune-graph": {"GetQuery": "shown only while it runs: how it ended is told to who asked it"},
    "opensearch": {
        "DescribeDomainChangeProgress": "the change under way, which DescribeDomain shows too",
        "DescribeDomainConfig": "the change under way, which DescribeDomain shows too",
        "DescribeDomainHealth": "a measure, not a state that a request leads to",
        "DescribeDryRunProgress": "what a domain would be like",
        "DescribePackages": "picked by a filter that has a name and a value, and not by an identifier",
        "DescribeReservedInstances": "a purchase, whose states no documentation tells",
        "GetUpgradeHistory": "past upgrades, which have no identifier",
        "GetUpgradeStatus": "the upgrade under way, which DescribeDomain shows too",
    },
    "personalize": {
        "DescribeFeatureTransformation": "belongs to a recipe, which the service alone makes",
        "DescribeRecipe": "made by the service alone, and always ACTIVE",
    },
    "sagemaker": {
        "DescribeEdgeDeploymentPlan": "its stages have the states, and no operation takes the name of one; retired",
        "DescribeModel": "the state of a recommendation that is made beside the model, and none of the model",
        "DescribeTrainingPlanExtensionHistory": "a list of what was bought, no item of which has a name",
    },
    "textract": {"GetLendingAnalysisSummary": "the same job as GetLendingAnalysis shows"},
}
"""Operations that show a status and have no table all the same, and why."""


@dataclass(frozen=True, slots=True)
class News:
    """What is new about a service: operations without a table, and what the tables have wrong by now."""

    service: str
    missing: tuple[Pollable, ...]
    wrong: tuple[tuple[ResourceType, str], ...]


def news(service: str, kinds: Iterable[ResourceType]) -> News:
    """Hold the tables of a service against the installed model."""
    model, kinds = service_model(service), tuple(kinds)
    wrong = tuple((kind, problem) for kind in kinds for problem in problems(kind, model))
    return News(service, tuple(missing(service, kinds)), wrong)


def missing(service: str, kinds: Iterable[ResourceType]) -> Iterator[Pollable]:
    """The operations that show a status and have no table: by themselves, nor as another way to see what has one."""
    kinds = tuple(kinds)
    described = {kind.describe.operation for kind in kinds}
    listed = {kind.lists.operation for kind in kinds if kind.lists}
    named = {singular(kind.name) for kind in kinds}
    for found in pollables(service_model(service)):
        if found.operation in described | listed | LEFT_OUT.get(service, {}).keys():
            continue
        if singular(found.noun) not in named:
            yield found


def report(found: Iterable[News]) -> Iterator[str]:
    """Write news for people, a line each."""
    found = list(found)
    yield f"botocore {botocore.__version__}, {len(found)} services"
    for one in found:
        if one.missing or one.wrong:
            yield ""
            yield one.service
        for pollable in one.missing:
            words = ", ".join(pollable.words) or "states not in the model"
            yield f"  no table: {pollable.operation} ({pollable.path}: {words})"
        for kind, problem in one.wrong:
            yield f"  {kind.name}: {problem}"
    if not any(one.missing or one.wrong for one in found):
        yield "the catalogue has all that botocore shows"


def main(arguments: Sequence[str]) -> int:
    """Print the news of the services that are named, or of all that have tables."""
    for line in report(news(service, _tables(service)) for service in arguments or SERVICES):
        print(line)
    return 0


def _tables(service: str) -> Iterable[ResourceType]:
    return catalogue(service).values() if service in SERVICES else ()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
