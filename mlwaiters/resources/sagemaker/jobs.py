"""Amazon SageMaker: jobs that compute something."""

from dataclasses import replace
from functools import partial

from mlwaiters.logs import Log
from mlwaiters.model import GONE, Describe, Fields, Lists, Request, ResourceType
from mlwaiters.resources.sagemaker.conventions import CREATION, DESCRIBES, FILTERS, LISTINGS, NEWEST, NO_JOB

# Logs: the list of log groups and streams in the developer guide (CloudWatch Logs for Amazon SageMaker AI).

# One kind of thing is as another here, but for its name.
_Job = partial(ResourceType, service="sagemaker", absent=NO_JOB)
_Run = partial(Request, "run", via=("InProgress",), to=("Completed",), fail=("Failed",))
_Stop = partial(Request, "stop", via=("Stopping",), to=("Stopped",), when=("InProgress",))
_RunInCapitals = partial(Request, "run", via=("STARTING", "INPROGRESS"), to=("COMPLETED",), fail=("FAILED",))
_StopInCapitals = partial(Request, "stop", via=("STOPPING",), to=("STOPPED",), when=("STARTING", "INPROGRESS"))
_Lists = partial(Lists, limit=100, page=10, quota=LISTINGS)
_Describe = partial(Describe, quota=DESCRIBES)

AIBenchmarkJob = _Job(
    name="AIBenchmarkJob",
    identifiers=("AIBenchmarkJobName",),
    requests=(
        _Run(("CreateAIBenchmarkJob",)),
        _Stop(("StopAIBenchmarkJob",)),
        Request("delete", ("DeleteAIBenchmarkJob",), (), (GONE,), when=("Completed", "Failed", "Stopped")),
    ),
    describe=_Describe(
        "DescribeAIBenchmarkJob",
        Fields("AIBenchmarkJobStatus", reason=("FailureReason",), created="CreationTime", arn="AIBenchmarkJobArn"),
    ),
    lists=_Lists(
        "ListAIBenchmarkJobs", "AIBenchmarkJobs",
        Fields("AIBenchmarkJobStatus", created="CreationTime", arn="AIBenchmarkJobArn"),
        identifiers={"AIBenchmarkJobName": "AIBenchmarkJobName"},
        filters={"status": "StatusEquals", "name": "NameContains", **CREATION}, sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "AIBenchmarkJobName", "Status": "AIBenchmarkJobStatus"},
        sort_order="SortOrder", newest=NEWEST,
    ),
    timeout=86400,
    logs=(Log("{OutputConfig.CloudWatchLogs[].LogGroupArn}", "{OutputConfig.CloudWatchLogs[].LogStreamName|}"),),
)

AIRecommendationJob = _Job(
    name="AIRecommendationJob",
    identifiers=("AIRecommendationJobName",),
    requests=(
        _Run(("CreateAIRecommendationJob",)),
        _Stop(("StopAIRecommendationJob",)),
        Request("delete", ("DeleteAIRecommendationJob",), (), (GONE,), when=("Completed", "Failed", "Stopped")),
    ),
    describe=_Describe(
        "DescribeAIRecommendationJob",
        Fields(
            "AIRecommendationJobStatus", reason=("FailureReason",), created="CreationTime",
            arn="AIRecommendationJobArn",
        ),
    ),
    lists=_Lists(
        "ListAIRecommendationJobs", "AIRecommendationJobs",
        Fields("AIRecommendationJobStatus", created="CreationTime", arn="AIRecommendationJobArn"),
        identifiers={"AIRecommendationJobName": "AIRecommendationJobName"},
        filters={"status": "StatusEquals", "name": "NameContains", **CREATION}, sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "AIRecommendationJobName", "Status": "AIRecommendationJobStatus"},
        sort_order="SortOrder", newest=NEWEST,
    ),
    timeout=86400,
)

_AUTO_ML = Fields(
    "AutoMLJobStatus", reason=("FailureReason",), created="CreationTime", modified="LastModifiedTime",
    arn="AutoMLJobArn",
)
_AUTO_ML_WHOLE = replace(_AUTO_ML, reason=("FailureReason", "PartialFailureReasons[].PartialFailureMessage"))
# Of both kinds of AutoML jobs.
_AUTO_ML_JOBS = _Lists(
    "ListAutoMLJobs", "AutoMLJobSummaries", _AUTO_ML, identifiers={"AutoMLJobName": "AutoMLJobName"}, filters=FILTERS,
    sort_by="SortBy", sort={"Name": "AutoMLJobName", "CreationTime": "CreationTime", "Status": "AutoMLJobStatus"},
    sort_order="SortOrder", newest=NEWEST,
)

