# fmt: off
# ruff: noqa
from engine.datasets import mnist
from engine import models, layers
from engine.utils import to_categorical

(train_images, train_labels), (test_images, test_labels) = mnist.load_data()
network = models.Sequential()
network.add(layers.Dense(512, activation='relu', input_shape=(28*28,)))
network.add(layers.Dense(10, activation='softmax'))
network.compile(optimizer='rmsprop', loss='categorical_crossentropy', metrics=['accuracy'])
train_images = train_images.reshape((60000, 28*28)).astype('float32') / 255
train_labels = to_categorical(train_labels)
network.fit(train_images, train_labels, epochs=5, batch_size=128)
