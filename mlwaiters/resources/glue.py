"""AWS Glue: the tables of its resource types."""

from functools import partial

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_NO_ENTITY = (Absent("EntityNotFoundException"),)
_TASK_RUN = Fields("Status", reason=("ErrorString",), created="StartedOn", modified="LastModifiedOn")
_JOB_RUN = Fields(
    "JobRunState", reason=("ErrorMessage", "StateDetail"), created="StartedOn", modified="LastModifiedOn",
)
# READY is both before a crawl and after it: how the last crawl ended stands for it, and its start tells one crawl from
# the next. (LastUpdated is the crawler's definition, not its run.)
_CRAWLER = Fields(
    "State", reason=("LastCrawl.ErrorMessage",), created="CreationTime", modified="LastCrawl.StartTime",
    resting=("READY", "LastCrawl.Status"),
)
# One kind of thing is as another here, but for its name.
_Type = partial(ResourceType, service="glue", absent=_NO_ENTITY)
_Lists = partial(Lists, limit=1000, page=100)
_RunTask = partial(Request, "run", via=("STARTING", "RUNNING"), to=("SUCCEEDED",), fail=("FAILED", "TIMEOUT"))
_StopTask = partial(Request, "stop", via=("STOPPING",), to=("STOPPED",), when=("STARTING", "RUNNING"))
_Run = partial(Request, "run", via=("STARTING", "RUNNING"), to=("SUCCEEDED",), fail=("FAILED",))
_Stop = partial(Request, "stop", via=(), to=("STOPPED",), when=("STARTING", "RUNNING"))

MLTaskRun = _Type(
    name="MLTaskRun",
    identifiers=("TransformId", "TaskRunId"),
    requests=(
        _RunTask(
            (
                "StartMLEvaluationTaskRun", "StartMLLabelingSetGenerationTaskRun", "StartImportLabelsTaskRun",
                "StartExportLabelsTaskRun",
            ),
        ),
        _StopTask(("CancelMLTaskRun",)),
    ),
    describe=Describe("GetMLTaskRun", _TASK_RUN),
    lists=_Lists(
        "GetMLTaskRuns", "TaskRuns", _TASK_RUN, identifiers={"TransformId": "TransformId", "TaskRunId": "TaskRunId"},
        parent=Parent("TransformId", "ListMLTransforms", "TransformIds", "", limit=1000),
        filters={
            "status": "Filter.Status", "created_after": "Filter.StartedAfter", "created_before": "Filter.StartedBefore",
        },
        equals={"Filter.TaskRunType": "Properties.TaskType"}, sort_by="Sort.Column",
        sort={"STARTED": "StartedOn", "STATUS": "Status", "TASK_RUN_TYPE": "Properties.TaskType"},
        sort_order="Sort.SortDirection", newest={"Sort": {"Column": "STARTED", "SortDirection": "DESCENDING"}},
        whole=True,
    ),
    minted=True,
    timeout=172800,  # MLTransform.Timeout is 2880 minutes unless set; past it the service itself says TIMEOUT
    # The model tells the group alone; that the stream is named as the run is taken from job runs.
    logs=(Log("{LogGroupName}", "{TaskRunId}"),),
)

JobRun = _Type(
    name="JobRun",
    identifiers=("JobName", "RunId"),
    requests=(
        # WAITING: queued for capacity (JobRunQueuingEnabled). EXPIRED: queued for too long, or a day old in streaming.
        Request(
            "run", ("StartJobRun",), ("WAITING", "STARTING", "RUNNING"), ("SUCCEEDED",),
            ("FAILED", "TIMEOUT", "ERROR", "EXPIRED"),
        ),
        Request("stop", ("BatchStopJobRun",), ("STOPPING",), ("STOPPED",), when=("WAITING", "STARTING", "RUNNING")),
    ),
    describe=Describe("GetJobRun", _JOB_RUN, within="JobRun"),
    lists=Lists(
        "GetJobRuns", "JobRuns", _JOB_RUN, identifiers={"JobName": "JobName", "RunId": "Id"}, limit=200, page=200,
        parent=Parent("JobName", "ListJobs", "JobNames", "", limit=1000), whole=True,
    ),
    minted=True,
    timeout=172800,  # Job.Timeout is 480 minutes from Glue 5.0 on, and was 2880 before
    # LogGroupName is what the names of both begin with (developer guide, and Airflow's GlueJobHook, which reads them).
    logs=(
        Log("{LogGroupName|/aws-glue/jobs}/error", "{RunId}"), Log("{LogGroupName|/aws-glue/jobs}/output", "{RunId}"),
    ),
)

