#!/bin/sh
# Pins what is installed, with hashes: everything for developers, and for each image what its service needs alone.
# `make requirements` runs it. What the images get is what tests ran with.
set -eu
pin() {
    file=requirements/$1.txt
    shift
    uv pip compile "$@" --generate-hashes --quiet --python-version 3.11 --no-header --no-annotate --output-file "$file"
}
# torch and what it brings for graphics cards are a layer of their own, which inference and trainer share.
# What else it needs is pinned with the services.
large='^(torch|triton|nvidia-.*|cuda-.*)$'
left_out() {
    sed 's/^/--no-emit-package /'
}

pin dev pyproject.toml --all-extras --group dev --upgrade
echo cyclonedx-bom | pin sbom - --upgrade
echo podman-compose | pin compose - --upgrade
echo torch | pin torch - --constraints requirements/dev.txt
all=$(grep -oE '^[a-z0-9-]+==' requirements/torch.txt | tr -d =)
# shellcheck disable=SC2046  several options
echo torch | pin torch - --constraints requirements/dev.txt $(echo "$all" | grep -vE "$large" | left_out)
grep -oE '^torch==[0-9.]+' requirements/torch.txt | sed 's/$/+cpu/' > requirements/torch-cpu.txt
for service in ingestion scoring labeling-gateway; do
    pin "$service" pyproject.toml --extra "$service" --extra tracing --constraints requirements/dev.txt
done
for service in inference trainer; do
    # shellcheck disable=SC2046  several options
    pin "$service" pyproject.toml --extra "$service" --extra tracing --constraints requirements/dev.txt $(echo "$all" | grep -E "$large" | left_out)
done
