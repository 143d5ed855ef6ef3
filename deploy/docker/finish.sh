#!/bin/sh
# The last step of each build: Recto itself, without anything that it needs, and a list of all that there is.
set -eu
uv pip install --no-deps .
cyclonedx-py environment --output-format JSON --output-file /opt/recto/sbom.cdx.json /opt/recto/bin/python
# The tests of others, their types, and what they were compiled from, are not needed to run them.
find /opt/recto/lib -type d -name tests -prune -exec rm -rf {} +
find /opt/recto/lib -type f \( -name '*.pyi' -o -name '*.c' -o -name '*.cpp' -o -name '*.h' -o -name '*.hpp' -o -name '*.pyx' -o -name '*.pxd' \) \
    -delete
find /opt/recto -name __pycache__ -type d -prune -exec rm -rf {} +
