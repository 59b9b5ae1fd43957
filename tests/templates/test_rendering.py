"""Without a policy, rewritten templates print what the files print."""

from __future__ import annotations

from dataclasses import dataclass, field

from trees import Tree

#: Those of Django's templates that have to be rendered here. Its others need a real error, say.
_DJANGO_OWN = ("admin/", "admin_doc/", "django/forms/", "registration/")


@dataclass
class Rendering:
    """Which templates of a package could be rendered without what their views would give them."""

    rendered: list[str] = field(default_factory=list)
    not_rendered: list[str] = field(default_factory=list)
    #: Those that print something else when they have been rewritten.
    different: list[str] = field(default_factory=list)


def rendering(tree: Tree) -> Rendering:
    """Render every template with everything in its context, and with nothing."""
    result = Rendering()
    for name in tree.names:
        same = [_is_same(tree, name, everything=everything) for everything in (True, False)]
        if same == [None, None]:
            result.not_rendered.append(name)
            continue
        result.rendered.append(name)
        if False in same:
            result.different.append(name)
    return result


def _is_same(tree: Tree, name: str, *, everything: bool) -> bool | None:
    """Whether both print the same. None if the file cannot be rendered so."""
    try:
        original = tree.rendered(name, rewritten=False, everything=everything)
    except Exception:  # whatever the package's tags raise
        return None
    return tree.rendered(name, rewritten=True, everything=everything) == original


def test_a_page_without_a_policy_is_the_same_to_the_byte(tree: Tree) -> None:
    result = rendering(tree)
    tree.notes.append(f"{len(result.rendered)} of {len(tree.names)} templates rendered")
    assert result.different == []
    if tree.name == "django":
        missing = [name for name in result.not_rendered if name.startswith(_DJANGO_OWN)]
        assert missing == []
