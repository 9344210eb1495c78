"""The words of a program that somebody edits: numbers, names and calls, read without running anything."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from typing import Any

from digitapp.core.errors import InputError, brief
from digitapp.core.runs.settings import TrainingSettings

_DEEPEST = 40  # parts in each other; such a program has a dozen, and what reads them calls itself for each
_MOST_BITS = 1000  # of a whole number that can be written in a message
_LARGEST = 1e15  # beyond it nothing in such a program makes sense, and a product could grow without end
IMAGES = {"train_images": 60_000, "test_images": 10_000, "train_labels": 60_000, "test_labels": 10_000}


class ProgramError(InputError):
    """A line of a program that does not work.

    Attributes:
        line: its number, from 1.
    """

    line: int


def problem(node: ast.AST, error: InputError) -> ProgramError:
    """Return the error of the line in which `node` stands."""
    return at(getattr(node, "lineno", 1), error)


def at(line: int, error: InputError) -> ProgramError:
    """Return the error of a line."""
    found = ProgramError("Line {line}: {error}", line=line, error=error)
    found.line = line
    return found


def expected(node: ast.AST, wanted: str) -> ProgramError:
    """Return the error of a line in which something else should stand."""
    received = brief(ast.unparse(node))
    return problem(node, InputError("Expected {wanted}. Received: {received}", wanted=wanted, received=received))


def unknown(node: ast.AST) -> ProgramError:
    """Return the error of a line that the window has no use for."""
    received = brief(ast.unparse(node))
    return problem(node, InputError("The window has nothing like this line: {received}", received=received))


def check_size(statement: ast.stmt) -> None:
    """Check that a statement can be gone through, and written in a message, without an end of the room for that.

    Raises:
        ProgramError: too many parts of it stand inside one another, or a number in it is too long.
    """
    waiting: list[tuple[ast.AST, int, int]] = [(statement, 1, statement.lineno)]
    while waiting:
        node, depth, above = waiting.pop()
        line = getattr(node, "lineno", above)
        if depth > _DEEPEST:
            raise at(line, InputError("In this line too many parts stand inside one another, as in a very long sum."))
        if isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value.bit_length() > _MOST_BITS:
            raise at(line, InputError("A number in this line is too long."))
        waiting += [(child, depth + 1, line) for child in ast.iter_child_nodes(node)]


def checked(node: ast.AST, **values: Any) -> dict[str, Any]:
    """Return values as settings take them.

    Raises:
        ProgramError: no settings can have them; it says why.
    """
    try:
        replace(TrainingSettings(), **values)
    except InputError as error:
        raise problem(node, error) from None
    return values


@dataclass
class Names:
    """What a program has imported."""

    imported: set[str] = field(default_factory=set)

    def known(self, node: ast.AST, name: str) -> str:
        """Return the last two parts of a dotted name, such as "layers.Dense".

        Raises:
            ProgramError: it was not imported.
        """
        root = name.split(".")[0]
        if root not in self.imported:
            raise problem(node, InputError("{name} must be imported first, at the top.", name=root or "…"))
        return ".".join(name.split(".")[-2:])


@dataclass
class Call:
    """A call such as layers.Dense(512, activation='relu'): what is called, and with what.

    Attributes:
        node: where it stands.
        name: the dotted name.
        known: the arguments that it may have.
        arguments: those that it has and nobody took yet; those without a name have the one that they stand for.
    """

    node: ast.Call
    name: str
    known: tuple[str, ...]
    arguments: dict[str, ast.expr]

    def take(self, name: str) -> ast.expr | None:
        """Return an argument; None where it is not given."""
        return self.arguments.get(name)


def dotted(node: ast.expr) -> str:
    """Return "layers.Dense" of such a name, or of a call of it; "" of anything else."""
    match node:
        case ast.Call(func=called):
            return dotted(called)
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            inside = dotted(value)
            return f"{inside}.{name}" if inside else ""
    return ""


def call(node: ast.expr, *known: str, by_place: int = 0) -> Call:
    """Return a call with its arguments by name.

    Args:
        node: of the call.
        known: what its arguments are called.
        by_place: how many of these may stand without their name, in this order.

    Raises:
        ProgramError: it is no call, or has another argument.
    """
    if not isinstance(node, ast.Call):
        raise expected(node, "…(…)")
    name = dotted(node)
    arguments = dict(zip(known, node.args, strict=False))
    wrong = [*node.args[by_place:], *(each for each in node.args if isinstance(each, ast.Starred))]
    for keyword in node.keywords:
        if keyword.arg is None or keyword.arg in arguments or keyword.arg not in known:
            wrong.append(keyword.value)
        else:
            arguments[keyword.arg] = keyword.value
    if wrong:
        raise problem(
            wrong[0],
            InputError(
                "{name} has these arguments here: {known}. Received: {received}",
                name=name,
                known=", ".join(known) or "–",
                received=brief(ast.unparse(node)),
            ),
        )
    return Call(node, name, known, arguments)


def value(node: ast.expr) -> Any:
    """Return what a plain expression comes to: numbers, texts, tuples, sums and products of numbers.

    Raises:
        ProgramError: it is something else.
    """
    match node:
        case ast.Constant(value=bool() | int() | float() | str() | None as constant):
            return constant
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return tuple(value(part) for part in parts)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_number(inner)
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)], keywords=[]) if name in IMAGES:
            return IMAGES[name]
        case ast.BinOp(left=left, op=op, right=right):
            return _combined(node, _number(left), op, _number(right))
    raise _no_number(node)


def _number(node: ast.expr) -> int | float:
    found = value(node)
    if isinstance(found, bool) or not isinstance(found, int | float) or abs(found) > _LARGEST:
        raise _no_number(node)
    return found


def _combined(node: ast.expr, left: int | float, op: ast.operator, right: int | float) -> int | float:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div() if right:
            return left / right
        case ast.FloorDiv() if right:
            return left // right
    raise _no_number(node)


def _no_number(node: ast.expr) -> ProgramError:
    received = brief(ast.unparse(node))
    return problem(
        node, InputError("Expected a number, such as 128 or 28 * 28. Received: {received}", received=received)
    )
