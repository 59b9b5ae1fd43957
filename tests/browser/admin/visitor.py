"""Somebody at a browser, who does what the steps say."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from admin.servers import Version


@dataclass(frozen=True)
class Visitor:
    """A browser tab on the library's site."""

    page: Page
    #: Where the site is served.
    address: str
    #: The version of Django that serves it: its pages differ a little.
    django: Version

    @property
    def context(self) -> BrowserContext:
        """The profile: its cookies, and all its tabs."""
        return self.page.context

    def open(self, path: str) -> Response:
        """Load a page of the site."""
        response = self.page.goto(f"{self.address}/{path}")
        assert response is not None
        return response

    def open_admin(self, path: str = "") -> Response:
        """Load a page of the admin."""
        return self.open(f"admin/{path}")

    def log_in(self, name: str) -> None:
        """Log in as somebody, whose password is their name."""
        self.open_admin("login/")
        self.fill("username", name)
        self.fill("password", name)
        self.submit("#login-form")
        expect(self.find("#user-tools")).to_be_visible()

    def find(self, selector: str, *, has_text: str | None = None) -> Locator:
        """Elements of the page."""
        return self.page.locator(selector, has_text=has_text)

    def field(self, name: str) -> Locator:
        """The field of a form that has this name."""
        return self.find(f"[name='{name}']")

    def fill(self, name: str, value: str) -> None:
        """Type into the field of that name."""
        self.field(name).fill(value)

    def submit(self, form: str) -> None:
        """Press the (first) button of a form."""
        self.find(f"{form} [type=submit]").first.click()

    def save(self, button: str = "_save") -> None:
        """Press one of the buttons below a form of the admin."""
        self.find(f".submit-row input[name={button}]").click()

    def popup(self, opener: Locator) -> Page:
        """Click on what opens another window, and return that once it has loaded."""
        with self.page.expect_popup() as opened:
            opener.click()
        window = opened.value
        window.wait_for_load_state()
        return window


def computed(locator: Locator, name: str) -> str:
    """The value of a style property, as the browser applies it."""
    script = "(element, name) => getComputedStyle(element).getPropertyValue(name)"
    return str(locator.evaluate(script, name))


def expect_message(visitor: Visitor, text: str) -> None:
    """The admin says that something has been done."""
    expect(visitor.find(".messagelist")).to_contain_text(text)
