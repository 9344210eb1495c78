"""Where signals of state meet setters of views, and requests of views meet commands: a module for each room."""
