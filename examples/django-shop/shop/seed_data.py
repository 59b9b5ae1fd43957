"""What `manage.py seed` fills the shop with. Only data."""

from __future__ import annotations

from typing import NamedTuple


class Shelf(NamedTuple):
    """A category."""

    slug: str
    name: str
    summary: str


class Item(NamedTuple):
    """A product. `brewing` is °C, seconds, and grams a cup; teaware has none."""

    shelf: str
    slug: str
    name: str
    price: str
    unit: str
    tagline: str
    description: str
    brewing: tuple[int, int, str] | None = None
    is_favourite: bool = False


class Opinion(NamedTuple):
    """A review."""

    product: str
    author: str
    rating: int
    text: str


SHELVES = [
    Shelf("green", "Green", "Steamed or pan-fired, never oxidised. Fresh, grassy, bright."),
    Shelf("black", "Black", "Fully oxidised leaf. Malt, spice, and something for the milk."),
    Shelf("oolong", "Oolong", "Half way between the two, and good for many steeps."),
    Shelf("white", "White", "Buds and young leaves, withered and dried. Quiet and sweet."),
    Shelf("herbal", "Herbal", "Flowers, roots and peel. No caffeine at any hour."),
    Shelf("teaware", "Teaware", "Few things, made well, to last longer than the tea."),
]

ITEMS = [
    Item(
        "green",
        "morning-sencha",
        "Morning Sencha",
        "11.50",
        "75 g tin",
        "First harvest, lightly steamed",
        "Picked in the first days of May and steamed within the hour. A clear, sweet cup with the "
        "taste of young peas and sea air. Keep the water well below boiling.",
        (70, 60, "2.5"),
        is_favourite=True,
    ),
    Item(
        "green",
        "shaded-gyokuro",
        "Shaded Gyokuro",
        "24.00",
        "50 g tin",
        "Three weeks under straw mats",
        "Shade makes the leaf dark and the cup thick, savoury and almost creamy. Use little water, "
        "cool water, and patience.",
        (55, 120, "4.0"),
    ),
    Item(
        "green",
        "dragon-well",
        "Dragon Well",
        "16.50",
        "60 g tin",
        "Pan-fired by hand, flat as a blade",
        "Pressed against a hot iron pan until each leaf lies flat. Roasted chestnut first, then "
        "orchid, and a finish that stays.",
        (80, 120, "2.5"),
    ),
    Item(
        "green",
        "toasted-genmaicha",
        "Toasted Genmaicha",
        "8.90",
        "100 g tin",
        "Green tea and toasted rice",
        "The everyday pot: late-summer leaf with toasted and popped rice. Warm, nutty, and hard to "
        "brew badly.",
        (80, 90, "3.0"),
    ),
    Item(
        "black",
        "first-flush-darjeeling",
        "First Flush Darjeeling",
        "18.00",
        "75 g tin",
        "Spring leaf from 1,900 metres",
        "Hardly darker than a green tea, and as lively. Muscatel grape, meadow flowers, a little "
        "bite. Drink it without milk.",
        (90, 150, "2.5"),
    ),
    Item(
        "black",
        "breakfast-assam",
        "Breakfast Assam",
        "7.50",
        "125 g tin",
        "Strong, malty, made for milk",
        "Second-flush leaf with plenty of golden tips. It gives a copper-red cup that stands up to "
        "milk, sugar and Monday.",
        (98, 240, "3.0"),
        is_favourite=True,
    ),
    Item(
        "black",
        "bergamot-earl-grey",
        "Bergamot Earl Grey",
        "9.80",
        "100 g tin",
        "Peel and oil, nothing else",
        "Ceylon leaf with cold-pressed bergamot oil and strips of the peel. No cornflowers, no "
        "flavouring, no nonsense.",
        (95, 210, "2.5"),
    ),
    Item(
        "black",
        "pine-smoked-lapsang",
        "Pine-Smoked Lapsang",
        "12.40",
        "75 g tin",
        "Dried over a resin fire",
        "Smoked above pine wood for a night. Campfire, dark honey and dried longan. One spoon also "
        "does wonders for a stew.",
        (95, 180, "2.5"),
    ),
    Item(
        "oolong",
        "iron-goddess",
        "Iron Goddess",
        "15.20",
        "75 g tin",
        "Tightly rolled, slowly unfolding",
        "Each pearl opens into a whole leaf. Lilac and fresh butter in the first cups, minerals in "
        "the later ones. Good for seven steeps.",
        (90, 60, "5.0"),
        is_favourite=True,
    ),
    Item(
        "oolong",
        "milk-oolong",
        "Milk Oolong",
        "17.60",
        "75 g tin",
        "Creamy by nature, not by flavouring",
        "The Jin Xuan cultivar tastes of warm milk without ever having seen any. Grown at 1,200 "
        "metres, rolled and lightly baked.",
        (90, 75, "5.0"),
    ),
    Item(
        "oolong",
        "red-robe",
        "Red Robe",
        "22.00",
        "50 g tin",
        "Rock tea, roasted over charcoal",
        "From bushes that grow in the clefts of cliffs. Roasted three times over charcoal: cocoa, "
        "plum, wet stone.",
        (98, 45, "5.0"),
    ),
    Item(
        "white",
        "silver-needle",
        "Silver Needle",
        "26.00",
        "40 g tin",
        "Only buds, only two days a year",
        "Unopened buds covered in white down. Melon, hay and cucumber water, so soft that it is "
        "easily missed. Take your time.",
        (80, 240, "3.0"),
    ),
    Item(
        "white",
        "white-peony",
        "White Peony",
        "13.80",
        "50 g tin",
        "One bud and two leaves",
        "Fuller than Silver Needle and more forgiving. Peony, apricot skin, and a round sweetness "
        "that keeps through four steeps.",
        (85, 180, "3.0"),
    ),
    Item(
        "herbal",
        "evening-chamomile",
        "Evening Chamomile",
        "6.90",
        "60 g tin",
        "Whole flowers, apple-sweet",
        "Whole heads, dried in the shade so that they keep their oil. Apple, honey, and an early "
        "night.",
        (98, 360, "2.0"),
        is_favourite=True,
    ),
    Item(
        "herbal",
        "field-peppermint",
        "Field Peppermint",
        "6.50",
        "60 g tin",
        "Cut leaf, cold breath",
        "Mitcham mint from a small field, cut before it flowers. Hot in winter, over ice in July.",
        (98, 300, "2.0"),
    ),
    Item(
        "herbal",
        "orange-rooibos",
        "Orange Rooibos",
        "7.80",
        "100 g tin",
        "Red bush, orange peel, a clove",
        "Rooibos from the Cederberg with real orange peel and a few cloves. Full-bodied enough for "
        "milk.",
        (98, 360, "3.0"),
    ),
    Item(
        "herbal",
        "hibiscus-rose",
        "Hibiscus & Rose",
        "8.20",
        "75 g tin",
        "Ruby red, tart, summery",
        "Hibiscus flowers for the colour and the bite, rose petals for the manners. Makes a fine "
        "iced tea.",
        (98, 420, "2.5"),
    ),
    Item(
        "herbal",
        "ginger-lemon",
        "Ginger & Lemon",
        "7.20",
        "80 g tin",
        "Root, peel and lemongrass",
        "Dried ginger with enough fire to notice, rounded with lemon peel and lemongrass.",
        (98, 480, "3.0"),
    ),
    Item(
        "teaware",
        "stoneware-teapot",
        "Stoneware Teapot",
        "48.00",
        "0.6 litres",
        "Thrown by hand, glazed in moss",
        "Pours without dripping, which took the potter nine years to learn. With a removable steel "
        "strainer.",
    ),
    Item(
        "teaware",
        "bamboo-whisk",
        "Bamboo Whisk",
        "19.00",
        "100 tines",
        "Cut from a single piece",
        "For matcha, split by hand into a hundred tines. Rinse it with warm water, let it dry "
        "standing up.",
    ),
    Item(
        "teaware",
        "glass-cups",
        "Glass Cups",
        "22.00",
        "Set of two, 0.2 litres",
        "Double-walled, mouth-blown",
        "The tea stays hot and your fingers do not. Light as an eggshell and a good deal tougher.",
    ),
    Item(
        "teaware",
        "lidded-gaiwan",
        "Lidded Gaiwan",
        "29.00",
        "0.12 litres",
        "Bowl, lid and saucer",
        "The oldest teapot there is: steep in the bowl, hold back the leaves with the lid. Thin "
        "white porcelain.",
    ),
]

