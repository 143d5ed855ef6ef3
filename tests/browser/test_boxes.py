"""The boxes editor in a real browser: what a person does with mouse and keys, and what the gateway makes of it."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import uvicorn

from recto.documents.images import encode_png
from recto.runtime.memory import MemoryBus, MemoryLog
from recto.runtime.objects import FolderStore, get_model, put_model
from recto.runtime.settings import ObjectSettings
from schemas import ids
from schemas.documents import DocumentIngested
from schemas.envelope import Event, decode
from schemas.layout import Layout, Line
from schemas.pages import PageIngested
from schemas.readings import Evidence, LineReading, PageReadings, Reading
from schemas.registry import EVENTS
from schemas.tasks import Purpose, TaskKind, TaskRequested
from schemas.topics import PAGES
from schemas.transcripts import PageTranscribed
from services.labeling_gateway.__main__ import build
from services.labeling_gateway.relay import Relay
from services.labeling_gateway.settings import Settings

playwright_api = pytest.importorskip(
    "playwright.sync_api", reason="NO PLAYWRIGHT, so no page is tried in a browser"
)

DOCUMENT = ids.document_id("letters", "a" * 64)
PAGE = ids.page_id(DOCUMENT, 1)
CONFIDENCES = (0.97, 0.8, 0.3)
EXPECT_MS = 10_000


def now() -> datetime:
    return datetime.now(UTC)


class Running:
    """A gateway on a port of its own, with a page of some lines, and a bus in memory."""

    def __init__(self, folder: Path) -> None:
        self.log, self.objects = MemoryLog(), FolderStore(folder / "objects")
        settings = Settings(state_dir=folder, objects=ObjectSettings(url=str(folder / "objects")))
        self.service = build(settings, bus=MemoryBus(self.log, "labeling-gateway", now))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        assert self.service.app is not None
        config = uvicorn.Config(self.service.app, host="127.0.0.1", port=port, log_level="error")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        deadline = time.monotonic() + 20
        while not self.server.started and time.monotonic() < deadline:
            time.sleep(0.02)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join()
        self.service.deps.database.close()

    def tell(self, *events: Event) -> None:
        for event in events:
            list(self.service.handlers[type(event)](event, self.service.deps))

    def said(self) -> list[Any]:
        [relay] = [worker for worker in self.service.workers if isinstance(worker, Relay)]
        relay.drain()
        return [decode(record, EVENTS) for record in self.log.of(PAGES)]

    def drawn(self) -> list[Line]:
        """The lines that were handed in last."""
        return list(get_model(self.objects, self.said()[-1].layout, Layout).lines)

    def ask_for(self, line: str) -> None:
        """A line is worth a person's time."""
        image = self.objects.put("lines", encode_png(np.full((40, 400), 200, np.uint8)), "image/png")
        name = ids.line_id(PAGE, line)
        self.tell(
            TaskRequested(
                task_id=ids.task_id("correct", name),
                kind=TaskKind.CORRECT,
                collection="letters",
                document_id=DOCUMENT,
                page_id=PAGE,
                line_id=name,
                purpose=Purpose.TRAINING,
                strategy="margin",
                reason="two readings are close",
                priority=1,
                round=1,
                image=image,
                text="line 2",
                readings=image,
                model_version="base",
                generation=0,
                requested_at=now(),
            )
        )

    def page(self, image: np.ndarray, lines: list[Line]) -> None:
        about = {"document_id": DOCUMENT, "collection": "letters"}
        height, width = image.shape
        stored = self.objects.put("pages", encode_png(image), "image/png")
        readings = tuple(
            LineReading(line=line, image=stored, reading=reading(f"line {at}", CONFIDENCES[at % 3]))
            for at, line in enumerate(lines)
        )
        page = PageReadings(page_id=PAGE, model_version="base", lines=readings)
        self.tell(
            DocumentIngested(name="letter.png", sha256="a" * 64, pages=1, ingested_at=now(), **about),
            PageIngested(
                page_id=PAGE, number=1, image=stored, width=width, height=height, ingested_at=now(), **about
            ),
            PageTranscribed(
                page_id=PAGE,
                number=1,
                model_version="base",
                generation=0,
                readings=put_model(self.objects, "readings", page),
                lines=len(lines),
                transcribed_at=now(),
                **about,
            ),
        )


def reading(text: str, confidence: float) -> Reading:
    evidence = Evidence(log_probability=-1, margin=1, entropy=0, expected_errors=0, confidence=confidence)
    return Reading(text=text, graphemes=(), evidence=evidence)


