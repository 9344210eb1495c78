"""The questions that the program asks in a dialog of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from digitapp.core.files.opening import Undecided
from digitapp.i18n import tr

_MOST_NAMED = 5


class Answer(Enum):
    """What to do with networks that are not saved, or with a run that was broken off."""

    SAVE = "save"
    GO_ON = "go on"
    DISCARD = "discard"
    CANCEL = "cancel"


def network_filter(suffixes: Sequence[str]) -> str:
    """Return the file dialog's filter for network files."""
    return f"{tr('Networks')} ({' '.join(f'*{suffix}' for suffix in suffixes)});;{tr('All files')} (*)"


def ask_network_to_open(parent: QWidget, folder: str, suffixes: Sequence[str]) -> Path | None:
    """Ask for a network's file; None when the person changed their mind."""
    name, _ = QFileDialog.getOpenFileName(parent, tr("Open network"), folder, network_filter(suffixes))
    return Path(name) if name else None


def ask_what_is_open(parent: QWidget, undecided: Undecided) -> Mapping[str, str] | None:
    """Ask all that a network's file leaves open; None when the person changed their mind."""
    from digitapp.views.window.file_questions import FileQuestions  # seldom needed, and not at the start

    dialog = FileQuestions(undecided, parent)
    done = dialog.exec()
    dialog.deleteLater()
    return dialog.answers if done else None


def ask_network_to_export(parent: QWidget, suggestion: Path) -> tuple[Path, bool] | None:
    """Ask where to write a network for other programs, and whether it shall take images of 28 x 28, not rows of 784.

    None when the person changed their mind.
    """
    kinds = {
        "Keras (*.keras)": (".keras", False),
        tr("Keras, for images of 28 × 28 (*.keras)"): (".keras", True),
        "ONNX (*.onnx)": (".onnx", False),
        tr("ONNX, for images of 28 × 28 (*.onnx)"): (".onnx", True),
        "NumPy (*.npz)": (".npz", False),
        tr("Python program with NumPy (*.py)"): (".py", False),
    }
    name, kind = QFileDialog.getSaveFileName(parent, tr("Export network"), str(suggestion), ";;".join(kinds))
    suffix, images = kinds.get(kind, (".keras", False))
    path = _with_suffix(name, tuple(each for each, _ in kinds.values()), suffix)
    return None if path is None else (path, images and path.suffix.lower() == suffix)


def ask_network_to_save(parent: QWidget, suggestion: Path, suffix: str) -> Path | None:
    """Ask where to save a network; a missing ending is added. None when the person changed their mind."""
    dialog = QFileDialog(parent, tr("Save network"), str(suggestion.parent), network_filter([suffix]))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix.removeprefix("."))
    dialog.selectFile(suggestion.name)
    return Path(dialog.selectedFiles()[0]) if dialog.exec() and dialog.selectedFiles() else None


def ask_picture_to_open(parent: QWidget, folder: str, suffixes: Sequence[str]) -> Path | None:
    """Ask for a picture's file; None when the person changed their mind."""
    pictures = " ".join(f"*{suffix}" for suffix in suffixes)
    kinds = f"{tr('Pictures')} ({pictures});;{tr('All files')} (*)"
    name, _ = QFileDialog.getOpenFileName(parent, tr("Open picture"), folder, kinds)
    return Path(name) if name else None


def ask_lesson_to_open(parent: QWidget, folder: str) -> Path | None:
    """Ask for a lesson's file; None when the person changed their mind."""
    name, _ = QFileDialog.getOpenFileName(parent, tr("Open lesson"), folder, f"{tr('Lessons')} (*.toml)")
    return Path(name) if name else None


def ask_folder(parent: QWidget, folder: str) -> Path | None:
    """Ask for the folder of a data set; None when the person changed their mind."""
    name = QFileDialog.getExistingDirectory(parent, tr("Open data set folder"), folder)
    return Path(name) if name else None


def ask_data_file(parent: QWidget, folder: str) -> Path | None:
    """Ask for a file of a data set; None when the person changed their mind."""
    kinds = f"{tr('Data sets')} (*.csv *.tsv *.npz *.gz *ubyte* *.data *.train *.tra *.txt);;{tr('All files')} (*)"
    name, _ = QFileDialog.getOpenFileName(parent, tr("Open data file"), folder, kinds)
    return Path(name) if name else None


