#!/bin/sh
# Stands in for python:3.11-slim-bookworm: Debian with its own Python, where that image has one. Writes a tar archive.
set -eu
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
debootstrap --variant=minbase --include=ca-certificates,python3,python3-venv bookworm "$folder" >&2
for name in python python3; do ln -s /usr/bin/python3.11 "$folder/usr/local/bin/$name"; done
rm -rf "$folder"/var/cache/apt/* "$folder"/var/lib/apt/lists/*
tar --create --directory "$folder" --file "$1" .
