# fmt: off
# ruff: noqa
import engine
from engine.datasets import mnist
from engine.models import Sequential
from engine.layers import Dense, Dropout, Activation
from engine.optimizers import SGD
from engine.utils import np_utils
from engine.callbacks import CSVLogger, LambdaCallback, LearningRateScheduler, ReduceLROnPlateau, TerminateOnNaN

(X_train, y_train), (X_test, y_test) = mnist.load_data()
X_train = X_train[:2000].reshape(2000, 784).astype("float32")
X_test = X_test[:500].reshape(500, 784).astype("float32")
X_train /= 255
X_test /= 255
Y_train = np_utils.to_categorical(y_train[:2000], 10)
Y_test = np_utils.to_categorical(y_test[:500], 10)

model = Sequential()
model.add(Dense(64, kernel_initializer="uniform", input_dim=784))
model.add(Activation("tanh"))
model.add(Dropout(0.25))
model.add(Dense(10, kernel_initializer="normal"))
model.add(Activation("softmax"))

sgd = SGD(lr=0.1, decay=1e-4, momentum=0.9, nesterov=True)
model.compile(loss="categorical_crossentropy", optimizer=sgd, metrics=["accuracy"])
seen = []
tell = LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append((epoch, logs["val_accuracy"])))
history = model.fit(X_train, Y_train, batch_size=64, epochs=5, verbose=0, validation_data=(X_test, Y_test),
                    callbacks=[tell, CSVLogger("log.csv"), TerminateOnNaN()])
score = model.evaluate(X_test, Y_test, verbose=0)
model.save_weights("old.weights.h5")
model.load_weights("old.weights.h5")
model.save("old.h5")
again = engine.models.load_model("old.h5")