AutoMLJob = _Job(
    name="AutoMLJob",
    identifiers=("AutoMLJobName",),
    requests=(_Run(("CreateAutoMLJob",)), _Stop(("StopAutoMLJob",))),
    describe=_Describe("DescribeAutoMLJob", _AUTO_ML_WHOLE),
    lists=_AUTO_ML_JOBS,
    timeout=604800,
)

# Describes the jobs of CreateAutoMLJob, too, while DescribeAutoMLJob describes no others.
AutoMLJobV2 = _Job(
    name="AutoMLJobV2",
    identifiers=("AutoMLJobName",),
    requests=(_Run(("CreateAutoMLJobV2",)), _Stop(("StopAutoMLJob",))),
    describe=_Describe("DescribeAutoMLJobV2", _AUTO_ML_WHOLE),
    lists=_AUTO_ML_JOBS,
    timeout=604800,
)

CompilationJob = _Job(
    name="CompilationJob",
    identifiers=("CompilationJobName",),
    requests=(
        _RunInCapitals(("CreateCompilationJob",)),
        _StopInCapitals(("StopCompilationJob",)),
        Request("delete", ("DeleteCompilationJob",), (), (GONE,), when=("COMPLETED", "FAILED", "STOPPED")),
    ),
    describe=_Describe(
        "DescribeCompilationJob",
        Fields(
            "CompilationJobStatus", reason=("FailureReason",), created="CreationTime", modified="LastModifiedTime",
            arn="CompilationJobArn",
        ),
    ),
    lists=_Lists(
        "ListCompilationJobs", "CompilationJobSummaries",
        Fields("CompilationJobStatus", created="CreationTime", modified="LastModifiedTime", arn="CompilationJobArn"),
        identifiers={"CompilationJobName": "CompilationJobName"}, filters=FILTERS, sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "CompilationJobName", "Status": "CompilationJobStatus"},
        sort_order="SortOrder", newest=NEWEST,
    ),
    timeout=1800,  # StoppingCondition.MaxRuntimeInSeconds is 900 unless set
    logs=(Log("/aws/sagemaker/CompilationJobs", "{CompilationJobName}"),),
)

EdgePackagingJob = _Job(
    name="EdgePackagingJob",
    identifiers=("EdgePackagingJobName",),
    requests=(_RunInCapitals(("CreateEdgePackagingJob",)), _StopInCapitals(("StopEdgePackagingJob",))),
    describe=_Describe(
        "DescribeEdgePackagingJob",
        Fields(
            "EdgePackagingJobStatus", reason=("EdgePackagingJobStatusMessage", "PresetDeploymentOutput.StatusMessage"),
            created="CreationTime", modified="LastModifiedTime", arn="EdgePackagingJobArn",
        ),
    ),
    lists=_Lists(
        "ListEdgePackagingJobs", "EdgePackagingJobSummaries",
        Fields(
            "EdgePackagingJobStatus", created="CreationTime", modified="LastModifiedTime", arn="EdgePackagingJobArn",
        ),
        identifiers={"EdgePackagingJobName": "EdgePackagingJobName"}, filters=FILTERS,
        equals={"ModelNameContains": "ModelName"}, sort_by="SortBy",
        sort={
            "CREATION_TIME": "CreationTime", "NAME": "EdgePackagingJobName", "MODEL_NAME": "ModelName",
            "LAST_MODIFIED_TIME": "LastModifiedTime", "STATUS": "EdgePackagingJobStatus",
        },
        sort_order="SortOrder", newest={"SortBy": "CREATION_TIME", "SortOrder": "Descending"},
    ),
    timeout=1800,
    retired="SageMaker Edge Manager was retired by AWS on 26 April 2024; the API is still in botocore's model",
)

