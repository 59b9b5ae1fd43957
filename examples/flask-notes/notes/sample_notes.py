"""What stands in the notebook before anybody has written into it."""

from __future__ import annotations

__all__ = ["SAMPLE_NOTES"]

#: What an attacker would love to leave in somebody's notebook.
_ATTACK = """\
You have won! Click nothing, just read on.

<script>document.documentElement.dataset.pwned = "script"</script>
<img src="/static/prize.svg?missing" onerror="document.documentElement.dataset.pwned = 'handler'">
"""

#: Number, title, text, colour, pinned, time of the last change.
SAMPLE_NOTES = [
    (
        1,
        "Tea, properly",
        "Warm the pot.\nOne spoon a cup, and one for the pot.\n"
        "Water just off the boil: 95° for black, 80° for green, 70° for gyokuro.\n\n"
        "Three minutes. Not four.",
        "mint",
        1,
        "2026-11-18T08:10:00+00:00",
    ),
    (
        2,
        "Allotment, before the frost",
        "- lift the last beetroot\n- fleece over the winter lettuce\n- broad beans in by Sunday\n"
        "- drain the hose!\n\nAsk Marit whether she still wants the quince.",
        "sand",
        1,
        "2026-11-16T17:42:00+00:00",
    ),
    (
        3,
        "Book club",
        "“The Summer Book”, Tove Jansson. Thursday at Yusuf's, bring something with cardamom.\n\n"
        "Talk about: why nobody says the sad thing out loud.",
        "sky",
        0,
        "2026-11-15T20:05:00+00:00",
    ),
    (4, "YOU HAVE WON A PRIZE", _ATTACK, "rose", 0, "2026-11-14T03:33:00+00:00"),
    (
        5,
        "Train times",
        "07:52 direct, 09:31\n08:20 change at the junction, 09:58\n"
        "Last one back 22:47 (Sundays 21:17).",
        "plum",
        0,
        "2026-11-12T06:58:00+00:00",
    ),
    (
        6,
        "Bicycle",
        "Chain: 114 links. Rear tyre 37-622, 4.5 bar.\n"
        "The clicking is the left pedal, not the bottom bracket. Grease it, then tighten "
        "(left thread!).",
        "sand",
        0,
        "2026-11-09T11:20:00+00:00",
    ),
    (
        7,
        "Words to use more often",
        "petrichor, gloaming, susurrus, threshold, kindling",
        "sky",
        0,
        "2026-11-02T22:14:00+00:00",
    ),
    (
        8,
        "Soup for eight",
        "2 onions, 1 kg carrots, ginger the size of a thumb, 400 ml coconut milk, a lime.\n\n"
        "Roast the carrots first. Everybody asks for the recipe; it is only the roasting.",
        "rose",
        0,
        "2026-10-28T18:30:00+00:00",
    ),
]
