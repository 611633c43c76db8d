"""From one year to the next: today the file a clerk starts with."""
