"""Bytes from people → plain values, each with its place in the file."""
