"""Pages of digits on many kinds of paper: lines, boxes, squares, in a shadow, turned, in pencil, on a screen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from benchmarks.page_hands import Generator, Hand, Ink, Page, put

WIDTH, HEIGHT = 900, 675


def line_of(
    text: str, hand: Hand, generator: Generator, x: float, y: float, height: int, gap: tuple[float, float], page: Page
) -> None:
    """Write a line: digits, with a space for each space and a stroke for each hyphen."""
    said = ""
    for sign in text:
        if sign == " ":
            x += 0.5 * height
        elif sign == "-":
            dash = np.ones((max(2, height // 12), round(0.35 * height)), np.float32)
            put(page, dash, x + 0.1 * height, y + height / 2)
            page.boxes.pop()
            x += 0.6 * height
        else:
            own = round(height * generator.uniform(0.88, 1.08))
            ink = hand(int(sign), generator, own)
            put(page, ink, x, y + (height - own) * generator.uniform(0, 1) + generator.normal(0, 0.03 * height))
            x += ink.shape[1] + generator.uniform(*gap) * height
            said += sign
    page.rows.append(said)


def digits(count: int, generator: Generator) -> str:
    """Return so many digits."""
    return "".join(str(digit) for digit in generator.integers(0, 10, count))


def empty(width: int = WIDTH, height: int = HEIGHT) -> Page:
    """Return a page without anything."""
    return Page(np.zeros((height, width), np.float32), [], [])


def phone(hand: Hand, generator: Generator, height: int = 74) -> Page:
    """Return a phone number in one line, with hyphens."""
    page = empty(WIDTH, 300)
    text = f"{digits(3, generator)}-{digits(3, generator)}-{digits(4, generator)}"
    line_of(text, hand, generator, 40, generator.uniform(60, 150), height, (0.08, 0.25), page)
    return page


def grid(hand: Hand, generator: Generator, rows: int = 3, columns: int = 4) -> Page:
    """Return rows of digits, each in a place of its own."""
    page = empty()
    height = int(min(generator.uniform(90, 130), 0.62 * HEIGHT / rows))
    across, down = (WIDTH - 120) / columns, (HEIGHT - 90) / rows
    for row in range(rows):
        text = digits(columns, generator)
        for column, sign in enumerate(text):
            own = round(height * generator.uniform(0.85, 1.1))
            ink = hand(int(sign), generator, own)
            x = 60 + column * across + (across - ink.shape[1]) * generator.uniform(0.35, 0.65)
            put(page, ink, x, 45 + row * down + (down - own) * generator.uniform(0.35, 0.65))
        page.rows.append(text)
    return page


def lines(hand: Hand, generator: Generator, count: int = 4) -> Page:
    """Return a few lines of digits of different length."""
    page, height = empty(), 72
    for row in range(count):
        text = digits(int(generator.integers(3, 8)), generator)
        line_of(text, hand, generator, generator.uniform(40, 90), 50 + row * 145, height, (0.1, 0.35), page)
    return page


def touching(hand: Hand, generator: Generator) -> Page:
    """Return a line of pairs of digits that touch."""
    page, x = empty(WIDTH, 300), 50.0
    height = 110
    text = digits(6, generator)
    for place, sign in enumerate(text):
        ink = hand(int(sign), generator, round(height * generator.uniform(0.9, 1.05)))
        if place % 2:  # moved to the left until it touches
            page_ink = page.ink
            top = 100
            for shift in range(200):
                at = round(x) - shift
                under = page_ink[top : top + ink.shape[0], at : at + ink.shape[1]]
                if (np.minimum(under, ink) > 0.5).sum() >= 2:
                    break
            put(page, ink, at, top)
            x = at + ink.shape[1] + 0.5 * height
        else:
            put(page, ink, x, 100)
            x += ink.shape[1] + 4
    page.rows.append(text)
    return page


def postcode(hand: Hand, generator: Generator) -> tuple[Page, Pillow.Image]:
    """Return a postcode in printed boxes beside each other, and the paper with the boxes."""
    page = empty(WIDTH, 300)
    count, side, x, y = int(generator.integers(4, 7)), 110, 60, 90
    paper = Pillow.new("RGB", (WIDTH, 300), (244, 243, 240))
    pencil = ImageDraw.Draw(paper)
    apart = int(generator.choice([0, 14]))
    text = digits(count, generator)
    for place, sign in enumerate(text):
        left = x + place * (side + apart)
        pencil.rectangle([left, y, left + side, y + 1.2 * side], outline=(90, 110, 170), width=3)
        own = round(generator.uniform(75, 95))
        ink = hand(int(sign), generator, own)
        put(page, ink, left + (side - ink.shape[1]) * generator.uniform(0.3, 0.7), y + (1.2 * side - own) / 2)
    page.rows.append(text)
    return page, paper


def coloured(paper: Pillow.Image, ink: Ink, colour: tuple[int, ...], strength: float = 1.0) -> np.ndarray:
    """Return paper with ink on it, (height, width, 3) from 0 to 255."""
    under = np.asarray(paper, np.float32)
    share = strength * ink[:, :, np.newaxis]
    return under * (1 - share) + np.array(colour) * share


def sheet(page: Page, colour: tuple[int, ...] = (246, 245, 241)) -> Pillow.Image:
    """Return clean paper for a page."""
    return Pillow.new("RGB", (page.ink.shape[1], page.ink.shape[0]), colour)


def squares(page: Page, generator: Generator, only_lines: bool = False) -> Pillow.Image:
    """Return ruled or squared paper."""
    paper = sheet(page, (240, 240, 236))
    pencil, dark = ImageDraw.Draw(paper), generator.uniform(30, 80)
    colour = (round(240 - dark), round(240 - 0.7 * dark), round(236 - 0.2 * dark))
    step = generator.uniform(28, 48) * (1.6 if only_lines else 1)
    for at in np.arange(step / 2, paper.width, step):
        if at < paper.height:
            pencil.line([(0, at), (paper.width, at)], fill=colour, width=2)
        if not only_lines:
            pencil.line([(at, 0), (at, paper.height)], fill=colour, width=2)
    return paper


def grain(colours: np.ndarray, generator: Generator, amount: float = 4) -> np.ndarray:
    """Return colours as a camera has them."""
    return colours + generator.normal(0, amount, colours.shape)


def shadowed(colours: np.ndarray, generator: Generator) -> np.ndarray:
    """Return colours with a hand's shadow over a part and light that falls off."""
    y, x = np.mgrid[0 : 1 : colours.shape[0] * 1j, 0 : 1 : colours.shape[1] * 1j]
    lean, where = generator.uniform(-0.8, 0.8), generator.uniform(0.35, 0.7)
    shadow = 1 / (1 + np.exp(-(x + lean * y - where) * 35))
    return np.asarray(colours * (1 - 0.42 * shadow - 0.15 * y)[:, :, np.newaxis])


