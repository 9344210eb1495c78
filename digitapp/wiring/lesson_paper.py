"""What a lesson lays on the paper, and the person's drawing, which comes back."""

from __future__ import annotations

from digitapp.core.paper.pictures import Picture
from digitapp.core.paper.strokes import Strokes
from digitapp.core.recipe.samples import sample_digits
from digitapp.state.paper.drawing import Drawing


class LentPaper:
    """Lays samples on the paper for a while."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._before: tuple[Strokes, Picture | None] | None = None
        self._laid: Strokes = ()

    def lay_down(self, digit: int) -> None:
        """Lay a sample of this digit there; the person's drawing is kept."""
        drawing = self._drawing
        if self._before is None or drawing.strokes is not self._laid:
            self._before = drawing.strokes, drawing.picture
        drawing.lay_down_strokes(sample_digits()[digit])
        self._laid = drawing.strokes

    def give_back(self) -> None:
        """Lay the person's drawing there again, unless something else was drawn meanwhile."""
        before, drawing = self._before, self._drawing
        self._before = None
        if before is None or drawing.strokes is not self._laid:
            return
        strokes, picture = before
        if picture is not None:
            drawing.lay_down(picture)
        elif strokes:
            drawing.lay_down_strokes(strokes)
        else:
            drawing.clear()
