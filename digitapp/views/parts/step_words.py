"""What the page of steps says: the name, the shapes and the meaning of a step, and one of its numbers written out."""

from __future__ import annotations

import math

from digitapp.core.inside.steps import Kind, Step, terms
from digitapp.i18n import tr
from digitapp.views.parts.class_names import class_name
from digitapp.views.parts.function_words import formula, short
from digitapp.views.parts.numbers import added_up, computed, in_brackets, number

_FACTOR = 4  # digits after the point of a number that is multiplied


def name(step: Step) -> str:
    """Return a step's formula, short."""
    nth = step.layer + 1
    names = {
        Kind.PICTURE: "x",
        Kind.FLATTEN: "flatten(x)",
        Kind.DOT: f"dot({'x' if step.layer == 0 else f'a{step.layer}'}, W{nth})",
        Kind.BIAS: f"z{nth} = … + b{nth}",
        Kind.FUNCTION: f"a{nth} = {step.function}(z{nth})",
        Kind.SHIFT: f"z{nth} − max(z{nth})",
        Kind.POWERS: "exp(…)",
        Kind.SHARES: "p = … / Σ",
        Kind.LOSS: "L = −ln p",
        Kind.ERROR: f"dL/dz{nth} = p − y",
        Kind.WEIGHT_GRADIENT: f"dL/dW{nth}",
        Kind.PASSED_BACK: f"dL/da{step.layer}",
        Kind.GATE: f"dL/dz{nth}",
    }
    return names[step.kind]


def shapes(step: Step) -> str:
    """Return what shapes go in and come out, for a batch of n pictures."""
    before, after = len(step.before), len(step.after)
    if step.kind is Kind.PICTURE:
        return "(n, 28, 28)"
    if step.kind is Kind.FLATTEN:
        return f"(n, 28, 28) → (n, {after})"
    if step.kind is Kind.DOT:
        return f"(n, {before})·({before}, {after})"
    if step.kind is Kind.BIAS:
        return f"(n, {after}) + ({after},)"
    if step.kind is Kind.WEIGHT_GRADIENT:
        assert step.weights is not None
        rows, columns = step.weights.shape
        return f"({rows}, n)·(n, {columns})"
    if step.kind is Kind.PASSED_BACK:
        return f"(n, {before})·({before}, {after})"
    return f"(n, {after})"


def meaning(step: Step) -> str:
    """Return what a step does, in a sentence or two."""
    match step.kind:
        case Kind.PICTURE:
            return tr(
                "The picture that the network receives: 28 rows of 28 numbers, 0 for paper and 1 for ink. In the"
                " shapes, n is how many pictures are read at once; here it is one."
            )
        case Kind.FLATTEN:
            return tr(
                "The rows are laid one behind the other. Rows and columns are counted from 0: before row r there are r"
                " full rows of 28 numbers, then c more, so row r, column c becomes number 28·r + c. Nothing is"
                " computed; the 784 numbers are the same."
            )
        case Kind.DOT:
            return tr(
                "The row of numbers meets each column of W: number times weight, all added up, one sum for each unit."
                " Books write dot(W, input) with the pictures as columns, ({after}, {before})·({before}, n); turned on"
                " its side it is the same.",
                before=len(step.before),
                after=len(step.after),
            )
        case Kind.BIAS:
            if step.function == "softmax":
                return tr("Each digit's score adds its own number, the bias b of the output layer.")
            return tr("Each unit adds its own number, the bias b: how easily it comes on.")
        case Kind.FUNCTION:
            count = int((step.before < 0).sum())
            if step.function == "relu":
                return tr(
                    "relu(z) = max(z, 0): {count} of {all} are below 0 and become 0; the others stay as they are.",
                    count=count,
                    all=len(step.before),
                )
            if step.function == "softmax":
                return tr("softmax makes shares of all z of the layer: exp(z) divided by the sum of all exp(z).")
            rule = formula(step.function)
            return tr(
                "{function}(z) = {formula}, for each z by itself. {count} of {all} are below 0.",
                function=short(step.function),
                formula=rule or "…",
                count=count,
                all=len(step.before),
            )
        case Kind.SHIFT:
            return tr(
                "softmax, first: each score less the largest of them, divided by the temperature {t:g}. Taking the"
                " largest away changes no probability, and no power can grow too large. The temperature is found after"
                " training, so that of the answers given with 90% about 90% are right; where nobody did that, it is 1.",
                t=step.amount,
            )
        case Kind.POWERS:
            return tr("softmax, second: e to the power of each, so that all are above 0.")
        case Kind.SHARES:
            return tr("softmax, third: each divided by their sum {total}.", total=number(step.amount))
        case _:
            return _meaning_backward(step)


