"""How the bundled network is made: templates of pen digits, drawings that are no digits, the recipe itself."""
