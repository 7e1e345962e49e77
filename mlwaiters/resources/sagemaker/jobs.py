"""Amazon SageMaker: jobs that compute something."""

from dataclasses import replace

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Describe, Fields, Lists, Request, ResourceType
from mlwaiters.resources.sagemaker.conventions import CREATION, DESCRIBES, FILTERS, LISTINGS, NEWEST, NO_JOB

# Logs: the list of log groups and streams in the developer guide (CloudWatch Logs for Amazon SageMaker AI).

AIBenchmarkJob = ResourceType(
    service="sagemaker",
    name="AIBenchmarkJob",
    identifiers=("AIBenchmarkJobName",),
    requests=(
        Request("run", ("CreateAIBenchmarkJob",), ("InProgress",), ("Completed",), ("Failed",)),
        Request("stop", ("StopAIBenchmarkJob",), ("Stopping",), ("Stopped",), when=("InProgress",)),
        Request("delete", ("DeleteAIBenchmarkJob",), (), (GONE,), when=("Completed", "Failed", "Stopped")),
    ),
    describe=Describe(
        "DescribeAIBenchmarkJob",
        Fields("AIBenchmarkJobStatus", reason=("FailureReason",), created="CreationTime", arn="AIBenchmarkJobArn"),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListAIBenchmarkJobs",
        "AIBenchmarkJobs",
        Fields("AIBenchmarkJobStatus", created="CreationTime", arn="AIBenchmarkJobArn"),
        identifiers={"AIBenchmarkJobName": "AIBenchmarkJobName"},
        limit=100,
        page=10,
        filters={"status": "StatusEquals", "name": "NameContains", **CREATION},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "AIBenchmarkJobName", "Status": "AIBenchmarkJobStatus"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_JOB,
    timeout=86400,
)

AIRecommendationJob = ResourceType(
    service="sagemaker",
    name="AIRecommendationJob",
    identifiers=("AIRecommendationJobName",),
    requests=(
        Request("run", ("CreateAIRecommendationJob",), ("InProgress",), ("Completed",), ("Failed",)),
        Request("stop", ("StopAIRecommendationJob",), ("Stopping",), ("Stopped",), when=("InProgress",)),
        Request("delete", ("DeleteAIRecommendationJob",), (), (GONE,), when=("Completed", "Failed", "Stopped")),
    ),
    describe=Describe(
        "DescribeAIRecommendationJob",
        Fields(
            "AIRecommendationJobStatus",
            reason=("FailureReason",),
            created="CreationTime",
            arn="AIRecommendationJobArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListAIRecommendationJobs",
        "AIRecommendationJobs",
        Fields("AIRecommendationJobStatus", created="CreationTime", arn="AIRecommendationJobArn"),
        identifiers={"AIRecommendationJobName": "AIRecommendationJobName"},
        limit=100,
        page=10,
        filters={"status": "StatusEquals", "name": "NameContains", **CREATION},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "AIRecommendationJobName", "Status": "AIRecommendationJobStatus"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_JOB,
    timeout=86400,
)

_AUTO_ML = Fields(
    "AutoMLJobStatus",
    reason=("FailureReason",),
    created="CreationTime",
    modified="LastModifiedTime",
    arn="AutoMLJobArn",
)
_AUTO_ML_WHOLE = replace(_AUTO_ML, reason=("FailureReason", "PartialFailureReasons[].PartialFailureMessage"))
# Of both kinds of AutoML jobs.
_AUTO_ML_JOBS = Lists(
    "ListAutoMLJobs",
    "AutoMLJobSummaries",
    _AUTO_ML,
    identifiers={"AutoMLJobName": "AutoMLJobName"},
    limit=100,
    page=10,
    filters=FILTERS,
    sort_by="SortBy",
    sort={"Name": "AutoMLJobName", "CreationTime": "CreationTime", "Status": "AutoMLJobStatus"},
    sort_order="SortOrder",
    newest=NEWEST,
    quota=LISTINGS,
)

AutoMLJob = ResourceType(
    service="sagemaker",
    name="AutoMLJob",
    identifiers=("AutoMLJobName",),
    requests=(
        Request("run", ("CreateAutoMLJob",), ("InProgress",), ("Completed",), ("Failed",)),
        Request("stop", ("StopAutoMLJob",), ("Stopping",), ("Stopped",), when=("InProgress",)),
    ),
    describe=Describe("DescribeAutoMLJob", _AUTO_ML_WHOLE, quota=DESCRIBES),
    lists=_AUTO_ML_JOBS,
    absent=NO_JOB,
    timeout=604800,
)

# Describes the jobs of CreateAutoMLJob, too, while DescribeAutoMLJob describes no others.
AutoMLJobV2 = ResourceType(
    service="sagemaker",
    name="AutoMLJobV2",
    identifiers=("AutoMLJobName",),
    requests=(
        Request("run", ("CreateAutoMLJobV2",), ("InProgress",), ("Completed",), ("Failed",)),
        Request("stop", ("StopAutoMLJob",), ("Stopping",), ("Stopped",), when=("InProgress",)),
    ),
    describe=Describe("DescribeAutoMLJobV2", _AUTO_ML_WHOLE, quota=DESCRIBES),
    lists=_AUTO_ML_JOBS,
    absent=NO_JOB,
    timeout=604800,
)

CompilationJob = ResourceType(
    service="sagemaker",
    name="CompilationJob",
    identifiers=("CompilationJobName",),
    requests=(
        Request("run", ("CreateCompilationJob",), ("STARTING", "INPROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request("stop", ("StopCompilationJob",), ("STOPPING",), ("STOPPED",), when=("STARTING", "INPROGRESS")),
        Request("delete", ("DeleteCompilationJob",), (), (GONE,), when=("COMPLETED", "FAILED", "STOPPED")),
    ),
    describe=Describe(
        "DescribeCompilationJob",
        Fields(
            "CompilationJobStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="CompilationJobArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListCompilationJobs",
        "CompilationJobSummaries",
        Fields("CompilationJobStatus", created="CreationTime", modified="LastModifiedTime", arn="CompilationJobArn"),
        identifiers={"CompilationJobName": "CompilationJobName"},
        limit=100,
        page=10,
        filters=FILTERS,
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "CompilationJobName", "Status": "CompilationJobStatus"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_JOB,
    timeout=1800,  # StoppingCondition.MaxRuntimeInSeconds is 900 unless set
    logs=(Log("/aws/sagemaker/CompilationJobs", "{CompilationJobName}"),),
)

EdgePackagingJob = ResourceType(
    service="sagemaker",
    name="EdgePackagingJob",
    identifiers=("EdgePackagingJobName",),
    requests=(
        Request("run", ("CreateEdgePackagingJob",), ("STARTING", "INPROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request("stop", ("StopEdgePackagingJob",), ("STOPPING",), ("STOPPED",), when=("STARTING", "INPROGRESS")),
    ),
    describe=Describe(
        "DescribeEdgePackagingJob",
        Fields(
            "EdgePackagingJobStatus",
            reason=("EdgePackagingJobStatusMessage", "PresetDeploymentOutput.StatusMessage"),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="EdgePackagingJobArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListEdgePackagingJobs",
        "EdgePackagingJobSummaries",
        Fields(
            "EdgePackagingJobStatus", created="CreationTime", modified="LastModifiedTime", arn="EdgePackagingJobArn"
        ),
        identifiers={"EdgePackagingJobName": "EdgePackagingJobName"},
        limit=100,
        page=10,
        filters=FILTERS,
        equals={"ModelNameContains": "ModelName"},
        sort_by="SortBy",
        sort={
            "CREATION_TIME": "CreationTime",
            "NAME": "EdgePackagingJobName",
            "MODEL_NAME": "ModelName",
            "LAST_MODIFIED_TIME": "LastModifiedTime",
            "STATUS": "EdgePackagingJobStatus",
        },
        sort_order="SortOrder",
        newest={"SortBy": "CREATION_TIME", "SortOrder": "Descending"},
        quota=LISTINGS,
    ),
    absent=NO_JOB,
    timeout=1800,
    retired="SageMaker Edge Manager was retired by AWS on 26 April 2024; the API is still in botocore's model",
)

HyperParameterTuningJob = ResourceType(
    service="sagemaker",
    name="HyperParameterTuningJob",
    identifiers=("HyperParameterTuningJobName",),
    requests=(
        Request("run", ("CreateHyperParameterTuningJob",), ("InProgress",), ("Completed",), ("Failed",)),
        Request("stop", ("StopHyperParameterTuningJob",), ("Stopping",), ("Stopped",), when=("InProgress",)),
        Request(
            "delete", ("DeleteHyperParameterTuningJob",), ("Deleting",), (GONE,), ("DeleteFailed",),
            when=("Completed", "Failed", "Stopped", "DeleteFailed"),
        ),
    ),
    describe=Describe(
        "DescribeHyperParameterTuningJob",
        Fields(
            "HyperParameterTuningJobStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="HyperParameterTuningJobArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListHyperParameterTuningJobs",
        "HyperParameterTuningJobSummaries",
        Fields(
            "HyperParameterTuningJobStatus",
            created="CreationTime",
            modified="LastModifiedTime",
            arn="HyperParameterTuningJobArn",
        ),
        identifiers={"HyperParameterTuningJobName": "HyperParameterTuningJobName"},
        limit=100,
        page=10,
        filters=FILTERS,
        sort_by="SortBy",
        sort={
            "Name": "HyperParameterTuningJobName",
            "Status": "HyperParameterTuningJobStatus",
            "CreationTime": "CreationTime",
        },
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_JOB,
    # 30 days at most (limits of automatic model tuning, developer guide).
    timeout=2678400,
)

_INFERENCE_RECOMMENDATIONS_JOB = Fields(
    "Status",
    reason=("FailureReason",),
    created="CreationTime",
    modified="LastModifiedTime",
    arn="JobArn",
)
InferenceRecommendationsJob = ResourceType(
    service="sagemaker",
    name="InferenceRecommendationsJob",
    identifiers=("JobName",),
    requests=(
        Request("run", ("CreateInferenceRecommendationsJob",), ("PENDING", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request(
            "stop", ("StopInferenceRecommendationsJob",), ("STOPPING",), ("STOPPED",), when=("PENDING", "IN_PROGRESS"),
        ),
    ),
    describe=Describe("DescribeInferenceRecommendationsJob", _INFERENCE_RECOMMENDATIONS_JOB, quota=DESCRIBES),
    lists=Lists(
        "ListInferenceRecommendationsJobs",
        "InferenceRecommendationsJobs",
        _INFERENCE_RECOMMENDATIONS_JOB,
        identifiers={"JobName": "JobName"},
        limit=100,
        page=10,
        filters=FILTERS,
        equals={"ModelNameEquals": "ModelName", "ModelPackageVersionArnEquals": "ModelPackageVersionArn"},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "JobName", "Status": "Status"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_JOB,
    timeout=86400,
    # No operation deletes such a job.
    others=("DELETING", "DELETED"),
    logs=(Log("/aws/sagemaker/InferenceRecommendationsJobs", "{JobName}/"),),
)

Job = ResourceType(
    service="sagemaker",
    name="Job",
    identifiers=("JobCategory", "JobName"),
    requests=(
        Request("run", ("CreateJob",), ("InProgress",), ("Completed",), ("Failed",)),
        Request("stop", ("StopJob",), ("Stopping",), ("Stopped",), when=("InProgress",)),
        Request(
            "delete", ("DeleteJob",), ("Deleting",), (GONE,), ("DeleteFailed",),
            when=("Completed", "Failed", "Stopped", "DeleteFailed"),
        ),
    ),
    describe=Describe(
        "DescribeJob",
        Fields(
            "JobStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="JobArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListJobs",
        "JobSummaries",
        Fields("JobStatus", created="CreationTime", modified="LastModifiedTime", arn="JobArn"),
        identifiers={"JobCategory": "JobCategory", "JobName": "JobName"},
        limit=100,
        page=50,
        filters=FILTERS,
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "JobName", "Status": "JobStatus"},
        sort_order="SortOrder",
        newest=NEWEST,
        needs={"JobCategory": "JobCategory"},
        quota=LISTINGS,
    ),
    absent=NO_JOB,
    timeout=604800,
)

OptimizationJob = ResourceType(
    service="sagemaker",
    name="OptimizationJob",
    identifiers=("OptimizationJobName",),
    requests=(
        Request("run", ("CreateOptimizationJob",), ("STARTING", "INPROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request("stop", ("StopOptimizationJob",), ("STOPPING",), ("STOPPED",), when=("STARTING", "INPROGRESS")),
        Request("delete", ("DeleteOptimizationJob",), (), (GONE,), when=("COMPLETED", "FAILED", "STOPPED")),
    ),
    describe=Describe(
        "DescribeOptimizationJob",
        Fields(
            "OptimizationJobStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="OptimizationJobArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListOptimizationJobs",
        "OptimizationJobSummaries",
        Fields("OptimizationJobStatus", created="CreationTime", modified="LastModifiedTime", arn="OptimizationJobArn"),
        identifiers={"OptimizationJobName": "OptimizationJobName"},
        limit=100,
        page=50,
        filters=FILTERS,
        equals={"OptimizationContains": ""},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "OptimizationJobName", "Status": "OptimizationJobStatus"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_JOB,
    timeout=86400,
)

_PROCESSING_JOB = Fields(
    "ProcessingJobStatus",
    reason=("FailureReason", "ExitMessage"),
    created="CreationTime",
    modified="LastModifiedTime",
    arn="ProcessingJobArn",
)
ProcessingJob = ResourceType(
    service="sagemaker",
    name="ProcessingJob",
    identifiers=("ProcessingJobName",),
    requests=(
        Request("run", ("CreateProcessingJob",), ("InProgress",), ("Completed",), ("Failed",)),
        Request("stop", ("StopProcessingJob",), ("Stopping",), ("Stopped",), when=("InProgress",)),
        Request("delete", ("DeleteProcessingJob",), (), (GONE,), when=("Completed", "Failed", "Stopped")),
    ),
    describe=Describe("DescribeProcessingJob", _PROCESSING_JOB, quota=DESCRIBES),
    lists=Lists(
        "ListProcessingJobs",
        "ProcessingJobSummaries",
        _PROCESSING_JOB,
        identifiers={"ProcessingJobName": "ProcessingJobName"},
        limit=100,
        page=10,
        filters=FILTERS,
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "ProcessingJobName", "Status": "ProcessingJobStatus"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_JOB,
    timeout=86400,
    logs=(Log("/aws/sagemaker/ProcessingJobs", "{ProcessingJobName}/"),),
)

TrainingJob = ResourceType(
    service="sagemaker",
    name="TrainingJob",
    identifiers=("TrainingJobName",),
    requests=(
        Request("run", ("CreateTrainingJob",), ("InProgress",), ("Completed",), ("Failed",)),
        Request("stop", ("StopTrainingJob",), ("Stopping",), ("Stopped",), when=("InProgress",)),
        Request("delete", ("DeleteTrainingJob",), ("Deleting",), (GONE,), when=("Completed", "Failed", "Stopped")),
    ),
    describe=Describe(
        "DescribeTrainingJob",
        Fields(
            "TrainingJobStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="TrainingJobArn",
        ),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListTrainingJobs",
        "TrainingJobSummaries",
        Fields("TrainingJobStatus", created="CreationTime", modified="LastModifiedTime", arn="TrainingJobArn"),
        identifiers={"TrainingJobName": "TrainingJobName"},
        limit=100,
        page=10,
        filters=FILTERS,
        equals={"WarmPoolStatusEquals": "WarmPoolStatus.Status", "TrainingPlanArnEquals": "TrainingPlanArn"},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "TrainingJobName", "Status": "TrainingJobStatus"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_JOB,  # "Requested resource not found." is what DescribeTrainingJob is seen to answer
    timeout=90000,  # StoppingCondition.MaxRuntimeInSeconds is a day unless set, and the job has to start and upload
    logs=(Log("/aws/sagemaker/TrainingJobs", "{TrainingJobName}/"),),
)

TransformJob = ResourceType(
    service="sagemaker",
    name="TransformJob",
    identifiers=("TransformJobName",),
    requests=(
        Request("run", ("CreateTransformJob",), ("InProgress",), ("Completed",), ("Failed",)),
        Request("stop", ("StopTransformJob",), ("Stopping",), ("Stopped",), when=("InProgress",)),
    ),
    describe=Describe(
        "DescribeTransformJob",
        Fields("TransformJobStatus", reason=("FailureReason",), created="CreationTime", arn="TransformJobArn"),
        quota=DESCRIBES,
    ),
    lists=Lists(
        "ListTransformJobs",
        "TransformJobSummaries",
        Fields(
            "TransformJobStatus",
            reason=("FailureReason",),
            created="CreationTime",
            modified="LastModifiedTime",
            arn="TransformJobArn",
        ),
        identifiers={"TransformJobName": "TransformJobName"},
        limit=100,
        page=10,
        filters=FILTERS,
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "TransformJobName", "Status": "TransformJobStatus"},
        sort_order="SortOrder",
        newest=NEWEST,
        quota=LISTINGS,
    ),
    absent=NO_JOB,
    timeout=86400,
    logs=(Log("/aws/sagemaker/TransformJobs", "{TransformJobName}/"),),
)
