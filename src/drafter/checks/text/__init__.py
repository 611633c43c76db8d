"""Rules on the text of a report or of any document."""
