"""What can go wrong in recognition, split by who can do something about it.

RecognitionError
├── UnreadableImage        the line handed in is not a greyscale image with at least one pixel
├── BrokenModel            the bytes are no model of ours, or of a kind this version does not know
├── NothingToLearnFrom     training was asked for with no usable sample
└── MissingMaterial        fonts or tools that rendering needs are not installed
"""


class RecognitionError(Exception):
    """Anything that recognition can say to its caller, in one sentence."""


class UnreadableImage(RecognitionError):
    """The line handed in is not a greyscale image with at least one pixel."""


class BrokenModel(RecognitionError):
    """The bytes are no model of ours, or of a kind that this version does not know."""


class NothingToLearnFrom(RecognitionError):
    """Training was asked for without one usable sample."""


class MissingMaterial(RecognitionError):
    """Fonts or tools that rendering needs are not installed."""
