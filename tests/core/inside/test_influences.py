"""Who taught it, held against gradients one by one and against what a run really took off the loss."""

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from digitapp.core.errors import InputError
from digitapp.core.inside.influences import (
    Influences,
    influence_steps,
    last_moment_steps,
    loss_of,
    ranking,
    table,
)
from digitapp.core.inside.kept_moments import Part, chosen_moments, parts_of
from digitapp.core.inside.landscape import Landscape, landscape_steps
from digitapp.core.inside.teacher import explain_teacher, weigh
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.recording import Recording, Recordings
from digitapp.core.runs.run import Kind, Run
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingRun
from digitapp.core.runs.tree import RunTree
from digitapp.core.runs.way import Stretch, Way, way_to
from engine import explain
from engine.models import Sequential
from engine.thread_pool import one_blas_thread
from tests.core.samples import bars, small

WHOLE = {"optimizer": "sgd", "batch_size": 200, "epochs": 60, "learning_rate": 0.02}  # one batch has all images


def ended(steps: Generator[float, None, Any]) -> Any:
    shares = []
    while True:
        try:
            shares.append(next(steps))
        except StopIteration as end:
            assert shares == sorted(shares)
            assert 0 <= shares[0] <= shares[-1] <= 1
            return end.value


def recorded(settings: TrainingSettings, data: Dataset | None = None, network: Sequential | None = None) -> Recording:
    data = data or bars()
    recording = Recordings().begin(settings, lambda: data, 0.0)
    with one_blas_thread():
        run = TrainingRun(network or settings.build(), lambda: data, settings, recording=recording)
        for _ in run.steps():
            pass
        run.record_end()
    return recording


def part_of(recording: Recording, first: int = 0, run: int = 1) -> Part:
    stretch = Stretch(run, "a", first, recording.batches, 0.0, recording.steps, 0, recording.kept)
    return Part(stretch, recording)


def found_for(inputs: np.ndarray, *parts: Part, most: int = 12) -> Influences:
    found = ended(influence_steps(inputs, parts, most))
    assert isinstance(found, Influences)
    return found


def drawing(number: int = 3) -> np.ndarray:
    return bars().test_inputs[number : number + 1][0]


def slopes(network: Sequential, settings: TrainingSettings, x: np.ndarray, label: int) -> np.ndarray:
    """The gradient of one picture's loss, all in a row, as a step of training has it."""
    twin = network.copy()
    settings.compile(twin)
    assert twin.optimizer is not None
    twin.optimizer.learning_rate = 0.0
    twin.train_on_batch(x[np.newaxis], np.array([label]))
    return np.concatenate([array.ravel() for layer in twin.layers for array in layer.gradients]).astype(np.float64)


@pytest.mark.parametrize("change", [{}, {"hidden_units": (), "label_smoothing": 0.1}, {"hidden_units": (9, 8)}])
def test_a_push_is_the_rate_times_the_gradients_product_over_the_moments(change: dict[str, Any]) -> None:
    settings = small(**change)
    found = found_for(drawing(), part_of(recorded(settings)), most=4)
    assert [each.place for each in found.moments][::3] == [0, 8]
    answer = 5
    asked = range(0, 200, 7)
    expected = np.zeros(len(asked))
    for weight, each in zip(found.weights(None), found.moments, strict=True):
        its = slopes(each.moment.network, settings, drawing(), answer)
        for place, number in enumerate(asked):
            x, label = bars().train_inputs[number], int(bars().train_labels[number])
            expected[place] += weight * (slopes(each.moment.network, settings, x, label) @ its)
    np.testing.assert_allclose(found.pushes(answer)[::7], expected, rtol=1e-3, atol=1e-5 * np.abs(expected).max())