def turned(page: Page, colours: np.ndarray, generator: Generator, desk: tuple[int, ...] | None) -> np.ndarray:
    """Return a page turned by up to 20 degrees, on a desk or so that nothing else is seen; its boxes turn with it."""
    degrees = float(generator.uniform(6, 20) * generator.choice([-1, 1]))
    picture = Pillow.fromarray(colours.clip(0, 255).astype(np.uint8)).convert("RGBA")
    large = picture.rotate(degrees, Pillow.Resampling.BICUBIC, expand=True)
    ground = desk or tuple(int(v) for v in np.median(colours.reshape(-1, 3), axis=0))
    room = Pillow.new("RGB", large.size, ground)
    room.paste(large, (0, 0), large)
    angle = np.radians(degrees)
    before, after = np.array(picture.size) / 2, np.array(large.size) / 2
    boxes = []
    for left, top, right, bottom in page.boxes:
        middle = np.array([(left + right) / 2, (top + bottom) / 2]) - before
        x = np.cos(angle) * middle[0] + np.sin(angle) * middle[1] + after[0]
        y = np.cos(angle) * middle[1] - np.sin(angle) * middle[0] + after[1]
        half = np.array([right - left, bottom - top]) / 2
        boxes.append((x - half[0], y - half[1], x + half[0], y + half[1]))
    page.boxes = boxes
    return np.asarray(room, np.float32)


def screen(colours: np.ndarray, generator: Generator) -> np.ndarray:
    """Return a photo of a screen: its rows of pixels, a glare, and a colour cast."""
    y, x = np.mgrid[0 : colours.shape[0], 0 : colours.shape[1]]
    rows = 6 * np.sin(2 * np.pi * y / generator.uniform(2.6, 3.6)) + 4 * np.sin(2 * np.pi * (x + 0.3 * y) / 5.3)
    at = generator.uniform(0.2, 0.8, 2) * colours.shape[:2]
    glare = 40 * np.exp(-(((y - at[0]) / 160) ** 2 + ((x - at[1]) / 200) ** 2))
    return np.asarray(colours * (0.86, 0.93, 1.0) + (rows + glare)[:, :, np.newaxis])