def ask_which_set(parent: QWidget, folder: str, names: Sequence[str]) -> int | None:
    """Ask which of the data sets in a folder is meant; None when the person changed their mind."""
    question = tr("{folder} has several data sets. Which one is to be opened?", folder=folder)
    name, chosen = QInputDialog.getItem(parent, tr("Open data set folder"), question, list(names), 0, False)
    return names.index(name) if chosen else None


def ask_strokes_to_save(parent: QWidget, suggestion: Path) -> Path | None:
    """Ask where to write a stroke file; a missing ending is added. None when the person changed their mind."""
    kinds = f"{tr('Stroke files')} (*.npz)"
    dialog = QFileDialog(parent, tr("Export strokes"), str(suggestion.parent), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("npz")
    dialog.selectFile(suggestion.name)
    return Path(dialog.selectedFiles()[0]) if dialog.exec() and dialog.selectedFiles() else None


def ask_figure_to_save(parent: QWidget, suggestion: Path, suffixes: Sequence[str]) -> Path | None:
    """Ask where to save a picture, as one of these kinds; None when the person changed their mind."""
    kinds = {f"{suffix.removeprefix('.').upper()} (*{suffix})": suffix for suffix in suffixes}
    name, kind = QFileDialog.getSaveFileName(parent, tr("Save picture"), str(suggestion), ";;".join(kinds))
    return _with_suffix(name, tuple(kinds.values()), kinds.get(kind, suffixes[0]))


def ask_animation_to_save(parent: QWidget, suggestion: Path, suffix: str) -> Path | None:
    """Ask where to write an animation of this kind; None when the person changed their mind."""
    name, _ = QFileDialog.getSaveFileName(
        parent, tr("Save animation"), str(suggestion), f"{tr('Animation')} (*{suffix})"
    )
    return _with_suffix(name, (suffix,), suffix)


def ask_table_to_save(parent: QWidget, suggestion: Path) -> Path | None:
    """Ask where to save a table; None when the person changed their mind."""
    name, _ = QFileDialog.getSaveFileName(parent, tr("Save numbers"), str(suggestion), f"{tr('Tables')} (*.csv)")
    return _with_suffix(name, (".csv",), ".csv")


def ask_sheet_to_save(parent: QWidget, suggestion: Path) -> Path | None:
    """Ask where to write an exercise sheet; None when the person changed their mind."""
    name, _ = QFileDialog.getSaveFileName(parent, tr("Save exercise sheet"), str(suggestion), "PDF (*.pdf)")
    return _with_suffix(name, (".pdf",), ".pdf")


def ask_answers_to_save(parent: QWidget, suggestion: Path) -> Path | None:
    """Ask where to write somebody's answers to the ten questions; None when the person changed their mind."""
    name, _ = QFileDialog.getSaveFileName(parent, tr("Save my answers"), str(suggestion), f"{tr('Answers')} (*.txt)")
    return _with_suffix(name, (".txt",), ".txt")


def ask_answers_to_open(parent: QWidget, folder: str) -> list[Path]:
    """Ask for the files of a class's answers; none when the person changed their mind."""
    names, _ = QFileDialog.getOpenFileNames(parent, tr("A class's answers"), folder, f"{tr('Answers')} (*.txt)")
    return [Path(name) for name in names]


def _with_suffix(name: str, known: Sequence[str], default: str) -> Path | None:
    """Return a file's path, with an ending that is known; None for no name."""
    path = Path(name)
    if name and path.suffix.lower() not in known:
        path = path.with_name(path.name + default)
    return path if name else None


def ask_folder_to_save(parent: QWidget, folder: str) -> Path | None:
    """Ask for the folder that files are written to; None when the person changed their mind."""
    name = QFileDialog.getExistingDirectory(parent, tr("Export as IDX"), folder)
    return Path(name) if name else None


def ask_about_unsaved(parent: QWidget, names: Sequence[str]) -> Answer:
    """Ask what to do before networks that no file holds are lost; the first name is the one that "Save" saves."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("digitapp")
    if len(names) == 1:
        box.setText(tr("The network {name} is not saved.", name=names[0]))
        box.setInformativeText(tr("Without saving, what it has learned is lost."))
    else:
        box.setText(
            tr("{count} networks of this session are not saved: {names}", count=len(names), names=", ".join(names))
        )
        box.setInformativeText(tr("Save keeps the current one, {name}; the others are lost.", name=names[0]))
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    box.button(buttons.Discard).setText(tr("Don't save"))
    answers = {buttons.Save: Answer.SAVE, buttons.Discard: Answer.DISCARD}
    return answers.get(buttons(box.exec()), Answer.CANCEL)


def ask_to_go_on(parent: QWidget, name: str, epoch: int, epochs: int) -> Answer:
    """Ask what to do with a run that ended with the program; CANCEL keeps it for the next start."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("digitapp")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("The program ended while {name} was being trained.", name=name))
    box.setInformativeText(
        tr("{epoch} of {epochs} epochs were done, and nothing of them is lost.", epoch=epoch, epochs=epochs)
    )
    go_on = box.addButton(tr("Go on training"), QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton(tr("Throw it away"), QMessageBox.ButtonRole.DestructiveRole)
    later = box.addButton(tr("Ask me later"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(go_on)
    box.setEscapeButton(later)
    box.exec()
    if box.clickedButton() is go_on:
        return Answer.GO_ON
    return Answer.DISCARD if box.clickedButton() is discard else Answer.CANCEL


def ask_run_to_open(parent: QWidget, folder: str, suffix: str) -> Path | None:
    """Ask for the file of a run; None when the person changed their mind."""
    kinds = f"{tr('Runs')} (*{suffix});;{tr('All files')} (*)"
    name, _ = QFileDialog.getOpenFileName(parent, tr("Open run"), folder, kinds)
    return Path(name) if name else None


def ask_run_to_save(parent: QWidget, suggestion: Path, suffix: str) -> Path | None:
    """Ask where to save a run with its whole way; None when the person changed their mind."""
    dialog = QFileDialog(parent, tr("Save run"), str(suggestion.parent), f"{tr('Runs')} (*{suffix})")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix.removeprefix("."))
    dialog.selectFile(suggestion.name)
    return Path(dialog.selectedFiles()[0]) if dialog.exec() and dialog.selectedFiles() else None


def ask_for_room(parent: QWidget, names: Sequence[str], room: str, more: str) -> Answer:
    """Ask what to do when kept runs have taken all their room.

    DISCARD is to delete the runs of these names, GO_ON to give more room; CANCEL leaves it as it is.
    """
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("digitapp")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("The runs that are kept have taken the {room} that they may take.", room=room))
    told = ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")
    box.setInformativeText(
        tr(
            "The newest run is not kept until there is room. The oldest that are not pinned: {names}. Deleted, they are"
            " gone for good.",
            names=told,
        )
        if names
        else tr("The newest run is not kept until there is room. All others are pinned, or in use.")
    )
    roles = QMessageBox.ButtonRole
    larger = box.addButton(tr("Let them take {room}", room=more), roles.AcceptRole)
    delete = box.addButton(tr("Delete these"), roles.DestructiveRole) if names else None
    later = box.addButton(tr("Not now"), roles.RejectRole)
    box.setDefaultButton(larger)
    box.setEscapeButton(later)
    box.exec()
    if box.clickedButton() is larger:
        return Answer.GO_ON
    return Answer.DISCARD if delete is not None and box.clickedButton() is delete else Answer.CANCEL


def ask_to_take_up(parent: QWidget, name: str, epochs_done: float, epochs: int) -> bool:
    """Ask whether to go on with a run that was cut off when the program went down."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("digitapp")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("The program ended while {name} was being trained.", name=name))
    box.setInformativeText(
        tr(
            "{done:.1f} of {epochs} epochs are kept. It can go on from there now, or at any time from the page Runs.",
            done=epochs_done,
            epochs=epochs,
        )
    )
    go_on = box.addButton(tr("Go on training"), QMessageBox.ButtonRole.AcceptRole)
    later = box.addButton(tr("Not now"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(go_on)
    box.setEscapeButton(later)
    box.exec()
    return box.clickedButton() is go_on


def show_about(parent: QWidget, version: str) -> None:
    """Say what the program is."""
    text = tr(
        "<h3>digitapp {version}</h3><p>Draw a digit, watch a small ReLU network read it, see what each of its hidden"
        " units computed, and train it in the same window.</p><p>MNIST: Y. LeCun, C. Cortes and C. J. C. Burges,"
        " CC BY-SA 3.0.</p>",
        version=version,
    )
    QMessageBox.about(parent, tr("About digitapp"), text)
