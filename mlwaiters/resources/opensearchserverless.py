"""OpenSearch Service Serverless: the tables of its resource types."""

from mlwaiters.model import GONE, Batch, Describe, Fields, Lists, Request, ResourceType

_COLLECTION = Fields("status", reason=("failureMessage",), arn="arn")

Collection = ResourceType(
    service="opensearchserverless",
    name="Collection",
    identifiers=("id",),
    requests=(
        Request("create", ("CreateCollection",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request(
            "update", ("UpdateCollection",), ("UPDATING",), ("ACTIVE",), ("UPDATE_FAILED",),
            when=("ACTIVE", "UPDATE_FAILED"),
        ),
        Request("delete", ("DeleteCollection",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED", "UPDATE_FAILED")),
    ),
    describe=Describe("BatchGetCollection", _COLLECTION, within="collectionDetails[]", sends={"id": "ids[]"}),
    lists=Lists(
        "ListCollections",
        "collectionSummaries",
        Fields("status", arn="arn"),
        identifiers={"id": "id"},
        limit=100,
        page=20,
        filters={"status": "collectionFilters.status"},
        equals={"collectionFilters.name": "name", "collectionFilters.collectionGroupName": "collectionGroupName"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(),
    timeout=3600,
    minted=True,
    batch=Batch("BatchGetCollection", "ids", "collectionDetails", "id", _COLLECTION, limit=100),
)

VpcEndpoint = ResourceType(
    service="opensearchserverless",
    name="VpcEndpoint",
    identifiers=("id",),
    requests=(
        Request("create", ("CreateVpcEndpoint",), ("PENDING",), ("ACTIVE",), ("FAILED",)),
        Request("delete", ("DeleteVpcEndpoint",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe(
        "BatchGetVpcEndpoint",
        Fields("status", reason=("failureMessage",)),
        within="vpcEndpointDetails[]",
        sends={"id": "ids[]"},
    ),
    lists=Lists(
        "ListVpcEndpoints",
        "vpcEndpointSummaries",
        Fields("status"),
        identifiers={"id": "id"},
        limit=100,
        page=20,
        filters={"status": "vpcEndpointFilters.status"},
        limit_parameter="maxResults",
        token="nextToken",
    ),
    absent=(),
    timeout=3600,
    minted=True,
    batch=Batch(
        "BatchGetVpcEndpoint",
        "ids",
        "vpcEndpointDetails",
        "id",
        Fields("status", reason=("failureMessage",)),
        limit=100,
    ),
)
