"""AWS Glue: the tables of its resource types."""

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_NO_ENTITY = (Absent("EntityNotFoundException"),)

_TASK_RUN = Fields("Status", reason=("ErrorString",), created="StartedOn", modified="LastModifiedOn")
_JOB_RUN = Fields(
    "JobRunState", reason=("ErrorMessage", "StateDetail"), created="StartedOn", modified="LastModifiedOn"
)
# READY is both before a crawl and after it: how the last crawl ended stands for it, and its start tells one crawl from
# the next. (LastUpdated is the crawler's definition, not its run.)
_CRAWLER = Fields(
    "State",
    reason=("LastCrawl.ErrorMessage",),
    created="CreationTime",
    modified="LastCrawl.StartTime",
    resting=("READY", "LastCrawl.Status"),
)


MLTaskRun = ResourceType(
    service="glue",
    name="MLTaskRun",
    identifiers=("TransformId", "TaskRunId"),
    requests=(
        Request(
            "run",
            (
                "StartMLEvaluationTaskRun",
                "StartMLLabelingSetGenerationTaskRun",
                "StartImportLabelsTaskRun",
                "StartExportLabelsTaskRun",
            ),
            ("STARTING", "RUNNING"),
            ("SUCCEEDED",),
            ("FAILED", "TIMEOUT"),
        ),
        Request("stop", ("CancelMLTaskRun",), ("STOPPING",), ("STOPPED",), when=("STARTING", "RUNNING")),
    ),
    describe=Describe("GetMLTaskRun", _TASK_RUN),
    lists=Lists(
        "GetMLTaskRuns",
        "TaskRuns",
        _TASK_RUN,
        identifiers={"TransformId": "TransformId", "TaskRunId": "TaskRunId"},
        limit=1000,
        page=100,
        parent=Parent("TransformId", "ListMLTransforms", "TransformIds", "", limit=1000),
        filters={
            "status": "Filter.Status",
            "created_after": "Filter.StartedAfter",
            "created_before": "Filter.StartedBefore",
        },
        equals={"Filter.TaskRunType": "Properties.TaskType"},
        sort_by="Sort.Column",
        sort={"STARTED": "StartedOn", "STATUS": "Status", "TASK_RUN_TYPE": "Properties.TaskType"},
        sort_order="Sort.SortDirection",
        newest={"Sort": {"Column": "STARTED", "SortDirection": "DESCENDING"}},
        whole=True,
    ),
    absent=_NO_ENTITY,
    minted=True,
    timeout=172800,  # MLTransform.Timeout is 2880 minutes unless set; past it the service itself says TIMEOUT
    # The model tells the group alone; that the stream is named as the run is taken from job runs.
    logs=(Log("{LogGroupName}", "{TaskRunId}"),),
)

JobRun = ResourceType(
    service="glue",
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
        "GetJobRuns",
        "JobRuns",
        _JOB_RUN,
        identifiers={"JobName": "JobName", "RunId": "Id"},
        limit=200,
        page=200,
        parent=Parent("JobName", "ListJobs", "JobNames", "", limit=1000),
        whole=True,
    ),
    absent=_NO_ENTITY,
    minted=True,
    timeout=172800,  # Job.Timeout is 480 minutes from Glue 5.0 on, and was 2880 before
    # LogGroupName is what the names of both begin with (developer guide, and Airflow's GlueJobHook, which reads them).
    logs=(
        Log("{LogGroupName|/aws-glue/jobs}/error", "{RunId}"),
        Log("{LogGroupName|/aws-glue/jobs}/output", "{RunId}"),
    ),
)

Crawler = ResourceType(
    service="glue",
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
    lists=Lists(
        "GetCrawlers",
        "Crawlers",
        _CRAWLER,
        identifiers={"Name": "Name"},
        limit=1000,
        page=100,
        whole=True,
    ),
    absent=_NO_ENTITY,
    timeout=86400,
    logs=(Log("{LastCrawl.LogGroup}", "{LastCrawl.LogStream}"),),
)