HyperParameterTuningJob = _Job(
    name="HyperParameterTuningJob",
    identifiers=("HyperParameterTuningJobName",),
    requests=(
        _Run(("CreateHyperParameterTuningJob",)),
        _Stop(("StopHyperParameterTuningJob",)),
        Request(
            "delete", ("DeleteHyperParameterTuningJob",), ("Deleting",), (GONE,), ("DeleteFailed",),
            when=("Completed", "Failed", "Stopped", "DeleteFailed"),
        ),
    ),
    describe=_Describe(
        "DescribeHyperParameterTuningJob",
        Fields(
            "HyperParameterTuningJobStatus", reason=("FailureReason",), created="CreationTime",
            modified="LastModifiedTime", arn="HyperParameterTuningJobArn",
        ),
    ),
    lists=_Lists(
        "ListHyperParameterTuningJobs", "HyperParameterTuningJobSummaries",
        Fields(
            "HyperParameterTuningJobStatus", created="CreationTime", modified="LastModifiedTime",
            arn="HyperParameterTuningJobArn",
        ),
        identifiers={"HyperParameterTuningJobName": "HyperParameterTuningJobName"}, filters=FILTERS, sort_by="SortBy",
        sort={
            "Name": "HyperParameterTuningJobName", "Status": "HyperParameterTuningJobStatus",
            "CreationTime": "CreationTime",
        },
        sort_order="SortOrder", newest=NEWEST,
    ),
    # 30 days at most (limits of automatic model tuning, developer guide).
    timeout=2678400,
)

_INFERENCE_RECOMMENDATIONS_JOB = Fields(
    "Status", reason=("FailureReason",), created="CreationTime", modified="LastModifiedTime", arn="JobArn",
)

InferenceRecommendationsJob = _Job(
    name="InferenceRecommendationsJob",
    identifiers=("JobName",),
    requests=(
        Request("run", ("CreateInferenceRecommendationsJob",), ("PENDING", "IN_PROGRESS"), ("COMPLETED",), ("FAILED",)),
        Request(
            "stop", ("StopInferenceRecommendationsJob",), ("STOPPING",), ("STOPPED",), when=("PENDING", "IN_PROGRESS"),
        ),
    ),
    describe=_Describe("DescribeInferenceRecommendationsJob", _INFERENCE_RECOMMENDATIONS_JOB),
    lists=_Lists(
        "ListInferenceRecommendationsJobs", "InferenceRecommendationsJobs", _INFERENCE_RECOMMENDATIONS_JOB,
        identifiers={"JobName": "JobName"}, filters=FILTERS,
        equals={"ModelNameEquals": "ModelName", "ModelPackageVersionArnEquals": "ModelPackageVersionArn"},
        sort_by="SortBy", sort={"CreationTime": "CreationTime", "Name": "JobName", "Status": "Status"},
        sort_order="SortOrder", newest=NEWEST,
    ),
    timeout=86400,
    # No operation deletes such a job.
    others=("DELETING", "DELETED"),
    logs=(Log("/aws/sagemaker/InferenceRecommendationsJobs", "{JobName}/"),),
)

Job = _Job(
    name="Job",
    identifiers=("JobCategory", "JobName"),
    requests=(
        _Run(("CreateJob",)),
        _Stop(("StopJob",)),
        Request(
            "delete", ("DeleteJob",), ("Deleting",), (GONE,), ("DeleteFailed",),
            when=("Completed", "Failed", "Stopped", "DeleteFailed"),
        ),
    ),
    describe=_Describe(
        "DescribeJob",
        Fields(
            "JobStatus", reason=("FailureReason",), created="CreationTime", modified="LastModifiedTime", arn="JobArn",
        ),
    ),
    lists=Lists(
        "ListJobs", "JobSummaries",
        Fields("JobStatus", created="CreationTime", modified="LastModifiedTime", arn="JobArn"),
        identifiers={"JobCategory": "JobCategory", "JobName": "JobName"}, limit=100, page=50, filters=FILTERS,
        sort_by="SortBy", sort={"CreationTime": "CreationTime", "Name": "JobName", "Status": "JobStatus"},
        sort_order="SortOrder", newest=NEWEST, needs={"JobCategory": "JobCategory"}, quota=LISTINGS,
    ),
    timeout=604800,
)

