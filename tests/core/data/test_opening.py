"""Data sets in the forms that people have them in."""

import gzip
import os
from pathlib import Path

import numpy as np
import pytest

from digitapp.core.data.idx_files import SeveralSetsError
from digitapp.core.data.names import BALANCED, FASHION
from digitapp.core.data.opening import is_data, of_my_digits, open_data, opening
from digitapp.core.my_digits.collection import MyDigit, save_my_digits
from digitapp.core.runs.dataset import Dataset, load_folder
from tests.core.data.making_files import idx_set, images, labels, picture, table, write
from tests.core.samples import drawn, mnist

SHARED_NAMES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
TRAIN, TEST = labels(60, 10), labels(30, 10)


def said(data: Dataset) -> str:
    return " ".join(map(str, data.notes))


@pytest.mark.parametrize(
    "names",
    [
        SHARED_NAMES,
        tuple(f"{name}.gz" for name in SHARED_NAMES),
        tuple(name.replace("-idx", ".idx") for name in SHARED_NAMES),
        ("train-images.idx3-ubyte", "train-labels.idx1-ubyte", "test-images.idx3-ubyte", "test-labels.idx1-ubyte"),
        tuple(f"qmnist-{name}" for name in SHARED_NAMES),
    ],
)
def test_idx_files_under_the_names_that_people_have(tmp_path: Path, names: tuple[str, str, str, str]) -> None:
    idx_set(tmp_path / "Mine", names, TRAIN, TEST)
    data = open_data(tmp_path / "Mine")
    np.testing.assert_array_equal(data.train_images, images(TRAIN))
    np.testing.assert_array_equal(data.test_labels, TEST)
    assert (data.classes, data.notes) == ((), ())
    assert open_data(tmp_path / "Mine" / names[0]).counts == data.counts == (6,) * 10
    assert load_folder(tmp_path / "Mine").counts == data.counts


def test_mnist_as_it_is_handed_out_is_mnist() -> None:
    import resources

    data = open_data(resources.path("mnist"))
    for name in ("train_images", "train_labels", "test_images", "test_labels"):
        np.testing.assert_array_equal(getattr(data, name), getattr(mnist(), name))
    assert data.notes == ()


def test_emnist_is_turned_upright_and_its_letters_have_names(tmp_path: Path) -> None:
    known = labels(52, 26) + 1
    idx_set(tmp_path, tuple(f"emnist-letters-{name}" for name in ALL_EMNIST), known.astype(np.uint8), TEST[:26] + 1)
    data = open_data(tmp_path)
    np.testing.assert_array_equal(data.train_images, images(known).transpose(0, 2, 1))
    assert data.classes == tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert data.train_labels.max() == 25
    assert "turned upright" in said(data)
    (tmp_path / "emnist-letters-mapping.txt").write_text("".join(f"{n} {96 + n} {64 + n}\n" for n in range(1, 27)))
    assert open_data(tmp_path).classes[:3] == ("a", "b", "c")  # its own mapping says more


ALL_EMNIST = tuple(name.replace("t10k", "test") + ".gz" for name in SHARED_NAMES)


def test_several_sets_in_a_folder_must_be_chosen_from(tmp_path: Path) -> None:
    for kind, count in (("balanced", 47), ("byclass", 62)):
        names = tuple(f"emnist-{kind}-{name}" for name in ALL_EMNIST)
        idx_set(tmp_path, names, labels(2 * count, count), labels(count, count))
    with pytest.raises(SeveralSetsError, match="emnist-balanced, emnist-byclass") as caught:
        open_data(tmp_path)
    found = [open_data(files.train[0]) for files in caught.value.sets]
    assert found[0].classes == tuple(BALANCED)
    assert len(found[1].classes) == 62
    assert found[1].name == "emnist-byclass"


def test_fashion_and_others_have_names(tmp_path: Path) -> None:
    idx_set(tmp_path / "fashion-mnist", SHARED_NAMES, TRAIN, TEST)
    assert open_data(tmp_path / "fashion-mnist").classes == FASHION
    idx_set(tmp_path / "KMNIST", SHARED_NAMES, TRAIN, TEST)
    assert open_data(tmp_path / "KMNIST").classes[:2] == ("お", "き")


