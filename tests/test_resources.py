"""The program's own files are there, found from any folder, and each says where it comes from."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import resources
from digitapp.wiring import help as help_wiring

ROOT = Path(__file__).parents[1]
NAMES = [
    "mnist",
    "mnist/README.md",
    "mnist/train-images-idx3-ubyte.gz",
    "mnist/train-labels-idx1-ubyte.gz",
    "mnist/t10k-images-idx3-ubyte.gz",
    "mnist/t10k-labels-idx1-ubyte.gz",
    "models/digits-512.safetensors",
    "icons/digitapp.svg",
    "translations/ko/LC_MESSAGES/digitapp.mo",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_resource_is_found(name: str) -> None:
    path = resources.path(name)
    assert path.is_absolute()
    assert path.exists()
    assert path.as_posix().endswith(f"resources/{name}")


def test_resources_are_found_from_another_folder(tmp_path: Path) -> None:
    code = "import resources; print(resources.path('models/digits-512.safetensors').stat().st_size)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True
    )
    assert int(done.stdout) > 1_000_000


@pytest.mark.parametrize("name", ["mnist/none.gz", "none"])
def test_a_missing_resource_is_named_with_its_place(name: str) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        resources.path(name)
    assert name in str(caught.value)
    assert str(Path(resources.__file__).parent / name) in str(caught.value)


def literal_names() -> set[str]:
    """Every name that the code asks resources.path for, as far as it stands there as it is."""
    names = set()
    for package in ("engine", "digitapp"):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "resources.path":
                    names |= {argument.value for argument in node.args if isinstance(argument, ast.Constant)}
    return names


def test_every_resource_that_the_code_asks_for_is_there() -> None:
    names = literal_names()
    assert "mnist" in names
    for name in names:
        resources.path(name)


@pytest.mark.parametrize("folder", sorted({name.split("/")[0] for name in NAMES}))
def test_every_folder_says_where_its_files_are_from_and_under_which_licence(folder: str) -> None:
    text = (resources.path(folder) / "README.md").read_text(encoding="utf-8")
    assert "icen" in text  # licence, licensed, license


def test_nothing_lies_there_by_accident() -> None:
    kinds = {
        path.suffix for path in resources.path(".").rglob("*") if path.is_file() and "__pycache__" not in str(path)
    }
    assert kinds <= {".py", ".md", ".gz", ".safetensors", ".svg", ".po", ".pot", ".mo", ".toml"}


def test_a_page_to_read_is_found_in_a_checkout_and_in_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert resources.document("learning.md") == ROOT / "docs" / "learning.md"
    installed = tmp_path / "resources"
    (installed / "docs").mkdir(parents=True)
    (installed / "docs" / "learning.md").write_text("# here", encoding="utf-8")
    (tmp_path / "docs").mkdir()  # another package's
    (tmp_path / "docs" / "learning.md").write_text("# not here", encoding="utf-8")
    monkeypatch.setattr(resources, "_FOLDER", installed)
    assert resources.document("learning.md").read_text(encoding="utf-8") == "# here"
    with pytest.raises(FileNotFoundError, match=r"none\.md"):
        resources.document("none.md")


def test_the_pages_that_help_opens_are_put_into_the_package() -> None:
    for node in ast.parse((ROOT / "setup.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PAGES":
            pages = {*help_wiring.PAGES.values(), *help_wiring.TEACHING.values(), "lessons.md"}
            assert set(ast.literal_eval(node.value)) == pages
            break
    else:
        pytest.fail("setup.py names no pages")
    assert "docs" in (ROOT / "MANIFEST.in").read_text(encoding="utf-8")  # or a source distribution lacks them
