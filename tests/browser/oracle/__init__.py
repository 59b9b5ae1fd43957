"""Chromium as the oracle: what it blocks on a page is what Stockade must predict."""
