"""Ports: what is free, and who has what is not."""

import os
import re
import socket

import pytest

from recto.local.ports import HOST, free_port, is_free, owner_of, require_free
from recto.local.roster import GATEWAY, ROSTER
from recto.local.stack_ports import ANY_PORTS, StackPorts, service_ports
from recto.runtime.failures import UserError


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind((HOST, 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_that_somebody_listens_on_is_not_free(taken):
    assert not is_free(taken)
    assert is_free(free_port())


def test_the_owner_is_told_by_name_and_pid(taken):
    assert re.fullmatch(rf".+ \(pid {os.getpid()}\)", owner_of(taken))
    assert owner_of(free_port()) is None


def test_a_taken_port_is_refused_with_its_owner_and_the_remedy(taken):
    with pytest.raises(
        UserError, match=rf"Port {taken} for Kafka is taken by .*{os.getpid()}.*; choose another."
    ):
        require_free(taken, "Kafka", "choose another")


def test_the_gateway_is_never_moved_from_its_port_unasked(taken):
    with pytest.raises(UserError, match=rf"Port {taken} for the gateway .* --port"):
        service_ports(StackPorts(gateway=taken))


def test_inner_services_move_where_their_ports_are_taken(monkeypatch):
    monkeypatch.setattr("recto.local.stack_ports.is_free", lambda port: False)
    chosen = service_ports(StackPorts(gateway=free_port()))
    assert not {member.port for member in ROSTER if member is not GATEWAY} & set(chosen.values())


def test_a_stack_beside_another_takes_no_usual_port():
    chosen = service_ports(ANY_PORTS)
    assert set(chosen) == set(ROSTER)
    assert len(set(chosen.values())) == len(ROSTER)
    assert not {member.port for member in ROSTER} & set(chosen.values())
