"""Rules on the facts: lines of YAML."""
