"""A library's site, whose admin uses everything that Django's admin has."""
