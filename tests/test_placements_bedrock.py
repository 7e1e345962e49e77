"""Where the states of Glue, Bedrock, Kendra, Lex and Q Business stand that could as well stand elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mlwaiters.aws.decode import described
from mlwaiters.aws.introspection import inputs, limit_of, operation_of
from mlwaiters.aws.lint import problems
from mlwaiters.aws.models import service_model
from mlwaiters.budget import Budgets
from mlwaiters.errors import ServiceError, UnknownNameError
from mlwaiters.goals import classes, default_goal, goals, hopeless
from mlwaiters.model import GONE, Goal, ResourceType
from mlwaiters.report.diagram import states_mermaid
from mlwaiters.resources import (
    bedrock,
    bedrock_agent,
    bedrock_agentcore,
    bedrock_agentcore_control,
    bedrock_data_automation,
    glue,
    kendra,
    lexv2_models,
    qbusiness,
)

PLACEMENTS = [
    # What is moving and has failed already
    (glue.BlueprintRun, "completed", "ROLLING_BACK", "failure"),
    (glue.BlueprintRun, "settled", "ROLLING_BACK", "pending"),
    (bedrock.MarketplaceModelEndpoint, "updated", "RollingBack", "failure"),
    # What must be started first isn't ready, though an update may end there
    (glue.Trigger, "created", "CREATED", "success"),
    (glue.Trigger, "ready", "CREATED", "stray"),
    (glue.Trigger, "ready", "ACTIVATED", "success"),
    (glue.Trigger, "updated", "DEACTIVATED", "success"),
    (glue.Trigger, "stopped", "DEACTIVATED", "success"),
    (bedrock_agent.Agent, "created", "NOT_PREPARED", "success"),
    (bedrock_agent.Agent, "ready", "NOT_PREPARED", "stray"),
    (bedrock_agent.Agent, "ready", "PREPARED", "success"),
    (bedrock_agent.Agent, "updated", "NOT_PREPARED", "success"),
    (bedrock_agent.Agent, "started", "VERSIONING", "pending"),
    (bedrock_agent.Flow, "created", "NotPrepared", "success"),
    (bedrock_agent.Flow, "ready", "NotPrepared", "stray"),
    (bedrock_agentcore_control.RegistryRecord, "ready", "DRAFT", "stray"),
    (bedrock_agentcore_control.RegistryRecord, "ready", "PENDING_APPROVAL", "pending"),
    (bedrock_agentcore_control.RegistryRecord, "started", "REJECTED", "failure"),
    (lexv2_models.BotLocale, "created", "NotBuilt", "success"),
    (lexv2_models.BotLocale, "ready", "NotBuilt", "stray"),
    (lexv2_models.BotLocale, "ready", "ReadyExpressTesting", "pending"),
    # The service's own work upon a thing
    (glue.Integration, "created", "NEEDS_ATTENTION", "success"),
    (glue.Integration, "ready", "SYNCING", "pending"),
    (glue.Integration, "ready", "NEEDS_ATTENTION", "failure"),
    (bedrock_agentcore_control.BrowserProfile, "ready", "SAVING", "pending"),
    (kendra.Index, "updated", "SYSTEM_UPDATING", "pending"),
    # What waits for somebody to act
    (bedrock_agentcore_control.GatewayTarget, "created", "CREATE_PENDING_AUTH", "success"),
    (bedrock_agentcore_control.GatewayTarget, "ready", "CREATE_PENDING_AUTH", "stray"),
    (bedrock_agentcore_control.PaymentConnector, "ready", "PENDING_AUTHENTICATION", "stray"),
    (bedrock_agentcore_control.PaymentConnector, "ready", "PROVISIONING", "pending"),
    (lexv2_models.TestSet, "ready", "PendingAnnotation", "stray"),
    (qbusiness.WebExperience, "created", "PENDING_AUTH_CONFIG", "success"),
    (qbusiness.WebExperience, "ready", "PENDING_AUTH_CONFIG", "stray"),
    (glue.MLTransform, "ready", "NOT_READY", "stray"),
    # What was there before is still in use; the update failed all the same
    (kendra.Thesaurus, "updated", "ACTIVE_BUT_UPDATE_FAILED", "failure"),
    (kendra.Thesaurus, "created", "ACTIVE_BUT_UPDATE_FAILED", "success"),
    # Some of it
    (bedrock.ModelInvocationJob, "completed", "PartiallyCompleted", "failure"),
    (bedrock_agentcore.BatchEvaluation, "completed", "COMPLETED_WITH_ERRORS", "failure"),
    # What ran out of time: before it ran, or long after it was ready
    (bedrock.ModelInvocationJob, "completed", "Expired", "failure"),
    (glue.Session, "created", "TIMEOUT", "success"),
    (glue.Session, "ready", "TIMEOUT", "stray"),
    # Words that mean another thing elsewhere
    (bedrock_data_automation.BlueprintOptimization, "completed", "Created", "pending"),
    (bedrock.ModelInvocationJob, "completed", "Scheduled", "pending"),
    (bedrock.AutomatedReasoningPolicyTestResult, "completed", "NOT_STARTED", "stray"),
    (lexv2_models.TestExecution, "completed", "Stopped", "failure"),
    (lexv2_models.Bot, "created", "Importing", "pending"),
    (lexv2_models.Bot, "updated", "Importing", "pending"),
    (kendra.Document, "ready", "UPDATED", "success"),
    (kendra.Document, "updated", "INDEXED", "stray"),
    # What is still shown of a deleted thing
    (bedrock_agentcore_control.Browser, "deleted", "DELETED", "success"),
    (bedrock_agentcore.PaymentInstrument, "ready", "DELETED", "failure"),
    (qbusiness.Group, "deleted", "DELETED", "success"),
    (lexv2_models.BotRecommendation, "deleted", "Deleted", "success"),
]


@pytest.mark.parametrize(("kind", "goal", "state", "expected"), PLACEMENTS)
def test_placement(kind: ResourceType, goal: Goal, state: str, expected: str) -> None:
    assert state in getattr(classes(kind, goal), expected)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (bedrock_agent.Agent, ("created", "ready", "updated", "started", "deleted", "settled")),
        (glue.Trigger, ("created", "ready", "updated", "started", "stopped", "deleted", "settled")),
        (lexv2_models.BotRecommendation, ("completed", "updated", "stopped", "deleted", "settled")),
        (kendra.QuerySuggestionsConfig, ("updated", "settled")),
        (bedrock.FoundationModelAgreement, ("created", "ready", "settled")),
    ],
    ids=repr,
)
def test_goals(kind: ResourceType, expected: tuple[str, ...]) -> None:
    assert goals(kind) == expected
    assert default_goal(kind) == next(goal for goal in ("completed", "ready", "settled") if goal in expected)


@pytest.mark.parametrize(
    ("kind", "state"),
    [(bedrock_agent.Agent, "NOT_PREPARED"), (glue.Trigger, "DEACTIVATED"), (lexv2_models.BotLocale, "NotBuilt")],
    ids=repr,
)
def test_what_can_be_started_is_not_hopeless(kind: ResourceType, state: str) -> None:
    assert not hopeless(kind, "ready", state)


# --- a service that has a word for what isn't there ------------------------------------------------------------------


def test_word_for_what_is_not_there() -> None:
    def seen(status: str) -> str:
        answer = {"DocumentStatusList": [{"DocumentId": "d", "DocumentStatus": status}]}
        return described(kendra.Document("i", "d"), answer, 5.0).state

    assert (seen("NOT_FOUND"), seen("INDEXED")) == (GONE, "INDEXED")
    assert "NOT_FOUND" not in kendra.Document.states


@pytest.mark.parametrize("answer", [{"DocumentStatusList": []}, {}, {"DocumentStatusList": [], "Errors": [{}]}])
def test_where_there_is_a_word_for_it_an_empty_list_is_no_deletion(answer: dict[str, Any]) -> None:
    with pytest.raises(ServiceError, match="no status at DocumentStatus"):
        described(kendra.Document("i", "d"), answer, 5.0)


def test_misspelt_word_for_what_is_not_there_is_caught() -> None:
    broken = replace(kendra.Document, describe=replace(kendra.Document.describe, gone="ABSENT"))
    found = problems(broken, service_model("kendra"))
    assert "describe: 'ABSENT' is no word for what isn't there" in found
    assert "describe: NOT_FOUND is in the model alone" in found


def test_operation_of_several_services_is_known_of_each() -> None:
    for service in ("bedrock-agent", "kendra", "qbusiness"):
        Budgets({f"{service}:ListDataSources": 2.0})
    with pytest.raises(UnknownNameError, match="did you mean 'kendra:ListDataSources'"):
        Budgets({"kendra:ListDataSource": 2.0})


def test_what_is_left_of_a_thing_that_is_deleted_at_once_is_in_its_drawing() -> None:
    assert "    ACTIVE --> DELETED: delete" in states_mermaid(bedrock_agentcore.PaymentInstrument).splitlines()


# --- what only some listings have ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "operation", "parameter", "most"),
    [
        ("bedrock-agentcore-control", "ListBrowsers", "maxResults", 50),  # documented below the model's 100
        ("glue", "GetJobRuns", "MaxResults", 200),  # the model's alone
        ("glue", "DescribeIntegrations", "MaxRecords", None),
    ],
)
def test_limit_is_the_lesser_of_model_and_documentation(
    service: str, operation: str, parameter: str, most: int | None
) -> None:
    assert limit_of(inputs(operation_of(service_model(service), operation))[parameter]) == most


@pytest.mark.parametrize(
    ("ref", "arguments"),
    [
        (
            lexv2_models.Export("e"),
            {"sortBy": {"attribute": "LastUpdatedDateTime", "order": "Descending"}, "maxResults": 1000},
        ),
        (lexv2_models.Bot("b"), {"maxResults": 1000}),  # is sorted by name alone
        (kendra.Thesaurus(IndexId="i", Id="t"), {"IndexId": "i", "MaxResults": 100}),
        (glue.WorkflowRun("nightly", "wr_1"), {"Name": "nightly", "MaxResults": 1000}),
        (bedrock.ModelCopyJob("arn:x"), {"sortBy": "CreationTime", "sortOrder": "Descending", "maxResults": 1000}),
        (
            bedrock_agent.IngestionJob("k", "d", "j"),
            {
                "knowledgeBaseId": "k",
                "dataSourceId": "d",
                "sortBy": {"attribute": "STARTED_AT", "order": "DESCENDING"},
                "maxResults": 1000,
            },
        ),
    ],
)
def test_listing_of_one_thing(ref: Any, arguments: dict[str, Any]) -> None:
    assert ref.listing is not None
    assert ref.listing.arguments == arguments


@pytest.mark.parametrize("ref", [glue.ColumnStatisticsTaskRun("r"), glue.SchemaVersion("v")], ids=repr)
def test_described_one_by_one_where_only_the_caller_knows_the_listing(ref: Any) -> None:
    assert ref.listing is None
