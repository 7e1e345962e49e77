"""Amazon Kendra: the tables of its resource types."""

from mlwaiters.model import GONE, Absent, Describe, Fields, Lists, Parent, Request, ResourceType

_ABSENT = (Absent("ResourceNotFoundException"),)
_IN_INDICES = Parent("IndexId", "ListIndices", "IndexConfigurationSummaryItems", "Id", limit=100)

DataSource = ResourceType(
    service="kendra",
    name="DataSource",
    identifiers=("IndexId", "Id"),
    requests=(
        Request("create", ("CreateDataSource",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateDataSource",), ("UPDATING",), ("ACTIVE",), ("FAILED",), when=("ACTIVE", "FAILED")),
        Request("delete", ("DeleteDataSource",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe(
        "DescribeDataSource",
        Fields("Status", reason=("ErrorMessage",), created="CreatedAt", modified="UpdatedAt"),
    ),
    lists=Lists(
        "ListDataSources",
        "SummaryItems",
        Fields("Status", created="CreatedAt", modified="UpdatedAt"),
        identifiers={"IndexId": "", "Id": "Id"},
        limit=100,
        page=100,
        parent=_IN_INDICES,
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

Document = ResourceType(
    service="kendra",
    name="Document",
    identifiers=("IndexId", "DocumentId"),
    requests=(
        Request("create", ("BatchPutDocument",), ("PROCESSING",), ("INDEXED",), ("FAILED",)),
        Request(
            "update", ("BatchPutDocument",), ("PROCESSING",), ("UPDATED",), ("UPDATE_FAILED",),
            when=("INDEXED", "UPDATED", "UPDATE_FAILED"),
        ),
        Request(
            "delete", ("BatchDeleteDocument",), (), (GONE,), when=("INDEXED", "UPDATED", "FAILED", "UPDATE_FAILED"),
        ),
    ),
    describe=Describe(
        "BatchGetDocumentStatus",
        Fields("DocumentStatus", reason=("FailureReason",)),
        within="DocumentStatusList[]",
        sends={"DocumentId": "DocumentInfoList[].DocumentId"},
        gone="NOT_FOUND",
    ),
    lists=None,
    absent=_ABSENT,
    timeout=3600,
)

Experience = ResourceType(
    service="kendra",
    name="Experience",
    identifiers=("IndexId", "Id"),
    requests=(
        Request("create", ("CreateExperience",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("delete", ("DeleteExperience",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
    ),
    describe=Describe(
        "DescribeExperience",
        Fields("Status", reason=("ErrorMessage",), created="CreatedAt", modified="UpdatedAt"),
    ),
    lists=Lists(
        "ListExperiences",
        "SummaryItems",
        Fields("Status", created="CreatedAt"),
        identifiers={"IndexId": "", "Id": "Id"},
        limit=100,
        page=100,
        parent=_IN_INDICES,
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

Faq = ResourceType(
    service="kendra",
    name="Faq",
    identifiers=("IndexId", "Id"),
    requests=(
        Request("create", ("CreateFaq",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("delete", ("DeleteFaq",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
        Request("maintain", (), ("UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
    ),
    describe=Describe(
        "DescribeFaq",
        Fields("Status", reason=("ErrorMessage",), created="CreatedAt", modified="UpdatedAt"),
    ),
    lists=Lists(
        "ListFaqs",
        "FaqSummaryItems",
        Fields("Status", created="CreatedAt", modified="UpdatedAt"),
        identifiers={"IndexId": "", "Id": "Id"},
        limit=100,
        page=100,
        parent=_IN_INDICES,
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

Index = ResourceType(
    service="kendra",
    name="Index",
    identifiers=("Id",),
    requests=(
        Request("create", ("CreateIndex",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        Request("update", ("UpdateIndex",), ("UPDATING",), ("ACTIVE",), ("FAILED",), when=("ACTIVE", "FAILED")),
        Request("delete", ("DeleteIndex",), ("DELETING",), (GONE,), when=("ACTIVE", "FAILED")),
        Request("maintain", (), ("SYSTEM_UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
    ),
    describe=Describe(
        "DescribeIndex",
        Fields("Status", reason=("ErrorMessage",), created="CreatedAt", modified="UpdatedAt"),
    ),
    lists=Lists(
        "ListIndices",
        "IndexConfigurationSummaryItems",
        Fields("Status", created="CreatedAt", modified="UpdatedAt"),
        identifiers={"Id": "Id"},
        limit=100,
        page=100,
    ),
    absent=_ABSENT,
    timeout=7200,
    minted=True,
)

QuerySuggestionsBlockList = ResourceType(
    service="kendra",
    name="QuerySuggestionsBlockList",
    identifiers=("IndexId", "Id"),
    requests=(
        Request("create", ("CreateQuerySuggestionsBlockList",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        # ACTIVE_BUT_UPDATE_FAILED: what was there before is still in use.
        Request(
            "update", ("UpdateQuerySuggestionsBlockList",), ("UPDATING",), ("ACTIVE",), ("ACTIVE_BUT_UPDATE_FAILED",),
            when=("ACTIVE", "ACTIVE_BUT_UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteQuerySuggestionsBlockList",), ("DELETING",), (GONE,),
            when=("ACTIVE", "FAILED", "ACTIVE_BUT_UPDATE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeQuerySuggestionsBlockList",
        Fields("Status", reason=("ErrorMessage",), created="CreatedAt", modified="UpdatedAt"),
    ),
    lists=Lists(
        "ListQuerySuggestionsBlockLists",
        "BlockListSummaryItems",
        Fields("Status", created="CreatedAt", modified="UpdatedAt"),
        identifiers={"IndexId": "", "Id": "Id"},
        limit=100,
        page=100,
        parent=_IN_INDICES,
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)

QuerySuggestionsConfig = ResourceType(
    service="kendra",
    name="QuerySuggestionsConfig",
    identifiers=("IndexId",),
    requests=(
        # A setting of an index, there as long as the index is.
        Request("update", ("UpdateQuerySuggestionsConfig",), ("UPDATING",), ("ACTIVE",), when=("ACTIVE",)),
    ),
    describe=Describe("DescribeQuerySuggestionsConfig", Fields("Status")),
    lists=None,
    absent=_ABSENT,
    timeout=3600,
)

Thesaurus = ResourceType(
    service="kendra",
    name="Thesaurus",
    identifiers=("IndexId", "Id"),
    requests=(
        Request("create", ("CreateThesaurus",), ("CREATING",), ("ACTIVE",), ("FAILED",)),
        # ACTIVE_BUT_UPDATE_FAILED: what was there before is still in use.
        Request(
            "update", ("UpdateThesaurus",), ("UPDATING",), ("ACTIVE",), ("ACTIVE_BUT_UPDATE_FAILED",),
            when=("ACTIVE", "ACTIVE_BUT_UPDATE_FAILED"),
        ),
        Request(
            "delete", ("DeleteThesaurus",), ("DELETING",), (GONE,),
            when=("ACTIVE", "FAILED", "ACTIVE_BUT_UPDATE_FAILED"),
        ),
    ),
    describe=Describe(
        "DescribeThesaurus",
        Fields("Status", reason=("ErrorMessage",), created="CreatedAt", modified="UpdatedAt"),
    ),
    lists=Lists(
        "ListThesauri",
        "ThesaurusSummaryItems",
        Fields("Status", created="CreatedAt", modified="UpdatedAt"),
        identifiers={"IndexId": "", "Id": "Id"},
        limit=100,
        page=100,
        parent=_IN_INDICES,
    ),
    absent=_ABSENT,
    timeout=3600,
    minted=True,
)