def test_for_plain_gradient_descent_the_pushes_add_up_to_what_was_taken_off_the_loss() -> None:
    found = found_for(drawing(), part_of(recorded(small(**WHOLE))), most=61)
    assert found.is_plain
    for answer in (3, 8):
        ranked = ranking(found, answer)
        now, start = ranked.loss
        assert ranked.up - ranked.down == pytest.approx(start - now, rel=0.06)
        assert float(found.pushes(answer).sum()) == pytest.approx(ranked.up - ranked.down, rel=1e-3)


def test_up_to_a_place_only_what_was_learned_there_counts() -> None:
    found = found_for(drawing(), part_of(recorded(small(**WHOLE))), most=61)
    assert not ranking(found, 3, 0).begun
    number = len(found.moments) - 4
    place = found.moments[number].place
    assert 10 < place < 50
    halves = ranking(found, 3, place)
    assert halves.loss[0] == pytest.approx(found.losses[number, 3])
    assert halves.up - halves.down == pytest.approx(found.losses[0, 3] - found.losses[number, 3], rel=0.06)
    assert found.weights(place).sum() == pytest.approx(place / 60 * found.weights(None).sum())
    assert found.nearest(place + 1) == number


def test_images_of_the_answer_push_towards_it_and_their_shares_are_of_the_whole() -> None:
    found = found_for(drawing(), part_of(recorded(small())))
    ranked = ranking(found, 3, count=200)
    assert found.examples.labels[ranked.towards[:10]].tolist() == [3] * 10
    assert sum(ranked.share(number) for number in ranked.towards) == pytest.approx(1)
    assert sum(ranked.share(number) for number in ranked.against) == pytest.approx(-1)
    assert np.array_equal(found.image(7), bars().train_images[7])
    lines = table(found, ranked).splitlines()
    assert lines[0] == "number,label,data_set_label,push,share"
    assert len(lines) == 1 + len(ranked.towards) + len(ranked.against)
    assert lines[1].startswith(f"{ranked.towards[0]},3,3,")


def test_a_teacher_s_parts_multiply_and_add_up_to_its_push() -> None:
    found = found_for(drawing(), part_of(recorded(small(hidden_units=(9, 8), epochs=6))))
    ranked = ranking(found, 3)
    number = int(ranked.towards[0])
    teacher = explain_teacher(found, number, 3)
    np.testing.assert_allclose(teacher.products, found.products[3, :, number], rtol=1e-4, atol=1e-5)
    assert teacher.losses[-1] < teacher.losses[0]
    assert teacher.alike.shape == (len(found.moments), 3)
    assert (teacher.label, teacher.true_label, teacher.pen) == (3, 3, False)
    weighed = weigh(found, ranked, teacher)
    assert weighed.weights @ teacher.products == pytest.approx(weighed.push, rel=1e-3)
    assert weighed.push == pytest.approx(float(ranked.pushes[number]))
    assert weighed.share == pytest.approx(ranked.share(number))
    assert weighed.most == np.abs(weighed.weights * teacher.products).argmax()
    assert weigh(found, ranking(found, 3, 5), teacher, 5).weights.sum() < weighed.weights.sum()


def test_wrong_labels_and_made_digits_are_told_as_they_were_learned() -> None:
    settings = small(wrong_labels=0.3, pen_digits=20, distort=True, validation_share=0.25)
    found = found_for(drawing(), part_of(recorded(settings)), most=3)
    assert found.given == 150
    assert len(found.examples.labels) == 170
    assert (found.true_labels[:150] == bars().train_labels[:150]).all()
    wrong = np.flatnonzero(found.true_labels != found.examples.labels)
    assert len(wrong) == 45
    assert wrong.max() < 150
    assert np.array_equal(found.image(4), bars().train_images[4])  # before it is distorted
    parts = explain_teacher(found, 160, 3)
    assert parts.pen
    assert np.array_equal(parts.image, found.image(160))


def way_of_two(second: TrainingSettings, data: Dataset | None = None) -> tuple[Part, Part]:
    first = recorded(small())
    network = first.snapshots[-1].moment.learner()
    second.compile(network)
    return part_of(first), part_of(recorded(second, data, network), first.batches, run=2)


