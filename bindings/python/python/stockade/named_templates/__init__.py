"""Nonces for the templates of packages that the settings name: what Django and Flask share.

Templates that are not yours carry no nonces, and editing them means forking them. So a site names
the packages that it trusts, and Stockade adds the nonces to the source of their templates when a
loader reads it: once, before the engine compiles and keeps it. What a template prints is never
touched.
"""
