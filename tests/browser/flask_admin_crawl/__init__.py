"""A crawl through a Flask-Admin site that uses each of its functions under a strict policy.

`site/` is the site, which runs on Flask-Admin 1.6 and 2. The rest drives a browser: `steps.py` is
the list of what is done.
"""
