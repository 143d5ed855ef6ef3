"""Pages as JSON: the layout as it is, for those who want neither ALTO nor PAGE."""

import json

from schemas.layout import Layout


def page_json(layout: Layout, *, image_name: str) -> bytes:
    """UTF-8 JSON of a page: image, width, height, and lines with id, polygon, baseline and text."""
    page = {"image": image_name, **layout.model_dump(mode="json")}
    return json.dumps(page, ensure_ascii=False, indent=1).encode()