def test_images_without_a_test_part_keep_some_apart(tmp_path: Path) -> None:
    write(tmp_path / "my-digits-images-idx3-ubyte", images(TRAIN))
    write(tmp_path / "my-digits-labels-idx1-ubyte", TRAIN)
    data = open_data(tmp_path)
    assert data.name == "my-digits"
    assert (len(data.train_labels), len(data.test_labels)) == (50, 10)
    assert data.counts == (5,) * 10
    assert "one in 6 of each class, 10 in all" in said(data)
    assert (open_data(tmp_path).test_images == data.test_images).all()  # the same ones again


@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize("scale", [1, 255])
def test_keras_npz(tmp_path: Path, flat: bool, scale: int) -> None:
    train, test = images(TRAIN), images(TEST)
    shape = (-1, 784) if flat else (-1, 28, 28)
    values = {"x_train": train.reshape(shape), "x_test": test.reshape(shape)}
    if scale == 255:
        values = {name: value / np.float32(255) for name, value in values.items()}
    np.savez_compressed(tmp_path / "mnist.npz", **values, y_train=TRAIN, y_test=np.eye(10)[TEST])
    data = open_data(tmp_path / "mnist.npz")
    np.testing.assert_array_equal(data.train_images, train)
    np.testing.assert_array_equal(data.test_labels, TEST)
    assert (data.name, data.classes, data.notes) == ("mnist", (), ())
    assert open_data(tmp_path).name == "mnist"


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("header", ["", "label,pixel0", "pixels"])
@pytest.mark.parametrize("scale", [1, 255])
def test_tables(tmp_path: Path, last: bool, header: str, scale: int) -> None:
    pixels = [f"pixel{number}" for number in range(784)]
    titles = ",".join([*pixels, "label"] if last else ["label", *pixels]) if header else ""
    for name, known in (("my_train.csv", TRAIN), ("my_test.csv", TEST)):
        table(tmp_path / name, images(known) / scale, known.tolist(), header=titles, last=last)
    for path in (tmp_path, tmp_path / "my_train.csv"):
        data = open_data(path)
        np.testing.assert_array_equal(data.train_images, images(TRAIN))
        np.testing.assert_array_equal(data.test_images, images(TEST))
        np.testing.assert_array_equal(data.train_labels, TRAIN)
        assert (data.name, data.classes, data.notes) == ("my", (), ())


def test_a_packed_table_of_words_whose_test_table_has_no_labels(tmp_path: Path) -> None:
    names = ["cat", "dog", "owl"] * 20
    table(tmp_path / "train.csv", images(labels(60, 3)), names)
    (tmp_path / "train.csv.gz").write_bytes(gzip.compress((tmp_path / "train.csv").read_bytes()))
    (tmp_path / "train.csv").unlink()
    (tmp_path / "test.csv.gz").write_text("1,2,3\n")
    data = open_data(tmp_path / "train.csv.gz")
    assert data.classes == ("cat", "dog", "owl")
    assert data.counts == (17, 17, 17)
    assert "test.csv.gz beside it has no labels" in said(data)
    assert "kept apart" in said(data)
    assert data.name == tmp_path.name


def test_numbers_with_gaps_are_classes_without_them(tmp_path: Path) -> None:
    known = [12, 30, 45] * 10
    table(tmp_path / "numbers.csv", images(np.array(known)), known)
    data = open_data(tmp_path / "numbers.csv")
    assert data.classes == ("12", "30", "45")
    assert set(data.train_labels.tolist()) == {0, 1, 2}


def test_a_table_sorted_by_class_whose_label_is_last(tmp_path: Path) -> None:
    known = np.sort(labels(700, 2))  # the first 350 lines are all of one class
    table(tmp_path / "sorted.csv", images(known, room=2), known.tolist(), last=True)
    data = open_data(tmp_path / "sorted.csv")
    assert sum(data.counts) + len(data.test_labels) == 700
    assert data.counts[:2] == (292, 292)
    assert data.train_images[:, 14, 2].min() == 255


def test_usps_gets_paper_around_it(tmp_path: Path) -> None:
    tight = images(TRAIN, side=16, room=0)
    lines = [f"{label}.0000 " + " ".join(f"{value / 127.5 - 1:.3f}" for value in image.ravel())
             for label, image in zip(TRAIN, tight, strict=True)]  # fmt: skip
    (tmp_path / "zip.train").write_text("\n".join(lines) + "\n")
    data = open_data(tmp_path / "zip.train")
    assert "16 x 16 pixels, and their ink reaches the edges" in said(data)
    ink = np.argwhere(data.train_images.max(axis=0) > 0)
    assert (ink.min(axis=0) == 4).all()
    assert ink[:, 0].max() == 23  # 20 x 20 in the middle of 28 x 28
    assert data.classes == ()


