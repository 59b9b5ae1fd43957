"""The pages of the library's admin: between them they print all of its templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Page(NamedTuple):
    """An address of the admin, and the form that is sent there, if any."""

    path: str
    query: str = ""
    data: Mapping[str, str] | None = None


PAGES: Sequence[Page] = (
    Page("/admin/login/"),
    Page("/admin/login/", "as=reader"),
    Page("/admin/login/", data={"username": "nobody", "password": "wrong"}),
    Page("/admin/"),
    Page("/admin/library/"),
    Page("/admin/library/book/"),
    Page("/admin/library/book/", "q=book&status__exact=lent"),
    Page("/admin/library/book/", "_popup=1&_to_field=id"),
    Page("/admin/library/book/", "p=1"),
    Page("/admin/library/book/", data={"action": "delete_selected", "_selected_action": "1"}),
    Page("/admin/library/author/", data={"action": "delete_selected", "_selected_action": "1"}),
    Page("/admin/library/loan/"),
    Page("/admin/library/book/add/"),
    Page("/admin/library/book/add/", data={"title": ""}),
    Page("/admin/library/book/1/change/"),
    Page("/admin/library/book/1/delete/"),
    Page("/admin/library/author/1/delete/"),
    Page("/admin/library/author/add/", "_popup=1&_to_field=id"),
    Page("/admin/library/publisher/1/delete/", "_popup=1&_to_field=id"),
    Page("/admin/library/author/add/", data={"name": "Somebody", "_popup": "1"}),
    Page("/admin/library/book/1/history/"),
    Page("/admin/library/branch/1/change/"),
    Page("/admin/library/branchonforeignmap/1/change/"),
    Page("/admin/auth/user/"),
    Page("/admin/auth/user/add/"),
    Page("/admin/auth/user/add/", data={"username": ""}),
    Page("/admin/auth/user/1/change/"),
    Page("/admin/auth/user/1/password/"),
    Page("/admin/auth/user/1/password/", data={"password1": "one", "password2": "another"}),
    Page("/admin/auth/user/1/password/", "_popup=1"),
    Page("/admin/auth/group/1/change/"),
    Page("/admin/flatpages/flatpage/add/"),
    Page("/admin/password_change/"),
    Page("/admin/password_change/", data={"old_password": "wrong"}),
    Page("/admin/password_change/done/"),
    Page("/admin/password_reset/"),
    Page("/admin/password_reset/", data={"email": "no address"}),
    Page("/admin/password_reset/done/"),
    Page("/reset/MQ/set-password/"),
    Page("/reset/done/"),
    Page("/admin/logout/", data={}),
    Page("/admin/doc/"),
    Page("/admin/doc/bookmarklets/"),
    Page("/admin/doc/tags/"),
    Page("/admin/doc/filters/"),
    Page("/admin/doc/views/"),
    Page("/admin/doc/views/library.views.visit/"),
    Page("/admin/doc/models/"),
    Page("/admin/doc/models/auth.user/"),
    Page("/admin/doc/models/library.book/"),
    Page("/admin/doc/templates/library/visit.html/"),
    Page("/admin/nowhere/"),
    Page("/visit/"),
    # Once more, now that there have been actions.
    Page("/admin/", "again"),
)

#: What none of these pages prints: each stands in the text of a page, in a form's, or in an address
#: of a link or a form, and takes a permission that is lacking, an error, or a site's own class.
NOT_PRINTED = frozenset(
    {
        "admin/auth/user/change_password.html:form.usable_password.id_for_label",
        "admin/auth/user/change_password.html:form_url",
        "admin/auth/user/change_password.html:is_popup_var",
        "admin/base.html:content",
        "admin/base.html:title",
        "admin/change_form.html:action_checkbox_name",
        "admin/change_form.html:form_url",
        "admin/change_form.html:original.pk|unlocalize",
        "admin/change_form.html:source_model",
        "admin/change_form.html:source_model_var",
        "admin/change_list.html:cl.formset.non_form_errors",
        "admin/change_list.html:cl.remove_facet_link",
        "admin/delete_confirmation.html:blocktranslate with escaped_object=object",
        "admin/delete_confirmation.html:blocktranslate",
        "admin/delete_confirmation.html:"
        "perms_lacking|truncated_unordered_list:delete_confirmation_max_display",
        "admin/delete_confirmation.html:perms_lacking|unordered_list",
        "admin/delete_selected_confirmation.html:blocktranslate",
        "admin/delete_selected_confirmation.html:"
        "perms_lacking|truncated_unordered_list:delete_confirmation_max_display",
        "admin/delete_selected_confirmation.html:perms_lacking|unordered_list",
        "admin/index.html:entry.object_repr",
        "admin_doc/model_detail.html:method.arguments",
        "admin_doc/model_detail.html:method.name",
        "admin_doc/model_detail.html:method.verbose",
        "registration/password_change_form.html:form.new_password2.help_text|safe",
        "registration/password_change_form.html:form.new_password2.id_for_label",
        "registration/password_reset_confirm.html:form.new_password1",
        "registration/password_reset_confirm.html:form.new_password1.errors",
        "registration/password_reset_confirm.html:form.new_password2",
        "registration/password_reset_confirm.html:form.new_password2.errors",
        "registration/password_reset_confirm.html:form.user.get_username",
    }
)
