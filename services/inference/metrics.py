"""What inference measures of its reading."""

from prometheus_client import Counter, Gauge, Histogram

PAGES_READ = Counter("recto_pages_read_total", "Pages read for the first time.", ["collection"])
LINES_READ = Counter(
    "recto_lines_read_total",
    "Lines read: first, again by a new champion, or anew where people drew lines. Its rate is the reader's throughput.",
    ["collection", "pass"],
)
PAGES_UNREADABLE = Counter(
    "recto_pages_unreadable_total",
    "Pages on which no line was found. Many: the scans are upside down, empty or not of text; look at some.",
    ["collection"],
)
PAGE_FRESHNESS = Histogram(
    "recto_page_freshness_seconds",
    "Time from a page's arrival to its readings, in seconds; a page without a line counts too. Growing: add replicas, "
    "or see recto_reading_seconds for the step that got slow.",
    ["collection"],
    buckets=(5, 15, 30, 60, 120, 300, 600, 1800, 3600, 21600),
)
STEP_SECONDS = Histogram(
    "recto_reading_seconds",
    "Time of each step for one page: fetch, find (lines), read, store. One growing alone names the bottleneck.",
    ["step"],
    buckets=(0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 20),
)
LINE_CONFIDENCE = Histogram(
    "recto_line_confidence",
    "Confidence of readings, 0 to 1. The whole distribution moving down: other material comes in, or a worse model.",
    ["collection"],
    buckets=(0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999),
)
CHAMPION_GENERATION = Gauge(
    "recto_champion_generation",
    "Generation of the champion that this process reads with. Lower than the gateway's: it did not swap.",
    ["collection"],
)
MODEL_LOADS = Counter(
    "recto_model_loads_total", "Models loaded. Growing steadily: raise models_in_memory.", ["model"]
)
