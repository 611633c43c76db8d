"""What the page decides: the lines of the title."""
