"""Amazon SageMaker: what its operations have in common."""

from mlwaiters.model import Absent

# Calls per second and account, neither adjustable: published for training and transform jobs and endpoints (notebook
# instances, too, for listings); SageMaker's other operations are taken to be alike.
DESCRIBES, LISTINGS = 5.0, 2.0

NEWEST = {"SortBy": "CreationTime", "SortOrder": "Descending"}

CREATION = {"created_after": "CreationTimeAfter", "created_before": "CreationTimeBefore"}
TIMES = {**CREATION, "modified_after": "LastModifiedTimeAfter", "modified_before": "LastModifiedTimeBefore"}
FILTERS = {"status": "StatusEquals", "name": "NameContains", **TIMES}
SINCE = {"created_after": "CreatedAfter", "created_before": "CreatedBefore"}

ABSENT = (Absent("ResourceNotFound"),)

# What SageMaker answers for a job that isn't there: the code of the model, or, seen for training, processing, transform
# and labeling jobs (generator.yaml of aws-controllers-k8s/sagemaker-controller), a ValidationException of many
# wordings. A malformed name is a ValidationException too, and no absence.
NO_JOB = (
    *ABSENT,
    Absent("ValidationException", r"(?i)^(could not|cannot) find|not found|does not exist"),
)

# Seen for notebook instances, spaces and apps (RecordNotFound), for model packages and their groups and for projects
# (does not exist): the same generator.yaml, and internal/service/sagemaker/find.go of hashicorp/terraform-provider-aws.
# What else has no error for it in the model is taken to answer as these or as a job.
NO_RECORD = (
    *ABSENT,
    Absent("ValidationException", r"(?i)RecordNotFound|^(could not|cannot) find|does not exist"),
)
