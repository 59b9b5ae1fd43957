"""Named templates in Django: packages that the settings name get nonces in their templates' source.

`settings` reads the keys of `STOCKADE`, `current` knows what they say now. `files` finds every
template, and `loading` is the hook in the loaders (for Jinja2, `jinja2_loading`). What the
rewritten source says is printed by `tags`, which ask `media_trust` about each asset of form media.
`stylesheet_imports` allows what a style sheet imports. `review`, `discoverable_media` and
`static_files` tell the command and the system checks what there is to be read and pinned.
"""
