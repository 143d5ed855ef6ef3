"""Lines as Label Studio's tasks, one image each, and what an annotator made of one.

docs/label-studio.md has the labeling configuration that goes with the names used here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recto.documents.errors import BadExport
from recto.documents.label_studio.tasks import Annotation
from recto.documents.label_studio.texts import TEXT, Unusable, whole_text

IMAGE, TEXT_FIELD, OUTCOME_FIELD = "image", "text", "outcome"
"""Names in the labeling configuration: of the image, the text, and the choice where there is none to write."""

CHOICES = ("unreadable", "not-text")


@dataclass(frozen=True)
class Made:
    """What was made of a line: its text, or one of CHOICES, or neither, where it was skipped."""

    text: str | None = None
    choice: str | None = None


@dataclass(frozen=True)
class Predicted:
    """A model's reading of a line, from which an annotator starts."""

    text: str
    model_version: str
    score: float | None = None


def line_task(data: Mapping[str, str], predicted: Predicted, made: Made | None = None) -> dict[str, Any]:
    """A line as a task to import. Annotations carry no annotator: Label Studio refuses those it does not know."""
    prediction: dict[str, Any] = {
        "model_version": predicted.model_version,
        "result": _results(Made(text=predicted.text)),
    }
    if predicted.score is not None:
        prediction["score"] = round(predicted.score, 4)
    task: dict[str, Any] = {"data": dict(data), "predictions": [prediction]}
    if made is not None:
        task["annotations"] = [{"result": _results(made), "was_cancelled": made == Made()}]
    return task


def made_of(annotation: Annotation) -> Made:
    """What an annotator made of a line. Raises Unusable if that is nothing, BadExport if it can't be read."""
    if annotation.was_cancelled:
        return Made()
    text = whole_text(annotation)
    if text is not None:
        return Made(text=text)
    choice = _choice(annotation)
    if choice is None:
        raise Unusable("has no text: type one, or choose unreadable or not-text")
    return Made(choice=choice)


def _results(made: Made) -> list[dict[str, Any]]:
    if made.text is not None:
        return [_result("line", TEXT_FIELD, TEXT, {"text": [made.text]})]
    return [_result("line", OUTCOME_FIELD, "choices", {"choices": [made.choice]})] if made.choice else []


def _result(name: str, field: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "from_name": field, "to_name": IMAGE, "type": kind, "value": value}


def _choice(annotation: Annotation) -> str | None:
    """The first of our choices that was made; other choices are the project's own affair."""
    listed = [result.value.get("choices") for result in annotation.result if result.type == "choices"]
    if not all(isinstance(choices, list) for choices in listed):
        raise BadExport("a choice without a list in value.choices")
    return next((choice for choices in listed for choice in choices or () if choice in CHOICES), None)