Blueprint = ResourceType(
    service="glue",
    name="Blueprint",
    identifiers=("Name",),
    requests=(
        Request("create", ("CreateBlueprint",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateBlueprint",), ("UPDATING",), ("ACTIVE",), ("FAILED",), when=("ACTIVE", "FAILED")),
        Request("delete", ("DeleteBlueprint",), (), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe(
        "GetBlueprint",
        Fields("Status", reason=("ErrorMessage",), created="CreatedOn", modified="LastModifiedOn"),
        within="Blueprint",
    ),
    lists=None,
    absent=_NO_ENTITY,
    timeout=3600,
)

_BLUEPRINT_RUN = Fields("State", reason=("ErrorMessage", "RollbackErrorMessage"), created="StartedOn")
BlueprintRun = ResourceType(
    service="glue",
    name="BlueprintRun",
    identifiers=("BlueprintName", "RunId"),
    requests=(
        # ROLLING_BACK: it has failed, and what it made is being taken away.
        Request("run", ("StartBlueprintRun",), ("RUNNING",), ("SUCCEEDED",), ("FAILED",), rollback=("ROLLING_BACK",)),
    ),
    describe=Describe("GetBlueprintRun", _BLUEPRINT_RUN, within="BlueprintRun"),
    lists=Lists(
        "GetBlueprintRuns",
        "BlueprintRuns",
        _BLUEPRINT_RUN,
        identifiers={"BlueprintName": "BlueprintName", "RunId": "RunId"},
        limit=1000,
        page=100,
        parent=Parent("BlueprintName", "ListBlueprints", "Blueprints", "", limit=25),
        whole=True,
    ),
    absent=_NO_ENTITY,
    timeout=86400,
    minted=True,
)

_COLUMN_STATISTICS_TASK_RUN = Fields("Status", reason=("ErrorMessage",), created="CreationTime", modified="LastUpdated")
ColumnStatisticsTaskRun = ResourceType(
    service="glue",
    name="ColumnStatisticsTaskRun",
    identifiers=("ColumnStatisticsTaskRunId",),
    requests=(
        Request("run", ("StartColumnStatisticsTaskRun",), ("STARTING", "RUNNING"), ("SUCCEEDED",), ("FAILED",)),
        Request("stop", ("StopColumnStatisticsTaskRun",), (), ("STOPPED",), when=("STARTING", "RUNNING")),
    ),
    describe=Describe("GetColumnStatisticsTaskRun", _COLUMN_STATISTICS_TASK_RUN, within="ColumnStatisticsTaskRun"),
    lists=Lists(
        "GetColumnStatisticsTaskRuns",
        "ColumnStatisticsTaskRuns",
        _COLUMN_STATISTICS_TASK_RUN,
        identifiers={"ColumnStatisticsTaskRunId": "ColumnStatisticsTaskRunId"},
        limit=1000,
        page=100,
        equals={"CatalogID": "CatalogID"},
        whole=True,
        needs={"DatabaseName": "", "TableName": ""},
    ),
    absent=_NO_ENTITY,
    timeout=86400,
    minted=True,
)

_CONNECTION = Fields("Status", reason=("StatusReason",), created="CreationTime", modified="LastUpdatedTime")
Connection = ResourceType(
    service="glue",
    name="Connection",
    identifiers=("Name",),
    requests=(
        Request("create", ("CreateConnection",), ("IN_PROGRESS",), ("READY",), ("FAILED",)),
        Request("delete", ("BatchDeleteConnection", "DeleteConnection"), (), (GONE,), when=("READY", "FAILED")),
    ),
    describe=Describe("GetConnection", _CONNECTION, within="Connection"),
    lists=Lists(
        "GetConnections",
        "ConnectionList",
        _CONNECTION,
        identifiers={"Name": "Name"},
        limit=1000,
        page=100,
        equals={
            "CatalogId": "",
            "Filter.MatchCriteria": "MatchCriteria",
            "Filter.ConnectionType": "ConnectionType",
            "Filter.ConnectionSchemaVersion": "ConnectionSchemaVersion",
            "HidePassword": "",
        },
        whole=True,
    ),
    absent=_NO_ENTITY,
    timeout=3600,
)

DataQualityRuleRecommendationRun = ResourceType(
    service="glue",
    name="DataQualityRuleRecommendationRun",
    identifiers=("RunId",),
    requests=(
        Request(
            "run", ("StartDataQualityRuleRecommendationRun",), ("STARTING", "RUNNING"), ("SUCCEEDED",),
            ("FAILED", "TIMEOUT"),
        ),
        Request(
            "stop", ("CancelDataQualityRuleRecommendationRun",), ("STOPPING",), ("STOPPED",),
            when=("STARTING", "RUNNING"),
        ),
    ),
    describe=Describe(
        "GetDataQualityRuleRecommendationRun",
        Fields("Status", reason=("ErrorString",), created="StartedOn", modified="LastModifiedOn"),
    ),
    lists=Lists(
        "ListDataQualityRuleRecommendationRuns",
        "Runs",
        Fields("Status", created="StartedOn"),
        identifiers={"RunId": "RunId"},
        limit=1000,
        page=100,
        filters={"created_before": "Filter.StartedBefore", "created_after": "Filter.StartedAfter"},
        equals={"Filter.DataSource": "DataSource", "Tags": ""},
    ),
    absent=_NO_ENTITY,
    # A run's Timeout is 2880 minutes unless set; past it the service itself says TIMEOUT.
    timeout=172800,
    minted=True,
    logs=(
        Log("{AdditionalRunOptions.CustomLogGroupPrefix|/aws-glue/data-quality}/error"),
        Log("{AdditionalRunOptions.CustomLogGroupPrefix|/aws-glue/data-quality}/output"),
    ),
)

DataQualityRulesetEvaluationRun = ResourceType(
    service="glue",
    name="DataQualityRulesetEvaluationRun",
    identifiers=("RunId",),
    requests=(
        Request(
            "run", ("StartDataQualityRulesetEvaluationRun",), ("STARTING", "RUNNING"), ("SUCCEEDED",),
            ("FAILED", "TIMEOUT"),
        ),
        Request(
            "stop", ("CancelDataQualityRulesetEvaluationRun",), ("STOPPING",), ("STOPPED",),
            when=("STARTING", "RUNNING"),
        ),
    ),
    describe=Describe(
        "GetDataQualityRulesetEvaluationRun",
        Fields("Status", reason=("ErrorString",), created="StartedOn", modified="LastModifiedOn"),
    ),
    lists=Lists(
        "ListDataQualityRulesetEvaluationRuns",
        "Runs",
        Fields("Status", created="StartedOn"),
        identifiers={"RunId": "RunId"},
        limit=1000,
        page=100,
        filters={"created_before": "Filter.StartedBefore", "created_after": "Filter.StartedAfter"},
        equals={"Filter.DataSource": "DataSource", "Filter.RulesetName": ""},
    ),
    absent=_NO_ENTITY,
    # A run's Timeout is 2880 minutes unless set; past it the service itself says TIMEOUT.
    timeout=172800,
    minted=True,
    logs=(
        Log("{AdditionalRunOptions.CustomLogGroupPrefix|/aws-glue/data-quality}/error"),
        Log("{AdditionalRunOptions.CustomLogGroupPrefix|/aws-glue/data-quality}/output"),
    ),
)

_DEV_ENDPOINT = Fields(
    "Status",
    reason=("FailureReason",),
    created="CreatedTimestamp",
    modified="LastModifiedTimestamp",
)
DevEndpoint = ResourceType(
    service="glue",
    name="DevEndpoint",
    identifiers=("EndpointName",),
    requests=(
        # The model has no words for the status: those that Terraform's provider waits for (its `devEndpointStatus…`).
        # An update has a status of its own (LastUpdateStatus).
        Request("create", ("CreateDevEndpoint",), ("PROVISIONING",), ("READY",), ("FAILED",)),
        Request("delete", ("DeleteDevEndpoint",), ("TERMINATING",), (GONE,), when=("READY", "FAILED")),
    ),
    describe=Describe("GetDevEndpoint", _DEV_ENDPOINT, within="DevEndpoint"),
    lists=Lists(
        "GetDevEndpoints",
        "DevEndpoints",
        _DEV_ENDPOINT,
        identifiers={"EndpointName": "EndpointName"},
        limit=1000,
        page=100,
        whole=True,
    ),
    absent=_NO_ENTITY,
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
        "DescribeIntegrations",
        "Integrations",
        _INTEGRATION,
        identifiers={"IntegrationIdentifier": "IntegrationArn"},
        limit=100,
        page=100,
        equals={"IntegrationIdentifier": "IntegrationArn", "Filters": ""},
        whole=True,
        limit_parameter="MaxRecords",
        token="Marker",
    ),
    absent=(Absent("IntegrationNotFoundFault"), Absent("EntityNotFoundException")),
    timeout=3600,
    minted=True,
)

_ML_TRANSFORM = Fields("Status", created="CreatedOn", modified="LastModifiedOn")
MLTransform = ResourceType(
    service="glue",
    name="MLTransform",
    identifiers=("TransformId",),
    requests=(
        Request("create", ("CreateMLTransform",), (), ("READY",)),
        Request("delete", ("DeleteMLTransform",), ("DELETING",), (GONE,), when=("READY", "NOT_READY")),
    ),
    describe=Describe("GetMLTransform", _ML_TRANSFORM),
    lists=Lists(
        "GetMLTransforms",
        "Transforms",
        _ML_TRANSFORM,
        identifiers={"TransformId": "TransformId"},
        limit=1000,
        page=100,
        filters={
            "name": "Filter.Name",
            "status": "Filter.Status",
            "created_before": "Filter.CreatedBefore",
            "created_after": "Filter.CreatedAfter",
            "modified_before": "Filter.LastModifiedBefore",
            "modified_after": "Filter.LastModifiedAfter",
        },
        equals={
            "Filter.TransformType": "Parameters.TransformType",
            "Filter.GlueVersion": "GlueVersion",
            "Filter.Schema": "Schema",
        },
        sort_by="Sort.Column",
        sort={
            "NAME": "Name",
            "TRANSFORM_TYPE": "Parameters.TransformType",
            "STATUS": "Status",
            "CREATED": "CreatedOn",
            "LAST_MODIFIED": "LastModifiedOn",
        },
        sort_order="Sort.SortDirection",
        newest={"Sort": {"Column": "CREATED", "SortDirection": "DESCENDING"}},
        whole=True,
    ),
    absent=_NO_ENTITY,
    timeout=3600,
    minted=True,
    others=("NOT_READY",),
)

_MATERIALIZED_VIEW_REFRESH_TASK_RUN = Fields(
    "Status",
    reason=("ErrorMessage",),
    created="CreationTime",
    modified="LastUpdated",
)
MaterializedViewRefreshTaskRun = ResourceType(
    service="glue",
    name="MaterializedViewRefreshTaskRun",
    identifiers=("CatalogId", "MaterializedViewRefreshTaskRunId"),
    requests=(
        Request("run", ("StartMaterializedViewRefreshTaskRun",), ("STARTING", "RUNNING"), ("SUCCEEDED",), ("FAILED",)),
        Request("stop", ("StopMaterializedViewRefreshTaskRun",), (), ("STOPPED",), when=("STARTING", "RUNNING")),
    ),
    describe=Describe(
        "GetMaterializedViewRefreshTaskRun",
        _MATERIALIZED_VIEW_REFRESH_TASK_RUN,
        within="MaterializedViewRefreshTaskRun",
    ),
    # GetCatalogs leaves out the account's own catalogue unless told to include it: the caller names one.
    lists=Lists(
        "ListMaterializedViewRefreshTaskRuns",
        "MaterializedViewRefreshTaskRuns",
        _MATERIALIZED_VIEW_REFRESH_TASK_RUN,
        identifiers={"CatalogId": "CatalogId", "MaterializedViewRefreshTaskRunId": "MaterializedViewRefreshTaskRunId"},
        limit=1000,
        page=100,
        equals={"DatabaseName": "DatabaseName", "TableName": "TableName"},
        whole=True,
        needs={"CatalogId": "CatalogId"},
    ),
    absent=_NO_ENTITY,
    timeout=86400,
    minted=True,
)

Registry = ResourceType(
    service="glue",
    name="Registry",
    identifiers=("RegistryArn",),
    requests=(
        Request("create", ("CreateRegistry",), (), ("AVAILABLE",)),
        Request("delete", ("DeleteRegistry",), ("DELETING",), (GONE,), when=("AVAILABLE",)),
    ),
    describe=Describe(
        "GetRegistry",
        Fields("Status", arn="RegistryArn"),
        sends={"RegistryArn": "RegistryId.RegistryArn"},
    ),
    lists=Lists(
        "ListRegistries",
        "Registries",
        Fields("Status", arn="RegistryArn"),
        identifiers={"RegistryArn": "RegistryArn"},
        limit=100,
        page=25,
        whole=True,
    ),
    absent=_NO_ENTITY,
    timeout=3600,
)

Schema = ResourceType(
    service="glue",
    name="Schema",
    identifiers=("SchemaArn",),
    requests=(
        Request("create", ("CreateSchema",), ("PENDING",), ("AVAILABLE",)),
        Request("delete", ("DeleteSchema",), ("DELETING",), (GONE,), when=("AVAILABLE",)),
    ),
    describe=Describe("GetSchema", Fields("SchemaStatus", arn="SchemaArn"), sends={"SchemaArn": "SchemaId.SchemaArn"}),
    lists=Lists(
        "ListSchemas",
        "Schemas",
        Fields("SchemaStatus", arn="SchemaArn"),
        identifiers={"SchemaArn": "SchemaArn"},
        limit=100,
        page=25,
        equals={"RegistryId.RegistryName": "RegistryName", "RegistryId.RegistryArn": ""},
    ),
    absent=_NO_ENTITY,
    timeout=3600,
)

SchemaVersion = ResourceType(
    service="glue",
    name="SchemaVersion",
    identifiers=("SchemaVersionId",),
    requests=(
        Request("create", ("RegisterSchemaVersion",), ("PENDING",), ("AVAILABLE",), ("FAILURE",)),
        Request("delete", ("DeleteSchemaVersions",), ("DELETING",), (GONE,), when=("AVAILABLE", "FAILURE")),
    ),
    describe=Describe("GetSchemaVersion", Fields("Status")),
    lists=Lists(
        "ListSchemaVersions",
        "Schemas",
        Fields("Status"),
        identifiers={"SchemaVersionId": "SchemaVersionId"},
        limit=100,
        page=25,
        equals={"SchemaId.SchemaArn": "SchemaArn", "SchemaId.SchemaName": "", "SchemaId.RegistryName": ""},
        needs={"SchemaId": ""},
    ),
    absent=_NO_ENTITY,
    timeout=3600,
    minted=True,
)

_SESSION = Fields("Status", reason=("ErrorMessage",), created="CreatedOn")
Session = ResourceType(
    service="glue",
    name="Session",
    identifiers=("Id",),
    requests=(
        Request("create", ("CreateSession",), ("PROVISIONING",), ("READY",), ("FAILED",)),
        Request("stop", ("StopSession",), ("STOPPING",), ("STOPPED",), when=("READY",)),
        Request("delete", ("DeleteSession",), (), (GONE,), when=("READY", "FAILED", "TIMEOUT", "STOPPED")),
    ),
    describe=Describe("GetSession", _SESSION, within="Session"),
    lists=Lists(
        "ListSessions",
        "Sessions",
        _SESSION,
        identifiers={"Id": "Id"},
        limit=1000,
        page=100,
        equals={"Tags": "", "RequestOrigin": ""},
        whole=True,
    ),
    absent=_NO_ENTITY,
    timeout=3600,
    # After the session's Timeout or IdleTimeout.
    others=("TIMEOUT",),
)

Trigger = ResourceType(
    service="glue",
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
        "GetTriggers",
        "Triggers",
        Fields("State"),
        identifiers={"Name": "Name"},
        limit=200,
        page=100,
        equals={"DependentJobName": ""},
        whole=True,
    ),
    absent=_NO_ENTITY,
    timeout=3600,
)

_WORKFLOW_RUN = Fields("Status", reason=("ErrorMessage",), created="StartedOn")
WorkflowRun = ResourceType(
    service="glue",
    name="WorkflowRun",
    identifiers=("Name", "RunId"),
    requests=(
        # COMPLETED whatever became of its jobs and crawlers: Statistics counts those that failed.
        Request("run", ("StartWorkflowRun", "ResumeWorkflowRun"), ("RUNNING",), ("COMPLETED",), ("ERROR",)),
        Request("stop", ("StopWorkflowRun",), ("STOPPING",), ("STOPPED",), when=("RUNNING",)),
    ),
    describe=Describe("GetWorkflowRun", _WORKFLOW_RUN, within="Run"),
    lists=Lists(
        "GetWorkflowRuns",
        "Runs",
        _WORKFLOW_RUN,
        identifiers={"Name": "Name", "RunId": "WorkflowRunId"},
        limit=1000,
        page=100,
        parent=Parent("Name", "ListWorkflows", "Workflows", "", limit=25),
        equals={"IncludeGraph": ""},
        whole=True,
    ),
    absent=_NO_ENTITY,
    timeout=172800,
    minted=True,
)