def test_a_run_that_goes_on_counts_with_the_one_before_it() -> None:
    earlier, later = way_of_two(small(learning_rate=0.01))
    found = found_for(drawing(), earlier, later)
    assert found.first == 0
    assert len(found.counted) == 16
    assert found.counted[:8] == pytest.approx(np.full(8, 0.001 / 200))
    assert found.counted[8:] == pytest.approx(np.full(8, 0.01 / 200))
    assert [each.place for each in found.moments][-1] == 16


@pytest.mark.parametrize("what", ["fewer images", "another data set"])
def test_what_was_learned_from_other_images_is_left_out(what: str) -> None:
    other = replace(bars()) if what == "another data set" else None
    settings = small() if other else small(images=100)
    found = found_for(drawing(), *way_of_two(settings, other))
    assert found.first == 8
    assert found.moments[0].place == 8
    assert not ranking(found, 3, 8).begun
    assert ranking(found, 3, 9).begun


def test_a_network_without_a_run_is_asked_at_its_last_moment_alone() -> None:
    moment = Moment(recorded(small()).snapshots[-1].moment.network)
    found = ended(last_moment_steps(drawing(), moment, small(label_smoothing=0.1, images=5), bars()))
    assert not found.over_a_run
    assert found.settings.label_smoothing == 0.1
    assert len(found.examples.labels) == 200
    assert found.weights(None).tolist() == [1]
    loss = loss_of(found.settings)
    here = explain.errors(moment.network, loss, bars().train_inputs[:200], bars().train_labels)
    there = explain.errors(moment.network, loss, drawing()[np.newaxis], np.array([3]))
    np.testing.assert_allclose(found.pushes(3), here.products(there)[:, 0], rtol=1e-4, atol=1e-6)
    ranked = ranking(found, 3)
    assert ranked.begun
    assert found.examples.labels[ranked.towards[0]] == 3


def test_moments_are_chosen_with_both_ends_and_dense_at_the_start() -> None:
    part = part_of(recorded(small(**{**WHOLE, "epochs": 200})))
    chosen = [each.place for each in chosen_moments([part], 8)]
    assert len(chosen) <= 8
    assert (chosen[0], chosen[-1]) == (0, 200)
    gaps = np.diff(chosen)
    assert gaps[0] < gaps[-1]
    assert len(chosen_moments([part], 10_000)) == len(part.recording.kept)


def test_the_parts_of_a_way_are_those_that_are_recorded() -> None:
    recordings = Recordings()
    recording = recordings.begin(small(), bars, 0.0)
    with one_blas_thread():
        run = TrainingRun(small().build(), bars, small(), recording=recording)
        for _ in run.steps():
            pass
    made = Run(Kind.TRAINED, "a", small(), (Moment(run.network, 2.0),))
    recordings.name(recording, made.number)
    way = way_to(made, RunTree(made, 2**30), recordings)
    (part,) = parts_of(way, recordings)
    assert part.recording is recording
    assert parts_of(Way(), recordings) == ()
    recordings.drop(recording)
    assert parts_of(way, recordings) == ()


@pytest.fixture(scope="module")
def landscape() -> Landscape:
    return ended(landscape_steps([part_of(recorded(small(**WHOLE)))]))


def test_the_landscape_falls_along_the_way_and_has_it_inside(landscape: Landscape) -> None:
    assert landscape.heights.shape == (len(landscape.up), len(landscape.across))
    assert landscape.images == 200
    assert landscape.shares[0] > 0.5
    assert 0 < sum(landscape.shares) <= 1 + 1e-9
    assert (np.diff(landscape.losses) < 0).all()
    for axis, along in enumerate((landscape.across, landscape.up)):
        assert along[0] < landscape.path[:, axis].min() < landscape.path[:, axis].max() < along[-1]
    steps = [np.diff(along) for along in (landscape.across, landscape.up)]
    np.testing.assert_allclose(np.concatenate(steps), steps[0][0])  # the same scale in both directions
    start, end = (
        landscape.heights[
            np.abs(landscape.up - y).argmin(),
            np.abs(landscape.across - x).argmin(),
        ]
        for x, y in landscape.path[[0, -1]]
    )
    assert end < start


