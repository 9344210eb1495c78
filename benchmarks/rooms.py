"""What somebody does who tries everything in the window, room by room."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from digitapp.core.inside.survey import Ground
from digitapp.core.runs.unit_changes import UnitChange
from digitapp.state.runs.training import Status
from digitapp.views.runs.run_parts import NAMES as PARTS
from digitapp.views.runs.runs_view import RunsView
from digitapp.views.window.dialogs import Answer
from digitapp.views.window.pages import NAMES

from .visit import Visit, answering, data_folder, digits_in_a_row, network_file, photo, scribble


def paper(visit: Visit, strokes: int = 160) -> None:
    """Draw little and much, digits beside each other, take back, and erase."""
    command, drawing = visit.command, visit.program.session.drawing
    visit.do("sample laid down", visit.lay_down(3))
    visit.do("clear", command("clear"))
    visit.draw("draw a digit", digits_in_a_row(1), 16)
    visit.do("undo", command("undo"))
    visit.do("redo", command("redo"))
    visit.do("clear", command("clear"))
    visit.draw("draw a row of digits", digits_in_a_row(), 16)
    visit.do("next digit", command("next_digit"))
    visit.do("clear", command("clear"))
    visit.draw(f"draw {strokes} strokes", scribble(strokes))
    visit.do("thicker pen", command("thicker"))
    visit.do(f"undo with {strokes} strokes", command("undo"))
    visit.do(f"erase with {strokes} strokes", lambda: drawing.erase(drawing.strokes[0]))
    visit.do(f"clear {strokes} strokes", command("clear"))
    visit.do("undo the clearing", command("undo"))
    visit.do("clear", command("clear"))


def pages(visit: Visit, names: tuple[str, ...] = NAMES) -> None:
    """Open every page, once by its command, beside another, and in a window of its own."""
    stage = visit.program.window.stage
    visit.do("sample laid down", visit.lay_down(2))
    for name in names:
        visit.do(f"open page {name}", partial(stage.open, name), visit.is_idle)
    for name in names:
        visit.do(f"turn to page {name}", partial(stage.open, name), visit.is_idle)
        visit.draw(f"draw on page {name}", digits_in_a_row(1), 16)
        visit.do("clear", visit.command("clear"))
        visit.do("sample laid down", visit.lay_down(2))
    visit.do("open page steps", lambda: stage.open("steps"))
    visit.do("page in own window", visit.command("own_window"))
    window = stage.window_of("steps")
    visit.do("page back", window.close if window is not None else lambda: None)
    for name in {"diagram", "ledger", "map"} & {*names}:
        visit.do(f"page {name} beside", partial(stage.open_beside, name), visit.is_idle)
    width, height = visit.program.window.width(), visit.program.window.height()
    visit.do("another size", lambda: visit.program.window.resize(width - 60, height - 40))
    visit.do("another size", lambda: visit.program.window.resize(width, height))
    visit.do("one page", lambda: stage.open_beside(""))


def parts(visit: Visit) -> None:
    """Open each part of the page Runs for the first time, and once more."""
    visit.do("open page runs", partial(visit.program.window.stage.open, "runs"), visit.is_idle)
    page = visit.program.window.pages["runs"]
    assert isinstance(page, RunsView)
    for action in ("open part", "turn to part"):
        for name in (*PARTS[1:], PARTS[0]):
            visit.do(f"{action} {name}", partial(page.parts.open, name), visit.is_idle)
    visit.do("open page overview", lambda: visit.program.window.stage.open("overview"))


def inside(visit: Visit, *, neighbours: bool = True) -> None:
    """Ask what would change the answer, switch units off, learn a step, and take it back."""
    session, stage = visit.program.session, visit.program.window.stage
    visit.do("sample laid down", visit.lay_down(7))
    visit.do("open page ledger", lambda: stage.open("ledger"))
    visit.do("What would change the answer", lambda: visit.program.inside._find_flip(), visit.is_idle)
    visit.do("Try it", lambda: visit.program.inside._try_flip())
    visit.do("undo", visit.command("undo"))
    visit.do("open page units", lambda: stage.open("units"), visit.is_idle)
    visit.do("choose a unit", lambda: session.explanations.select_unit(3))
    off = {(0, 3): UnitChange(factor=0.0)}
    visit.do("switch a unit off", lambda: session.history.change_units(off), visit.is_idle)
    visit.do("switch the loudest off", lambda: visit.program.survey._switch_off_loudest(), visit.is_idle)
    visit.do("put units back", session.history.put_units_back, visit.is_idle)
    visit.do("open page steps", lambda: stage.open("steps"))
    visit.do("say the right digit", partial(session.right_digit.say, 7))
    visit.do("learn one step", visit.program.learning._learn, visit.is_idle)
    visit.do("undo the step", session.one_step.undo, visit.is_idle)
    if neighbours:
        make = partial(session.neighbour_maps.make, Ground.HIDDEN)
        visit.do("open page map", lambda: stage.open("map"), visit.is_idle)
        visit.do("map by neighbours", make, visit.after(10, visit.is_idle))
        visit.do("leave the map by neighbours", session.neighbour_maps.stop_now, visit.is_idle)
    visit.do("open page overview", lambda: stage.open("overview"))


def runs(visit: Visit, *, large: bool = True) -> None:
    """Train, pause, step, stop, go back and forward; and leave a run with a batch of all images in its middle."""
    training, command, has = visit.program.session.training, visit.command, visit.has_batches
    visit.set_settings()
    visit.do("sample laid down", visit.lay_down(5))
    visit.do("new network", command("new"), visit.is_idle)
    visit.do("train", command("train"), has(60))
    visit.draw("draw while training", digits_in_a_row(3), 16)
    visit.do("sample laid down while training", visit.lay_down(5))
    visit.do("pause", command("pause"), lambda: training.status is Status.PAUSED)
    visit.do("step", command("step"), lambda: training.status is Status.PAUSED)
    visit.do("resume", command("pause"), lambda: training.status is Status.RUNNING)
    visit.do("stop", command("stop"), visit.is_idle)
    visit.do("continue", command("continue"), has(20))
    visit.do("back in the middle", command("back"), visit.is_idle)
    visit.do("forward", command("forward"), visit.is_idle)
    visit.set_settings(epochs=1)
    visit.do("train to the end", command("train"), visit.is_idle)
    if large:
        for action, leave in (
            ("new", command("new")),
            ("back", command("back")),
            ("open", command("open_bundled")),
        ):
            visit.set_settings(hidden_units=(2000,), batch_size=60_000)
            visit.do("train 2,000 units, batch 60,000", command("train"), has(1))
            visit.set_settings()
            visit.do(f"{action} in the middle of a batch of 60,000", leave, visit.is_idle)


def timeline(visit: Visit, units: tuple[int, ...] = (512, 2000)) -> None:
    """Go along the way of a run: while it is trained and afterwards, on several pages, and go on from its middle."""
    bar, session, stage = visit.program.window.timeline, visit.program.session, visit.program.window.stage
    rewinding = session.rewinding

    def to(share: float) -> Callable[[], object]:
        return lambda: bar.track.setValue(round(share * rewinding.way.end))

    def there() -> bool:
        return rewinding.place is not None and rewinding.place.exact and visit.rests

    for width in units:
        visit.set_settings(hidden_units=(width,), epochs=1)
        visit.do("sample laid down", visit.lay_down(5))
        visit.do(f"train {width} units", visit.command("train"), visit.has_batches(60))
        visit.do("the past while training", to(0.5), there)
        visit.do("back to now while training", bar.now_requested.emit, visit.is_idle)
        for name in ("overview", "numbers", "steps", "diagram"):
            visit.do(f"page {name}", lambda name=name: stage.open(name))  # type: ignore[misc]
            for step in range(12):
                visit.do(f"timeline on {name}, {width} units", to(1 - step / 12), lambda: True)
            visit.do(f"timeline on {name}, {width} units, at rest", to(0.37), there)
        visit.do("play", bar.play_or_pause, visit.after(2, lambda: not bar.playing))
        visit.do("pause", bar.stop)
        visit.do("continue from here", bar.go_on_requested.emit, visit.has_batches(30))
        visit.do("stop", visit.command("stop"), visit.is_idle)


def network_files(
    visit: Visit,
    sizes: tuple[tuple[int, ...], ...] = ((512,), (4096,), (4096, 4096)),
    suffixes: tuple[str, ...] = (".keras", ".onnx", ".npz", ".py"),
    names: tuple[str, ...] = NAMES,
) -> None:
    """Open, save, export, change and look at networks of several sizes; one that is too large is refused."""
    folder, stage, session = visit.folder, visit.program.window.stage, visit.program.session
    visit.drop("open 10,000 units", network_file(folder, 10_000), visit.program.window.message_bar.isVisible)
    for units in sizes:
        size = f"{units[0]} units" if len(units) == 1 else f"{len(units)} x {units[0]} units"
        path = network_file(folder, *units)
        visit.do("sample laid down", visit.lay_down(4))
        visit.drop(f"open {size}", path, lambda path=path: session.history.run.name == path.stem)  # type: ignore[misc]
        with answering(ask_network_to_save=folder / f"saved-{size}.safetensors"):
            visit.do(f"save {size}", visit.command("save_as"), visit.is_idle)
        for suffix in suffixes if len(units) == 1 else (".npz",):
            with answering(ask_network_to_export=(folder / f"out{suffix}", False)):
                visit.do(f"export {size} as {suffix}", visit.command("export"), visit.is_idle)
        for name in names:
            visit.do(f"page {name}, {size}", partial(stage.open, name), visit.after(5, visit.is_idle))
            visit.draw(f"draw on page {name}, {size}", digits_in_a_row(1), 16)
            visit.do(f"sample on page {name}, {size}", visit.lay_down(4))
        off = {(0, 3): UnitChange(factor=0.0)}
        visit.do(f"switch a unit off, {size}", partial(session.history.change_units, off), visit.is_idle)
        visit.do(f"put units back, {size}", session.history.put_units_back, visit.is_idle)
        visit.do(f"say the right digit, {size}", partial(session.right_digit.say, 4))
        visit.do(f"page steps with a loss, {size}", partial(stage.open, "steps"))
        visit.do(f"learn one step, {size}", visit.program.learning._learn, visit.is_idle)
        visit.do(f"learn another step, {size}", visit.program.learning._learn, visit.is_idle)
        visit.do(f"undo the step, {size}", session.one_step.undo, visit.is_idle)
        visit.do("back", visit.command("back"), visit.is_idle)
        visit.do(f"continue, {size}", visit.command("continue"), visit.has_batches(3))
        visit.do(f"stop, {size}", visit.command("stop"), visit.is_idle)
        visit.set_settings(hidden_units=units)
        visit.do(f"new network, {size}", visit.command("new"), visit.is_idle)
        visit.set_settings()
        if units[0] > 512:
            figures(visit, f", {size}", pages=("steps", "ledger"), suffixes=(".png",))
        visit.do("open page overview", partial(stage.open, "overview"))
    visit.do("open the bundled network", visit.command("open_bundled"), visit.is_idle)


def pictures(visit: Visit, size: tuple[int, int] = (4000, 3000), images: int = 60_000) -> None:
    """Open, paste and drop a photo of 12 megapixels; draw over a picture; open a data set."""
    window, path = visit.program.window, photo(visit.folder, size)
    picture = QImage(str(path))
    drawing, datasets = visit.program.session.drawing, visit.program.session.datasets
    visit.drop("drop a photo's file", path, lambda: drawing.picture is not None)
    with answering(ask_picture_to_open=path):
        visit.do("open a photo", visit.command("open_picture"), visit.is_idle)
    QApplication.clipboard().setImage(picture)
    visit.do("paste a photo", visit.command("paste"), visit.is_idle)
    visit.do("clear", visit.command("clear"))
    visit.drop("drop a photo", picture, lambda: drawing.picture is not None)
    visit.do("open page test_set", lambda: window.stage.open("test_set"), visit.is_idle)
    visit.do("lay a test image down", lambda: visit.program.survey._read(7), visit.is_idle)
    visit.draw("draw over a picture", scribble(30))
    visit.do("clear", visit.command("clear"))
    visit.do("open page overview", lambda: window.stage.open("overview"))
    folder = data_folder(visit.folder, images)
    visit.drop("open a data set", folder, lambda: datasets.name == folder.name)
    visit.do("use MNIST", visit.command("use_mnist"), visit.is_idle)


def my_digits(visit: Visit, count: int = 20) -> None:
    """Keep digits, look at them, teach them, and take the lesson back."""
    session, own = visit.program.session, visit.program.my_digits.window
    for digit in range(count):
        visit.lay_down(digit % 10)()
        visit.do("that's a digit", partial(visit.program.my_digits._label, digit % 10))
    visit.do("My digits", visit.command("my_digits"))
    visit.do("teach my digits", own.teach_requested.emit, visit.is_idle)
    visit.do("undo the lesson", session.teaching.undo, visit.is_idle)
    visit.do("close My digits", own.close)


def figures(
    visit: Visit, more: str = "", pages: tuple[str, ...] = NAMES, suffixes: tuple[str, ...] = (".png", ".svg", ".pdf")
) -> None:
    """Copy and save what pages show, as pictures and as numbers."""
    window = visit.program.window
    visit.do("sample laid down", visit.lay_down(6))
    for name in pages:
        visit.do(f"turn to page {name}{more}", partial(window.stage.open, name), visit.is_idle)
        slot = window.stage.main
        visit.do(f"copy page {name}{more}", slot.copy_requested.emit, visit.is_idle)
        for suffix in suffixes:
            with answering(ask_figure_to_save=visit.folder / f"figure{suffix}"):
                visit.do(f"save page {name} as {suffix}{more}", slot.save_requested.emit, visit.is_idle)
        with answering(ask_table_to_save=visit.folder / "table.csv"):
            visit.do(f"save the numbers of {name}{more}", slot.table_requested.emit, visit.is_idle)
    visit.do("open page overview", lambda: window.stage.open("overview"))


def looks(visit: Visit) -> None:
    """Choose another language and other colours, and the ones from before."""
    commands = visit.program.window.commands
    for kind, group in (("language", commands.language), ("appearance", commands.appearance)):
        for action in reversed(group.actions()):
            if action.data() not in ("", "system"):
                visit.do(f"{kind} {action.data()}", action.trigger)


def end(visit: Visit) -> None:
    """Close the window while a run goes on; first change one's mind."""
    window = visit.program.window
    visit.do("train", visit.command("train"), visit.has_batches(3))
    with answering(ask_about_unsaved=Answer.CANCEL):
        visit.do("close, and cancel", window.close)
    with answering(ask_about_unsaved=Answer.DISCARD):
        visit.do("close while a run goes on", window.close, lambda: not window.isVisible())


ROOMS: dict[str, Callable[[Visit], None]] = {
    "paper": paper,
    "pages": pages,
    "parts": parts,
    "inside": inside,
    "runs": runs,
    "timeline": timeline,
    "files": network_files,
    "pictures": pictures,
    "my_digits": my_digits,
    "figures": figures,
    "looks": looks,
    "end": end,
}
