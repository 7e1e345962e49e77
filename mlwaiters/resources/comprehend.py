"""Amazon Comprehend: the tables of its resource types."""

from functools import partial

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_JOB = Fields("JobStatus", reason=("Message",), created="SubmitTime")
_JOB_FILTERS = {
    "name": "Filter.JobName", "status": "Filter.JobStatus", "created_before": "Filter.SubmitTimeBefore",
    "created_after": "Filter.SubmitTimeAfter",
}
# One kind of thing is as another here, but for its name.
_Type = partial(ResourceType, service="comprehend", absent=(Absent("ResourceNotFoundException"),), minted=True)
_Job = partial(ResourceType, service="comprehend", absent=(Absent("JobNotFoundException"),), minted=True, timeout=86400)
_Lists = partial(Lists, limit=500, page=100)
_JobLists = partial(_Lists, fields=_JOB, identifiers={"JobId": "JobId"}, filters=_JOB_FILTERS, whole=True)
_Fields = partial(Fields, "Status", reason=("Message",))
_Run = partial(Request, "run", via=("SUBMITTED", "IN_PROGRESS"), to=("COMPLETED",), fail=("FAILED",))
_RunAlone = partial(
    Request, "run", via=("SUBMITTED", "IN_PROGRESS", "STOP_REQUESTED"), to=("COMPLETED",), fail=("FAILED", "STOPPED"),
)
_Stop = partial(Request, "stop", via=("STOP_REQUESTED",), to=("STOPPED",), when=("SUBMITTED", "IN_PROGRESS"))
_Train = partial(
    Request, "create", via=("SUBMITTED", "TRAINING"), to=("TRAINED", "TRAINED_WITH_WARNING"), fail=("IN_ERROR",),
)
_StopTraining = partial(Request, "stop", via=("STOP_REQUESTED",), to=("STOPPED",), when=("SUBMITTED", "TRAINING"))
_DeleteTrained = partial(
    Request, "delete", via=("DELETING",), to=(GONE,), when=("TRAINED", "TRAINED_WITH_WARNING", "STOPPED", "IN_ERROR"),
)

Dataset = _Type(
    name="Dataset",
    identifiers=("DatasetArn",),
    requests=(
        # A batch of training data, taken in once.
        Request("run", ("CreateDataset",), ("CREATING",), ("COMPLETED",), ("FAILED",)),
    ),
    describe=Describe("DescribeDataset", _Fields(created="CreationTime", arn="DatasetArn"), within="DatasetProperties"),
    lists=_Lists(
        "ListDatasets", "DatasetPropertiesList", _Fields(created="CreationTime", arn="DatasetArn"),
        identifiers={"DatasetArn": "DatasetArn"},
        filters={
            "status": "Filter.Status", "created_after": "Filter.CreationTimeAfter",
            "created_before": "Filter.CreationTimeBefore",
        },
        equals={"FlywheelArn": "", "Filter.DatasetType": "DatasetType"}, whole=True,
    ),
    timeout=86400,
)

DocumentClassificationJob = _Job(
    name="DocumentClassificationJob",
    identifiers=("JobId",),
    requests=(
        # There is no operation to stop it: where the service does, the run has failed.
        _RunAlone(("StartDocumentClassificationJob",)),
    ),
    describe=Describe("DescribeDocumentClassificationJob", _JOB, within="DocumentClassificationJobProperties"),
    lists=_JobLists("ListDocumentClassificationJobs", "DocumentClassificationJobPropertiesList"),
)

