"""Grey images to PNG: rows unfiltered, and only runs and single bytes coded.

On scans that takes a quarter of the time of Pillow's writer, for files of the same size: its search for filters and
repeated strings finds nothing in the noise of paper.
"""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY_OF_8_BITS = bytes([8, 0, 0, 0, 0])
"""Bit depth, colour type, compression, filter method, interlacing (PNG 3, 11.2.1)."""
_FASTEST = 1
_MOST_MEMORY = 9


def written(image: NDArray[np.uint8]) -> bytes:
    """A PNG file of a (height, width) image; the same image gives the same bytes."""
    height, width = image.shape
    rows = np.zeros((height, 1 + width), np.uint8)  # each begins with the number of its filter: 0, none
    rows[:, 1:] = image
    packer = zlib.compressobj(_FASTEST, zlib.DEFLATED, zlib.MAX_WBITS, _MOST_MEMORY, zlib.Z_RLE)
    packed = packer.compress(rows.data) + packer.flush()
    header = struct.pack(">II", width, height) + _GREY_OF_8_BITS
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
