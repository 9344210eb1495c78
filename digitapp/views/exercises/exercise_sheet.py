"""The exercise sheet as a PDF: a page with gaps to fill, and a page with the solutions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QEventLoop, QIODevice, QMarginsF, QSizeF, QUrl
from PySide6.QtGui import QFont, QImage, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from digitapp.core.inside.exercise import RATE, Exercise
from digitapp.i18n import tr
from digitapp.views.parts.class_names import CLASSES, class_name

_POINTS = 10.5  # of the letters
_MARGIN = 15  # millimetres
_PIXELS = 96 / 25.4  # of a document, in a millimetre
_ENLARGED = 4
_PICTURE = "drawing"


def pdf(sheet: Exercise) -> bytes:
    """Return the sheet as the content of a PDF file; may be called on any thread."""
    loop = QEventLoop()  # a document wants a thread that can have timers, though none of them comes to anything
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(tr("Exercises from your own drawing"))
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN),
            QPageLayout.Unit.Millimeter,
        )
    )
    document = QTextDocument()
    document.setDocumentMargin(0)
    page = QPageSize.size(QPageSize.PageSizeId.A4, QPageSize.Unit.Millimeter)
    document.setPageSize(QSizeF(page.width() - 2 * _MARGIN, page.height() - 2 * _MARGIN) * _PIXELS)
    font = QFont()
    font.setPointSizeF(_POINTS)
    document.setDefaultFont(font)
    document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(_PICTURE), _picture(sheet))
    document.setHtml(html(sheet))
    document.print_(writer)
    buffer.close()
    del document, loop
    return bytes(data.data())


def html(sheet: Exercise) -> str:
    """Return both pages as rich text: the gaps first, then the solutions."""
    return _page(sheet, solved=False) + '<div style="page-break-before: always"></div>' + _page(sheet, solved=True)


def _page(sheet: Exercise, *, solved: bool) -> str:
    title = tr("Solutions") if solved else tr("Exercises from your own drawing")
    intro = tr(
        "You drew a digit, and the network {network} reads a {digit}. All numbers here are from this drawing and this"
        " network, rounded. Rows and columns are counted from 0. A pocket calculator helps from the third exercise on.",
        network=escape(sheet.network),
        digit=_class(sheet.said),
    )
    name = "" if solved else f"<p>{tr('Name, date')} ______________________________________</p>"
    picture = f'<img src="{_PICTURE}">'
    head = f"<h2>{title}</h2>{name}" + _table([[picture, intro]], border=0)
    parts = (_dot_product, _relu, _softmax, _step)
    return head + "".join(part(sheet, solved) for part in parts)


def _dot_product(sheet: Exercise, solved: bool) -> str:
    text = tr(
        "Unit {unit} of the first hidden layer multiplies each of the 784 numbers x by its weight w. Here are {count}"
        " of them. Multiply, add up, and add the bias b. (With all 784 it is z = {z}.)",
        unit=sheet.unit,
        count=len(sheet.products),
        z=_said(sheet.own_z),
    )
    rows = [[tr("row"), tr("column"), "x", "w", "x · w"]]
    for each in sheet.products:
        rows.append([str(each.row), str(each.column), _said(each.x), _said(each.w), _gap(each.product, solved)])
    below = (
        f"x · w + … + x · w = {_gap(sheet.dot, solved)} &nbsp; b = {_said(sheet.bias)} &nbsp;"
        f" z = {_gap(sheet.z, solved)}"
    )
    return _exercise(1, tr("A small dot product"), text, rows, below)


def _relu(sheet: Exercise, solved: bool) -> str:
    text = tr(
        "These units have added up z. relu makes max(z, 0) of each. How many of them say nothing to this drawing?"
    )
    rows = [
        ["z", *(_said(z) for z in sheet.zs)],
        ["relu(z)", *(_gap(max(z, Decimal(0)), solved) for z in sheet.zs)],
    ]
    silent = sum(z <= 0 for z in sheet.zs)
    return _exercise(2, "relu", text, rows, tr("How many: {count}", count=_gap(Decimal(silent), solved)))


def _softmax(sheet: Exercise, solved: bool) -> str:
    text = tr(
        "The three largest scores. Subtract the largest one from each, take e to the power of it (three decimals), and"
        " divide by the sum (two decimals). All other scores and the temperature are left out."
    )
    rows = [[tr("digit") if CLASSES.are_digits else "", tr("score"), tr("− largest"), "e^…", "p"]]
    for each in sheet.shares:
        gaps = (_gap(number, solved) for number in (each.below, each.power, each.probability))
        rows.append([_class(each.digit), _said(each.score), *gaps])
    return _exercise(3, tr("softmax of three"), text, rows, f"Σ e^… = {_gap(sheet.total, solved)}")


def _step(sheet: Exercise, solved: bool) -> str:
    text = tr(
        "Suppose that this is a {label}. Unit {unit} has the activation a = {a} and the weight w = {w} to the score of"
        " {label}; p is that of the third exercise. Take one step of gradient descent with the learning rate {rate}."
        " Does the weight grow or shrink, and why is that right?",
        label=_class(sheet.label),
        unit=sheet.from_unit,
        a=_said(sheet.activation),
        w=_said(sheet.weight),
        rate=_said(RATE),
    )
    below = (
        f"a · (p − 1) = {_gap(sheet.gradient, solved)} &nbsp;"
        f" w − {_said(RATE)} · a · (p − 1) = {_gap(sheet.after, solved)}"
    )
    answer = "_" * 72
    if solved:
        answer = _why(sheet)
    return _exercise(4, tr("One step of a weight"), text, [], f"{below}</p><p>{answer}")


def _why(sheet: Exercise) -> str:
    if sheet.after > sheet.weight:
        return tr(
            "It grows: the score of {label} becomes larger the next time, and so does p.", label=_class(sheet.label)
        )
    if sheet.after < sheet.weight:
        return tr(
            "It shrinks: a is negative, so the score of {label} becomes larger all the same.", label=_class(sheet.label)
        )
    return tr("It stays: there is nothing to learn here, since p is 1 or the unit is at 0.")


def _class(number: int) -> str:
    """Return the name of a class; it may be a stranger's, and is no mark-up."""
    return escape(class_name(number))


def _exercise(number: int, title: str, text: str, rows: Sequence[Sequence[str]], below: str) -> str:
    table = _table(rows) if rows else ""
    return f"<h3>{number}. {title}</h3><p>{text}</p>{table}<p>{below}</p>"


def _table(rows: Iterable[Sequence[str]], border: int = 1) -> str:
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table border="{border}" cellspacing="0" cellpadding="5" style="border-collapse: collapse">{lines}</table>'


def _said(number: Decimal) -> str:
    """Return a number with a real minus sign."""
    return f"{number:f}".replace("-", "−")


def _gap(number: Decimal, solved: bool) -> str:
    """Return a gap to write into, or what belongs there."""
    return f"<b>{_said(number)}</b>" if solved else "________"


def _picture(sheet: Exercise) -> QImage:
    """Return the drawing, ink on paper, enlarged without smoothing."""
    height, width = sheet.image.shape
    ink = (255 - sheet.image).tobytes()
    image = QImage(ink, width, height, width, QImage.Format.Format_Grayscale8).copy()
    return image.scaled(width * _ENLARGED, height * _ENLARGED)