def test_larger_images_with_room_around_them_are_made_smaller(tmp_path: Path) -> None:
    np.savez(tmp_path / "large.npz", x=images(TRAIN, side=56, room=12), y=TRAIN)
    data = open_data(tmp_path / "large.npz")
    assert data.train_images.shape[1:] == (28, 28)
    ink = np.argwhere(data.train_images.max(axis=0) > 64)
    assert (ink.min(axis=0) == 6).all()
    assert "made 28 x 28" in said(data)


def test_the_small_digits_of_courses_are_from_0_to_16(tmp_path: Path) -> None:
    small = images(TRAIN, side=8, room=0) // 16
    table(tmp_path / "optdigits.tra", small, TRAIN.tolist(), last=True)
    table(tmp_path / "optdigits.tes", small[:30], TEST.tolist(), last=True)
    data = open_data(tmp_path / "optdigits.tra")
    assert data.train_images.max() > 200
    assert len(data.test_labels) == 30


@pytest.mark.parametrize("dark", [False, True])
def test_small_pictures_sorted_by_class(tmp_path: Path, dark: bool) -> None:
    folder = tmp_path / "animals"
    for part, known in (("train", labels(30, 3)), ("test", labels(6, 3))):
        for number, (image, label) in enumerate(zip(images(known), known, strict=True)):
            name = ("cat", "dog", "owl")[label]
            picture(folder / part / name / f"{number:03}.png", 255 - image if dark else image)
    (folder / "train" / "cat" / "broken.png").write_bytes(b"no picture")
    data = open_data(folder)
    assert (data.name, data.classes, data.counts) == ("animals", ("cat", "dog", "owl"), (10, 10, 10))
    assert len(data.test_labels) == 6
    np.testing.assert_array_equal(
        sorted(data.train_images.sum(axis=(1, 2))), sorted(images(labels(30, 3)).sum(axis=(1, 2)))
    )
    assert ("made light on dark" in said(data)) is dark
    assert "1 pictures could not be read" in said(data)
    assert "mixed" in said(data)
    assert (np.diff(data.train_labels.astype(int)) != 0).sum() > 5


def test_pictures_of_digits_of_any_size_are_read_as_opened_pictures_are(tmp_path: Path) -> None:
    for label in (1, 7):
        for number in range(4):
            image = np.full((90 + 7 * number, 80, 1), 250, np.uint8).repeat(3, axis=2)
            image[20:70, 36:44] = 20
            if label == 7:
                image[20:28, 10:44] = 20
            picture(tmp_path / str(label) / f"{number}.png", image)
    data = open_data(tmp_path)
    assert data.classes == ()  # folders 1 and 7 are digits
    assert data.counts == (0, 3, 0, 0, 0, 0, 0, 3, 0, 0)
    assert "different sizes" in said(data)
    assert 1000 < data.train_images[0].sum() < 60_000


def test_my_digits_are_a_data_set(tmp_path: Path) -> None:
    digits = tuple(MyDigit(drawn(label), label) for label in (0, 1, 2, 1, 0, 2))
    save_my_digits(tmp_path / "mine.npz", digits)
    data = open_data(tmp_path / "mine.npz")
    assert (len(data.train_labels), len(data.test_labels)) == (3, 3)
    again = of_my_digits(digits, tmp_path / "mine.npz", "My digits")
    assert again.name == "My digits"
    np.testing.assert_array_equal(again.train_images, data.train_images)


def test_progress_is_told(tmp_path: Path) -> None:
    table(tmp_path / "long.csv", images(labels(1200, 10)), labels(1200, 10).tolist())
    shares = list(opening(tmp_path / "long.csv"))
    assert shares == sorted(shares)
    assert len(shares) > 3
    assert shares[-1] == 1.0


@pytest.mark.parametrize(
    ("name", "expected"), [("a.csv", True), ("x.npz", False), ("t10k-images.idx3-ubyte", True), ("a.png", False)]
)
def test_what_is_data(name: str, expected: bool) -> None:
    assert is_data(Path(name)) is expected


def test_classes_in_folders_whose_names_are_no_text_have_names_that_can_be_shown(tmp_path: Path) -> None:
    for name, label in ((b"a\xe9", 0), (b"b", 1)):
        for number, image in enumerate(images(np.full(4, label))):
            picture(tmp_path / os.fsdecode(name) / f"{number}.png", image)
    assert open_data(tmp_path).classes == ("a?", "b")
