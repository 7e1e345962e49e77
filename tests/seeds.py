"""The types that a thorough look is taken at: a crawler, jobs with and without parents, an endpoint, a server."""

from functools import cache

from mlwaiters.model import ResourceType
from mlwaiters.resources import glue, sagemaker
from mlwaiters.testing.facts import Job
from mlwaiters.testing.served import CATALOGUE, Operation

PARENTS = (glue.MLTransform, Job, sagemaker.Pipeline)
SEEDS: tuple[ResourceType, ...] = (
    glue.Crawler,
    glue.JobRun,
    glue.MLTaskRun,
    sagemaker.CompilationJob,
    sagemaker.EdgePackagingJob,
    sagemaker.Endpoint,
    sagemaker.MlflowTrackingServer,
    sagemaker.PipelineExecution,
    sagemaker.TrainingJob,
)
KINDS = (*PARENTS, *SEEDS)


@cache
def operations() -> dict[tuple[str, str], Operation]:
    """Every operation of theirs, by service and name."""
    return {
        (service, name): operation
        for service in ("glue", "sagemaker")
        for name, operation in CATALOGUE.operations(service).items()
        if operation.roles[0].kind in KINDS
    }
