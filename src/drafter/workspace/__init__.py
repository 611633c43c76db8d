"""Files that a command is given and that these name: opened here, and only here."""
