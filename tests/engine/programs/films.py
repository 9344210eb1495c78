# fmt: off
# ruff: noqa
import numpy as np
from engine.datasets import imdb
from engine import models
from engine import layers
from engine import losses, metrics, optimizers

(train_data, train_labels), (test_data, test_labels) = imdb.load_data(num_words=500)
word_index = imdb.get_word_index()
reverse_word_index = dict([(value, key) for (key, value) in word_index.items()])
decoded_review = " ".join([reverse_word_index.get(i - 3, "?") for i in train_data[0]])

def multi_hot(sequences, dimension=500):
    results = np.zeros((len(sequences), dimension))
    for i, sequence in enumerate(sequences):
        for j in sequence:
            results[i, j] = 1.
    return results

x_train = multi_hot(train_data)
x_test = multi_hot(test_data)
y_train = np.asarray(train_labels).astype("float32")
y_test = np.asarray(test_labels).astype("float32")

model = models.Sequential()
model.add(layers.Dense(16, activation="relu", input_shape=(500,)))
model.add(layers.Dense(16, activation="relu"))
model.add(layers.Dense(1, activation="sigmoid"))
model.compile(optimizer=optimizers.RMSprop(learning_rate=0.005),
              loss=losses.binary_crossentropy,
              metrics=[metrics.binary_accuracy])

x_val = x_train[:100]
partial_x_train = x_train[100:]
y_val = y_train[:100]
partial_y_train = y_train[100:]
history = model.fit(partial_x_train, partial_y_train, epochs=8, batch_size=64,
                    validation_data=(x_val, y_val), verbose=0)
history_dict = history.history
loss_values = history_dict["loss"]
val_loss_values = history_dict["val_loss"]
epochs = range(1, len(loss_values) + 1)

model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["acc"])
model.fit(x_train, y_train, epochs=2, batch_size=64, verbose=0)
results = model.evaluate(x_test, y_test, verbose=0)
said = model.predict(x_test, verbose=0)
