"""A person's mistake ends a process with one sentence; a bug keeps its traceback."""

import pytest

from recto.runtime.failures import UserError
from recto.runtime.mistakes import mistakes_told


def test_a_mistake_is_one_sentence_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"), mistakes_told("recto topics"):
        raise UserError("RECTO_BROKERS: no broker answers at nowhere:9092.")
    assert capsys.readouterr().err == "recto topics: RECTO_BROKERS: no broker answers at nowhere:9092.\n"


def test_a_bug_is_no_mistake_of_the_person() -> None:
    with pytest.raises(ZeroDivisionError), mistakes_told("recto topics"):
        _ = 1 / 0
