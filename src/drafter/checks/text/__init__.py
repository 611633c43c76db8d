"""Rules on words: of a report, and of any document."""