def test_a_place_lies_on_the_path_and_the_path_is_found_again(landscape: Landscape) -> None:
    assert landscape.at(0) == pytest.approx(tuple(landscape.path[0]))
    assert landscape.at(60) == pytest.approx(tuple(landscape.path[-1]))
    for place in (0, 17, 60):
        found, far = landscape.nearest(*landscape.at(place))
        assert found == place
        assert far == pytest.approx(0, abs=1e-9)
    assert landscape.nearest(*(landscape.path[0] - 3))[1] > 1


def lettered(classes: int) -> Dataset:
    """The bars with other names, and as many classes as that."""
    chance = np.random.default_rng(3)
    images = chance.integers(0, 255, (200, 28, 28), dtype=np.uint8)
    labels = (np.arange(200) % classes).astype(np.uint8)
    names = tuple(f"letter {number}" for number in range(classes))
    return Dataset("letters", images, labels, images[:20], labels[:20], names)


def test_of_many_classes_the_likeliest_are_asked_and_the_one_that_is_wanted() -> None:
    data = lettered(20)
    part = part_of(recorded(small(classes=data.classes), data))
    scores = part.recording.snapshots[-1].moment.network.trace(drawing()[np.newaxis])[-1].z[0]
    least = int(scores.argmin())
    found = ended(influence_steps(drawing(), [part], 3, least))
    assert len(found.answers) == 11
    assert {int(scores.argmax()), least} < set(found.answers)
    assert ranking(found, least).answer == least
    few = ended(influence_steps(drawing(), [part_of(recorded(small(classes=lettered(7).classes), lettered(7)))], 3))
    assert few.answers == tuple(range(7))


def test_a_network_of_other_classes_than_the_data_is_refused() -> None:
    with pytest.raises(InputError, match="10 classes"):
        next(last_moment_steps(drawing(), Moment(small().build()), small(), lettered(7)))


def test_images_are_shown_as_they_are_and_not_as_their_pixels_are_shuffled() -> None:
    settings = small(shuffled_pixels=True, left_out=(2,), per_class=5)
    found = found_for(drawing(), part_of(recorded(settings)), most=3)
    assert len(found.examples.labels) == 45
    assert 2 not in found.examples.labels
    assert (found.true_labels == found.examples.labels).all()
    assert found.given == 45
    image, label = found.image(7), found.examples.labels[7]
    same = (bars().train_images[bars().train_labels == label] == image).all(axis=(1, 2))
    assert same.any()
    assert not np.array_equal(found.examples.rows[7:8].ravel(), image.ravel() / np.float32(255))


def test_a_way_of_two_moments_is_not_drawn() -> None:
    recording = recorded(small())
    stretch = Stretch(1, "a", 0, 1, 0.0, recording.steps, 0, recording.kept)
    with pytest.raises(InputError, match="at least 3 moments"):
        next(landscape_steps([Part(stretch, recording)]))


def test_images_of_a_poorer_data_set_have_the_numbers_that_they_have_in_the_whole_one() -> None:
    settings = small(left_out=(0, 3), per_class=8, images=50, validation_share=0.2)
    found = found_for(drawing(), part_of(recorded(settings)), most=3)
    data = bars()
    assert found.given == len(found.numbers) == 40
    for image in (0, 5, 39):
        np.testing.assert_array_equal(found.image(image), data.train_images[found.number(image)])
        assert found.examples.labels[image] == data.train_labels[found.number(image)]
        assert explain_teacher(found, image, 5).known_as == found.number(image)
    ranked = ranking(found, 5)
    assert int(table(found, ranked).splitlines()[1].split(",")[0]) == found.number(int(ranked.towards[0]))
    assert found.number(39) != 39
