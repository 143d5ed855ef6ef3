"""Every event there is, by its type name."""

from schemas.collections import CollectionConfigured
from schemas.dead_letters import EventFailed
from schemas.documents import DocumentClassified, DocumentCompleted, DocumentIngested, LinesAccepted
from schemas.envelope import Event
from schemas.labels import DeclineWithdrawn, LabelAccepted, LabelDeclined, LabelWithdrawn
from schemas.models import ModelPromoted, ModelRejected, ModelRolledBack
from schemas.pages import PageIngested, PageRelined
from schemas.progress import AcceptanceBounded, AskingReviewed
from schemas.rescoring import RescoreRequested
from schemas.tasks import (
    BoxesRequested,
    ClassificationRequested,
    TaskReprioritised,
    TaskRequested,
    TaskWithdrawn,
)
from schemas.transcripts import PageTranscribed, PageUnreadable

EVENTS: dict[str, type[Event]] = {
    event.type: event
    for event in (
        CollectionConfigured,
        PageIngested,
        PageRelined,
        PageTranscribed,
        PageUnreadable,
        TaskRequested,
        TaskReprioritised,
        TaskWithdrawn,
        BoxesRequested,
        ClassificationRequested,
        LabelAccepted,
        LabelDeclined,
        LabelWithdrawn,
        DeclineWithdrawn,
        ModelPromoted,
        ModelRejected,
        ModelRolledBack,
        RescoreRequested,
        DocumentIngested,
        DocumentClassified,
        LinesAccepted,
        DocumentCompleted,
        AcceptanceBounded,
        AskingReviewed,
        EventFailed,
    )
}
