"""The program that started all this runs word for word, and the network it trains reads the test images."""

import runpy
from pathlib import Path

from engine.utils import set_random_seed, to_categorical


def test_it_reaches_97_5_percent() -> None:
    set_random_seed(1)  # the program draws from no seed of its own, and its accuracy varies by about 0.002
    program = runpy.run_path(str(Path(__file__).with_name("blog_program.py")))
    network = program["network"]
    test_images = program["test_images"].reshape((10000, 28 * 28)).astype("float32") / 255
    _, accuracy = network.evaluate(test_images, to_categorical(program["test_labels"]), verbose=0)
    assert accuracy >= 0.975
    assert len(network.history.history["accuracy"]) == 5
