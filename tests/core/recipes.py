"""A recipe that is done in a second."""

from digitapp.core.recipe.bundled import Recipe
from tests.core.samples import small

QUICK = Recipe(small(epochs=4, optimizer="adam"), rounds=2, pen_digits=100, non_digits=40, held_out=50)
