"""Plain nodes → typed facts, each with its place; what a fact is called stands in `data/facts.yaml` alone."""
