"""Content Security Policy for Django: add `"stockade.django"` to `INSTALLED_APPS`."""
