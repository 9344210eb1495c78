"""Says which system libraries Qt will miss, and which package brings each, before Qt fails without a word."""

from __future__ import annotations

import ctypes
import os
import sys

from digitapp.i18n import set_language, system_language, tr

OFFSCREEN = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libX11.so.6": "libx11-6",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libzstd.so.1": "libzstd1",
}
ON_SCREEN = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _platform() -> str:
    """Return the platform that Qt takes here, such as "xcb": the one asked for, else the desktop's."""
    return os.environ.get("QT_QPA_PLATFORM") or ("wayland" if os.environ.get("WAYLAND_DISPLAY") else "xcb")


def missing_packages(platform: str = "") -> list[str]:
    """Return Debian's names of the packages whose libraries Qt needs here and does not find (none but on Linux).

    `platform` is Qt's name of where the window will be, "xcb" for an X server; empty for the one that Qt takes here.
    """
    if not sys.platform.startswith("linux"):
        return []
    needed = OFFSCREEN | (ON_SCREEN if (platform or _platform()).startswith("xcb") else {})
    return [package for library, package in needed.items() if not _loads(library)]


def complaint(missing: list[str]) -> str:
    """Return the message for the person: what is missing and the command that brings it."""
    return tr(
        "Qt, which draws the window, needs system libraries that are not installed here.\n"
        "Missing packages (the names of Debian and Ubuntu): {packages}\n"
        "Install them with: sudo apt-get install {packages}",
        packages=" ".join(missing),
    )


def main() -> int:
    """Check and report; 0 when nothing is missing."""
    set_language(system_language())
    missing = missing_packages()
    if missing:
        print(complaint(missing), file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
