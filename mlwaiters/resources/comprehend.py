"""Amazon Comprehend: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

Dataset = ResourceType(
    service="comprehend",
    name="Dataset",
    identifiers=("DatasetArn",),
    requests=(
        # A batch of training data, taken in once.
        Request("run", ("CreateDataset",), ("CREATING",), ("COMPLETED",), ("FAILED",)),
    ),
    describe=Describe(
        "DescribeDataset",
        Fields("Status", reason=("Message",), created="CreationTime", arn="DatasetArn"),
        within="DatasetProperties",
    ),
    lists=Lists(
        "ListDatasets",
        "DatasetPropertiesList",
        Fields("Status", reason=("Message",), created="CreationTime", arn="DatasetArn"),
        identifiers={"DatasetArn": "DatasetArn"},
        limit=500,
        page=100,
        filters={
            "status": "Filter.Status",
            "created_after": "Filter.CreationTimeAfter",
            "created_before": "Filter.CreationTimeBefore",
        },
        equals={"FlywheelArn": "", "Filter.DatasetType": "DatasetType"},
        whole=True,
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=86400,
    minted=True,
)

DocumentClassificationJob = ResourceType(
    service="comprehend",
    name="DocumentClassificationJob",
    identifiers=("JobId",),
    requests=(
        # There is no operation to stop it: where the service does, the run has failed.
        Request(
            "run", ("StartDocumentClassificationJob",), ("SUBMITTED", "IN_PROGRESS", "STOP_REQUESTED"), ("COMPLETED",),
            ("FAILED", "STOPPED"),
        ),
    ),
    describe=Describe(
        "DescribeDocumentClassificationJob",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        within="DocumentClassificationJobProperties",
    ),
    lists=Lists(
        "ListDocumentClassificationJobs",
        "DocumentClassificationJobPropertiesList",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        identifiers={"JobId": "JobId"},
        limit=500,
        page=100,
        filters={
            "name": "Filter.JobName",
            "status": "Filter.JobStatus",
            "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    absent=(Absent("JobNotFoundException"),),
    timeout=86400,
    minted=True,
)

DocumentClassifier = ResourceType(
    service="comprehend",
    name="DocumentClassifier",
    identifiers=("DocumentClassifierArn",),
    requests=(
        # TRAINED_WITH_WARNING: trained, and to be used; Message tells what was left out of the training.
        Request(
            "create", ("CreateDocumentClassifier",), ("SUBMITTED", "TRAINING"), ("TRAINED", "TRAINED_WITH_WARNING"),
            ("IN_ERROR",),
        ),
        Request(
            "stop", ("StopTrainingDocumentClassifier",), ("STOP_REQUESTED",), ("STOPPED",),
            when=("SUBMITTED", "TRAINING"),
        ),
        Request(
            "delete", ("DeleteDocumentClassifier",), ("DELETING",), (GONE,),
            when=("TRAINED", "TRAINED_WITH_WARNING", "STOPPED", "IN_ERROR"),
        ),
    ),
    describe=Describe(
        "DescribeDocumentClassifier",
        Fields("Status", reason=("Message",), created="SubmitTime", arn="DocumentClassifierArn"),
        within="DocumentClassifierProperties",
    ),
    lists=Lists(
        "ListDocumentClassifiers",
        "DocumentClassifierPropertiesList",
        Fields("Status", reason=("Message",), created="SubmitTime", arn="DocumentClassifierArn"),
        identifiers={"DocumentClassifierArn": "DocumentClassifierArn"},
        limit=500,
        page=100,
        filters={
            "status": "Filter.Status",
            "name": "Filter.DocumentClassifierName",
            "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=172800,
    minted=True,
)

DominantLanguageDetectionJob = ResourceType(
    service="comprehend",
    name="DominantLanguageDetectionJob",
    identifiers=("JobId",),
    requests=(
        Request(
            "run", ("StartDominantLanguageDetectionJob",), ("SUBMITTED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",),
        ),
        Request(
            "stop", ("StopDominantLanguageDetectionJob",), ("STOP_REQUESTED",), ("STOPPED",),
            when=("SUBMITTED", "IN_PROGRESS"),
        ),
    ),
    describe=Describe(
        "DescribeDominantLanguageDetectionJob",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        within="DominantLanguageDetectionJobProperties",
    ),
    lists=Lists(
        "ListDominantLanguageDetectionJobs",
        "DominantLanguageDetectionJobPropertiesList",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        identifiers={"JobId": "JobId"},
        limit=500,
        page=100,
        filters={
            "name": "Filter.JobName",
            "status": "Filter.JobStatus",
            "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    absent=(Absent("JobNotFoundException"),),
    timeout=86400,
    minted=True,
)

Endpoint = ResourceType(
    service="comprehend",
    name="Endpoint",
    identifiers=("EndpointArn",),
    requests=(
        Request("create", ("CreateEndpoint",), ("CREATING",), ("IN_SERVICE",), ("FAILED",)),
        Request("update", ("UpdateEndpoint",), ("UPDATING",), ("IN_SERVICE",), ("FAILED",), when=("IN_SERVICE",)),
        Request("delete", ("DeleteEndpoint",), ("DELETING",), (GONE,), when=("IN_SERVICE", "FAILED")),
    ),
    describe=Describe(
        "DescribeEndpoint",
        Fields("Status", reason=("Message",), created="CreationTime", modified="LastModifiedTime", arn="EndpointArn"),
        within="EndpointProperties",
    ),
    lists=Lists(
        "ListEndpoints",
        "EndpointPropertiesList",
        Fields("Status", reason=("Message",), created="CreationTime", modified="LastModifiedTime", arn="EndpointArn"),
        identifiers={"EndpointArn": "EndpointArn"},
        limit=500,
        page=100,
        filters={
            "status": "Filter.Status",
            "created_before": "Filter.CreationTimeBefore",
            "created_after": "Filter.CreationTimeAfter",
        },
        equals={"Filter.ModelArn": "ModelArn"},
        whole=True,
    ),
    absent=(Absent("ResourceNotFoundException"),),
    # Ten minutes or so, by the developer guide.
    timeout=3600,
    minted=True,
)

EntitiesDetectionJob = ResourceType(
    service="comprehend",
    name="EntitiesDetectionJob",
    identifiers=("JobId",),
    requests=(
        Request("run", ("StartEntitiesDetectionJob",), ("SUBMITTED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request(
            "stop", ("StopEntitiesDetectionJob",), ("STOP_REQUESTED",), ("STOPPED",), when=("SUBMITTED", "IN_PROGRESS"),
        ),
    ),
    describe=Describe(
        "DescribeEntitiesDetectionJob",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        within="EntitiesDetectionJobProperties",
    ),
    lists=Lists(
        "ListEntitiesDetectionJobs",
        "EntitiesDetectionJobPropertiesList",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        identifiers={"JobId": "JobId"},
        limit=500,
        page=100,
        filters={
            "name": "Filter.JobName",
            "status": "Filter.JobStatus",
            "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    absent=(Absent("JobNotFoundException"),),
    timeout=86400,
    minted=True,
)

EntityRecognizer = ResourceType(
    service="comprehend",
    name="EntityRecognizer",
    identifiers=("EntityRecognizerArn",),
    requests=(
        # TRAINED_WITH_WARNING: trained, and to be used; Message tells what was left out of the training.
        Request(
            "create", ("CreateEntityRecognizer",), ("SUBMITTED", "TRAINING"), ("TRAINED", "TRAINED_WITH_WARNING"),
            ("IN_ERROR",),
        ),
        Request(
            "stop", ("StopTrainingEntityRecognizer",), ("STOP_REQUESTED",), ("STOPPED",),
            when=("SUBMITTED", "TRAINING"),
        ),
        Request(
            "delete", ("DeleteEntityRecognizer",), ("DELETING",), (GONE,),
            when=("TRAINED", "TRAINED_WITH_WARNING", "STOPPED", "IN_ERROR"),
        ),
    ),
    describe=Describe(
        "DescribeEntityRecognizer",
        Fields("Status", reason=("Message",), created="SubmitTime", arn="EntityRecognizerArn"),
        within="EntityRecognizerProperties",
    ),
    lists=Lists(
        "ListEntityRecognizers",
        "EntityRecognizerPropertiesList",
        Fields("Status", reason=("Message",), created="SubmitTime", arn="EntityRecognizerArn"),
        identifiers={"EntityRecognizerArn": "EntityRecognizerArn"},
        limit=500,
        page=100,
        filters={
            "status": "Filter.Status",
            "name": "Filter.RecognizerName",
            "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=172800,
    minted=True,
)

EventsDetectionJob = ResourceType(
    service="comprehend",
    name="EventsDetectionJob",
    identifiers=("JobId",),
    requests=(
        Request("run", ("StartEventsDetectionJob",), ("SUBMITTED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request(
            "stop", ("StopEventsDetectionJob",), ("STOP_REQUESTED",), ("STOPPED",), when=("SUBMITTED", "IN_PROGRESS"),
        ),
    ),
    describe=Describe(
        "DescribeEventsDetectionJob",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        within="EventsDetectionJobProperties",
    ),
    lists=Lists(
        "ListEventsDetectionJobs",
        "EventsDetectionJobPropertiesList",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        identifiers={"JobId": "JobId"},
        limit=500,
        page=100,
        filters={
            "name": "Filter.JobName",
            "status": "Filter.JobStatus",
            "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    absent=(Absent("JobNotFoundException"),),
    timeout=86400,
    minted=True,
)

Flywheel = ResourceType(
    service="comprehend",
    name="Flywheel",
    identifiers=("FlywheelArn",),
    requests=(
        Request("create", ("CreateFlywheel",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateFlywheel",), ("UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
        Request("delete", ("DeleteFlywheel",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe(
        "DescribeFlywheel",
        Fields("Status", reason=("Message",), created="CreationTime", modified="LastModifiedTime", arn="FlywheelArn"),
        within="FlywheelProperties",
    ),
    lists=Lists(
        "ListFlywheels",
        "FlywheelSummaryList",
        Fields("Status", reason=("Message",), created="CreationTime", modified="LastModifiedTime", arn="FlywheelArn"),
        identifiers={"FlywheelArn": "FlywheelArn"},
        limit=500,
        page=100,
        filters={
            "status": "Filter.Status",
            "created_after": "Filter.CreationTimeAfter",
            "created_before": "Filter.CreationTimeBefore",
        },
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=3600,
    minted=True,
)

FlywheelIteration = ResourceType(
    service="comprehend",
    name="FlywheelIteration",
    identifiers=("FlywheelArn", "FlywheelIterationId"),
    requests=(
        Request(
            "run", ("StartFlywheelIteration",), ("TRAINING", "EVALUATING", "STOP_REQUESTED"), ("COMPLETED",),
            ("FAILED", "STOPPED"),
        ),
    ),
    describe=Describe(
        "DescribeFlywheelIteration",
        Fields("Status", reason=("Message",), created="CreationTime"),
        within="FlywheelIterationProperties",
    ),
    lists=Lists(
        "ListFlywheelIterationHistory",
        "FlywheelIterationPropertiesList",
        Fields("Status", reason=("Message",), created="CreationTime"),
        identifiers={"FlywheelArn": "FlywheelArn", "FlywheelIterationId": "FlywheelIterationId"},
        limit=500,
        page=100,
        parent=Parent("FlywheelArn", "ListFlywheels", "FlywheelSummaryList", "FlywheelArn", limit=500),
        filters={"created_after": "Filter.CreationTimeAfter", "created_before": "Filter.CreationTimeBefore"},
        whole=True,
    ),
    absent=(Absent("ResourceNotFoundException"),),
    timeout=172800,
    minted=True,
)

KeyPhrasesDetectionJob = ResourceType(
    service="comprehend",
    name="KeyPhrasesDetectionJob",
    identifiers=("JobId",),
    requests=(
        Request("run", ("StartKeyPhrasesDetectionJob",), ("SUBMITTED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request(
            "stop", ("StopKeyPhrasesDetectionJob",), ("STOP_REQUESTED",), ("STOPPED",),
            when=("SUBMITTED", "IN_PROGRESS"),
        ),
    ),
    describe=Describe(
        "DescribeKeyPhrasesDetectionJob",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        within="KeyPhrasesDetectionJobProperties",
    ),
    lists=Lists(
        "ListKeyPhrasesDetectionJobs",
        "KeyPhrasesDetectionJobPropertiesList",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        identifiers={"JobId": "JobId"},
        limit=500,
        page=100,
        filters={
            "name": "Filter.JobName",
            "status": "Filter.JobStatus",
            "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    absent=(Absent("JobNotFoundException"),),
    timeout=86400,
    minted=True,
)

PiiEntitiesDetectionJob = ResourceType(
    service="comprehend",
    name="PiiEntitiesDetectionJob",
    identifiers=("JobId",),
    requests=(
        Request("run", ("StartPiiEntitiesDetectionJob",), ("SUBMITTED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request(
            "stop", ("StopPiiEntitiesDetectionJob",), ("STOP_REQUESTED",), ("STOPPED",),
            when=("SUBMITTED", "IN_PROGRESS"),
        ),
    ),
    describe=Describe(
        "DescribePiiEntitiesDetectionJob",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        within="PiiEntitiesDetectionJobProperties",
    ),
    lists=Lists(
        "ListPiiEntitiesDetectionJobs",
        "PiiEntitiesDetectionJobPropertiesList",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        identifiers={"JobId": "JobId"},
        limit=500,
        page=100,
        filters={
            "name": "Filter.JobName",
            "status": "Filter.JobStatus",
            "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    absent=(Absent("JobNotFoundException"),),
    timeout=86400,
    minted=True,
)

SentimentDetectionJob = ResourceType(
    service="comprehend",
    name="SentimentDetectionJob",
    identifiers=("JobId",),
    requests=(
        Request("run", ("StartSentimentDetectionJob",), ("SUBMITTED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request(
            "stop", ("StopSentimentDetectionJob",), ("STOP_REQUESTED",), ("STOPPED",),
            when=("SUBMITTED", "IN_PROGRESS"),
        ),
    ),
    describe=Describe(
        "DescribeSentimentDetectionJob",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        within="SentimentDetectionJobProperties",
    ),
    lists=Lists(
        "ListSentimentDetectionJobs",
        "SentimentDetectionJobPropertiesList",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        identifiers={"JobId": "JobId"},
        limit=500,
        page=100,
        filters={
            "name": "Filter.JobName",
            "status": "Filter.JobStatus",
            "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    absent=(Absent("JobNotFoundException"),),
    timeout=86400,
    minted=True,
)

TargetedSentimentDetectionJob = ResourceType(
    service="comprehend",
    name="TargetedSentimentDetectionJob",
    identifiers=("JobId",),
    requests=(
        Request(
            "run", ("StartTargetedSentimentDetectionJob",), ("SUBMITTED", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",),
        ),
        Request(
            "stop", ("StopTargetedSentimentDetectionJob",), ("STOP_REQUESTED",), ("STOPPED",),
            when=("SUBMITTED", "IN_PROGRESS"),
        ),
    ),
    describe=Describe(
        "DescribeTargetedSentimentDetectionJob",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        within="TargetedSentimentDetectionJobProperties",
    ),
    lists=Lists(
        "ListTargetedSentimentDetectionJobs",
        "TargetedSentimentDetectionJobPropertiesList",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        identifiers={"JobId": "JobId"},
        limit=500,
        page=100,
        filters={
            "name": "Filter.JobName",
            "status": "Filter.JobStatus",
            "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    absent=(Absent("JobNotFoundException"),),
    timeout=86400,
    minted=True,
)

TopicsDetectionJob = ResourceType(
    service="comprehend",
    name="TopicsDetectionJob",
    identifiers=("JobId",),
    requests=(
        # There is no operation to stop it: where the service does, the run has failed.
        Request(
            "run", ("StartTopicsDetectionJob",), ("SUBMITTED", "IN_PROGRESS", "STOP_REQUESTED"), ("COMPLETED",),
            ("FAILED", "STOPPED"),
        ),
    ),
    describe=Describe(
        "DescribeTopicsDetectionJob",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        within="TopicsDetectionJobProperties",
    ),
    lists=Lists(
        "ListTopicsDetectionJobs",
        "TopicsDetectionJobPropertiesList",
        Fields("JobStatus", reason=("Message",), created="SubmitTime"),
        identifiers={"JobId": "JobId"},
        limit=500,
        page=100,
        filters={
            "name": "Filter.JobName",
            "status": "Filter.JobStatus",
            "created_before": "Filter.SubmitTimeBefore",
            "created_after": "Filter.SubmitTimeAfter",
        },
        whole=True,
    ),
    absent=(Absent("JobNotFoundException"),),
    timeout=86400,
    minted=True,
)
