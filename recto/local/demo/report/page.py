"""report.html: the demo's figures and pictures on one page that needs nothing else."""

import base64
from collections.abc import Iterable
from html import escape
from pathlib import Path

from recto.local.demo.report.summary import RoundSummary, Summary
from recto.local.demo.rows import percent

_STYLE = """
:root { color-scheme: light dark; --ink: #22262b; --faint: #6b737b; --accent: #1f6f5c; --line: #d9dde1; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ea; --faint: #9aa2aa; --accent: #6cc3ab; --line: #3a4046; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); max-width: 960px; margin: 48px auto; padding: 0 24px; }
h1 { font-size: 28px; margin: 0; } h2 { font-size: 18px; margin: 48px 0 8px; } p { color: var(--faint); margin: 8px 0; }
.figures { display: flex; flex-wrap: wrap; gap: 16px 48px; margin: 32px 0; }
.figures b { display: block; font-size: 28px; font-weight: 600; color: var(--accent); }
.figures span { color: var(--faint); font-size: 14px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 8px; border-bottom: 1px solid var(--line); font-weight: normal; }
th { color: var(--faint); font-size: 14px; } th:first-child, td:first-child { text-align: left; }
img { width: 100%; border-radius: 8px; background: #fff; }
"""

_HEADINGS = ("model", "labels", "keyed", "edits", "held-out CER before", "after", "read again", "accepted")


def write_page(summary: Summary, folder: Path) -> None:
    """Writes report.html beside the pictures, with the pictures in it."""
    (folder / "report.html").write_text(_page(summary, folder), encoding="utf-8")


def _page(summary: Summary, folder: Path) -> str:
    name = escape(summary.collection)
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Recto demo: {name}</title><style>{_STYLE}</style>
<h1>{name}</h1>
<p>{summary.pages} pages, {summary.lines} lines, {len(summary.rounds)} rounds in {summary.seconds / 60:.1f} minutes,
with a simulated annotator.</p>
<div class="figures">{"".join(_figures(summary))}</div>
<h2>Rounds</h2>
<table><tr>{"".join(f"<th>{heading}</th>" for heading in _HEADINGS)}</tr>
{"".join(_row(each) for each in summary.rounds)}</table>
<p>Labels, characters keyed and edits are of all labels so far. A rejected candidate changes nothing.</p>
<h2>What the labels brought</h2>{_picture(folder / "learning_curve.png", "Held-out CER by labels")}
<h2>Held-out lines, read by the first and by the last model</h2>
{_picture(folder / "sample_lines.png", "Lines and their readings")}
<p>Error rates at the top are over all {summary.held_out_lines} transcribed lines of pages
that no model has trained on.</p>
</html>
"""


def _figures(summary: Summary) -> Iterable[str]:
    figures = (
        (
            f"{percent(summary.cer_base)} → {percent(summary.cer_final)}",
            "CER on held-out pages, first and last model",
        ),
        (
            f"{summary.edits:,} of {summary.characters_keyed:,}",
            "characters of the labels had to be corrected",
        ),
        (f"{summary.labels:,}", "labels"),
        (f"{summary.models_promoted}", "models promoted"),
        (f"{summary.lines_read_again:,}", "lines read again"),
        (f"{summary.lines_accepted:,}", "lines accepted without a person"),
    )
    return (f"<div><b>{value}</b><span>{meaning}</span></div>" for value, meaning in figures)


def _row(each: RoundSummary) -> str:
    cells = (
        f"{escape(each.model_version)} {'promoted' if each.promoted else 'rejected'}",
        f"{each.labels:,}",
        f"{each.characters_keyed:,}",
        f"{each.edits:,}",
        percent(each.champion_cer),
        percent(each.candidate_cer),
        f"{each.lines_read_again:,}",
        f"{each.lines_accepted:,}",
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def _picture(path: Path, meaning: str) -> str:
    data = base64.b64encode(path.read_bytes()).decode()
    return f'<img alt="{meaning}" src="data:image/png;base64,{data}">'
