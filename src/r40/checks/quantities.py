"""Numbers in Italian running text: words, counts and amounts of money, with how exact they are.

Pure, and independent of the rules, so that whatever reads narratives can use it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from r40.ingest.numbers import parse_number

_UNITS = ("", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove")
_TEENS = ("dieci", "undici", "dodici", "tredici", "quattordici", "quindici", "sedici", "diciassette", "diciotto",
          "diciannove")  # fmt: skip
_TENS = ("", "", "venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta")
_SCALES = {"milione": 10**6, "milioni": 10**6, "mln": 10**6, "miliardo": 10**9, "miliardi": 10**9, "mld": 10**9}


def spelled(number: int) -> str:
    """Italian name of a whole number from 1 to 999,999, as dictionaries write it.

    Raises:
        ValueError: the number is out of range.
    """
    if not 0 < number < 10**6:
        raise ValueError(f"{number}: only 1 to 999999 are spelled")
    thousands, rest = divmod(number, 1000)
    if not thousands:
        text = _hundreds(rest)
    elif thousands == 1:
        text = "mille" + _hundreds(rest)
    else:
        text = re.sub(r"tré$", "tre", re.sub(r"uno$", "un", _hundreds(thousands))) + "mila" + _hundreds(rest)
    return re.sub(r"(?<=.)tre$", "tré", text)


def _hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    text = "" if not hundreds else "cento" if hundreds == 1 else _UNITS[hundreds] + "cento"
    if 10 <= rest < 20:
        return text + _TEENS[rest - 10]
    tens, unit = divmod(rest, 10)
    name = _TENS[tens]
    if name and unit in (1, 8):
        name = name[:-1]
    return text + name + _UNITS[unit]


@lru_cache(maxsize=1)
def _names() -> dict[str, int]:
    """Names of 1 to 999 with the spellings in use: elided or not, with or without accent, before a noun."""
    names: dict[str, int] = {}
    for number in range(1, 1000):
        name = _hundreds(number)
        for each in {name, name.replace("centoott", "centott"), name.replace("centouno", "centuno")}:
            names[each] = number
            if each.endswith("tre"):
                names[each[:-1] + "é"] = names[each[:-1] + "è"] = number
            if each.endswith("uno"):
                names[each[:-1]] = names[each[:-1] + "a"] = number
    return names


def parse_words(word: str) -> int | None:
    """Value of a number written as one Italian word (``diciassette``, ``duemilatrecento``); None if it is none."""
    text = word.casefold()
    names = _names()
    if text in names:
        return names[text]
    if text.startswith("mille"):
        rest = text[5:]
        return 1000 if not rest else 1000 + names[rest] if rest in names else None
    head, mila, rest = text.partition("mila")
    if not mila or head not in names or (rest and rest not in names):
        return None
    return names[head] * 1000 + (names[rest] if rest else 0)


Bound = Literal["exact", "about", "above", "below"]
FACTOR, ONE_SIDED = 2.0, 1.5
"""How far a hedged number must be off to contradict: "circa", and "oltre" or "meno di" in the direction that they exclude."""


def far_off(value: float, bound: Bound, other: float) -> bool:
    """Whether a hedged number cannot be meant for ``other``; an exact one is no matter of factors, and never is."""
    match bound:
        case "about":
            return value >= FACTOR * other or value * FACTOR <= other
        case "above":
            return value >= ONE_SIDED * other
        case "below":
            return value * ONE_SIDED <= other
    return False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at ``[start, end)`` of a text.

    ``step`` is the unit of its last figure that says something: 0.01 for ``2.128,86``, 1000 for ``21 mila``. ``bound``
    tells how it is hedged: ``about``, ``above`` (at least) or ``below`` (at most); ``exact`` where nothing hedges it.
    """

    start: int
    end: int
    value: float
    kind: Literal["amount", "count"]
    step: float
    bound: Bound = "exact"
    spelled: bool = False

    def differs(self, other: float) -> bool:
        """Whether it says another number than ``other``, rounding granted. A hedged one never does."""
        return self.bound == "exact" and abs(self.value - other) > max(1.0 if self.kind == "amount" else 0.0, self.step)


