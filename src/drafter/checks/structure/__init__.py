"""Rules on a report of ours: its page elements, what it tells, how long it is."""
