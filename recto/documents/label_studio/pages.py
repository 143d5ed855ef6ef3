"""What each task of a Label Studio export holds: a page with its lines, one whole line, or nothing to take over."""

from collections.abc import Sequence
from dataclasses import dataclass

from recto.documents.errors import BadExport, Refused
from recto.documents.label_studio import tasks
from recto.documents.label_studio.names import ImagePath, image_path
from recto.documents.label_studio.order import ordered
from recto.documents.label_studio.regions import lines
from recto.documents.label_studio.tasks import Annotation, Task
from recto.documents.label_studio.texts import Unusable, whole_text
from recto.documents.layouts import fitted
from recto.documents.outlines import RawLine, completed
from schemas.layout import Layout


@dataclass(frozen=True)
class FoundPage:
    """A task's image with its lines. A whole line has its text alone: its image is all of it."""

    task: str
    image: ImagePath
    layout: Layout | None = None
    text: str | None = None

    def layout_on(self, width: int, height: int) -> Layout:
        """The lines; of a whole line, the one that covers its image."""
        return self.layout or whole_line(self.text, width, height)


@dataclass(frozen=True)
class Left:
    """A task that is left out, and why, as words that go on after its name."""

    task: str
    reason: str


def read_export(data: bytes) -> tuple[list[FoundPage], list[Left]]:
    """The pages of an export, and the tasks that hold none.

    Raises BadExport, naming task and field, if anything in it is malformed or there is nothing to take over.
    """
    found: list[FoundPage] = []
    left: list[Left] = []
    for at, task in enumerate(tasks.read(data), start=1):
        name = tasks.shown_id(task.id, at)
        try:
            found.append(_page(name, task))
        except Unusable as error:
            left.append(Left(name, str(error)))
    if not found:
        why = f": task {left[0].task} {left[0].reason}" if left else ""
        raise BadExport(f"holds no page with boxes and no line with a text{why}")
    return found, left


def whole_line(text: str | None, width: int, height: int) -> Layout:
    """A layout whose one line is the whole image."""
    box = (0.0, 0.0, float(width), float(height))
    return completed([RawLine(id="line", box=box, text=text)], width=width, height=height)


def chosen(annotations: Sequence[Annotation]) -> Annotation:
    """The annotation that counts: ground truth first, then the newest; one that was skipped never does.

    Raises Unusable if there is none.
    """
    if not annotations:
        raise Unusable("has no annotation: drafts and predictions are not taken over")
    submitted = [annotation for annotation in annotations if not annotation.was_cancelled]
    if not submitted:
        raise Unusable("was skipped in Label Studio")
    return max(submitted, key=lambda one: (bool(one.ground_truth), one.updated_at or one.created_at or ""))


def _page(name: str, task: Task) -> FoundPage:
    annotation = chosen(task.annotations)
    try:
        layout = _layout(annotation)
        text = None if layout else whole_text(annotation)
    except BadExport as error:
        raise BadExport(f"has in task {name} {error.reason}") from error
    if layout is None and text is None:
        raise Unusable(_nothing_in(annotation))
    return FoundPage(name, image_path(task), layout, text)


def _layout(annotation: Annotation) -> Layout | None:
    drawn = lines(annotation.result)
    if drawn is None:
        return None
    (width, height), raws = drawn
    try:
        layout = completed(ordered(raws, annotation.result), width=width, height=height)
    except Refused as error:
        raise Unusable(error.reason) from error
    try:
        return fitted(layout, width=width, height=height)
    except Refused as error:
        raise BadExport(error.reason.removeprefix("has ")) from error


def _nothing_in(annotation: Annotation) -> str:
    kinds = sorted({result.type for result in annotation.result})
    if not kinds:
        return "was submitted with nothing in it"
    return f"holds {', '.join(kinds)[:80]}, and no rectangle, polygon or text"
