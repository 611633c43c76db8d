"""Any document, ours or not, as lines of words: what each line is, what it states, where it came from."""
