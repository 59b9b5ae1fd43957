"""Users and their passwords."""

from __future__ import annotations

from playwright.sync_api import expect

from admin.steps.step import step
from admin.visitor import Visitor, expect_message

ADD_USER = "auth/user/add/"
#: The assistant's.
USER = "auth/user/2/"
#: Of everybody who gets a new one.
NEW = "so-long-and-thanks"


@step()
def user_add(visitor: Visitor) -> None:
    visitor.open_admin(ADD_USER)
    visitor.fill("username", "newcomer")
    visitor.fill("password1", NEW)
    visitor.fill("password2", NEW)
    visitor.save()
    expect_message(visitor, "newcomer")
    expect(visitor.find("#user_form")).to_be_visible()


@step(since=(5, 2))
def user_add_without_password(visitor: Visitor) -> None:
    visitor.open_admin(ADD_USER)
    visitor.fill("username", "single-sign-on")
    expect(visitor.field("password1")).to_be_visible()
    visitor.find("[name=usable_password][value=false]").check()
    expect(visitor.field("password1")).to_be_hidden()
    visitor.save()
    expect_message(visitor, "single-sign-on")


@step()
def user_change(visitor: Visitor) -> None:
    visitor.open_admin(f"{USER}change/")
    visitor.find("#id_groups_from").select_option(label="Night shift")
    visitor.find(".field-groups .selector-add").click()
    visitor.save("_continue")
    expect(visitor.find("#id_groups_to option")).to_have_text("Night shift")


@step()
def password_of_another_user(visitor: Visitor) -> None:
    visitor.open_admin(f"{USER}password/")
    visitor.fill("password1", NEW)
    visitor.fill("password2", NEW)
    visitor.submit("#user_form")
    expect_message(visitor, "Password changed successfully")


@step(since=(5, 2))
def password_of_another_user_taken_away(visitor: Visitor) -> None:
    visitor.open_admin(f"{USER}password/")
    expect(visitor.find("#id_unusable_warning")).to_be_hidden()
    visitor.find("[name=usable_password][value=false]").check()
    expect(visitor.find("#id_unusable_warning")).to_be_visible()
    expect(visitor.find("input.set-password")).to_be_hidden()
    expect(visitor.find("input.unset-password")).to_be_visible()


@step(logged_in=False)
def password_change(visitor: Visitor) -> None:
    visitor.log_in("trainee")
    visitor.open_admin("password_change/")
    visitor.fill("old_password", "trainee")
    visitor.fill("new_password1", NEW)
    visitor.fill("new_password2", "something else")
    visitor.submit("#content-main form")
    expect(visitor.find(".errorlist")).to_contain_text("match")
    visitor.fill("old_password", "trainee")
    visitor.fill("new_password1", NEW)
    visitor.fill("new_password2", NEW)
    visitor.submit("#content-main form")
    expect(visitor.find("#content")).to_contain_text("Your password was changed")


@step(logged_in=False)
def password_reset(visitor: Visitor) -> None:
    visitor.open_admin("login/")
    visitor.find(".password-reset-link a").click()
    visitor.fill("email", "assistant@example.org")
    visitor.submit("#content-main form, #content form")
    expect(visitor.find("#content")).to_contain_text("emailed you instructions")


@step(logged_in=False)
def password_reset_with_an_old_link(visitor: Visitor) -> None:
    visitor.open("reset/Mg/set-password/")
    expect(visitor.find("#content")).to_contain_text("reset link was invalid")


@step(logged_in=False)
def password_reset_done(visitor: Visitor) -> None:
    visitor.open("reset/done/")
    expect(visitor.find("#content")).to_contain_text("You may go ahead and log in")