def _meaning_backward(step: Step) -> str:
    match step.kind:
        case Kind.LOSS:
            return tr(
                "The loss is one number, −ln (natural logarithm) "
                "of the probability of the right digit, {digit}: 0 if the network is"
                " certain of it, large if it is surprised. The other nine do not count.",
                digit=class_name(int(step.amount)),
            )
        case Kind.ERROR:
            return tr(
                "Backward: how the loss changes with each score. Probability less what it should be: 1 for {digit}, 0"
                " for the others. (Without a temperature, as in training.)",
                digit=class_name(int(step.amount)),
            )
        case Kind.WEIGHT_GRADIENT:
            return tr(
                "How the loss changes with each weight: what came in times dL/dz of the unit. Each cell is a unit, its"
                " colour the largest of its weights' changes. Learning takes a small step downhill with all of them:"
                " w becomes w − rate · dL/dw. The page Weight shows that with the numbers."
            )
        case Kind.PASSED_BACK:
            return tr("How the loss changes with each activation before: dL/dz times the weights, added up.")
        case _ if step.function == "relu":
            return tr("relu's gate: where z was above 0 the change goes through, where it was 0 it stops.")
        case _ if step.function == "softmax":
            return tr("Back through softmax: each z has a share in all activations of the layer, so their changes mix.")
        case _:
            return tr(
                "How the loss changes with each z: the change of its activation times the slope of {function} there.",
                function=short(step.function),
            )


def written_out(step: Step, place: int) -> str:
    """Return how one number that comes out of a step is computed, with the real numbers; it is true as it stands."""
    value, after = float(step.before[min(place, len(step.before) - 1)]), float(step.after[place])
    match step.kind:
        case Kind.PICTURE:
            return f"x[{place // 28}, {place % 28}] = {round(after * 255)} / 255 = {number(after, 4)}"
        case Kind.FLATTEN:
            return f"28·{place // 28} + {place % 28} = {place}:  x[{place}] = {number(after, 4)}"
        case Kind.DOT | Kind.PASSED_BACK:
            return _sum(step, place)
        case Kind.BIAS:
            assert step.bias is not None
            (dot, bias), total = added_up((value, float(step.bias[place])), after)
            return f"z[{place}] = {dot} + {in_brackets(bias)} = {total}"
        case Kind.FUNCTION:
            inner = f"max({number(value)}, 0)" if step.function == "relu" else f"{step.function}({number(value)})"
            return f"a[{place}] = {inner} = {number(after)}"
        case Kind.SHIFT | Kind.POWERS | Kind.SHARES | Kind.LOSS:
            return _softmax(step, value, after)
        case Kind.ERROR:
            (chance, _), error = added_up((value, -float(place == step.amount)), after, 5)
            return f"dL/dz[{place}] = {chance} − {int(place == step.amount)} = {error}"
        case Kind.WEIGHT_GRADIENT:
            return f"dL/dz[{place}] = {number(value, 6)};  max |dL/dW[:, {place}]| = {number(after, 6)}"
        case Kind.GATE:
            assert step.bias is not None
            z = float(step.bias[place])
            slope = after / value if value else 0.0
            (came, times), passed = computed((value, slope), after, lambda a, b: a * b, 6)
            return f"z[{place}] = {number(z)};  {came} · {f'{slope:.0f}' if slope in (0, 1) else times} = {passed}"


def _softmax(step: Step, value: float, after: float) -> str:
    match step.kind:
        case Kind.SHIFT:
            temperature = float(f"{step.amount:g}")
            divided = "" if temperature == 1 else f" / {temperature:g}"
            numbers = (value, float(step.before.max()))
            (score, top), shown = computed(numbers, after, lambda a, b: (a - b) / temperature)
            return f"({score} − {in_brackets(top)}){divided} = {shown}"
        case Kind.POWERS:
            (inner,), shown = computed((value,), after, math.exp, 3, 5)
            return f"exp({inner}) = {shown}"
        case Kind.SHARES:
            (power, total), shown = computed((value, step.amount), after, lambda a, b: a / b, 5)
            return f"{power} / {total} = {shown}"
        case _:
            digit = int(step.amount)
            (share,), shown = computed((float(step.before[digit]),), after, lambda p: -math.log(p), 5, 3)
            return f"L = −ln p[{class_name(digit)}] = −ln {share} = {shown}"


def _sum(step: Step, place: int) -> str:
    """Return the largest terms of a sum and the rest of it, which is taken from what is written of the others."""
    largest, _ = terms(step, place)
    factors = [(round(term.value, _FACTOR), round(term.weight, _FACTOR)) for term in largest]
    written = " + ".join(f"{number(x, _FACTOR)}·{in_brackets(number(w, _FACTOR))}" for x, w in factors)
    total = number(float(step.after[place]))
    rest = number(round(float(step.after[place]), 3) - sum(x * w for x, w in factors))
    others = tr("the others")
    return f"[{place}] = {written} + {in_brackets(rest)} ({others}) = {total}"
