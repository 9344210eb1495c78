# fmt: off
# ruff: noqa
import numpy as np
from engine.datasets import reuters
from engine.utils import to_categorical
from engine import models, layers, callbacks

(train_data, train_labels), (test_data, test_labels) = reuters.load_data(num_words=400)

def multi_hot(sequences, dimension=400):
    results = np.zeros((len(sequences), dimension))
    for i, sequence in enumerate(sequences):
        results[i, sequence] = 1.
    return results

x_train, x_test = multi_hot(train_data), multi_hot(test_data)
one_hot_train_labels = to_categorical(train_labels, num_classes=46)
one_hot_test_labels = to_categorical(test_labels, num_classes=46)

model = models.Sequential([
    layers.Dense(64, activation="relu", input_dim=400),
    layers.Dense(64, activation="relu"),
    layers.Dense(46, activation="softmax"),
])
model.compile(optimizer="adam", loss="categorical_crossentropy",
              metrics=["accuracy", "top_k_categorical_accuracy"])

stop = callbacks.EarlyStopping(monitor="val_accuracy", patience=3)
keep = callbacks.ModelCheckpoint("newswires.keras", save_best_only=True)
history = model.fit(x_train[200:], one_hot_train_labels[200:], epochs=12, batch_size=64, verbose=0,
                    validation_data=(x_train[:200], one_hot_train_labels[:200]), callbacks=[stop, keep])

best = models.load_model("newswires.keras")
results = best.evaluate(x_test, one_hot_test_labels, verbose=0)
predictions = best.predict(x_test, verbose=0)
total = np.sum(predictions[0])

model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["acc"])
model.fit(x_train, np.array(train_labels), epochs=1, batch_size=64, verbose=0)
sparse_results = model.evaluate(x_test, np.array(test_labels), verbose=0)
