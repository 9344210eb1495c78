"""The commands that work without a window, one file each: add() puts it into the parser, run() does it."""
