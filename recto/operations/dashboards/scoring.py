"""Scoring: the pool, what is asked, and what is accepted."""

from recto.operations.dashboards.every_service import health_of
from recto.operations.dashboards.panels import HERE, Board, Panel, Query, Row, Unit, per_minute, total

SCORING = Board(
    "scoring",
    "Recto / Scoring",
    "Which lines wait, which are asked for and which are accepted.",
    (
        health_of("scoring"),
        Row(
            "The pool",
            (
                Panel(
                    "Where do the lines stand?",
                    Unit.COUNT,
                    "open growing while nobody is asked: the budget is spent or the target reached.",
                    (total("recto_pool_lines", "state"),),
                ),
                Panel(
                    "Which share was accepted without a person?",
                    Unit.SHARE,
                    "Jumping up at a promotion: look at the audits before trusting it.",
                    (Query(f"recto_accepted_share{HERE}", "{{collection}}"),),
                ),
                Panel(
                    "How many lines are accepted?",
                    Unit.PER_MINUTE,
                    "By collection.",
                    (per_minute("recto_lines_accepted_total", "collection"),),
                    empty="Nothing was accepted since scoring started.",
                ),
                Panel(
                    "How many documents become complete?",
                    Unit.PER_MINUTE,
                    "Every line of them is settled.",
                    (per_minute("recto_documents_completed_total", "collection"),),
                    empty="No document became complete since scoring started.",
                ),
            ),
        ),
        Row(
            "What is asked",
            (
                Panel(
                    "For what are lines asked?",
                    Unit.PER_MINUTE,
                    "training, held-out or audit. Only the last two judge.",
                    (per_minute("recto_lines_asked_total", "purpose"),),
                ),
                Panel(
                    "How often is a batch chosen, and by which strategy?",
                    Unit.PER_MINUTE,
                    "None for long while lines are open: the last training has not been judged.",
                    (per_minute("recto_selections_total", "strategy"),),
                ),
                Panel(
                    "How many pages are people asked to draw?",
                    Unit.PER_MINUTE,
                    "At the collection's boxes_share, and people draw much: look at the scans.",
                    (per_minute("recto_pages_to_draw_total", "collection"),),
                    empty="No page was in doubt since scoring started.",
                ),
                Panel(
                    "How many documents are people asked to sort?",
                    Unit.PER_MINUTE,
                    "Flat while documents come into an inbox: their pages are not being read.",
                    (per_minute("recto_documents_to_sort_total", "collection"),),
                    empty="No inbox had a document since scoring started.",
                ),
                Panel(
                    "How many lines are read again?",
                    Unit.PER_MINUTE,
                    "After a promotion, all that still wait.",
                    (per_minute("recto_lines_to_reread_total", "collection"),),
                    empty="No model was promoted since scoring started.",
                ),
            ),
        ),
    ),
)
