"""The words of the page on who taught the network."""

from __future__ import annotations

from digitapp.core.errors import InputError
from digitapp.core.inside.influences import Influences, Ranking
from digitapp.core.inside.landscape import Landscape
from digitapp.core.inside.taught import Answer, Stage
from digitapp.core.runs.settings import OPTIMIZERS
from digitapp.i18n import error_text, tr
from digitapp.views.parts.class_names import MOST_SHOWN, class_name, class_names, in_short
from digitapp.views.parts.numbers import number, significant


def what_it_is() -> str:
    """Return what the page shows, for whoever asks."""
    return tr(
        "Each step of training from an image moves all weights, and so changes what the network says of other images"
        " too: by the learning rate times the dot product of the two gradients. Added up over moments of the run, that"
        " is how far each training image pushed the network towards an answer for your drawing (TracIn, Pruthi and"
        " others, 2020)."
    )


def what_the_way_is() -> str:
    """Return what the landscape shows, for whoever asks."""
    return tr(
        "All weights together are one point in a space with a dimension for each weight, and a run is a way through"
        " it. This is the plane that holds most of that way (its two main directions), with the loss as its height:"
        " pale is low, and on a line between two bands the loss is the same. The way lies off the plane too, so what"
        " is below it is not quite its own loss."
    )


def waiting(stage: Stage, ranking: Ranking | None, refused: InputError | None) -> str:
    """Return what there is to say instead of images."""
    match stage:
        case Stage.EMPTY:
            return tr("Draw a digit: then you see which training images taught the network what it says of it.")
        case Stage.TRAINING:
            return tr("A run goes on. As soon as it pauses or ends, its training images are asked.")
        case Stage.ASKING:
            return tr("Asking every training image what it did to this answer…")
        case Stage.CANCELLED:
            return tr("The training images were not asked.")
        case Stage.REFUSED:
            why = "" if refused is None else error_text(refused)
            return tr("It cannot be said of this network who taught it: {why}", why=why)
        case Stage.THERE:
            begun = ranking is None or ranking.begun
            return "" if begun else tr("Here, at its beginning, nothing had been learned yet from these images.")


def waiting_for_way(stage: Stage, refused: InputError | None) -> str:
    """Return what there is to say instead of the landscape."""
    match stage:
        case Stage.EMPTY:
            return tr("This network has no recorded run. Train one here: then you see the way that its weights went.")
        case Stage.TRAINING:
            return tr("A run goes on. As soon as it pauses or ends, its way is drawn.")
        case Stage.ASKING:
            return tr("Measuring the loss around the way…")
        case Stage.REFUSED:
            why = "" if refused is None else error_text(refused)
            return tr("The way cannot be drawn: {why}", why=why)
        case _:
            return ""


def answers(answer: Answer) -> tuple[list[str], list[str]]:
    """Return the choices of the answer that is asked about, and their tooltips: the given one, and each class.

    Of more than ten classes there is room for the given one alone.
    """
    names = class_names() if len(class_names()) <= MOST_SHOWN else ()
    given = tr("right: {digit}") if answer.is_right else tr("read: {digit}")
    follow = tr("The digit that you said is right; without that, the one that is read.")
    each = tr("Ask who taught that it is a {digit}")
    return (
        [given.format(digit=class_name(answer.given)), *map(in_short, names)],
        [follow, *(each.format(digit=name) for name in names)],
    )


def why(answer: Answer) -> str:
    """Return why this digit is asked about."""
    if answer.chosen:
        return tr("the answer that you chose")
    return tr("the right digit, as you said") if answer.is_right else tr("the network's own answer")


def titles(ranking: Ranking) -> tuple[str, str]:
    """Return what stands above the two rows of images."""
    answer = class_name(ranking.answer)
    return tr("Pushed towards {answer}", answer=answer), tr("Pushed against {answer}", answer=answer)


def below(found: Influences, ranking: Ranking, image: int) -> str:
    """Return what stands below an image: its label and its share."""
    return f"{in_short(class_name(int(found.examples.labels[image])))} · {percent(abs(ranking.share(image)))}"


def percent(share: float) -> str:
    """Return a share with two digits that count."""
    hundred = 100 * share
    return f"{hundred:.0f}%" if hundred >= 10 else f"{hundred:.1f}%" if hundred >= 1 else f"{hundred:#.2g}%"


def title(image: int, label: int, *, made: bool) -> str:
    """Return what an image is: which one, and the label that was learned."""
    what = tr("Made drawing {number}, label {label}") if made else tr("Training image {number}: a {label}")
    return what.format(number=f"{image:,}", label=class_name(label))


def tip(found: Influences, ranking: Ranking, image: int) -> str:
    """Return all about an image in a line or two."""
    learned, true = int(found.examples.labels[image]), int(found.true_labels[image])
    said = title(found.number(image), learned, made=image >= found.given)
    if learned != true:
        said += "\n" + tr("It was learned with a wrong label: it is a {digit}.", digit=class_name(true))
    push = significant(float(ranking.pushes[image]))
    share = percent(abs(ranking.share(image)))
    return said + "\n" + tr("push {push}, {share} of all that pushed so. Click to see more.", push=push, share=share)


def together(ranking: Ranking) -> str:
    """Return what all images did together."""
    whole = number(ranking.up - ranking.down)
    return f"{number(ranking.up)} − {number(ranking.down)} = {whole}"


def source(found: Influences, ranking: Ranking) -> str:
    """Return sentences on what was asked, and what the figures are."""
    images = f"{len(found.examples.labels):,}"
    if not found.over_a_run:
        return tr(
            "This network brings no recorded run, so this is its last moment alone, with the {images} training images"
            " of {data}: whose gradient points the way of your drawing's. Train a network here to see a whole run.",
            images=images,
            data=found.data,
        )
    loss, start = (significant(value) for value in ranking.loss)
    said = [
        tr(
            "{images} images, asked at {moments} moments of the run. The loss of this answer went from {start} to"
            " {loss}.",
            images=images,
            moments=len(found.moments),
            start=start,
            loss=loss,
        )
    ]
    if found.is_plain:
        said.append(
            tr(
                "All pushes together come to {whole}. With smaller steps and more moments it would be what was taken"
                " off it, {fell}.",
                whole=number(ranking.up - ranking.down, 2),
                fell=number(ranking.loss[1] - ranking.loss[0], 2),
            )
        )
    else:
        said.append(
            tr(
                "{optimizer} does not step straight along the gradient, so a push says how alike the gradients were,"
                " and the pushes do not add up to the loss.",
                optimizer=OPTIMIZERS[found.settings.optimizer][0],
            )
        )
    if found.settings.distort:
        said.append(tr("The run saw each image distorted anew; asked was the image itself."))
    if found.first:
        said.append(tr("Before, the network learned from other images, which are not counted here."))
    return " ".join(said)


def landscape(found: Landscape) -> str:
    """Return what the landscape is of, and what its axes are."""
    low, high = significant(float(found.heights.min()), 2), significant(float(found.heights.max()), 2)
    return tr(
        "Across: {first} of the way's variance; up: {second}. Loss of {images} training images, from {low} (pale) to"
        " {high}.",
        first=f"{found.shares[0]:.0%}",
        second=f"{found.shares[1]:.0%}",
        images=found.images,
        low=low,
        high=high,
    )
