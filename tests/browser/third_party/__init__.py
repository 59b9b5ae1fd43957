"""Admins that are not Django's, under a strict policy."""
