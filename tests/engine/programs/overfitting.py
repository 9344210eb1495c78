# fmt: off
# ruff: noqa
import numpy as np
from engine import models, layers, regularizers
from engine.datasets import imdb

(train_data, train_labels), _ = imdb.load_data(num_words=500)
x = np.zeros((len(train_data), 500))
for number, words in enumerate(train_data):
    x[number, words] = 1.
y = np.asarray(train_labels).astype("float32")

def build(units, penalty=None, dropout=None):
    model = models.Sequential()
    model.add(layers.Dense(units, activation="relu", input_shape=(500,), kernel_regularizer=penalty))
    if dropout:
        model.add(layers.Dropout(dropout))
    model.add(layers.Dense(units, kernel_regularizer=penalty, activation="relu"))
    if dropout:
        model.add(layers.Dropout(dropout))
    model.add(layers.Dense(1, activation="sigmoid"))
    model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["accuracy"])
    return model

histories = {}
for name, model in [
    ("original", build(16)),
    ("smaller", build(4)),
    ("larger", build(128)),
    ("l2", build(16, regularizers.l2(0.002))),
    ("l1", build(16, regularizers.l1(0.001))),
    ("both", build(16, regularizers.l1_l2(l1=0.0005, l2=0.001))),
    ("dropout", build(16, dropout=0.5)),
]:
    histories[name] = model.fit(x, y, epochs=10, batch_size=64, validation_split=0.4, verbose=0).history
weights = {name: float(np.abs(histories[name]["val_loss"]).min()) for name in histories}