DocumentClassifier = _Type(
    name="DocumentClassifier",
    identifiers=("DocumentClassifierArn",),
    requests=(
        # TRAINED_WITH_WARNING: trained, and to be used; Message tells what was left out of the training.
        _Train(("CreateDocumentClassifier",)),
        _StopTraining(("StopTrainingDocumentClassifier",)),
        _DeleteTrained(("DeleteDocumentClassifier",)),
    ),
    describe=Describe(
        "DescribeDocumentClassifier", _Fields(created="SubmitTime", arn="DocumentClassifierArn"),
        within="DocumentClassifierProperties",
    ),
    lists=_Lists(
        "ListDocumentClassifiers", "DocumentClassifierPropertiesList",
        _Fields(created="SubmitTime", arn="DocumentClassifierArn"),
        identifiers={"DocumentClassifierArn": "DocumentClassifierArn"},
        filters={
            "status": "Filter.Status", "name": "Filter.DocumentClassifierName",
            "created_before": "Filter.SubmitTimeBefore", "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    timeout=172800,
)

DominantLanguageDetectionJob = _Job(
    name="DominantLanguageDetectionJob",
    identifiers=("JobId",),
    requests=(_Run(("StartDominantLanguageDetectionJob",)), _Stop(("StopDominantLanguageDetectionJob",))),
    describe=Describe("DescribeDominantLanguageDetectionJob", _JOB, within="DominantLanguageDetectionJobProperties"),
    lists=_JobLists("ListDominantLanguageDetectionJobs", "DominantLanguageDetectionJobPropertiesList"),
)

Endpoint = _Type(
    name="Endpoint",
    identifiers=("EndpointArn",),
    requests=(
        Request("create", ("CreateEndpoint",), ("CREATING",), ("IN_SERVICE",), ("FAILED",)),
        Request("update", ("UpdateEndpoint",), ("UPDATING",), ("IN_SERVICE",), ("FAILED",), when=("IN_SERVICE",)),
        Request("delete", ("DeleteEndpoint",), ("DELETING",), (GONE,), when=("IN_SERVICE", "FAILED")),
    ),
    describe=Describe(
        "DescribeEndpoint", _Fields(created="CreationTime", modified="LastModifiedTime", arn="EndpointArn"),
        within="EndpointProperties",
    ),
    lists=_Lists(
        "ListEndpoints", "EndpointPropertiesList",
        _Fields(created="CreationTime", modified="LastModifiedTime", arn="EndpointArn"),
        identifiers={"EndpointArn": "EndpointArn"},
        filters={
            "status": "Filter.Status", "created_before": "Filter.CreationTimeBefore",
            "created_after": "Filter.CreationTimeAfter",
        },
        equals={"Filter.ModelArn": "ModelArn"}, whole=True,
    ),
    timeout=3600,
)

EntitiesDetectionJob = _Job(
    name="EntitiesDetectionJob",
    identifiers=("JobId",),
    requests=(_Run(("StartEntitiesDetectionJob",)), _Stop(("StopEntitiesDetectionJob",))),
    describe=Describe("DescribeEntitiesDetectionJob", _JOB, within="EntitiesDetectionJobProperties"),
    lists=_JobLists("ListEntitiesDetectionJobs", "EntitiesDetectionJobPropertiesList"),
)

EntityRecognizer = _Type(
    name="EntityRecognizer",
    identifiers=("EntityRecognizerArn",),
    requests=(
        # TRAINED_WITH_WARNING: trained, and to be used; Message tells what was left out of the training.
        _Train(("CreateEntityRecognizer",)),
        _StopTraining(("StopTrainingEntityRecognizer",)),
        _DeleteTrained(("DeleteEntityRecognizer",)),
    ),
    describe=Describe(
        "DescribeEntityRecognizer", _Fields(created="SubmitTime", arn="EntityRecognizerArn"),
        within="EntityRecognizerProperties",
    ),
    lists=_Lists(
        "ListEntityRecognizers", "EntityRecognizerPropertiesList",
        _Fields(created="SubmitTime", arn="EntityRecognizerArn"),
        identifiers={"EntityRecognizerArn": "EntityRecognizerArn"},
        filters={
            "status": "Filter.Status", "name": "Filter.RecognizerName", "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    timeout=172800,
)

EventsDetectionJob = _Job(
    name="EventsDetectionJob",
    identifiers=("JobId",),
    requests=(_Run(("StartEventsDetectionJob",)), _Stop(("StopEventsDetectionJob",))),
    describe=Describe("DescribeEventsDetectionJob", _JOB, within="EventsDetectionJobProperties"),
    lists=_JobLists("ListEventsDetectionJobs", "EventsDetectionJobPropertiesList"),
)

Flywheel = _Type(
    name="Flywheel",
    identifiers=("FlywheelArn",),
    requests=(
        Request("create", ("CreateFlywheel",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateFlywheel",), ("UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
        Request("delete", ("DeleteFlywheel",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe(
        "DescribeFlywheel", _Fields(created="CreationTime", modified="LastModifiedTime", arn="FlywheelArn"),
        within="FlywheelProperties",
    ),
    lists=_Lists(
        "ListFlywheels", "FlywheelSummaryList",
        _Fields(created="CreationTime", modified="LastModifiedTime", arn="FlywheelArn"),
        identifiers={"FlywheelArn": "FlywheelArn"},
        filters={
            "status": "Filter.Status", "created_after": "Filter.CreationTimeAfter",
            "created_before": "Filter.CreationTimeBefore",
        },
    ),
    timeout=3600,
)

FlywheelIteration = _Type(
    name="FlywheelIteration",
    identifiers=("FlywheelArn", "FlywheelIterationId"),
    requests=(
        Request(
            "run", ("StartFlywheelIteration",), ("TRAINING", "EVALUATING", "STOP_REQUESTED"), ("COMPLETED",),
            ("FAILED", "STOPPED"),
        ),
    ),
    describe=Describe(
        "DescribeFlywheelIteration", _Fields(created="CreationTime"), within="FlywheelIterationProperties",
    ),
    lists=_Lists(
        "ListFlywheelIterationHistory", "FlywheelIterationPropertiesList", _Fields(created="CreationTime"),
        identifiers={"FlywheelArn": "FlywheelArn", "FlywheelIterationId": "FlywheelIterationId"},
        parent=Parent("FlywheelArn", "ListFlywheels", "FlywheelSummaryList", "FlywheelArn", limit=500),
        filters={"created_after": "Filter.CreationTimeAfter", "created_before": "Filter.CreationTimeBefore"},
        whole=True,
    ),
    timeout=172800,
)

KeyPhrasesDetectionJob = _Job(
    name="KeyPhrasesDetectionJob",
    identifiers=("JobId",),
    requests=(_Run(("StartKeyPhrasesDetectionJob",)), _Stop(("StopKeyPhrasesDetectionJob",))),
    describe=Describe("DescribeKeyPhrasesDetectionJob", _JOB, within="KeyPhrasesDetectionJobProperties"),
    lists=_JobLists("ListKeyPhrasesDetectionJobs", "KeyPhrasesDetectionJobPropertiesList"),
)

PiiEntitiesDetectionJob = _Job(
    name="PiiEntitiesDetectionJob",
    identifiers=("JobId",),
    requests=(_Run(("StartPiiEntitiesDetectionJob",)), _Stop(("StopPiiEntitiesDetectionJob",))),
    describe=Describe("DescribePiiEntitiesDetectionJob", _JOB, within="PiiEntitiesDetectionJobProperties"),
    lists=_JobLists("ListPiiEntitiesDetectionJobs", "PiiEntitiesDetectionJobPropertiesList"),
)

SentimentDetectionJob = _Job(
    name="SentimentDetectionJob",
    identifiers=("JobId",),
    requests=(_Run(("StartSentimentDetectionJob",)), _Stop(("StopSentimentDetectionJob",))),
    describe=Describe("DescribeSentimentDetectionJob", _JOB, within="SentimentDetectionJobProperties"),
    lists=_JobLists("ListSentimentDetectionJobs", "SentimentDetectionJobPropertiesList"),
)

TargetedSentimentDetectionJob = _Job(
    name="TargetedSentimentDetectionJob",
    identifiers=("JobId",),
    requests=(_Run(("StartTargetedSentimentDetectionJob",)), _Stop(("StopTargetedSentimentDetectionJob",))),
    describe=Describe("DescribeTargetedSentimentDetectionJob", _JOB, within="TargetedSentimentDetectionJobProperties"),
    lists=_JobLists("ListTargetedSentimentDetectionJobs", "TargetedSentimentDetectionJobPropertiesList"),
)

TopicsDetectionJob = _Job(
    name="TopicsDetectionJob",
    identifiers=("JobId",),
    requests=(
        # There is no operation to stop it: where the service does, the run has failed.
        _RunAlone(("StartTopicsDetectionJob",)),
    ),
    describe=Describe("DescribeTopicsDetectionJob", _JOB, within="TopicsDetectionJobProperties"),
    lists=_JobLists("ListTopicsDetectionJobs", "TopicsDetectionJobPropertiesList"),
)
