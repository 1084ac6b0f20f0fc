"""D107."""

from __future__ import annotations

import re
from typing import Any

from r40.checks.base import NOT_APPLICABLE, Context, Rule, Verdict
from r40.ingest.narrative import italian_words
from r40.records import Flag

SHORTEST = 100  # characters, blanks aside, below which nothing is said of the language
# Measured on the 420 narratives of data/corpus: Italian function words are 20% of all words or more even in telegraphic
# notes, and 59% or more of the words of four letters are in the lexicon, but for one 73%. In English, French, German, Latin,
# Spanish, Romanian and text typed at random at most 19% are function words and 16% in the lexicon.
FEWEST_FUNCTION_WORDS = 0.08
FEWEST_KNOWN_WORDS = 0.4
MOST_BROKEN = 0.05  # of the words may hold a character that a wrong encoding made
FEWEST_LETTERS = 0.4  # of the characters that are no blanks; 79% or more in the corpus

_FUNCTION_WORDS = frozenset(
    [
        "di",
        "a",
        "da",
        "in",
        "con",
        "su",
        "per",
        "tra",
        "fra",
        "il",
        "lo",
        "la",
        "i",
        "gli",
        "le",
        "un",
        "uno",
        "una",
        "e",
        "ed",
        "o",
        "che",
        "non",
        "è",
        "sono",
        "si",
        "del",
        "dello",
        "della",
        "dei",
        "degli",
        "delle",
        "al",
        "allo",
        "alla",
        "ai",
        "agli",
        "alle",
        "dal",
        "dalla",
        "dai",
        "dalle",
        "nel",
        "nello",
        "nella",
        "nei",
        "nelle",
        "sul",
        "sulla",
        "sui",
        "sulle",
        "ha",
        "hanno",
        "anche",
        "come",
        "più",
        "questo",
        "questa",
        "ci",
        "se",
        "ma",
        "cui",
        "chi",
        "stato",
        "stata",
        "dell",
        "all",
        "nell",
        "dall",
        "sull",
        "l",
        "d",
    ]
)
_WORD = re.compile(r"[^\W\d_]+")
_LONG = re.compile(r"[^\W\d_]{4,}\b(?!\.)")  # abbreviations are in no lexicon
_WRONG = re.compile(r"Ã[\u0080-\u00bf]|Ã\s|â€|Â[\u0080-\u00bf]|ï¿½|\ufffd|\(cid:\d+\)")
_BROKEN = re.compile(rf"[^\W\d_]*(?:{_WRONG.pattern})[^\W\d_]*")


class NarrativeNotItalian(Rule):
    """The narrative is not readable Italian.

    Why it matters: nothing of what r40 says of such a text can be trusted, and a reviewer must read the document itself.

    Fires: a text in another language; keys hit at random; text that a font without a character map made unreadable;
    accents broken all over by a wrong encoding ("attivitÃ ").

    Does not fire: telegraphic notes full of abbreviations; English names of projects; dialect words; a narrative too
    short to tell, under 100 characters (not applicable). The thresholds lie far below what any narrative of the corpus has.
    """

    code = "D107"

    def evaluate(self, context: Context) -> Verdict:
        text = context.narrative
        words = [word.casefold() for word in _WORD.findall(text)]
        letters, characters = sum(map(len, words)), len("".join(text.split()))
        if characters < SHORTEST:
            return NOT_APPLICABLE
        if letters < FEWEST_LETTERS * characters:
            return [self._unreadable(context, {"letters": round(letters / characters, 3)})]
        broken = len(_BROKEN.findall(text)) / len(words) if _WRONG.search(text) else 0.0
        functions = sum(map(_FUNCTION_WORDS.__contains__, words)) / len(words)
        long = [word.casefold() for word in _LONG.findall(text)]
        lexicon = italian_words()
        known = sum(map(lexicon.__contains__, long)) / max(1, len(long)) if lexicon else 1.0
        readable = functions >= FEWEST_FUNCTION_WORDS and known >= FEWEST_KNOWN_WORDS
        measured = {"function_words": round(functions, 3), "known_words": round(known, 3), "broken": round(broken, 3)}
        if not readable:
            return [self._unreadable(context, measured)]
        return [self._unreadable(context, measured, encoding=True)] if broken >= MOST_BROKEN else []

    def _unreadable(self, context: Context, measured: dict[str, Any], *, encoding: bool = False) -> Flag:
        message = (
            "La relazione non è in italiano leggibile: i caratteri accentati sono rovinati in tutto il testo."
            if encoding
            else "La relazione non è in un italiano leggibile (altra lingua, testo casuale o caratteri rovinati)."
        )
        return self.flag(
            context,
            message + " Leggerla sul documento originale.",
            evidence=[context.span(0, min(len(context.narrative), 200))],
            **measured,
        )
