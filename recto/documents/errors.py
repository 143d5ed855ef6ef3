"""What goes wrong with documents. All of it is the file's fault, and asking again never helps.

DocumentError
└── Refused            this file is not accepted; the message is one sentence without the file's name
    ├── NotAnImage     not a PNG, JPEG or TIFF, or broken
    ├── TooLarge       more pixels, pages, elements, lines or characters than are accepted
    ├── UnsafeXml      entities, or anything else that a parser should not follow
    ├── BadXml         not well-formed, or not a format that is known
    └── BadLayout      lines that cannot lie on the image
"""


class DocumentError(Exception):
    """Base of everything that recto.documents raises."""


class Refused(DocumentError):
    """A file that is not accepted.

    The reason reads on after the file's name ("scan.png" + " is not a PNG, JPEG or TIFF image").
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotAnImage(Refused):
    """Not an image of an accepted type, or one that cannot be decoded to the end."""


class TooLarge(Refused):
    """More than is accepted; the reason says how much that is."""


class UnsafeXml(Refused):
    """XML that asks its reader to fetch or to multiply."""


class BadXml(Refused):
    """XML that cannot be read as a page layout."""


class BadLayout(Refused):
    """A layout whose lines cannot lie on the image that they are for."""
