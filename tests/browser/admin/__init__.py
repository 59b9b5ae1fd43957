"""A crawl through Django's admin that uses each of its functions under a strict policy.

`site/` is a Django project that needs only Django, docutils and Stockade, so that it runs in the
environment of any Django version. The rest drives a browser: `steps/` is the list of what is done.
"""
