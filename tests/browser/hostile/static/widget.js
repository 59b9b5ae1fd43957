// Another script of the site.
