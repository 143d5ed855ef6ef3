"""A model as bytes: safetensors with the architecture, the alphabet and the version in its metadata."""

import dataclasses
import json
import struct
from typing import Any, NamedTuple

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from recto.recognition.alphabet import Alphabet
from recto.recognition.decoding import Calibration
from recto.recognition.errors import BrokenModel
from recto.recognition.language.language import Language
from recto.recognition.network import Architecture, Network

FORMAT = "recto-line-reader/1"
_ENTRY = "recto"


class Model(NamedTuple):
    """A network with what is needed to use it."""

    network: Network
    alphabet: Alphabet
    version: str
    calibration: Calibration = Calibration()
    language: Language | None = None
    """What settles what the image leaves open."""


def to_bytes(model: Model) -> bytes:
    """The model as safetensors bytes, weights in half precision."""
    about = {
        "format": FORMAT,
        "architecture": dataclasses.asdict(model.network.architecture),
        "alphabet": model.alphabet.graphemes,
        "version": model.version,
        "calibration": model.calibration,
        "language": model.language and model.language.about(),
    }
    # One entry: safetensors writes several in no fixed order, and the same model must be the same bytes.
    metadata = {_ENTRY: json.dumps(about, ensure_ascii=False, sort_keys=True)}
    tensors = {
        name: (value.half() if value.is_floating_point() else value).contiguous()
        for name, value in model.network.state_dict().items()
    }
    if model.language is not None:
        tensors |= {name: torch.from_numpy(values) for name, values in model.language.tables().items()}
    return save(tensors, metadata)


def from_bytes(data: bytes, *, version: str | None = None) -> Model:
    """The model in the bytes, in full precision and evaluation mode; BrokenModel if they hold none."""
    try:
        about = _about(data)
        architecture = Architecture(**about["architecture"])
        alphabet = Alphabet(tuple(about["alphabet"]))
        network = Network(architecture, len(alphabet) + 1)
        tensors = load(data)
        tables = {name: tensors.pop(name).numpy() for name in list(tensors) if name.startswith("language.")}
        network.load_state_dict({name: value.float() for name, value in tensors.items()})
        language = Language.from_tables(tables, about["language"]) if about.get("language") else None
    except (SafetensorError, RuntimeError, ValueError, KeyError, TypeError, struct.error) as error:
        raise BrokenModel(
            f"These bytes are not a line recogniser that this version can load: {error}."
        ) from error
    return Model(
        network.eval(),
        alphabet,
        version or about["version"],
        Calibration(*about.get("calibration", ())),
        language,
    )


def fresh(architecture: Architecture, alphabet: Alphabet, *, version: str, seed: int = 0) -> Model:
    """An untrained model, the same for the same seed."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = Network(architecture, len(alphabet) + 1)
    return Model(network.eval(), alphabet, version)


def _about(data: bytes) -> dict[str, Any]:
    """Everything about the model but its weights."""
    # safetensors reads metadata from files only; the format is a length, then a JSON header.
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    about: dict[str, Any] = json.loads(header["__metadata__"][_ENTRY])
    if about["format"] != FORMAT:
        raise ValueError(f"format {about['format']}")
    return about
