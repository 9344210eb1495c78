"""An older place of to_categorical; engine.utils is today's."""

from ..older_words import place_of_utils
from . import normalize as normalize
from . import to_categorical as to_categorical

place_of_utils()
