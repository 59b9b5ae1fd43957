//! What stands in the notebook before anybody has written into it.

/// Title, text, whether it is pinned, time of the last change.
pub(crate) const SAMPLE_NOTES: [(&str, &str, bool, &str); 7] = [
    (
        "Packing for the hut",
        "Head torch, and the batteries this time.\nOats, lentils, the good cheese, two lemons.\n\
         Wool hat. The other wool hat, for Iris.\n\nThe key hangs behind the third shutter.",
        true,
        "2026-11-19T18:20:00Z",
    ),
    (
        "Bread, 78 % water",
        "500 g flour (50 g rye), 390 g water, 10 g salt, 90 g starter.\n\nMix at eight, fold at \
         nine, ten and eleven. Shape after lunch, then the cold shelf until morning.\n\
         250° with the lid on for 25 minutes, 220° without for 20.",
        true,
        "2026-11-17T07:45:00Z",
    ),
    (
        "CONGRATULATIONS, READER",
        "You were chosen! Just keep reading.\n\n\
         <script>document.documentElement.dataset.pwned = \"script\"</script>\n\
         <img src=\"/static/prize.svg?missing\" \
         onerror=\"document.documentElement.dataset.pwned = 'handler'\">",
        false,
        "2026-11-16T03:33:00Z",
    ),
    (
        "Questions for the surveyor",
        "Is the crack in the north wall old?\nWho owns the hedge?\n\
         Why does the cellar smell of apples? (There are no apples.)",
        false,
        "2026-11-14T15:02:00Z",
    ),
    (
        "Birds at the feeder",
        "Blue tit, great tit, coal tit. Nuthatch, upside down as ever.\n\
         Thursday: a brambling, first of the winter.",
        false,
        "2026-11-12T09:10:00Z",
    ),
    (
        "Half a poem",
        "The ferry leaves without a sound,\nthe island keeps its lamps unlit,\n",
        false,
        "2026-11-08T22:51:00Z",
    ),
    (
        "Library",
        "Due on the 30th: The Peregrine, A Field Guide to Lichens, Thinking with Type.\n\
         Ask whether the reading room is open over the holidays.",
        false,
        "2026-11-03T12:30:00Z",
    ),
];
