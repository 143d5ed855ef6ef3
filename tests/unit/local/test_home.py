"""The home folder: one process at a time, and one sentence for what keeps it from being used."""

import errno
import os
import subprocess
import sys
from collections import namedtuple

import pytest

from recto.local.home import HomeLock, prepare
from recto.runtime.failures import UserError

Usage = namedtuple("Usage", "total used free")


def test_a_home_is_made_with_its_parents(tmp_path):
    prepare(tmp_path / "a" / "b", needed_bytes=1)
    assert (tmp_path / "a" / "b").is_dir()


def test_a_disk_that_is_all_but_full_is_told_with_its_figures(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(10, 10, 7_000_000))
    with pytest.raises(UserError, match=r"has 7 MB left and 500 MB are needed; free some space"):
        prepare(tmp_path)


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    def refuse(*_args, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.mkdir", refuse)
    with pytest.raises(UserError, match="is full; free some space"):
        prepare(tmp_path / "new")


def test_a_home_below_a_file_is_refused_with_the_reason(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match=r"file/home cannot be made: Not a directory; .*--home"):
        prepare(tmp_path / "file" / "home")


def test_a_second_holder_is_refused_and_told_the_first(tmp_path):
    with HomeLock(tmp_path), pytest.raises(UserError, match=rf"pid {os.getpid()}"), HomeLock(tmp_path):
        pass


def test_a_home_is_free_again_after_its_holder(tmp_path):
    with HomeLock(tmp_path):
        pass
    with HomeLock(tmp_path):
        pass


def test_a_home_whose_holder_was_killed_is_free(tmp_path):
    script = (
        "import os, sys; from pathlib import Path; from recto.local.home import HomeLock;"
        "HomeLock(Path(sys.argv[1])).__enter__(); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    with HomeLock(tmp_path):
        pass