Made = tuple[Page, np.ndarray]


def a_phone_number(hand: Hand, generator: Generator) -> Made:
    """A phone number, clean."""
    page = phone(hand, generator)
    return page, coloured(sheet(page), page.ink, (25, 25, 40))


def lines_of_digits(hand: Hand, generator: Generator) -> Made:
    """Four lines of three to seven digits."""
    page = lines(hand, generator)
    return page, coloured(sheet(page), page.ink, (25, 25, 40))


def postcode_in_boxes(hand: Hand, generator: Generator) -> Made:
    """A postcode in printed boxes."""
    page, paper = postcode(hand, generator)
    return page, grain(coloured(paper, page.ink, (30, 30, 60)), generator, 2)


def squared_paper(hand: Hand, generator: Generator) -> Made:
    """Three rows of four on squared paper."""
    page = grid(hand, generator)
    return page, grain(coloured(squares(page, generator), page.ink, (25, 30, 90)), generator, 3)


def ruled_and_turned(hand: Hand, generator: Generator) -> Made:
    """Lines of digits on ruled paper that is turned."""
    page = lines(hand, generator, 3)
    colours = coloured(squares(page, generator, only_lines=True), page.ink, (25, 30, 90))
    return page, grain(turned(page, colours, generator, None), generator, 3)


def digits_that_touch(hand: Hand, generator: Generator) -> Made:
    """Pairs of digits that touch."""
    page = touching(hand, generator)
    return page, coloured(sheet(page), page.ink, (25, 25, 40))


def in_a_shadow(hand: Hand, generator: Generator) -> Made:
    """Three rows of four, a hand's shadow over them."""
    page = grid(hand, generator)
    return page, grain(shadowed(coloured(sheet(page), page.ink, (40, 40, 60)), generator), generator)


def turned_on_a_desk(hand: Hand, generator: Generator) -> Made:
    """A sheet turned by up to 20 degrees on a desk."""
    page = grid(hand, generator)
    colours = coloured(sheet(page), page.ink, (30, 30, 50))
    return page, grain(turned(page, colours, generator, (110, 78, 52)), generator)


def turned_alone(hand: Hand, generator: Generator) -> Made:
    """Rows turned by up to 20 degrees, with nothing else to be seen."""
    page = lines(hand, generator, 3)
    colours = coloured(sheet(page), page.ink, (30, 30, 50))
    return page, grain(turned(page, colours, generator, None), generator, 3)


def pencil(hand: Hand, generator: Generator) -> Made:
    """Pencil, 45 to 80 grey levels from the paper."""
    page = grid(hand, generator)
    rough = np.clip(generator.normal(0.85, 0.25, page.ink.shape), 0.2, 1).astype(np.float32)
    grey = round(238 - generator.uniform(45, 80))
    return page, grain(coloured(sheet(page, (238, 236, 228)), page.ink * rough, (grey,) * 3), generator, 4)


def photo_of_a_screen(hand: Hand, generator: Generator) -> Made:
    """A photo of a screen, light ink on a dark ground or dark on light."""
    page = grid(hand, generator, 2, 4)
    dark = generator.random() < 0.5
    ground, ink = ((28, 30, 34), (235, 235, 235)) if dark else ((235, 236, 238), (20, 20, 24))
    return page, grain(screen(coloured(sheet(page, ground), page.ink, ink), generator), generator, 4)


def whiteboard(hand: Hand, generator: Generator) -> Made:
    """A whiteboard in uneven light, with a coloured marker."""
    page = grid(hand, generator)
    colour = [(40, 70, 170), (30, 130, 80), (190, 40, 50), (40, 40, 45)][generator.integers(4)]
    board = coloured(sheet(page, (225, 228, 230)), page.ink, colour, 0.85)
    y, x = np.mgrid[-1 : 1 : board.shape[0] * 1j, -1 : 1 : board.shape[1] * 1j]
    light = 0.72 + 0.33 * np.exp(-((x - generator.uniform(-0.6, 0.6)) ** 2 + (y + 0.5) ** 2))
    return page, grain(board * light[:, :, np.newaxis], generator, 5)


KINDS: dict[str, Callable[[Hand, Generator], Made]] = {
    make.__name__.replace("_", " "): make
    for make in (
        a_phone_number, lines_of_digits, postcode_in_boxes, squared_paper, ruled_and_turned, digits_that_touch,
        in_a_shadow, turned_on_a_desk, turned_alone, pencil, photo_of_a_screen, whiteboard,
    )
}  # fmt: skip
