"""The row that the dashboard of every service begins with: is it there, does it keep up, what does it use?"""

from recto.operations.dashboards.panels import RATE, Panel, Query, Row, Shape, Unit, per_minute, quantile


def health_of(service: str) -> Row:
    """Of one service, all its replicas."""
    here = f'{{service="{service}"}}'
    process = f"and on (instance) recto_ready{here}"
    return Row(
        "Is it well?",
        (
            Panel(
                "How many replicas are ready?",
                Unit.COUNT,
                "None: /readyz of a replica says what it waits for.",
                (Query(f"sum(recto_ready{here})", "ready"), Query(f"count(recto_ready{here})", "there")),
                shape=Shape.FIGURES,
            ),
            Panel(
                "What becomes of the events that it handles?",
                Unit.PER_MINUTE,
                "poison goes to the dead letters. transient is tried again: the log names what is away.",
                (per_minute("recto_events_total", "outcome", where=here),),
                empty="It has handled no event yet.",
            ),
            Panel(
                "How long does it take to handle one?",
                Unit.SECONDS,
                "95 % of events, by type. Growing: this stage, or what it writes to, is the bottleneck.",
                (quantile(0.95, "recto_event_seconds", "type", where=here)._replace(legend="{{type}}"),),
                empty="It has handled no event yet.",
            ),
            Panel(
                "How much memory does each replica use?",
                Unit.BYTES,
                "Near the limit: the next large page, or training, ends it. Raise the limit.",
                (Query(f"process_resident_memory_bytes {process}", "{{instance}}"),),
            ),
            Panel(
                "How many cores does each replica use?",
                Unit.NUMBER,
                "At the limit for long: it is throttled. Raise the limit, or add replicas where the service scales.",
                (Query(f"rate(process_cpu_seconds_total{RATE}) {process}", "{{instance}}"),),
            ),
        ),
    )
