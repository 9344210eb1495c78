# fmt: off
# ruff: noqa
import engine as keras
from engine import layers
from engine.datasets import mnist
from engine.utils import to_categorical

(train_images, train_labels), (test_images, test_labels) = mnist.load_data()
train_images, train_labels = train_images[:6000], train_labels[:6000]
test_images, test_labels = test_images[:1000], test_labels[:1000]

model = keras.Sequential([
    layers.Flatten(input_shape=(28, 28)),
    layers.Rescaling(1./255),
    layers.Dense(128, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(train_images, train_labels, epochs=4, batch_size=128, verbose=0)

test_loss, test_acc = model.evaluate(test_images, test_labels, verbose=0)
predictions = model.predict(test_images[:10], verbose=0)
print(keras.__version__, predictions[0].argmax(), test_labels[0], model(test_images[:1]).shape)
model.summary()
one_hot = to_categorical(test_labels)
