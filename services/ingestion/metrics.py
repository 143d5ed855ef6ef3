"""What is measured of ingestion. Each line says what to do when it looks bad."""

from prometheus_client import Counter, Histogram

DOCUMENTS = Counter(
    "recto_documents_total",
    "Documents handed in, by outcome: added, already (known before), labelled (known, and labels came along), refused; "
    "and sorted: put there by a person, out of an inbox. "
    "Refused growing: see recto_documents_refused_total for why.",
    ["collection", "outcome"],
)
REFUSED = Counter(
    "recto_documents_refused_total",
    "Documents refused, by reason: not-an-image, too-large, unsafe-xml, bad-xml, bad-layout. unsafe-xml: find out who "
    "sends it. too-large: scans are finer than they need be, or RECTO_MAX_PIXELS is too low.",
    ["reason"],
)
PAGES = Counter(
    "recto_pages_total",
    "Pages stored and published. Flat while documents come in: all are refused or known.",
    ["collection"],
)
LABELS_IMPORTED = Counter(
    "recto_labels_imported_total",
    "Labels read from layout files and published. 0 after an import: the files hold no text.",
    ["collection"],
)
UPLOADED_BYTES = Counter(
    "recto_uploaded_bytes_total", "Bytes of images and layouts taken in. Flat: nobody hands anything in."
)
TURNED_AWAY = Counter(
    "recto_uploads_turned_away_total",
    "Uploads not looked at, by reason: token, size, collection, or away (object store or Kafka did not answer). "
    "away growing: look at what the log names.",
    ["reason"],
)
STEP_SECONDS = Histogram(
    "recto_ingestion_seconds",
    "Time of one document in each step, in seconds: queue (waiting for a decoder), read, store, publish. queue "
    "growing: raise RECTO_DECODERS or add replicas. store or publish growing: look at the object store or Kafka.",
    ["step"],
    buckets=(0.01, 0.05, 0.2, 0.5, 1, 2, 5, 15, 60, 300),
)
