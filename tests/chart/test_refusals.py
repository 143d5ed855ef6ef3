"""What cannot work is refused before anything is installed, in a sentence that says what to change."""

import pytest
from rendering import template

BY_THE_SCHEMA = {
    "kafka.bootstrapservers": (
        'kafka.bootstrapservers="k:9092"',
        "additional properties 'bootstrapservers' not allowed",
    ),
    "an unknown setting": (
        "gateway.settings.lease_secnds=5",
        "additional properties 'lease_secnds' not allowed",
    ),
    "an unknown part": ("gatway.replicas=2", "additional properties 'gatway' not allowed"),
    "a setting of another type": (
        'scoring.settings.settle_seconds="soon"',
        "/scoring/settings/settle_seconds",
    ),
    "no replica": ("ingestion.replicas=0", "minimum: got 0, want 1"),
    "a word for a number": ('inference.replicas="two"', "got string, want integer"),
    "topics made by nobody known": ('kafka.topics="maybe"', "value must be one of 'job', 'strimzi', 'none'"),
    "brokers without a port": ('kafka.bootstrapServers="kafka"', "/kafka/bootstrapServers"),
    "an endpoint with a scheme": ('objects.endpoint="https://s3.example.org"', "/objects/endpoint"),
    "a folder as a bucket": ('objects.url="/data"', "/objects/url"),
    "a size that is none": ('scoring.volume.size="much"', "/scoring/volume/size"),
    "a digest that is none": ('trainer.image.digest="latest"', "/trainer/image/digest"),
    "root": ("security.runAsUser=0", "minimum: got 0, want 1"),
    "more than all requests": ("reader.kserve.canaryTrafficPercent=110", "maximum: got 110, want 100"),
    "a peer that is none": (
        'networkPolicy.to.kafka=[{"host": "kafka"}]',
        "additional properties 'host' not allowed",
    ),
    "a role that is none": ('gateway.settings.oidc_roles={"a": "boss"}', "/gateway/settings/oidc_roles/a"),
}

BY_THE_CHART = {
    "a password that nobody has": (
        ['kafka.security="SASL_SSL"'],
        "name the Secret with username and password in kafka.secret",
    ),
    "users without TLS": (
        ["kafka.strimzi.users=true", 'kafka.topics="strimzi"', 'kafka.security="PLAINTEXT"'],
        "leave kafka.security empty",
    ),
    "users that make topics": (["kafka.strimzi.users=true"], "set kafka.topics to strimzi or none"),
    "users with another mechanism": (
        ["kafka.strimzi.users=true", 'kafka.topics="none"', 'kafka.saslMechanism="PLAIN"'],
        "users that Strimzi makes know SCRAM-SHA-512 only",
    ),
    "users elsewhere": (
        ["kafka.strimzi.users=true", 'kafka.topics="none"', 'kafka.strimzi.namespace="kafka"'],
        "Strimzi would put their Secrets into kafka",
    ),
    "a reader nowhere": (['reader.mode="url"'], "say where the reader is in reader.url"),
    "a reader that is not used": (['reader.url="http://x"'], "reader.mode is inProcess: set it to url"),
    "a canary without Knative": (
        ["reader.kserve.canaryTrafficPercent=10"],
        "KServe divides traffic on Knative only",
    ),
    "two on one file": (['database.kind="sqlite"'], "set gateway.autoscaling.enabled to false"),
    "two on one file, still": (
        ['database.kind="sqlite"', "gateway.autoscaling.enabled=false"],
        "set gateway.replicas to 1",
    ),
    "a database nowhere": (['secrets.database=""'], "name the Secret with its url in secrets.database"),
    "no key to the store": (['secrets.objects=""'], "in secrets.objects"),
    "secrets from nowhere": (
        ["externalSecrets.enabled=true"],
        "name the store in externalSecrets.store.name",
    ),
    "a provider's secret without provider": (['secrets.oidc="x"'], "in gateway.settings.oidc_issuer"),
    "a provider without its secret": (
        ['gateway.settings.oidc_issuer="https://id.example.org"'],
        "name the Secret with client-secret in secrets.oidc",
    ),
    "an address without a name": (["gateway.ingress.enabled=true"], "in gateway.ingress.host"),
    "more at least than at most": (
        ["gateway.autoscaling.minReplicas=9"],
        "minReplicas is 9, above maxReplicas",
    ),
    "more workers than partitions": (
        ["inference.replicas=13"],
        "13 replicas, but recto.pages has 12 partitions",
    ),
}


@pytest.mark.parametrize("what", BY_THE_SCHEMA)
def test_a_value_that_is_wrong_by_itself_is_refused_by_its_name(what: str) -> None:
    setting, sentence = BY_THE_SCHEMA[what]
    done = template("default", setting)
    assert done.returncode != 0
    assert sentence in done.stderr


@pytest.mark.parametrize("what", BY_THE_CHART)
def test_values_that_cannot_work_together_are_refused_in_one_sentence(what: str) -> None:
    settings, sentence = BY_THE_CHART[what]
    done = template("default", *settings)
    assert done.returncode != 0
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 3, done.stderr
