"""Sets Django up as its own test runner does."""

import os

import django
from django.test.utils import setup_test_environment


def pytest_configure():
    os.environ["DJANGO_SETTINGS_MODULE"] = "shop.settings"
    django.setup()
    setup_test_environment()
