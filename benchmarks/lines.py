"""Counts the engine's lines of code, without blank lines, comments and docstrings, and finds its longest functions.

python -m benchmarks.lines
"""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

ENGINE = Path(__file__).parent.parent / "engine"
FAST = ("fast.py", "arrangement.py", "thread_pool.py")
IGNORED = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
SCOPES = (ast.Module, ast.ClassDef, ast.FunctionDef)


def code_lines(text: str) -> set[int]:
    """Return the numbers of the lines with code on them."""
    lines = {
        number
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in IGNORED
        for number in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, SCOPES) and ast.get_docstring(node) is not None:
            docstring = node.body[0]
            lines -= set(range(docstring.lineno, (docstring.end_lineno or 0) + 1))
    return lines


def main() -> None:
    """Count and print."""
    groups = {"the network and its training": 0, "what makes it fast": 0, "explain": 0, "data sets": 0, "files": 0}
    folders = {"explain": "explain", "datasets": "data sets", "saving": "files"}
    functions = []
    for path in sorted(ENGINE.rglob("*.py")):
        text = path.read_text("utf-8")
        lines = code_lines(text)
        own = "what makes it fast" if path.name in FAST else "the network and its training"
        groups[folders.get(path.parent.name, own)] += len(lines)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                length = len(lines & set(range(node.lineno, (node.end_lineno or 0) + 1)))
                functions.append((length, f"{path.relative_to(ENGINE)}: {node.name}"))
    for name, count in groups.items():
        print(f"{name:<30} {count:5}")
    print(f"{'together':<30} {sum(groups.values()):5}")
    print("longest functions, lines of code:")
    for length, name in sorted(functions, reverse=True)[:3]:
        print(f"  {length:3} {name}")


if __name__ == "__main__":
    main()
