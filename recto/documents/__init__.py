"""Files to pages, lines and text, and back. Pure: no network, no torch, no OpenCV."""