OptimizationJob = _Job(
    name="OptimizationJob",
    identifiers=("OptimizationJobName",),
    requests=(
        _RunInCapitals(("CreateOptimizationJob",)),
        _StopInCapitals(("StopOptimizationJob",)),
        Request("delete", ("DeleteOptimizationJob",), (), (GONE,), when=("COMPLETED", "FAILED", "STOPPED")),
    ),
    describe=_Describe(
        "DescribeOptimizationJob",
        Fields(
            "OptimizationJobStatus", reason=("FailureReason",), created="CreationTime", modified="LastModifiedTime",
            arn="OptimizationJobArn",
        ),
    ),
    lists=Lists(
        "ListOptimizationJobs", "OptimizationJobSummaries",
        Fields("OptimizationJobStatus", created="CreationTime", modified="LastModifiedTime", arn="OptimizationJobArn"),
        identifiers={"OptimizationJobName": "OptimizationJobName"}, limit=100, page=50, filters=FILTERS,
        equals={"OptimizationContains": ""}, sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "OptimizationJobName", "Status": "OptimizationJobStatus"},
        sort_order="SortOrder", newest=NEWEST, quota=LISTINGS,
    ),
    timeout=86400,
)

_PROCESSING_JOB = Fields(
    "ProcessingJobStatus", reason=("FailureReason", "ExitMessage"), created="CreationTime", modified="LastModifiedTime",
    arn="ProcessingJobArn",
)

ProcessingJob = _Job(
    name="ProcessingJob",
    identifiers=("ProcessingJobName",),
    requests=(
        _Run(("CreateProcessingJob",)),
        _Stop(("StopProcessingJob",)),
        Request("delete", ("DeleteProcessingJob",), (), (GONE,), when=("Completed", "Failed", "Stopped")),
    ),
    describe=_Describe("DescribeProcessingJob", _PROCESSING_JOB),
    lists=_Lists(
        "ListProcessingJobs", "ProcessingJobSummaries", _PROCESSING_JOB,
        identifiers={"ProcessingJobName": "ProcessingJobName"}, filters=FILTERS, sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "ProcessingJobName", "Status": "ProcessingJobStatus"},
        sort_order="SortOrder", newest=NEWEST,
    ),
    timeout=86400,
    logs=(Log("/aws/sagemaker/ProcessingJobs", "{ProcessingJobName}/"),),
)

# "Requested resource not found." is what DescribeTrainingJob is seen to answer for what isn't there.
TrainingJob = _Job(
    name="TrainingJob",
    identifiers=("TrainingJobName",),
    requests=(
        _Run(("CreateTrainingJob",)),
        _Stop(("StopTrainingJob",)),
        Request("delete", ("DeleteTrainingJob",), ("Deleting",), (GONE,), when=("Completed", "Failed", "Stopped")),
    ),
    describe=_Describe(
        "DescribeTrainingJob",
        Fields(
            "TrainingJobStatus", reason=("FailureReason",), created="CreationTime", modified="LastModifiedTime",
            arn="TrainingJobArn",
        ),
    ),
    lists=_Lists(
        "ListTrainingJobs", "TrainingJobSummaries",
        Fields("TrainingJobStatus", created="CreationTime", modified="LastModifiedTime", arn="TrainingJobArn"),
        identifiers={"TrainingJobName": "TrainingJobName"}, filters=FILTERS,
        equals={"WarmPoolStatusEquals": "WarmPoolStatus.Status", "TrainingPlanArnEquals": "TrainingPlanArn"},
        sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "TrainingJobName", "Status": "TrainingJobStatus"},
        sort_order="SortOrder", newest=NEWEST,
    ),
    timeout=90000,  # StoppingCondition.MaxRuntimeInSeconds is a day unless set, and the job has to start and upload
    logs=(Log("/aws/sagemaker/TrainingJobs", "{TrainingJobName}/"),),
)

TransformJob = _Job(
    name="TransformJob",
    identifiers=("TransformJobName",),
    requests=(_Run(("CreateTransformJob",)), _Stop(("StopTransformJob",))),
    describe=_Describe(
        "DescribeTransformJob",
        Fields("TransformJobStatus", reason=("FailureReason",), created="CreationTime", arn="TransformJobArn"),
    ),
    lists=_Lists(
        "ListTransformJobs", "TransformJobSummaries",
        Fields(
            "TransformJobStatus", reason=("FailureReason",), created="CreationTime", modified="LastModifiedTime",
            arn="TransformJobArn",
        ),
        identifiers={"TransformJobName": "TransformJobName"}, filters=FILTERS, sort_by="SortBy",
        sort={"CreationTime": "CreationTime", "Name": "TransformJobName", "Status": "TransformJobStatus"},
        sort_order="SortOrder", newest=NEWEST,
    ),
    timeout=86400,
    logs=(Log("/aws/sagemaker/TransformJobs", "{TransformJobName}/"),),
)
