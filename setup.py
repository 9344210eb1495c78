"""Puts the pages of docs/ that the window shows into the package; all else about it is in pyproject.toml."""

import re
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

DOCS = Path(__file__).parent / "docs"
PAGES = ("learning.md", "learning.ko.md", "teaching.md", "teaching.ko.md", "lessons.md")


class BuildWithPages(build_py):
    """Builds the packages, and resources/docs beside resources' own files."""

    def run(self) -> None:
        """Build them."""
        super().run()
        if self.editable_mode:  # docs/ itself is there
            return
        for page in PAGES:
            pictures = re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", (DOCS / page).read_text(encoding="utf-8"))
            for name in (page, *pictures):
                target = Path(self.build_lib) / "resources" / "docs" / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(DOCS / name, target)


setup(cmdclass={"build_py": BuildWithPages})
