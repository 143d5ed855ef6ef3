#!/bin/sh
# The last step of each build: Recto itself, without anything that it needs, and a list of all that there is.
set -eu
uv pip install --no-deps .
cyclonedx-py environment --output-format JSON --output-file /opt/recto/sbom.cdx.json /opt/recto/bin/python
find /opt/recto -name __pycache__ -type d -prune -exec rm -rf {} +
