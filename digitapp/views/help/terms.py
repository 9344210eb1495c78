"""The terms of the glossary, in two sentences each, and where in the window each can be seen at work."""

from __future__ import annotations

from digitapp.i18n import mark
from digitapp.views.help.term import Term

__all__ = ["NAMES", "TERMS", "Term", "term"]


TERMS = (
    Term(
        "weight",
        mark("Weight, W"),
        mark("weight, weights"),
        mark(
            "A unit has one weight for each number that it receives, and multiplies the number by it. All weights of a"
            " layer are the table W; they begin as small random numbers, and training changes them."
        ),
        "W[i, j]",
        "numbers",
        code=("W",),
    ),
    Term(
        "bias",
        mark("Bias, b"),
        mark("bias, biases"),
        mark(
            "One number for each unit, which is added after its products are added up. It begins as 0, and moves how"
            " much must come in before the unit switches on."
        ),
        "z = dot(W, input) + b",
        "steps",
        code=("b",),
    ),
    Term(
        "z",
        mark("z, before the activation function"),
        "",
        mark(
            "What a unit has added up: all products of numbers and weights, and its bias. It may be negative; the"
            " activation function makes the unit's activation of it."
        ),
        "z = dot(W, input) + b",
        "overview",
        "hidden_layer",
        code=("z",),
    ),
    Term(
        "relu",
        "relu",
        "",
        mark(
            "The function max(z, 0): below 0 it gives 0, above it changes nothing. It is short for rectified linear"
            " unit, and without such a bend several layers could do no more than one."
        ),
        "y = max(x, 0)",
        "overview",
        "unit_card",
        code=("relu",),
    ),
    Term(
        "unit",
        mark("Unit"),
        mark("unit, units"),
        mark(
            "One of the numbers that a layer computes, with its own weights and its own bias. Books call it a neuron or"
            " a node as well; how many there are was chosen by whoever made the network."
        ),
        "relu(dot(W, input) + b)",
        "units",
    ),
    Term(
        "dot_product",
        mark("Dot product"),
        mark("dot product"),
        mark(
            "Two rows of numbers become one number: multiply them pair by pair, and add everything up. For a whole"
            " layer it is done once for each unit, which is the product of two tables."
        ),
        "dot(W, x) = Σ x · W",
        "steps",
        code=("dot",),
    ),
    Term(
        "loss",
        mark("Loss"),
        mark("loss"),
        mark(
            "One number that says how wrong the network is: 0 for a right answer that it is sure of, large for a wrong"
            " one. Training makes it smaller. Here the network's own answer counts as the right one."
        ),
        "−ln(p)",
        "overview",
        "loss",
    ),
    Term(
        "gradient",
        mark("Gradient"),
        mark("gradient, gradients, slope"),
        mark(
            "For each weight, how fast the loss grows when the weight grows: a slope, with its sign. The weight of an"
            " output is the plainest case: what comes in times how far the probability is off."
        ),
        "dL/dW = a · (p − y)",
        "steps",
    ),
    Term(
        "backpropagation",
        mark("Backpropagation"),
        mark("backpropagation, goes back"),
        mark(
            "The way to all gradients at once: the error goes from the output back, layer by layer, through the same"
            " weights. Where relu gave 0 nothing passes."
        ),
        "dL/da = Σ dL/dz · W,   dL/dz = dL/da · (z > 0)",
        "steps",
    ),
    Term(
        "gradient_descent",
        mark("Gradient descent"),
        mark("gradient descent, downhill"),
        mark(
            "Each weight takes a small step against its gradient, so that the loss becomes smaller; then it is computed"
            " anew. RMSprop and Adam do the same with a step of a size of its own for each weight."
        ),
        "W ← W − η · dL/dW",
        "steps",
        code=("SGD", "sgd"),
    ),
    Term(
        "learning_rate",
        mark("Learning rate"),
        mark("learning rate, rate"),
        mark(
            "How large a step of training is: the number that each gradient is multiplied by. Too small, and learning"
            " takes for ever; too large, and the loss jumps about or grows."
        ),
        "η",
        "overview",
        "training_form",
    ),
    Term(
        "batch",
        mark("Batch"),
        mark("batch, batches"),
        mark(
            "The images that the network reads before it changes its weights once. Their gradients are averaged, which"
            " is steadier than one image and faster than all of them."
        ),
        "images / batch_size",
        "overview",
        "training_form",
        code=("batch_size",),
    ),
    Term(
        "epoch",
        mark("Epoch"),
        mark("epoch"),
        mark(
            "One time through all training images, batch after batch, in a new order each time. The textbook's program"
            " does five."
        ),
        "epochs · images / batch_size",
        "overview",
        "training_form",
        code=("epochs",),
    ),
    Term(
        "overfitting",
        mark("Overfitting"),
        mark("overfitting"),
        mark(
            "The network gets better with the images it learns from, but not with others: it begins to know them by"
            " heart. One sees it where the two curves part, and it is why test images are never trained on."
        ),
        "accuracy(train) − accuracy(test)",
        "overview",
        "accuracy",
    ),
    Term(
        "softmax",
        "softmax",
        "",
        mark(
            "It makes probabilities of the ten scores: e to the power of each, divided by the sum of all ten. They are"
            " all positive and add up to 1; a temperature above or below 1 makes them more or less even."
        ),
        "p = exp(z / T) / Σ exp(z / T)",
        "steps",
        "bars",
        code=("softmax",),
    ),
    Term(
        "cross_entropy",
        mark("Cross-entropy"),
        mark("cross-entropy"),
        mark(
            "The loss that goes with softmax: −ln (natural logarithm) "
            "of the probability that the right digit got. The nine other terms"
            " are multiplied by 0, since their target is 0."
        ),
        "−Σ y · log(p)",
        "steps",
        code=("categorical_crossentropy",),
    ),
    Term(
        "one_hot",
        mark("One-hot"),
        mark("one-hot"),
        mark(
            "A digit written as ten numbers: a 1 in its own place, and nine zeros. That is what the ten outputs should"
            " become; Keras calls what makes it to_categorical."
        ),
        "y",
        "program",
        code=("to_categorical",),
    ),
    Term(
        "input_shape",
        "input_shape",
        "",
        mark(
            "How many numbers the first layer receives for each image, which decides how many weights a unit has. With"
            " any other count the product with W could not be taken, and the program says so."
        ),
        "(28 * 28,) = (784,)",
        "program",
        code=("input_shape",),
    ),
    Term(
        "activation_function",
        mark("Activation function"),
        mark("activation function, activation"),
        mark(
            "What a layer does with each z at its end: relu in the hidden layers, softmax in the output. What comes out"
            " is the unit's activation."
        ),
        "a = f(z)",
        "overview",
        "unit_card",
    ),
    Term(
        "hidden_layer",
        mark("Hidden layer"),
        mark("hidden layer, hidden layers"),
        mark(
            "A layer between the input and the output, whose numbers nobody has prescribed. What its units look for is"
            " what training makes of their weights."
        ),
        "(n, 784) · (784, units) + (units,) → (n, units)",
        "diagram",
    ),
    Term(
        "influence",
        mark("Influence of a training image"),
        mark("influence"),
        mark(
            "How far learning from one training image pushed the network towards an answer for another picture: the"
            " learning rate times the dot product of the two gradients, added up over the run (TracIn). Images alike"
            " that have the answer as their label push towards it, others against."
        ),
        "Σ η · (dL/dW · dL'/dW)",
        "taught",
    ),
    Term(
        "landscape",
        mark("Loss landscape"),
        mark("landscape, loss landscape"),
        mark(
            "The loss as a height over all the values that the weights could have. There are far too many weights to"
            " draw it, so one looks at a plane through it: here the one that holds most of the run's own way."
        ),
        "L(W + x · W₁ + y · W₂)",
        "taught",
    ),
)
NAMES = tuple(term.name for term in TERMS)


def term(name: str) -> Term:
    """Return the term of this name."""
    return TERMS[NAMES.index(name)]
