"""Rules on a report made of facts: page elements, gaps, facts that are not printed, length."""