def row(name: str, left: int, top: int, width: int, height: int = 60) -> Line:
    right, bottom = left + width, top + height
    corners = ((left, top), (left + width // 2, top - 4), (right, top), (right, bottom), (left, bottom))
    return Line(id=name, polygon=corners, baseline=((left, bottom - 12), (right, bottom - 12)))


def written(width: int, height: int, lines: list[Line]) -> np.ndarray:
    """Paper with strokes where the lines are."""
    paper = np.full((height, width), 238, np.uint8)
    for line in lines:
        (left, top), (right, bottom) = line.polygon[0], line.polygon[3]
        paper[top + 14 : bottom - 12, left + 6 : right - 6 : 9] = 60
    return paper


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Running]:
    made = Running(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def letter(gateway: Running) -> Running:
    """A page of four lines."""
    lines = [row(f"l{at}", 150, 200 + 120 * at, 900) for at in range(4)]
    gateway.page(written(1200, 900, lines), lines)
    return gateway


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("NO CHROMIUM, so no page is tried in a browser")
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Any) -> Iterator[Any]:
    """Opens pages; ends with an error if one of them had one."""
    opened, errors = [], []

    def new(theme: str = "light", size: tuple[int, int] = (1280, 800)) -> Any:
        viewport = {"width": size[0], "height": size[1]}
        context = chromium.new_context(viewport=viewport, color_scheme=theme)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
        return page

    yield new
    for context in opened:
        context.close()
    assert not errors, errors


def open_at(page: Any, gateway: Running, query: str = f"?page={PAGE}") -> Any:
    page.goto(f"{gateway.address}/boxes{query}")
    page.wait_for_selector("page-view:not([hidden])")
    return page


def on_screen(page: Any, x: float, y: float) -> tuple[float, float]:
    """Where a point of the letter is on the screen: the whole page is shown, in the middle."""
    box = page.locator("page-view").bounding_box()
    scale = min((box["width"] - 48) / 1200, (box["height"] - 48) / 900)
    return (
        box["x"] + (box["width"] - 1200 * scale) / 2 + x * scale,
        box["y"] + (box["height"] - 900 * scale) / 2 + y * scale,
    )


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def label(page: Any) -> str:
    return str(page.locator("page-view").get_attribute("aria-label"))


def hand_in(page: Any) -> None:
    press(page, "Enter")
    page.get_by_text("Handed in.").wait_for(timeout=EXPECT_MS)


def test_a_line_is_drawn_by_mouse_and_the_others_keep_their_ids(letter: Running, browse: Any) -> None:
    page = open_at(browse(), letter)
    press(page, "n")
    for x, y in ((150, 700), (800, 700), (800, 760), (150, 760)):
        page.mouse.click(*on_screen(page, x, y))
    press(page, "Enter")
    assert label(page).startswith("Line 5 of 5, not read yet")
    hand_in(page)
    assert [line.id for line in letter.drawn()] == ["l0", "l1", "l2", "l3", "r1-5"]
    new = letter.drawn()[-1]
    assert all(abs(x - want) <= 2 for (x, _), want in zip(new.polygon, (150, 800, 800, 150), strict=True))
    assert new.baseline[0][0] < new.baseline[-1][0]


def test_points_and_lines_are_dragged_and_each_drag_is_one_step_back(letter: Running, browse: Any) -> None:
    page = open_at(browse(), letter)
    page.mouse.click(*on_screen(page, 600, 230))
    page.mouse.move(*on_screen(page, 150, 200))
    page.mouse.down()
    page.mouse.move(*on_screen(page, 130, 190), steps=4)
    page.mouse.up()
    page.mouse.move(*on_screen(page, 600, 350))
    page.mouse.down()
    page.mouse.move(*on_screen(page, 610, 360), steps=4)
    page.mouse.up()
    press(page, "Control+z")
    hand_in(page)
    moved, same = letter.drawn()[:2]
    assert abs(moved.polygon[0][0] - 130) <= 2
    assert (moved.id, same.id) == ("r1-1", "l1")


def test_all_can_be_done_by_keyboard_alone(letter: Running, browse: Any) -> None:
    page = open_at(browse(), letter)
    press(page, "Tab", "Tab")
    assert label(page) == "Line 2 of 4, doubtful: line 1"
    press(page, "ArrowRight", ".", "Shift+ArrowUp")
    assert "point 1 of 5 at 15" in label(page)
    press(page, "Escape", "d", "Tab", "m", "Shift+Tab", "Delete")
    press(page, "o", "Shift+Tab", "Space", "Shift+Tab", "Space", "Enter")
    hand_in(page)
    lines = letter.drawn()
    assert [line.id for line in lines] == ["l0", "r1-2", "r1-3"]
    assert [max(y for _, y in line.polygon) for line in lines] == [260, 620, 380]


def test_a_line_is_split_at_the_pointer_and_merged_again(letter: Running, browse: Any) -> None:
    page = open_at(browse(), letter)
    page.mouse.move(*on_screen(page, 600, 230))
    press(page, "s")
    assert label(page).startswith("Line 2 of 5")
    press(page, "Shift+Tab", "m")
    assert label(page).startswith("Line 1 of 4")
    page.mouse.move(*on_screen(page, 600, 350))
    press(page, "s")
    hand_in(page)
    left, right = letter.drawn()[1:3]
    assert abs(max(x for x, _ in left.polygon) - 600) <= 2
    assert max(x for x, _ in left.polygon) == min(x for x, _ in right.polygon)


def test_the_order_is_clicked_through(letter: Running, browse: Any) -> None:
    page = open_at(browse(), letter)
    press(page, "o")
    for y in (590, 230):
        page.mouse.click(*on_screen(page, 600, y))
    press(page, "Enter")
    hand_in(page)
    assert [line.id for line in letter.drawn()] == ["l3", "l0", "l1", "l2"]


def test_the_pen_is_put_away_with_escape_and_help_lists_every_key(letter: Running, browse: Any) -> None:
    page = open_at(browse(), letter)
    press(page, "n")
    page.mouse.click(*on_screen(page, 200, 800))
    press(page, "Escape", "?")
    sheet = page.locator("key-sheet dialog")
    assert sheet.get_by_text("split the line at the pointer").is_visible()
    press(page, "Escape")
    assert page.locator("#count").text_content() == "4 lines"


def test_what_was_drawn_is_there_after_a_reload_and_can_be_undone(letter: Running, browse: Any) -> None:
    page = open_at(browse(), letter)
    press(page, "Tab", "Delete")
    page.reload()
    page.wait_for_selector("page-view:not([hidden])")
    assert page.locator("#count").text_content() == "3 lines"
    press(page, "Control+z")
    assert page.locator("#count").text_content() == "4 lines"


def test_lines_drawn_under_a_lease_that_is_lost_are_kept_and_taken_along(
    letter: Running, browse: Any
) -> None:
    page = open_at(browse(), letter)
    press(page, "Tab", "Delete")
    httpx.post(f"{letter.address}/v1/pages/{PAGE}/lease")  # the same person, in another tab
    press(page, "Enter")
    page.get_by_role("button", name="Take the page again").click()
    page.get_by_text("yours again").wait_for(timeout=EXPECT_MS)
    hand_in(page)
    assert [line.id for line in letter.drawn()] == ["l1", "l2", "l3"]


def test_a_page_is_skipped_with_a_reason(letter: Running, browse: Any) -> None:
    page = open_at(browse(), letter)
    press(page, "Escape")
    page.get_by_role("button", name="there is nothing to draw here").click()
    page.get_by_text("Skipped.").wait_for(timeout=EXPECT_MS)
    assert letter.said() == []


def test_a_line_that_crosses_itself_is_shown_and_not_handed_in(letter: Running, browse: Any) -> None:
    page = open_at(browse(), letter)
    press(page, "n")
    for x, y in ((150, 700), (800, 760), (800, 700), (150, 760)):
        page.mouse.click(*on_screen(page, x, y))
    press(page, "Enter", "Escape", "Enter")
    page.get_by_text("Line 5 has an outline that crosses itself").wait_for(timeout=EXPECT_MS)
    assert letter.said() == []


def test_from_a_line_the_editor_opens_with_that_line_at_hand(letter: Running, browse: Any) -> None:
    page = open_at(browse(), letter, f"?page={PAGE}&line={PAGE}/l2")
    assert label(page) == "Line 3 of 4, very doubtful: line 2"


def test_ctrl_b_at_a_line_leads_to_its_page_and_back(letter: Running, browse: Any) -> None:
    letter.ask_for("l2")
    page = browse()
    page.goto(letter.address)
    page.get_by_text("asked: two readings are close").wait_for(timeout=EXPECT_MS)
    press(page, "Control+b")
    page.wait_for_selector("page-view:not([hidden])")
    assert label(page) == "Line 3 of 4, very doubtful: line 2"
    page.go_back()
    page.get_by_text("asked: two readings are close").wait_for(timeout=EXPECT_MS)


def test_nothing_waits_is_said_in_words(letter: Running, browse: Any) -> None:
    page = browse()
    page.goto(f"{letter.address}/boxes")
    page.get_by_text("No page waits for its lines to be drawn.").wait_for(timeout=EXPECT_MS)


FRAMES = """async ({steps}) => {
  const view = document.querySelector("page-view");
  const times = [];
  let last = await new Promise(requestAnimationFrame);
  for (let step = 0; step < steps; step += 1) {
    if (step % 40 < 20) view.zoom(step % 40 < 10 ? 0.8 : -0.8);
    else view.pan([step % 2 ? 25 : -20, 15 - (step % 30)]);
    const at = await new Promise(requestAnimationFrame);
    times.push(at - last);
    last = at;
  }
  return times.sort((a, b) => a - b);
}"""


def test_four_hundred_lines_on_a_hundred_megapixels_stay_smooth(
    gateway: Running, browse: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [row(f"l{at}", 200 + 4800 * (at % 2), 150 + 49 * (at // 2), 4500, 44) for at in range(400)]
    gateway.page(written(10_000, 10_100, lines), lines)
    page = open_at(browse(), gateway)
    page.wait_for_load_state("networkidle")
    times = page.evaluate(FRAMES, {"steps": 200})
    middle, late = times[len(times) // 2], times[int(0.95 * len(times))]
    with capsys.disabled():
        print(f"\nframes of 400 lines on 101 megapixels: median {middle:.1f} ms, 95 % within {late:.1f} ms")  # noqa: T201
    assert middle < 100, "a page that large must not freeze"
