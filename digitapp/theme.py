"""The look: two designed palettes, light and dark, the fonts and the measures that every view uses."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

import resources

GRID = 8  # pixels; distances are multiples of it, or halves
RADIUS = 8


@dataclass(frozen=True)
class Theme:
    """The colours of one palette, as "#rrggbb", by what they mean.

    Attributes:
        window: behind everything.  card: paper that content lies on.  line: hairlines and quiet grids.
        text, quiet: words, and words that explain.  accent: the one colour that asks to be pressed.
        on_accent: words on the accent.  off: what is exactly zero.
        paper, ink: the drawing's two colours.
        train, held_out: the two curves; solid and dashed as well.
        signed_map, magnitude_map: pyqtgraph's colour maps for signed values and for magnitudes.
    """

    name: str
    window: str
    card: str
    field: str
    line: str
    text: str
    quiet: str
    accent: str
    accent_hover: str
    on_accent: str
    off: str
    paper: str
    ink: str
    train: str
    held_out: str
    warning: str
    signed_map: str
    magnitude_map: str = "viridis"


LIGHT = Theme(
    name="light",
    window="#f3f4f7",
    card="#ffffff",
    field="#ffffff",
    line="#dfe2e8",
    text="#1c2027",
    quiet="#5f6774",
    accent="#2563eb",
    accent_hover="#1d4fd0",
    on_accent="#ffffff",
    off="#e9ebf0",
    paper="#ffffff",
    ink="#000000",
    train="#2563eb",
    held_out="#c2570c",
    warning="#b42318",
    signed_map="CET-D1",
)
DARK = Theme(
    name="dark",
    window="#14161b",
    card="#1b1e25",
    field="#1b1e25",
    line="#2f343e",
    text="#eceef2",
    quiet="#9aa3b2",
    accent="#6ea8fe",
    accent_hover="#8dbbff",
    on_accent="#0c1220",
    off="#22262e",
    paper="#0b0c0f",
    ink="#ffffff",
    train="#6ea8fe",
    held_out="#ffb454",
    warning="#ff8a80",
    signed_map="CET-D4",
)

_current = LIGHT


def current() -> Theme:
    """Return the palette in use."""
    return _current


def system_prefers_dark() -> bool:
    """Return whether the desktop asks for dark windows."""
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark


def apply(theme: Theme) -> None:
    """Give the whole program this palette; every widget hears of it by a PaletteChange event."""
    global _current
    _current = theme
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    if not application.styleSheet():  # once; another time all widgets would be polished twice
        application.setStyle("Fusion")
    application.setPalette(_palette(theme))
    application.setStyleSheet(_style_sheet(theme))


def number_font(size_factor: float = 1.0, *, bold: bool = False) -> QFont:
    """Return the system's font with digits that are all of one width, so that numbers do not jump while they count."""
    font = QFont(QApplication.font())
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setPointSizeF(font.pointSizeF() * size_factor)
    font.setBold(bold)
    return font


def formula_font() -> QFont:
    """Return the system's font for formulas and shapes, with letters of one width."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(QApplication.font().pointSizeF())
    return font


def colour(name: str, alpha: float = 1.0) -> QColor:
    """Return a colour of the palette in use by its attribute's name."""
    result = QColor(getattr(_current, name))
    result.setAlphaF(alpha)
    return result


def _palette(theme: Theme) -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, value in {
        roles.Window: theme.window,
        roles.WindowText: theme.text,
        roles.Base: theme.field,
        roles.AlternateBase: theme.card,
        roles.Text: theme.text,
        roles.Button: theme.card,
        roles.ButtonText: theme.text,
        roles.ToolTipBase: theme.card,
        roles.ToolTipText: theme.text,
        roles.PlaceholderText: theme.quiet,
        roles.Highlight: theme.accent,
        roles.HighlightedText: theme.on_accent,
        roles.Link: theme.accent,
        roles.BrightText: theme.warning,
        roles.Light: theme.card,
        roles.Midlight: theme.line,
        roles.Mid: theme.line,
        roles.Dark: theme.line,
    }.items():
        palette.setColor(role, QColor(value))
    for role in (roles.Text, roles.ButtonText, roles.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(_mixed(theme.quiet, theme.window, 0.4)))
    return palette