Crawler = _Type(
    name="Crawler",
    identifiers=("Name",),
    requests=(
        Request(
            "run", ("StartCrawler",), ("RUNNING",), ("SUCCEEDED",), ("FAILED",),
            when=("READY", "SUCCEEDED", "FAILED", "CANCELLED"),
        ),
        # A crawl that ends by itself goes via STOPPING too: what LastCrawl then says decides.
        Request("stop", ("StopCrawler",), ("STOPPING",), ("CANCELLED",), when=("RUNNING",)),
        Request("delete", ("DeleteCrawler",), (), (GONE,), when=("READY", "SUCCEEDED", "FAILED", "CANCELLED")),
    ),
    others=("READY",),
    describe=Describe("GetCrawler", _CRAWLER, within="Crawler"),
    lists=_Lists("GetCrawlers", "Crawlers", _CRAWLER, identifiers={"Name": "Name"}, whole=True),
    timeout=86400,
    logs=(Log("{LastCrawl.LogGroup}", "{LastCrawl.LogStream}"),),
)

Blueprint = _Type(
    name="Blueprint",
    identifiers=("Name",),
    requests=(
        Request("create", ("CreateBlueprint",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateBlueprint",), ("UPDATING",), ("ACTIVE",), ("FAILED",), when=("ACTIVE", "FAILED")),
        Request("delete", ("DeleteBlueprint",), (), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe(
        "GetBlueprint", Fields("Status", reason=("ErrorMessage",), created="CreatedOn", modified="LastModifiedOn"),
        within="Blueprint",
    ),
    lists=None,
    timeout=3600,
)

_BLUEPRINT_RUN = Fields("State", reason=("ErrorMessage", "RollbackErrorMessage"), created="StartedOn")
BlueprintRun = _Type(
    name="BlueprintRun",
    identifiers=("BlueprintName", "RunId"),
    requests=(
        # ROLLING_BACK: it has failed, and what it made is being taken away.
        Request("run", ("StartBlueprintRun",), ("RUNNING",), ("SUCCEEDED",), ("FAILED",), rollback=("ROLLING_BACK",)),
    ),
    describe=Describe("GetBlueprintRun", _BLUEPRINT_RUN, within="BlueprintRun"),
    lists=_Lists(
        "GetBlueprintRuns", "BlueprintRuns", _BLUEPRINT_RUN,
        identifiers={"BlueprintName": "BlueprintName", "RunId": "RunId"},
        parent=Parent("BlueprintName", "ListBlueprints", "Blueprints", "", limit=25), whole=True,
    ),
    timeout=86400,
    minted=True,
)

_COLUMN_STATISTICS_TASK_RUN = Fields(
    "Status", reason=("ErrorMessage",), created="CreationTime", modified="LastUpdated",
)

ColumnStatisticsTaskRun = _Type(
    name="ColumnStatisticsTaskRun",
    identifiers=("ColumnStatisticsTaskRunId",),
    requests=(_Run(("StartColumnStatisticsTaskRun",)), _Stop(("StopColumnStatisticsTaskRun",))),
    describe=Describe("GetColumnStatisticsTaskRun", _COLUMN_STATISTICS_TASK_RUN, within="ColumnStatisticsTaskRun"),
    lists=_Lists(
        "GetColumnStatisticsTaskRuns", "ColumnStatisticsTaskRuns", _COLUMN_STATISTICS_TASK_RUN,
        identifiers={"ColumnStatisticsTaskRunId": "ColumnStatisticsTaskRunId"}, equals={"CatalogID": "CatalogID"},
        whole=True, needs={"DatabaseName": "", "TableName": ""},
    ),
    timeout=86400,
    minted=True,
)

_CONNECTION = Fields("Status", reason=("StatusReason",), created="CreationTime", modified="LastUpdatedTime")
Connection = _Type(
    name="Connection",
    identifiers=("Name",),
    requests=(
        Request("create", ("CreateConnection",), ("IN_PROGRESS",), ("READY",), ("FAILED",)),
        Request("delete", ("BatchDeleteConnection", "DeleteConnection"), (), (GONE,), when=("READY", "FAILED")),
    ),
    describe=Describe("GetConnection", _CONNECTION, within="Connection"),
    lists=_Lists(
        "GetConnections", "ConnectionList", _CONNECTION, identifiers={"Name": "Name"},
        equals={
            "CatalogId": "", "Filter.MatchCriteria": "MatchCriteria", "Filter.ConnectionType": "ConnectionType",
            "Filter.ConnectionSchemaVersion": "ConnectionSchemaVersion", "HidePassword": "",
        },
        whole=True,
    ),
    timeout=3600,
)

DataQualityRuleRecommendationRun = _Type(
    name="DataQualityRuleRecommendationRun",
    identifiers=("RunId",),
    requests=(
        _RunTask(("StartDataQualityRuleRecommendationRun",)),
        _StopTask(("CancelDataQualityRuleRecommendationRun",)),
    ),
    describe=Describe(
        "GetDataQualityRuleRecommendationRun",
        Fields("Status", reason=("ErrorString",), created="StartedOn", modified="LastModifiedOn"),
    ),
    lists=_Lists(
        "ListDataQualityRuleRecommendationRuns", "Runs", Fields("Status", created="StartedOn"),
        identifiers={"RunId": "RunId"},
        filters={"created_before": "Filter.StartedBefore", "created_after": "Filter.StartedAfter"},
        equals={"Filter.DataSource": "DataSource", "Tags": ""},
    ),
    # A run's Timeout is 2880 minutes unless set; past it the service itself says TIMEOUT.
    timeout=172800,
    minted=True,
    logs=(
        Log("{AdditionalRunOptions.CustomLogGroupPrefix|/aws-glue/data-quality}/error"),
        Log("{AdditionalRunOptions.CustomLogGroupPrefix|/aws-glue/data-quality}/output"),
    ),
)

DataQualityRulesetEvaluationRun = _Type(
    name="DataQualityRulesetEvaluationRun",
    identifiers=("RunId",),
    requests=(
        _RunTask(("StartDataQualityRulesetEvaluationRun",)),
        _StopTask(("CancelDataQualityRulesetEvaluationRun",)),
    ),
    describe=Describe(
        "GetDataQualityRulesetEvaluationRun",
        Fields("Status", reason=("ErrorString",), created="StartedOn", modified="LastModifiedOn"),
    ),
    lists=_Lists(
        "ListDataQualityRulesetEvaluationRuns", "Runs", Fields("Status", created="StartedOn"),
        identifiers={"RunId": "RunId"},
        filters={"created_before": "Filter.StartedBefore", "created_after": "Filter.StartedAfter"},
        equals={"Filter.DataSource": "DataSource", "Filter.RulesetName": ""},
    ),
    # A run's Timeout is 2880 minutes unless set; past it the service itself says TIMEOUT.
    timeout=172800,
    minted=True,
    logs=(
        Log("{AdditionalRunOptions.CustomLogGroupPrefix|/aws-glue/data-quality}/error"),
        Log("{AdditionalRunOptions.CustomLogGroupPrefix|/aws-glue/data-quality}/output"),
    ),
)

_DEV_ENDPOINT = Fields(
    "Status", reason=("FailureReason",), created="CreatedTimestamp", modified="LastModifiedTimestamp",
)

DevEndpoint = _Type(
    name="DevEndpoint",
    identifiers=("EndpointName",),
    requests=(
        # The model has no words for the status: those that Terraform's provider waits for (its `devEndpointStatus…`).
        # An update has a status of its own (LastUpdateStatus).
        Request("create", ("CreateDevEndpoint",), ("PROVISIONING",), ("READY",), ("FAILED",)),
        Request("delete", ("DeleteDevEndpoint",), ("TERMINATING",), (GONE,), when=("READY", "FAILED")),
    ),
    describe=Describe("GetDevEndpoint", _DEV_ENDPOINT, within="DevEndpoint"),
    lists=_Lists(
        "GetDevEndpoints", "DevEndpoints", _DEV_ENDPOINT, identifiers={"EndpointName": "EndpointName"}, whole=True,
    ),
    timeout=3600,
)

_INTEGRATION = Fields("Status", reason=("Errors[].ErrorMessage",), created="CreateTime", arn="IntegrationArn")
Integration = ResourceType(
    service="glue",
    name="Integration",
    identifiers=("IntegrationIdentifier",),
    requests=(
        Request("create", ("CreateIntegration",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request(
            "update", ("ModifyIntegration",), ("MODIFYING",), ("ACTIVE",), ("FAILED",),
            when=("ACTIVE", "NEEDS_ATTENTION"),
        ),
        Request("delete", ("DeleteIntegration",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED", "NEEDS_ATTENTION")),
        Request("maintain", (), ("SYNCING",), ("ACTIVE",), ("NEEDS_ATTENTION",), when=("ACTIVE", "NEEDS_ATTENTION")),
    ),
    describe=Describe("DescribeIntegrations", _INTEGRATION, within="Integrations[]"),
    lists=Lists(
        "DescribeIntegrations", "Integrations", _INTEGRATION, identifiers={"IntegrationIdentifier": "IntegrationArn"},
        limit=100, page=100, equals={"IntegrationIdentifier": "IntegrationArn", "Filters": ""}, whole=True,
        limit_parameter="MaxRecords", token="Marker",
    ),
    absent=(Absent("IntegrationNotFoundFault"), Absent("EntityNotFoundException")),
    timeout=3600,
    minted=True,
)

_ML_TRANSFORM = Fields("Status", created="CreatedOn", modified="LastModifiedOn")
MLTransform = _Type(
    name="MLTransform",
    identifiers=("TransformId",),
    requests=(
        Request("create", ("CreateMLTransform",), (), ("READY",)),
        Request("delete", ("DeleteMLTransform",), ("DELETING",), (GONE,), when=("READY", "NOT_READY")),
    ),
    describe=Describe("GetMLTransform", _ML_TRANSFORM),
    lists=_Lists(
        "GetMLTransforms", "Transforms", _ML_TRANSFORM, identifiers={"TransformId": "TransformId"},
        filters={
            "name": "Filter.Name", "status": "Filter.Status", "created_before": "Filter.CreatedBefore",
            "created_after": "Filter.CreatedAfter", "modified_before": "Filter.LastModifiedBefore",
            "modified_after": "Filter.LastModifiedAfter",
        },
        equals={
            "Filter.TransformType": "Parameters.TransformType", "Filter.GlueVersion": "GlueVersion",
            "Filter.Schema": "Schema",
        },
        sort_by="Sort.Column",
        sort={
            "NAME": "Name", "TRANSFORM_TYPE": "Parameters.TransformType", "STATUS": "Status", "CREATED": "CreatedOn",
            "LAST_MODIFIED": "LastModifiedOn",
        },
        sort_order="Sort.SortDirection", newest={"Sort": {"Column": "CREATED", "SortDirection": "DESCENDING"}},
        whole=True,
    ),
    timeout=3600,
    minted=True,
    others=("NOT_READY",),
)

_MATERIALIZED_VIEW_REFRESH_TASK_RUN = Fields(
    "Status", reason=("ErrorMessage",), created="CreationTime", modified="LastUpdated",
)

MaterializedViewRefreshTaskRun = _Type(
    name="MaterializedViewRefreshTaskRun",
    identifiers=("CatalogId", "MaterializedViewRefreshTaskRunId"),
    requests=(_Run(("StartMaterializedViewRefreshTaskRun",)), _Stop(("StopMaterializedViewRefreshTaskRun",))),
    describe=Describe(
        "GetMaterializedViewRefreshTaskRun", _MATERIALIZED_VIEW_REFRESH_TASK_RUN,
        within="MaterializedViewRefreshTaskRun",
    ),
    # GetCatalogs leaves out the account's own catalogue unless told to include it: the caller names one.
    lists=_Lists(
        "ListMaterializedViewRefreshTaskRuns", "MaterializedViewRefreshTaskRuns", _MATERIALIZED_VIEW_REFRESH_TASK_RUN,
        identifiers={"CatalogId": "CatalogId", "MaterializedViewRefreshTaskRunId": "MaterializedViewRefreshTaskRunId"},
        equals={"DatabaseName": "DatabaseName", "TableName": "TableName"}, whole=True, needs={"CatalogId": "CatalogId"},
    ),
    timeout=86400,
    minted=True,
)

Registry = _Type(
    name="Registry",
    identifiers=("RegistryArn",),
    requests=(
        Request("create", ("CreateRegistry",), (), ("AVAILABLE",)),
        Request("delete", ("DeleteRegistry",), ("DELETING",), (GONE,), when=("AVAILABLE",)),
    ),
    describe=Describe(
        "GetRegistry", Fields("Status", arn="RegistryArn"), sends={"RegistryArn": "RegistryId.RegistryArn"},
    ),
    lists=Lists(
        "ListRegistries", "Registries", Fields("Status", arn="RegistryArn"), identifiers={"RegistryArn": "RegistryArn"},
        limit=100, page=25, whole=True,
    ),
    timeout=3600,
)

Schema = _Type(
    name="Schema",
    identifiers=("SchemaArn",),
    requests=(
        Request("create", ("CreateSchema",), ("PENDING",), ("AVAILABLE",)),
        Request("delete", ("DeleteSchema",), ("DELETING",), (GONE,), when=("AVAILABLE",)),
    ),
    describe=Describe("GetSchema", Fields("SchemaStatus", arn="SchemaArn"), sends={"SchemaArn": "SchemaId.SchemaArn"}),
    lists=Lists(
        "ListSchemas", "Schemas", Fields("SchemaStatus", arn="SchemaArn"), identifiers={"SchemaArn": "SchemaArn"},
        limit=100, page=25, equals={"RegistryId.RegistryName": "RegistryName", "RegistryId.RegistryArn": ""},
    ),
    timeout=3600,
)

SchemaVersion = _Type(
    name="SchemaVersion",
    identifiers=("SchemaVersionId",),
    requests=(
        Request("create", ("RegisterSchemaVersion",), ("PENDING",), ("AVAILABLE",), ("FAILURE",)),
        Request("delete", ("DeleteSchemaVersions",), ("DELETING",), (GONE,), when=("AVAILABLE", "FAILURE")),
    ),
    describe=Describe("GetSchemaVersion", Fields("Status")),
    lists=Lists(
        "ListSchemaVersions", "Schemas", Fields("Status"), identifiers={"SchemaVersionId": "SchemaVersionId"},
        limit=100, page=25,
        equals={"SchemaId.SchemaArn": "SchemaArn", "SchemaId.SchemaName": "", "SchemaId.RegistryName": ""},
        needs={"SchemaId": ""},
    ),
    timeout=3600,
    minted=True,
)

_SESSION = Fields("Status", reason=("ErrorMessage",), created="CreatedOn")
Session = _Type(
    name="Session",
    identifiers=("Id",),
    requests=(
        Request("create", ("CreateSession",), ("PROVISIONING",), ("READY",), ("FAILED",)),
        Request("stop", ("StopSession",), ("STOPPING",), ("STOPPED",), when=("READY",)),
        Request("delete", ("DeleteSession",), (), (GONE,), when=("READY", "FAILED", "TIMEOUT", "STOPPED")),
    ),
    describe=Describe("GetSession", _SESSION, within="Session"),
    lists=_Lists(
        "ListSessions", "Sessions", _SESSION, identifiers={"Id": "Id"}, equals={"Tags": "", "RequestOrigin": ""},
        whole=True,
    ),
    timeout=3600,
    # After the session's Timeout or IdleTimeout.
    others=("TIMEOUT",),
)

Trigger = _Type(
    name="Trigger",
    identifiers=("Name",),
    requests=(
        # On to ACTIVATED by itself with StartOnCreation; a trigger on demand stays CREATED.
        Request("create", ("CreateTrigger",), ("CREATING",), ("CREATED",)),
        Request(
            "update", ("UpdateTrigger",), ("UPDATING",), ("CREATED", "ACTIVATED", "DEACTIVATED"),
            when=("CREATED", "ACTIVATED", "DEACTIVATED"),
        ),
        Request("start", ("StartTrigger",), ("ACTIVATING",), ("ACTIVATED",), when=("CREATED", "DEACTIVATED")),
        Request("stop", ("StopTrigger",), ("DEACTIVATING",), ("DEACTIVATED",), when=("ACTIVATED",)),
        Request("delete", ("DeleteTrigger",), ("DELETING",), (GONE,), when=("CREATED", "ACTIVATED", "DEACTIVATED")),
    ),
    describe=Describe("GetTrigger", Fields("State"), within="Trigger"),
    lists=Lists(
        "GetTriggers", "Triggers", Fields("State"), identifiers={"Name": "Name"}, limit=200, page=100,
        equals={"DependentJobName": ""}, whole=True,
    ),
    timeout=3600,
)

_WORKFLOW_RUN = Fields("Status", reason=("ErrorMessage",), created="StartedOn")
WorkflowRun = _Type(
    name="WorkflowRun",
    identifiers=("Name", "RunId"),
    requests=(
        # COMPLETED whatever became of its jobs and crawlers: Statistics counts those that failed.
        Request("run", ("StartWorkflowRun", "ResumeWorkflowRun"), ("RUNNING",), ("COMPLETED",), ("ERROR",)),
        Request("stop", ("StopWorkflowRun",), ("STOPPING",), ("STOPPED",), when=("RUNNING",)),
    ),
    describe=Describe("GetWorkflowRun", _WORKFLOW_RUN, within="Run"),
    lists=_Lists(
        "GetWorkflowRuns", "Runs", _WORKFLOW_RUN, identifiers={"Name": "Name", "RunId": "WorkflowRunId"},
        parent=Parent("Name", "ListWorkflows", "Workflows", "", limit=25), equals={"IncludeGraph": ""}, whole=True,
    ),
    timeout=172800,
    minted=True,
)
