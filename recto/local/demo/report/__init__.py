"""What a demo leaves behind: figures, pictures, and a page that shows them."""

from pathlib import Path
from tempfile import TemporaryFile

from recto.local.demo.play import Played
from recto.local.demo.report.learning_curve import draw_learning_curve
from recto.local.demo.report.page import write_page
from recto.local.demo.report.sample_lines import draw_sample_lines
from recto.local.demo.report.summary import Summary, write_summary
from recto.runtime.failures import UserError


def make_folder(folder: Path) -> None:
    """Makes the folder of a report, and tries it. Raises UserError where nothing can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UserError(
            f"The report cannot go into {folder}: {error.strerror}; choose another folder with --report."
        ) from error


def write_report(played: Played, folder: Path) -> Summary:
    """Writes summary.json, learning_curve.png, sample_lines.png and report.html. Returns the summary.

    Raises UserError where the disk does not take them.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)  # it may be gone since the demo began
        summary = write_summary(played, folder / "summary.json")
        draw_learning_curve(summary, folder / "learning_curve.png")
        draw_sample_lines(played.reached, folder / "sample_lines.png")
        write_page(summary, folder)
    except OSError as error:
        raise UserError(f"The report cannot be written into {folder}: {error.strerror}.") from error
    return summary
