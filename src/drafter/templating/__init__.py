"""Facts + Jinja template → markup: no fact, no sentence."""
