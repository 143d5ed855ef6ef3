"""What a demo leaves behind: figures, pictures, and a page that shows them."""

from pathlib import Path

from recto.local.demo.play import Played
from recto.local.demo.report.learning_curve import draw_learning_curve
from recto.local.demo.report.page import write_page
from recto.local.demo.report.sample_lines import draw_sample_lines
from recto.local.demo.report.summary import Summary, write_summary


def write_report(played: Played, folder: Path) -> Summary:
    """Writes summary.json, learning_curve.png, sample_lines.png and report.html. Returns the summary."""
    folder.mkdir(parents=True, exist_ok=True)
    summary = write_summary(played, folder / "summary.json")
    draw_learning_curve(summary, folder / "learning_curve.png")
    draw_sample_lines(played.reached, folder / "sample_lines.png")
    write_page(summary, folder)
    return summary
