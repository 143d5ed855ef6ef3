"""Collections that are open to some people alone: nothing of another one is seen, dealt or changed."""

from typing import Any

import pytest

OWN, FOREIGN = "letters-1905", "deeds-1850"


def routes_about_one_thing(gateway: Any) -> list[tuple[str, str]]:
    """Every route whose address names a collection, or something that belongs to one."""
    named = ("{name}", "{task_id}", "{page_id}", "{document_id}", "{label_id}", "{webhook_id}")
    return [
        (method.upper(), path)
        for path, methods in gateway.http.get("/openapi.json").json()["paths"].items()
        for method in methods
        if any(name in path for name in named) and not path.startswith("/v1/label-studio/images")
    ]


@pytest.fixture
def lead(gateway: Any) -> Any:
    """A lead to whom one collection is open, where another one has a line that waits, one keyed and a webhook."""
    for name in (OWN, FOREIGN):
        gateway.collection(name)
    gateway.add("dora", role="lead", cleared=True, collections=[OWN])
    return gateway.browser(Authorization=f"Bearer {gateway.token('dora')}")


@pytest.fixture
def of_others(gateway: Any, lead: Any) -> dict[str, str]:
    """Ids of what belongs to the other collection, by what they are called in addresses."""
    events = gateway.events
    gateway.tell(events.document(), events.page(), events.transcribed({"l1": "Dear", "l2": "Sir"}))
    gateway.tell(events.task("l1", "Dear", priority=2), events.task("l2", "Sir"))
    gateway.keyed("ada", "Dear")
    [document] = gateway.http.get("/v1/documents").json()["documents"]
    [page] = gateway.http.get(f"/v1/documents/{document['document_id']}").json()["content"]
    lines = gateway.http.get(f"/v1/pages/{page['page_id']}/layout").json()["lines"]
    hook = {"url": "https://a.example/", "types": ["recto.document.completed.v1"]}
    webhook = gateway.http.post("/v1/webhooks", json=hook).json()["webhook_id"]
    gateway.http.patch("/v1/people/dora", json={"collections": [FOREIGN]})
    return {
        "name": OWN,
        "task_id": events.task("l2", "Sir").task_id,
        "page_id": page["page_id"],
        "document_id": document["document_id"],
        "label_id": lines[0]["label_id"],
        "webhook_id": webhook,
    }


def test_whatever_belongs_to_a_foreign_collection_is_not_there(
    gateway: Any, lead: Any, of_others: dict[str, str]
) -> None:
    routes = routes_about_one_thing(gateway)
    assert len(routes) > 25
    for method, path in routes:
        address = path.format(
            **of_others, epoch=1, line_id="l", level=0, x=0, y=0, delivery_id=1, version="v"
        )
        answer = lead.request(method, address)
        assert (answer.status_code, "among yours" in answer.json()["detail"]) == (404, True), (method, path)


def test_lists_leave_foreign_collections_out(gateway: Any, lead: Any, of_others: dict[str, str]) -> None:
    assert [each["name"] for each in lead.get("/v1/collections").json()["collections"]] == [FOREIGN]
    assert lead.get("/v1/documents").json()["documents"] == []
    assert lead.get("/v1/flags").json()["flags"] == []
    assert lead.get("/v1/webhooks").json()["webhooks"] == []
    gateway.http.patch("/v1/people/dora", json={"collections": [OWN]})
    assert len(lead.get("/v1/documents").json()["documents"]) == 1


def test_lines_of_foreign_collections_are_not_dealt(
    gateway: Any, lead: Any, of_others: dict[str, str]
) -> None:
    assert lead.post("/v1/leases", json={"count": 9}).json()["leases"] == []
    assert lead.post("/v1/leases", json={"collection": OWN}).status_code == 404
    gateway.http.patch("/v1/people/dora", json={"collections": [OWN]})
    assert len(lead.post("/v1/leases", json={"count": 9}).json()["leases"]) == 1


@pytest.mark.parametrize("address", ["/v1/documents", "/v1/flags", "/v1/me/figures"])
def test_a_foreign_collection_is_refused_where_lists_are_narrowed_to_it(lead: Any, address: str) -> None:
    assert lead.get(address, params={"collection": FOREIGN}).status_code == 404
    assert lead.get(address, params={"collection": OWN}).status_code == 200


def test_leads_change_nothing_in_foreign_collections_and_name_one_of_theirs(lead: Any) -> None:
    assert lead.post("/v1/collections", json={"name": "new", "settings": {}}).status_code == 404
    assert lead.put("/v1/collections/new", json={}).status_code == 404
    withdrawal = {"person": "ada", "reason": "slips", "dry_run": True}
    refused = lead.post("/v1/withdrawals", json=withdrawal)
    assert (refused.status_code, refused.json()["detail"]) == (
        422,
        f"collection: name one of yours: {OWN}",
    )
    assert lead.post("/v1/withdrawals", json={**withdrawal, "collection": FOREIGN}).status_code == 404
    assert lead.post("/v1/withdrawals", json={**withdrawal, "collection": OWN}).status_code == 200
    hook = {"url": "https://a.example/", "types": ["recto.document.completed.v1"]}
    assert lead.post("/v1/webhooks", json=hook).status_code == 422
    assert lead.post("/v1/webhooks", json={**hook, "collection": FOREIGN}).status_code == 404
    assert lead.post("/v1/webhooks", json={**hook, "collection": OWN}).status_code == 201


def test_to_admins_and_to_those_without_named_collections_all_are_open(gateway: Any, lead: Any) -> None:
    gateway.http.patch("/v1/people/dora", json={"role": "admin"})
    assert len(lead.get("/v1/collections").json()["collections"]) == 2
    gateway.http.patch("/v1/people/dora", json={"role": "annotator", "collections": []})
    assert len(lead.get("/v1/collections").json()["collections"]) == 2


def test_a_name_that_no_collection_may_have_is_refused(gateway: Any) -> None:
    gateway.add("ada")
    assert gateway.http.patch("/v1/people/ada", json={"collections": ["a/b"]}).status_code == 422
