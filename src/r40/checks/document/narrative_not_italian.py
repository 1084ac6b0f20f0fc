"""D107."""

from __future__ import annotations

import re

from r40.checks.base import NOT_APPLICABLE, Context, Rule, Verdict

SHORTEST = 100  # letters below which nothing is said of the language
# Measured on the 312 narratives of data/corpus: Italian function words are 20% of all words or more even in telegraphic
# notes, and 82% or more of the words of four letters end in a vowel. In English, French, German and Latin 27-42% do, in
# Spanish 59%; their share of Italian function words is 0-13%, Spanish 23%.
FEWEST_FUNCTION_WORDS = 0.08
FEWEST_VOWEL_ENDINGS = 0.65
MOST_BROKEN = 0.05  # of the words may hold a character that a wrong encoding made

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
_BROKEN = re.compile(r"[^\W\d_]*(?:Ã[\u0080-\u00bf]|Ã\s|â€|Â[\u0080-\u00bf]|ï¿½|\ufffd|\(cid:\d+\))[^\W\d_]*")


class NarrativeNotItalian(Rule):
    """The narrative is not readable Italian.

    Why it matters: nothing of what r40 says of such a text can be trusted, and a reviewer must read the document itself.

    Fires: a text in another language; keys hit at random; text that a font without a character map made unreadable;
    accents broken all over by a wrong encoding ("attivitÃ ").

    Does not fire: telegraphic notes full of abbreviations; English names of projects; dialect words; a narrative too
    short to tell, under 100 letters (not applicable). The thresholds lie far below what any narrative of the corpus has.
    """

    code = "D107"

    def evaluate(self, context: Context) -> Verdict:
        text = context.narrative
        words = [word.casefold() for word in _WORD.findall(text)]
        if sum(map(len, words)) < SHORTEST:
            return NOT_APPLICABLE
        broken = len(_BROKEN.findall(text)) / len(words)
        functions = sum(word in _FUNCTION_WORDS for word in words) / len(words)
        long = [word for word in words if len(word) >= 4]
        vowels = sum(word[-1] in "aeiouàèéìòù" for word in long) / max(1, len(long))
        readable = functions >= FEWEST_FUNCTION_WORDS and vowels >= FEWEST_VOWEL_ENDINGS
        if readable and broken < MOST_BROKEN:
            return []
        message = (
            "La relazione non è in italiano leggibile: i caratteri accentati sono rovinati in tutto il testo."
            if broken >= MOST_BROKEN and functions >= FEWEST_FUNCTION_WORDS
            else "La relazione non è in un italiano leggibile (altra lingua, testo casuale o caratteri rovinati)."
        )
        return [
            self.flag(
                context,
                message + " Leggerla sul documento originale.",
                evidence=[context.span(0, min(len(text), 200))],
                function_words=round(functions, 3),
                vowel_endings=round(vowels, 3),
                broken=round(broken, 3),
            )
        ]