OPINIONS = [
    Opinion(
        "morning-sencha", "Ines", 5, "Like drinking a garden after rain. I am on my third tin."
    ),
    Opinion(
        "morning-sencha", "Tobias", 4, "Very fine. Do mind the temperature: at 80 °C it sulks."
    ),
    Opinion("breakfast-assam", "Maud", 5, "This & toast. I need nothing else before nine o'clock."),
    Opinion("breakfast-assam", "Piotr", 4, "Strong enough that my spoon asked for permission."),
    Opinion("iron-goddess", "Lin", 5, "Seven steeps was not an exaggeration. I got to nine."),
    Opinion("iron-goddess", "Gareth", 3, "Good, but I keep forgetting which steep I am on."),
    Opinion("evening-chamomile", "Noor", 4, "Asleep before the cup was empty, in the best way."),
    Opinion("bergamot-earl-grey", "Agnes", 5, "Finally one that tastes of fruit, not of soap."),
    Opinion(
        "pine-smoked-lapsang", "Sven", 5, "My neighbours asked whether everything was all right."
    ),
    Opinion("silver-needle", "Chiara", 4, "A whisper of a tea. Worth being quiet for."),
    Opinion("stoneware-teapot", "Jonas", 5, "It really does not drip. I have checked. Often."),
    Opinion("red-robe", "Hye-jin", 5, "Cocoa, then stone, then I bought a second tin."),
    Opinion("ginger-lemon", "Rasmus", 4, "Cured nothing, improved everything."),
]

#: What a hostile visitor would type. Shown escaped with the product; `/unescaped/1/` shows what the
#: policy does where escaping fails. `data-pwned` on the page's root element says that it ran.
ATTACK = Opinion(
    "morning-sencha",
    "Mallory",
    5,
    """Lovely tea!
<script>document.documentElement.dataset.pwned = "script"</script>
<img src="/static/missing.png" onerror="document.documentElement.dataset.pwned = 'onerror'">""",
)
