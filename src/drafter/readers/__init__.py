"""Bytes from people → plain values that remember where they stood."""
