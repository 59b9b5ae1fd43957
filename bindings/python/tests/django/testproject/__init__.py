"""A site with one small view for each thing that tests ask of a page."""