_DIGITS = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_SCALE = r"mila|mln\.?|mld\.?|milion[ei]|miliard[oi]"
_CURRENCY = r"€|\beuro\b|\bEUR\b|\beur\b"
# How names of numbers begin: other words are not looked at, being most of a text.
_OPENING = "un|du|tr[eéè]|quatt|quara|quin|cinqu|se[is]|sedic|sett|ott|nov|die|di[cs]i|dod|vent|cent|mil|mezzo"
_NUMBER = (
    rf"(?<![\w.,/])(?P<digits>{_DIGITS})(?:\s?(?P<scale>{_SCALE})\b)?|\b(?=(?i:{_OPENING}))(?P<word>[a-zA-Z]+[éè]?)\b"
)
_TOKEN = re.compile(_NUMBER)
_AFTER_AMOUNT = re.compile(rf"(?:,\d\d)?\s*(?:di\s+)?(?:{_CURRENCY})", re.IGNORECASE)
_BEFORE_AMOUNT = re.compile(rf"(?:{_CURRENCY})\s*\.?\s*$", re.IGNORECASE)
# Words before a number that hedge it; "non" turns a bound round ("non più di", "non arriva nemmeno a").
_HEDGE = re.compile(
    r"\b(?P<turned>non (?:si )?)?(?:"
    r"(?P<about>circa|quasi|intorno (?:a|ai|alle|agli)|all'incirca|approssimativamente|attorno (?:a|ai|alle)|pressoché|"
    r"un(?:a)? (?:\w+ina|centinaio|migliaio) di|orientativamente|stimat\w+ in|poco (?:più|meno) di|sfiora\w* (?:i|gli|le)?)|"
    r"(?P<above>oltre|pi[ùu] di|almeno|superior\w+ a(?:i|gli|lle)?|minimo|(?:al di )?sopra (?:i|le|gli|dei|di)|"
    r"super(?:a|ano|ava|avano|i|ino) (?:\w{4,} )?(?:i|gli|le)?)|"
    r"(?P<below>meno di|fino a|massimo|al più|inferior\w+ a(?:i|gli|lle)?|(?:al di )?sotto (?:i|le|gli|dei|di)|entro)|"
    r"(?P<reach>(?:arriv(?:a|ano|ava|avano|ino|i) (?:\w+ )?a(?:i|gli|lle)?|raggiung(?:e|ono|eva|evano|a|ano) (?:\w{4,} )?(?:i|gli|le)?)))"
    r"\W*(?:€|euro)?\s*$",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(
    r"^\s?(?:€|euro)?\s?\(?(?:[^\W\d]{4,} )?(?:circa|approssimativ|all'incirca|o poco|o quasi|stimat)", re.IGNORECASE
)
_WINDOW = 24  # characters about a number in which a word may hedge it or tell what it is part of
_HEDGED = 34  # the same for words before it, which may be several
# What a number is part of when it counts nothing: years, dates, laws, hours of the clock.
_NO_COUNT = re.compile(
    r"(?:\b(?:l|legge|d\.?\s?lgs|d\.?\s?l|decreto|dpcm|d\.?p\.?c\.?m|dgr|d\.?g\.?r|art|artt|articolo|comma|c|delibera\w*|det|"
    r"determina\w*|prot|regolamento|scheda|punto|voce|via|piazza|ore|lett)\.?\s*(?:n\.?\s*)?|/)$",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(r"^\s?(?:%|per cento|percento|/\d|°|º|-\d|h\b)", re.IGNORECASE)
_MONTHS = "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre"
_MONTH = re.compile(rf"^\s(?:{_MONTHS})", re.IGNORECASE)


@lru_cache(maxsize=256)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Amounts and counts in order. Years, dates, shares, and numbers of laws and streets are left out.

    ``un``, ``uno``, ``una`` are articles and count as numbers only before ``milione`` and its kin. Cached, because
    several rules ask for the same sentences.
    """
    text = text.replace("’", "'")
    found: list[Quantity] = []
    position = 0
    while match := _TOKEN.search(text, position):
        position = match.end()
        quantity = _quantity(text, match)
        if quantity is not None:
            found.append(quantity)
            position = max(position, quantity.end)
    return tuple(found)


def amounts(text: str) -> list[Quantity]:
    """Amounts in euro."""
    return [q for q in quantities(text) if q.kind == "amount"]


def counts(text: str) -> list[Quantity]:
    """Numbers that are no amounts."""
    return [q for q in quantities(text) if q.kind == "count"]


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    read = _value(text, match)
    if read is None:
        return None
    value, step, end = read
    after = _AFTER_AMOUNT.match(text, end)
    before = _BEFORE_AMOUNT.search(text, max(0, match.start() - 8), match.start())
    amount = bool(after or before)
    start = before.start() if before else match.start()
    if after and not before:
        end = after.end()
    if not amount and _counts_nothing(text, match, value, end):
        return None
    kind: Literal["amount", "count"] = "amount" if amount else "count"
    return Quantity(start, end, value, kind, step, _bound(text, start, end), bool(match["word"]))


def _value(text: str, match: re.Match[str]) -> tuple[float, float, int] | None:
    """(value, step, end) of the number that opens at a match."""
    if match["digits"]:
        number = parse_number(match["digits"])
        if number is None:
            return None
        value, step, end = number, _step(match["digits"], number), match.end("digits")
        scale = match["scale"].casefold().rstrip(".") if match["scale"] else None
        if scale:
            factor = 1000 if scale == "mila" else _SCALES[scale]
            value, step, end = value * factor, _scaled_step(match["digits"], factor), match.end("scale")
        return _and_half(text, value, step, end)
    word = match["word"].casefold()
    if word == "mezzo" and (scaled := re.compile(r"\s(milione|miliardo)\b", re.IGNORECASE).match(text, match.end())):
        factor = _SCALES[scaled[1].casefold()]
        return factor / 2, factor / 10, scaled.end()
    number_of_word = parse_words(match["word"])
    if number_of_word is None:
        return None
    scaled = re.compile(r"\s(milion[ei]|miliard[oi]|mila)\b", re.IGNORECASE).match(text, match.end())
    if scaled:
        factor = 1000 if scaled[1].casefold() == "mila" else _SCALES[scaled[1].casefold()]
        return _and_half(text, number_of_word * factor, _scaled_step("", factor), scaled.end())
    if word in ("un", "uno", "una"):
        return None
    zeros = len(word) > 4 and number_of_word % 100 == 0
    return float(number_of_word), 100.0 if zeros and number_of_word < 1000 else _trailing(number_of_word), match.end()


def _and_half(text: str, value: float, step: float, end: int) -> tuple[float, float, int]:
    """``un milione e mezzo``, ``due milioni e 300 mila``."""
    if value >= 10**6 and (half := re.compile(r"\se mezzo\b", re.IGNORECASE).match(text, end)):
        return value + 5 * step, step, half.end()
    if value >= 10**6 and (more := re.compile(r"\se\s(\d{1,3})\s?mila\b", re.IGNORECASE).match(text, end)):
        return value + 1000 * int(more[1]), 1000.0, more.end()
    return value, step, end


def _step(digits: str, value: float) -> float:
    if value != int(value) or "," in digits:
        return 1.0 / int("1" + "0" * len(re.split(r"[.,]", digits)[-1]))
    return _trailing(int(value))


def _scaled_step(digits: str, factor: int) -> float:
    """Unit of the last figure before a scale; without decimals a million may be rounded in its first one."""
    decimals = len(re.split(r"[.,]", digits)[-1]) if re.search(r"[.,]", digits) else int(factor >= 10**6)
    return float(factor) * 0.1**decimals


def _trailing(number: int) -> float:
    """1000 for a whole number that ends in three zeros, which may be rounded; else 1, two zeros being as exact."""
    zeros = len(str(number)) - len(str(number).rstrip("0"))
    return 1000.0 if zeros >= 3 else 1.0


def _counts_nothing(text: str, match: re.Match[str], value: float, end: int) -> bool:
    before = text[max(0, match.start() - _WINDOW) : match.start()]
    digits = match["digits"]
    year = bool(digits) and digits.isdigit() and len(digits) == 4 and 1900 <= value <= 2099
    clock_or_date = bool(_MONTH.match(text[end : end + 12])) or bool(re.match(r"[:/]\d", text[end : end + 2]))
    return year or clock_or_date or bool(_UNIT_AFTER.match(text[end : end + 12])) or bool(_NO_COUNT.search(before))


def opening(text: str, quantity: Quantity) -> int:
    """Where the words open that hedge a quantity; its own start if nothing does."""
    hedge = _hedge(text.replace("’", "'"), quantity.start)
    return quantity.start if hedge is None else hedge[1]


def _hedge(text: str, start: int) -> tuple[Literal["about", "above", "below"], int] | None:
    """How the words before a number hedge it, and where they open."""
    match = _HEDGE.search(text, max(0, start - _HEDGED), start)
    if not match:
        return None
    if match["about"]:
        return "about", match.start()
    if match["reach"]:
        return ("below", match.start()) if match["turned"] else None
    return "above" if bool(match["above"]) != bool(match["turned"]) else "below", match.start()


def _bound(text: str, start: int, end: int) -> Bound:
    if _ABOUT_AFTER.match(text[end : end + _WINDOW]):
        return "about"
    hedge = _hedge(text, start)
    return hedge[0] if hedge else "exact"
