"""Report → bytes; no writer knows another."""
