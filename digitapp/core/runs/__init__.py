"""How networks come to be: settings, data, training runs and their curves."""