def _mixed(first: str, second: str, share: float) -> str:
    """Return a colour on the way from `first` (share 0) to `second` (share 1)."""
    a, b = QColor(first), QColor(second)
    channels = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in channels)


def _rail_points() -> float:
    return 0.85 * QApplication.font().pointSizeF()


def _style_sheet(theme: Theme) -> str:
    disabled = _mixed(theme.quiet, theme.window, 0.45)
    arrow = resources.path(f"icons/down-{theme.name}.svg").as_posix()
    tick = resources.path(f"icons/tick-{theme.name}.svg").as_posix()
    return f"""
    QMainWindow, QDialog, QMessageBox {{ background: {theme.window}; }}
    QMenuBar {{ background: {theme.card}; border-bottom: 1px solid {theme.line}; padding: 2px 8px; }}
    QMenuBar::item {{ padding: 4px 8px; background: transparent; border-radius: 4px; }}
    QMenuBar::item:selected {{ background: {theme.off}; }}
    QMenu {{ background: {theme.card}; border: 1px solid {theme.line}; padding: 4px; }}
    QMenu::item {{ padding: 4px 24px 4px 24px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {theme.accent}; color: {theme.on_accent}; }}
    QMenu::item:disabled {{ color: {disabled}; background: transparent; }}
    QMenu::separator {{ height: 1px; background: {theme.line}; margin: 4px 8px; }}
    QToolTip {{ background: {theme.card}; color: {theme.text}; border: 1px solid {theme.line}; padding: 4px; }}
    QLabel[role="title"] {{ font-weight: 600; }}
    QLabel[role="quiet"] {{ color: {theme.quiet}; }}
    QLabel[role="task"] {{ color: {theme.accent}; font-weight: 600; }}
    QLabel[role="error"] {{ color: {theme.warning}; }}
    QPushButton, QToolButton {{ background: {theme.card}; border: 1px solid {theme.line}; border-radius: 6px;
        padding: 5px 12px; }}
    QPushButton:hover, QToolButton:hover {{ border-color: {theme.quiet}; }}
    QPushButton:pressed, QToolButton:pressed {{ background: {theme.off}; }}
    QPushButton:focus, QToolButton:focus {{ border-color: {theme.accent}; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {disabled}; }}
    QFileDialog QToolButton {{ padding: 2px; }}
    QPushButton[role="primary"] {{ background: {theme.accent}; border-color: {theme.accent}; color: {theme.on_accent};
        font-weight: 600; }}
    QPushButton[role="primary"]:hover {{ background: {theme.accent_hover}; border-color: {theme.accent_hover}; }}
    QPushButton[role="primary"]:disabled {{ background: {theme.off}; border-color: {theme.line}; color: {disabled}; }}
    QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {theme.quiet}; border-radius: 4px;
        background: {theme.field}; }}
    QCheckBox::indicator:checked {{ background: {theme.accent}; border-color: {theme.accent};
        image: url("{tick}"); }}
    QCheckBox::indicator:focus {{ border-color: {theme.accent}; }}
    QRadioButton::indicator {{ width: 12px; height: 12px; border: 1px solid {theme.quiet}; border-radius: 7px;
        background: {theme.field}; }}
    QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 4px solid {theme.accent}; border-radius: 7px;
        background: {theme.on_accent}; }}
    QRadioButton::indicator:focus {{ border-color: {theme.accent}; }}
    QPushButton[role="primary"]:focus {{ border-color: {theme.text}; }}
    QPushButton[role="offer"] {{ background: transparent; border: 1px solid transparent; text-align: left; }}
    QPushButton[role="offer"]:hover, QPushButton[role="offer"]:focus {{ background: {theme.off};
        border-color: {theme.accent}; }}
    QToolButton[role="plain"] {{ background: transparent; border: 1px solid transparent; padding: 3px 6px;
        color: {theme.quiet}; }}
    QToolButton[role="plain"]:hover {{ color: {theme.text}; border-color: {theme.line}; }}
    QToolButton[role="plain"]:checked {{ color: {theme.accent}; background: {theme.off};
        border-color: {theme.accent}; }}
    QToolButton[role="plain"]:focus {{ border-color: {theme.accent}; }}
    QToolButton[role="plain"]:disabled {{ color: {disabled}; }}
    QToolButton[role="heading"] {{ background: transparent; border: 1px solid transparent; padding: 3px 18px 3px 6px;
        font-weight: 600; }}
    QToolButton[role="heading"]:hover {{ border-color: {theme.line}; }}
    QToolButton[role="heading"]:focus {{ border-color: {theme.accent}; }}
    QToolButton[role="heading"]:disabled {{ color: {theme.text}; }}
    QToolButton[role="heading"]::menu-indicator {{ image: url("{arrow}"); width: 10px; height: 10px;
        subcontrol-position: right center; right: 5px; }}
    QToolButton[role="heading"]:disabled::menu-indicator {{ image: none; }}
    QToolButton[role="rail"] {{ background: transparent; border: 1px solid transparent; padding: 2px 0;
        font-size: {_rail_points():.1f}pt; color: {theme.quiet}; }}
    QToolButton[role="rail"]:hover {{ border-color: {theme.line}; color: {theme.text}; }}
    QToolButton[role="rail"]:focus {{ border-color: {theme.accent}; }}
    QToolButton[role="rail"]:checked {{ background: {theme.off}; color: {theme.accent}; }}
    QToolButton[role="sample"] {{ padding: 2px 0; }}
    QFrame[role="rail"] {{ background: {theme.card}; border: none; border-left: 1px solid {theme.line};
        border-right: 1px solid {theme.line}; }}
    QFrame[role="timeline"] {{ background: {theme.card}; border: none; border-top: 1px solid {theme.line}; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; }}
    QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox {{ background: {theme.field}; border: 1px solid {theme.line};
        border-radius: 6px; padding: 3px 6px; selection-background-color: {theme.accent};
        selection-color: {theme.on_accent}; }}
    QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus {{ border-color: {theme.accent}; }}
    QLineEdit[valid="false"], QSpinBox[valid="false"], QDoubleSpinBox[valid="false"] {{
        border-color: {theme.warning}; }}
    QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled {{ color: {disabled}; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
    QComboBox::drop-down {{ border: none; width: 20px; }}
    QComboBox::down-arrow {{ image: url("{arrow}"); width: 12px; height: 12px; }}
    QComboBox QAbstractItemView {{ background: {theme.card}; border: 1px solid {theme.line};
        selection-background-color: {theme.accent}; selection-color: {theme.on_accent}; }}
    QListWidget {{ background: {theme.card}; border: 1px solid {theme.line}; border-radius: {RADIUS}px;
        padding: 4px; }}
    QPlainTextEdit {{ background: {theme.card}; border: 1px solid {theme.line}; border-radius: {RADIUS}px;
        padding: 4px; selection-background-color: {theme.accent}; selection-color: {theme.on_accent}; }}
    QPlainTextEdit:focus {{ border-color: {theme.accent}; }}
    QListWidget::item {{ padding: 4px 6px; border-radius: 4px; }}
    QListWidget::item:selected {{ background: {theme.accent}; color: {theme.on_accent}; }}
    QTreeView, QTableView {{ background: {theme.card}; border: 1px solid {theme.line}; border-radius: {RADIUS}px;
        outline: none; selection-background-color: {theme.off}; selection-color: {theme.text}; }}
    QTreeView::item {{ padding: 3px 4px; border: none; }}
    QTreeView::item:selected {{ background: {theme.off}; color: {theme.text}; }}
    QTreeView::item:selected:active {{ border-top: 1px solid {theme.accent}; border-bottom: 1px solid {theme.accent}; }}
    QTreeView::indicator {{ width: 14px; height: 14px; border: 1px solid {theme.quiet}; border-radius: 4px;
        background: {theme.field}; }}
    QTreeView::indicator:checked {{ background: {theme.accent}; border-color: {theme.accent}; image: url("{tick}"); }}
    QHeaderView {{ background: transparent; border: none; }}
    QHeaderView::section {{ background: transparent; color: {theme.quiet}; border: none; padding: 3px 6px; }}
    QTableCornerButton::section {{ background: transparent; border: none; }}
    QSlider::groove:horizontal {{ height: 2px; background: {theme.line}; border-radius: 1px; }}
    QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -5px 0; border-radius: 6px;
        background: {theme.accent}; }}
    QSlider::handle:horizontal:focus {{ background: {theme.accent_hover}; border: 2px solid {theme.text};
        width: 8px; height: 8px; }}
    QFrame[role="card"] {{ background: {theme.card}; border: 1px solid {theme.line}; border-radius: {RADIUS}px; }}
    """
