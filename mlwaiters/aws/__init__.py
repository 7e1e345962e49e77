"""AWS, read through aiobotocore. Nothing outside of this package imports a client."""

from mlwaiters.aws.connection import connect
from mlwaiters.aws.models import check
from mlwaiters.aws.reader import AWSReader

__all__ = ["AWSReader", "check", "connect"]
