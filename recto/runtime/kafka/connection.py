"""How to reach Kafka: the settings in kafka-python's words."""

from typing import Any

from kafka import KafkaConsumer
from kafka.errors import KafkaError

from recto.runtime.failures import Transient
from recto.runtime.settings import BusSettings


def connection(settings: BusSettings) -> dict[str, Any]:
    """Arguments that producers, consumers and admin clients share."""
    options: dict[str, Any] = {
        "bootstrap_servers": settings.bootstrap_servers.split(","),
        "security_protocol": settings.security_protocol,
    }
    if settings.ca_file:
        options["ssl_cafile"] = str(settings.ca_file)
    if settings.certificate_file and settings.key_file:
        options["ssl_certfile"] = str(settings.certificate_file)
        options["ssl_keyfile"] = str(settings.key_file)
    if settings.sasl_mechanism:
        options["sasl_mechanism"] = settings.sasl_mechanism
        options["sasl_plain_username"] = settings.username
        options["sasl_plain_password"] = settings.password.get_secret_value() if settings.password else None
    return options


def consumer(settings: BusSettings, **options: Any) -> KafkaConsumer:
    """A consumer that commits only when told to. Raises Transient if Kafka does not answer."""
    try:
        return KafkaConsumer(
            **connection(settings),
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            metadata_max_age_ms=30_000,
            **options,
        )
    except KafkaError as error:
        raise Transient(f"Kafka at {settings.bootstrap_servers} does not answer: {error}") from error
