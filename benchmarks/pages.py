"""How well the digits of a whole page are found and read, by the kind of paper.

    python -m benchmarks.pages [--model MODEL] [--each 20] [--seed 1] [--pen FILE.npz] [--show FOLDER] [--json]

The pages are made here (benchmarks/page_kinds.py) of MNIST's test images, or of the drawings in stroke files (--pen). A
digit is found if one that was read lies over it, and only over it; a page is all right if its rows say just what was
written.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

import resources
from benchmarks.page_hands import Hands, Page
from benchmarks.page_kinds import KINDS
from digitapp.core.errors import InputError
from digitapp.core.files.model_file import BUNDLED, load_run
from digitapp.core.paper.pictures import Picture, find_digit
from digitapp.core.reading.drawing import SeenDigit
from digitapp.core.reading.pages import read_picture
from digitapp.core.reading.shown import save_shown
from digitapp.core.runs.moment import Moment

_NOT_TWO = 1.8  # times as wide as a digit is: what is wider is two


@dataclass
class Score:
    """What came out of the pages of a kind."""

    digits: int = 0
    found: int = 0
    read: int = 0
    too_many: int = 0
    pages: int = 0
    right: int = 0

    @property
    def shares(self) -> dict[str, float]:
        """Of all digits found and read, digits too many for each that there is, pages all right."""
        return {
            "found": self.found / self.digits,
            "read": self.read / self.digits,
            "too many": self.too_many / self.digits,
            "pages": self.right / self.pages,
        }


def compared(page: Page, picture: Picture | None, seen: Sequence[SeenDigit], score: Score) -> bool:
    """Count what was found on a page; return whether all of it is right."""
    places = np.array([_place(page, picture, digit) for digit in seen]).reshape(-1, 4)  # middle and size
    used: set[int] = set()
    for sign, (left, top, right, bottom) in zip("".join(page.rows), page.boxes, strict=True):
        over = (places[:, 0] >= left) & (places[:, 0] <= right) & (places[:, 1] >= top) & (places[:, 1] <= bottom)
        score.digits += 1
        if over.sum() == 1 and int(over.argmax()) not in used:
            number = int(over.argmax())
            used.add(number)
            if places[number, 2] <= _NOT_TWO * max(right - left, bottom - top):
                score.found += 1
                score.read += seen[number].reading.ranking[0] == int(sign)
    score.too_many += len(seen) - len(used)
    score.pages += 1
    rows = [""] * (1 + max((digit.row for digit in seen), default=0))
    for digit in seen:
        rows[digit.row] += str(digit.reading.ranking[0])
    score.right += rows == page.rows
    return rows == page.rows


def _place(page: Page, picture: Picture | None, digit: SeenDigit) -> tuple[float, float, float, float]:
    """Return the middle, x and y, and the width and height of a digit that was read, in pixels of the page."""
    if picture is None or digit.corners is None:
        return 0.0, 0.0, 0.0, 0.0
    corners = picture.from_canvas(digit.corners) * page.ink.shape[::-1]
    (x, y), (width, height) = corners.mean(axis=0), np.ptp(corners, axis=0)
    return float(x), float(y), float(width), float(height)


def measured(
    moment: Moment, hands: Hands, kinds: Sequence[str], each: int, seed: int, show: Path | None, hand: str
) -> dict[str, Score]:
    """Return what came out for each kind of page."""
    result = {kind: Score() for kind in kinds}
    for kind, score in result.items():
        for number in range(each):
            generator = np.random.default_rng([seed, list(KINDS).index(kind), number])
            page, colours = KINDS[kind](hands.of(hand), generator)
            made = Pillow.fromarray(colours.clip(0, 255).astype(np.uint8))
            page.ink = np.zeros((made.height, made.width), np.float32)
            try:
                picture = find_digit(made.convert("RGBA"), kind)
            except InputError:
                compared(page, None, (), score)
                continue
            seen = read_picture(moment, picture)
            right = compared(page, picture, seen, score)
            if show:
                state = "right" if right else "wrong"
                save_shown(show / f"{kind.replace(' ', '-')}-{hand}-{number}-{state}.png", picture, seen)
    return result


def main() -> None:
    """Measure, and print lines or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pen", type=Path, nargs="*", default=[])
    parser.add_argument("--kind", choices=KINDS, action="append")
    parser.add_argument("--hand", choices=["scanned", "pen"])
    parser.add_argument("--show", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    moment = load_run(options.model or resources.path(BUNDLED)).end
    hands = Hands(options.pen)
    result = {}
    for hand in [options.hand] if options.hand else ["scanned", *(["pen"] if options.pen else [])]:
        scores = measured(moment, hands, options.kind or list(KINDS), options.each, options.seed, options.show, hand)
        result[hand] = {kind: score.shares for kind, score in scores.items()}
        if not options.json:
            print(f"{hand:28}  found   read   too many   pages")
            for kind, shares in result[hand].items():
                print(
                    f"  {kind:26} {shares['found']:6.1%} {shares['read']:6.1%} {shares['too many']:8.1%} "
                    f"{shares['pages']:8.0%}",
                    flush=True,
                )
    if options.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
