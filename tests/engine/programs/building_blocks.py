# fmt: off
# ruff: noqa
import numpy as np
from engine.models import Sequential
from engine.layers import Activation, BatchNormalization, Dense, Dropout, InputLayer
from engine import backend as K
from engine import optimizers

K.clear_session()
rng = np.random.default_rng(0)
negative = rng.multivariate_normal(mean=[0, 3], cov=[[1, 0.5], [0.5, 1]], size=400)
positive = rng.multivariate_normal(mean=[3, 0], cov=[[1, 0.5], [0.5, 1]], size=400)
inputs = np.vstack((negative, positive)).astype(np.float32)
targets = np.vstack((np.zeros((400, 1), dtype="float32"), np.ones((400, 1), dtype="float32")))
order = rng.permutation(800)
inputs, targets = inputs[order], targets[order]

model = Sequential()
model.add(InputLayer(input_shape=(2,)))
model.add(Dense(16))
model.add(BatchNormalization())
model.add(Activation("relu"))
model.add(Dropout(0.2))
model.add(Dense(1))
model.add(Activation("sigmoid"))
model.compile(loss="binary_crossentropy", optimizer=optimizers.SGD(learning_rate=0.1, momentum=0.9, nesterov=True),
              metrics=["binary_accuracy"])
hist = model.fit(inputs.tolist(), targets.tolist(), validation_split=0.25, epochs=6, batch_size=32, verbose=0)

for layer in model.layers:
    print(layer.name, layer.output_shape, layer.count_params(), layer.trainable)
W, b = model.layers[0].get_weights()
model.layers[0].set_weights([W, b])
model.get_layer("dense_1").trainable = False
score = model.evaluate(inputs, targets, verbose=0, return_dict=True)
classes = (model.predict(inputs, verbose=0) > 0.5).astype("int32")
