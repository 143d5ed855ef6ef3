"""Pods at the restricted level, that can be watched, moved and told apart."""

import pytest
import yaml
from rendering import SETS, Thing, of_kind, one, part_of, pods, rendered

SERVICES = {"ingestion", "inference", "scoring", "labeling-gateway", "trainer"}


@pytest.mark.parametrize("values", SETS)
def test_every_pod_is_at_the_restricted_level(values: str) -> None:
    seen = 0
    for part, pod in pods(rendered(values)):
        spec = pod["spec"]
        assert spec["securityContext"]["runAsNonRoot"] is True, part
        assert spec["securityContext"]["runAsUser"] == 10001, part
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, part
        assert not {"hostNetwork", "hostPID", "hostIPC"} & {*spec}
        allowed = {"emptyDir", "secret", "configMap", "persistentVolumeClaim"}
        assert all({*volume} - {"name"} <= allowed for volume in spec["volumes"]), part
        for container in spec["containers"]:
            security = container["securityContext"]
            assert security["allowPrivilegeEscalation"] is False, part
            assert security["capabilities"] == {"drop": ["ALL"]}, part
            assert security["readOnlyRootFilesystem"] is True, part
        seen += 1
    assert seen >= 6


@pytest.mark.parametrize("values", SETS)
def test_every_container_says_what_it_needs_and_may_take(values: str) -> None:
    for part, pod in pods(rendered(values)):
        [container] = pod["spec"]["containers"]
        assert {*container["resources"]["requests"]} >= {"cpu", "memory"}, part
        assert "memory" in container["resources"]["limits"], part


@pytest.mark.parametrize("values", SETS)
def test_every_service_is_probed_and_has_time_to_stop(values: str) -> None:
    for part, pod in pods(rendered(values)):
        [container] = pod["spec"]["containers"]
        if part in SERVICES:
            paths = {
                kind: container[f"{kind}Probe"]["httpGet"]["path"]
                for kind in ("startup", "liveness", "readiness")
            }
            assert paths == {"startup": "/healthz", "liveness": "/healthz", "readiness": "/readyz"}
            told = {each["name"]: each.get("value") for each in container["env"]}
            assert pod["spec"]["terminationGracePeriodSeconds"] > int(told["RECTO_STOP_SECONDS"]) + 10


@pytest.mark.parametrize("values", SETS)
def test_every_mount_has_its_volume_and_whatever_is_written_has_a_place(values: str) -> None:
    for part, pod in pods(rendered(values)):
        volumes = {volume["name"] for volume in pod["spec"]["volumes"]}
        if part == "scoring":
            volumes.add("state")  # a claim of the StatefulSet
        mounts = {each["name"]: each["mountPath"] for each in pod["spec"]["containers"][0]["volumeMounts"]}
        assert set(mounts) == volumes, part
        assert mounts["tmp"] == "/tmp"  # noqa: S108
        told = {each["name"]: each.get("value", "") for each in pod["spec"]["containers"][0]["env"]}
        for name, value in told.items():
            if name.endswith("_FILE") or name in ("RECTO_JOB_MANIFEST", "RECTO_STATE_DIR"):
                assert any(value.startswith(path) for path in mounts.values()), (part, name)


@pytest.mark.parametrize("values", SETS)
def test_only_the_trainer_speaks_to_kubernetes_and_only_where_it_makes_jobs(values: str) -> None:
    makes_jobs = bool(of_kind(rendered(values), "Role"))
    speaking = {
        part
        for part, pod in pods(rendered(values))
        if pod["spec"]["automountServiceAccountToken"] is not False
    }
    assert speaking == ({"trainer"} if makes_jobs else set())
    assert makes_jobs == (values != "minimal")


@pytest.mark.parametrize("values", SETS)
def test_every_account_exists_and_no_two_services_share_one(values: str) -> None:
    accounts = {each["metadata"]["name"] for each in of_kind(rendered(values), "ServiceAccount")}
    used = {part: pod["spec"]["serviceAccountName"] for part, pod in pods(rendered(values))}
    assert set(used.values()) <= accounts
    own = [used[part] for part in used if part not in ("topics", "migrations", "operator")]
    assert len(set(own)) == len(own)


