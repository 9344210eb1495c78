"""Training: settings, buttons and curves."""
