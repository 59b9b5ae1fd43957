"""A small site."""