@pytest.mark.parametrize("values", SETS)
def test_replicas_keep_apart_and_are_not_all_taken_at_once(values: str) -> None:
    guarded = {
        part_of(each): each["spec"]["maxUnavailable"]
        for each in of_kind(rendered(values), "PodDisruptionBudget")
    }
    for workload in of_kind(rendered(values), "Deployment"):
        part = part_of(workload)
        spread = workload["spec"]["template"]["spec"]["topologySpreadConstraints"]
        for constraint in spread:
            labels = constraint["labelSelector"]["matchLabels"]
            assert labels.items() <= workload["spec"]["template"]["metadata"]["labels"].items()
        if workload["spec"].get("replicas", 1) > 1:
            assert guarded[part] == 1


@pytest.mark.parametrize("values", SETS)
def test_selectors_find_their_pods_and_nothing_in_them_changes_with_the_version(values: str) -> None:
    by_part = dict(pods(rendered(values)))
    for workload in of_kind(rendered(values), "Deployment", "StatefulSet", "Service", "PodDisruptionBudget"):
        selector = workload["spec"]["selector"]
        labels = selector.get("matchLabels", selector)
        assert labels.items() <= by_part[part_of(workload)]["metadata"]["labels"].items()
        assert not {"app.kubernetes.io/version", "helm.sh/chart"} & {*labels}


@pytest.mark.parametrize("values", SETS)
def test_what_can_run_once_only_runs_once(values: str) -> None:
    scoring = of_kind(rendered(values), "StatefulSet")[0]
    [trainer] = [each for each in of_kind(rendered(values), "Deployment") if part_of(each) == "trainer"]
    assert scoring["spec"]["replicas"] == trainer["spec"]["replicas"] == 1
    assert trainer["spec"]["strategy"] == {"type": "Recreate"}
    scaled = {part_of(each) for each in of_kind(rendered(values), "HorizontalPodAutoscaler", "ScaledObject")}
    assert scaled <= {"ingestion", "inference", "labeling-gateway"}


@pytest.mark.parametrize("values", SETS)
def test_whoever_is_scaled_has_no_number_of_replicas_of_its_own(values: str) -> None:
    for scaler in of_kind(rendered(values), "HorizontalPodAutoscaler", "ScaledObject"):
        target = one(rendered(values), "Deployment", scaler["spec"]["scaleTargetRef"]["name"])
        assert "replicas" not in target["spec"]


def test_images_are_named_by_registry_tag_and_digest() -> None:
    images = {part: pod["spec"]["containers"][0]["image"] for part, pod in pods(rendered("air-gapped"))}
    assert images["scoring"] == "mirror.internal:5000/recto/recto-scoring:0.1.0"
    assert images["inference"] == f"mirror.internal:5000/recto/recto-inference@sha256:{'0' * 64}"
    assert all(image.startswith("mirror.internal:5000/recto/") for image in images.values())
    everything = {part: pod["spec"]["containers"][0]["image"] for part, pod in pods(rendered("everything"))}
    assert everything["reader"] == "registry.example.org/recto/recto-predictor:0.2.0"
    assert everything["migrations"] == everything["labeling-gateway"]


def manifest_of(values: str) -> Thing:
    [found] = [each for each in of_kind(rendered(values), "ConfigMap") if "manifest.yaml" in each["data"]]
    loaded: Thing = yaml.safe_load(found["data"]["manifest.yaml"])
    return loaded


@pytest.mark.parametrize(("values", "kind"), [("default", "Job"), ("everything", "TrainJob")])
def test_the_trainer_can_use_the_manifest_that_it_is_given(values: str, kind: str) -> None:
    from services.trainer.job_manifest import ORDER_MARK, JobManifest  # noqa: PLC0415

    manifest = manifest_of(values)
    assert manifest["kind"] == kind
    assert ORDER_MARK in str(manifest)
    assert JobManifest(manifest).kind.api == manifest["apiVersion"]
    rules = of_kind(rendered(values), "Role")[0]["rules"]
    assert rules[0]["resources"] == [JobManifest(manifest).kind.plural]


def test_a_training_reaches_the_object_store_and_nothing_else() -> None:
    reaching = set()
    for policy in of_kind(rendered("default"), "NetworkPolicy"):
        selector = policy["spec"]["podSelector"]
        parts = {selector["matchLabels"].get("app.kubernetes.io/component")}
        for expression in selector.get("matchExpressions", ()):
            parts |= {*expression["values"]}
        if "training" in parts and "Egress" in policy["spec"]["policyTypes"]:
            reaching.add(policy["metadata"]["name"])
    assert reaching == {"recto-all-objects"}
