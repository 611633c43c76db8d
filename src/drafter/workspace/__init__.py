"""Opens the files that a command is given, and those that they name; nothing else does."""
