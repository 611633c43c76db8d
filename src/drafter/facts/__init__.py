"""Plain nodes → typed facts, each with its place; the names of facts are in `data/facts.yaml` alone."""
