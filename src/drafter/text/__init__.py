"""Any document as lines of text: the kind of each line, its statements, the place that each word came from."""
