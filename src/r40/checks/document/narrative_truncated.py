"""D103."""

from __future__ import annotations

import re

from r40.checks.base import NOT_APPLICABLE, Context, Rule, Verdict
from r40.checks.document.narrative_too_long import LONGEST
from r40.ingest.narrative import BULLET, italian_words
from r40.records import Severity

# Cleaning drops blank lines and double blanks, so a text cut at the form's limit is a little shorter here.
NEAR_LIMIT = LONGEST - 100
SHORTEST_PROSE = 60  # characters of a last line that is a sentence and no heading, greeting or signature

SIGNATURE = 40  # characters of a last line that names who signs

_COMPLETE = re.compile(r"[.!?…;][)\]\"»”’']*$|[)\]\"»”]$")
_OPEN_END = re.compile(r"[,(\[“«/:]$|(?<=\w)-$|\s[-–—]$")
# Words that always lead to another one: articles, prepositions, conjunctions, and the like.
_LEADS_ON = frozenset(
    [
        "il",
        "lo",
        "la",
        "i",
        "gli",
        "le",
        "un",
        "uno",
        "una",
        "di",
        "a",
        "da",
        "in",
        "con",
        "su",
        "per",
        "tra",
        "fra",
        "del",
        "dello",
        "della",
        "dei",
        "degli",
        "delle",
        "dell",
        "al",
        "allo",
        "alla",
        "ai",
        "agli",
        "alle",
        "all",
        "dal",
        "dallo",
        "dalla",
        "dai",
        "dagli",
        "dalle",
        "dall",
        "nel",
        "nello",
        "nella",
        "nei",
        "negli",
        "nelle",
        "nell",
        "sul",
        "sullo",
        "sulla",
        "sui",
        "sugli",
        "sulle",
        "sull",
        "col",
        "coi",
        "e",
        "ed",
        "o",
        "od",
        "oppure",
        "ovvero",
        "nonché",
        "ma",
        "che",
        "cui",
        "se",
        "mentre",
        "quando",
        "perché",
        "poiché",
        "affinché",
        "sia",
        "né",
        "tramite",
        "mediante",
        "attraverso",
        "presso",
        "verso",
        "durante",
        "senza",
        "contro",
        "oltre",
        "secondo",
        "lungo",
        "d",
        "l",
        "un",
        "quest",
        "quell",
        "nonche",
        "perche",
        "è",
        "ha",
        "hanno",
        "viene",
        "vengono",
        "essere",
        "avere",
        "suo",
        "sua",
        "suoi",
        "nostro",
        "nostra",
        "loro",
        "alcuni",
        "alcune",
        "ogni",
        "tale",
        "tali",
        "questo",
        "questa",
        "questi",
        "queste",
        "quale",
        "quali",
        "come",
        "anche",
        "molto",
        "più",
    ]
)
_CLOSING = re.compile(
    r"\b(?:saluti|sindac[oa]|responsabile|dirigente|assessor[ea]|segretari[oa]|firm\w+|assistente sociale|dott\w*|ufficio|"
    r"ringrazi\w+|fine|pro tempore|allegat\w+|fonte|pagina|cordialmente|distintamente|prot)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:è|e'|sono|ha|hanno|era|erano|si|ci|viene|vengono|va|vanno|può|possono|deve|devono|sarà|saranno|resta|restano|"
    r"\w+(?:at|ut|it)[oaie]|\w+(?:ano|ono|isce|ava|avano|eva|evano|erà|eranno|iamo)|segue|prosegue|continua|offre|prevede)\b",
    re.IGNORECASE,
)


class NarrativeTruncated(Rule):
    """The narrative ends in the middle of a sentence.

    Why it matters: the portal or a copy cut the text; what the comune meant to say last is lost, often the reasons.

    Fires: "… sono stati attivati interventi a favore degli"; a text of 6,000 characters that ends without a stop; a word
    cut in two ("assistenza domicil"); an opened parenthesis that is never closed; a last fragment without a verb ("… e
    bollette. Per gli adulti in").

    Does not fire: a list item, a heading, a greeting or a signature without a full stop. A last sentence that is whole but
    for its stop, where the text ends its other paragraphs with one, is ``info`` and says "da verificare". The limit is the
    form's own 6,000 characters, less 100 for the blank lines that cleaning drops.
    """

    code = "D103"

    def evaluate(self, context: Context) -> Verdict:
        text = context.narrative.rstrip()
        if not text:
            return NOT_APPLICABLE
        reason, sure = _cut(text)
        if reason is None:
            return []
        start = max(text.rfind("\n"), text.rfind(" ", 0, max(0, len(text) - 80))) + 1
        ending = text[-40:].split(" ", 1)[-1].replace("\n", " ")
        message = f"La relazione finisce con «…{ending}»: {reason}."
        message += (
            " Verificare sul portale che il testo sia completo." if sure else " Da verificare se il testo è completo."
        )
        return [
            self.flag(
                context,
                message,
                severity=None if sure else Severity.INFO,
                evidence=[context.span(start, len(text))],
                reason=reason,
            )
        ]


def _cut(text: str) -> tuple[str | None, bool]:
    """Why a text seems cut, and whether that is sure; (None, True) for one that is whole."""
    line = text[text.rfind("\n") + 1 :]
    bullet = bool(BULLET.match(line))
    if _COMPLETE.search(line):
        return None, True
    if _OPEN_END.search(line):
        listed = bullet and line.endswith(",")
        return (None, True) if listed else ("la frase non è finita", True)
    last = re.search(r"([^\W\d_]+)['’]?$", line)
    word = last[1] if last else ""
    if last and word == word.casefold() and (word in _LEADS_ON or line.endswith(("'", "’"))):
        return "la frase non è finita", True
    if len(text) >= NEAR_LIMIT and not bullet:
        return "il testo arriva al limite dei caratteri e non ha il punto finale", True
    if len(line) < SIGNATURE and _CLOSING.search(line):
        return None, True
    if _is_cut_word(text, word):
        return "l'ultima parola è spezzata", True
    if _CLOSING.search(line[-SHORTEST_PROSE:]) or re.search(r"[@\d]$|https?:|www\.", line[-SHORTEST_PROSE:]):
        return None, True
    if line.count("(") > line.count(")"):
        return "una parentesi è rimasta aperta", True
    return _without_stop(text, line, bullet)


def _without_stop(text: str, line: str, bullet: bool) -> tuple[str | None, bool]:
    """For a last line that ends in a whole word without a stop."""
    stops = [m.end() for m in re.finditer(r"[.!?]\s", line)]
    tail = line[stops[-1] :] if stops else line
    if stops and not bullet and len(tail.split()) >= 3 and not _VERB.search(tail) and tail[:1].isupper():
        return "l'ultima frase non ha verbo né punto finale", True
    paragraphs = [p for p in text.split("\n")[:-1] if len(p) >= SHORTEST_PROSE and not BULLET.match(p)]
    stopped = sum(bool(_COMPLETE.search(p)) for p in paragraphs)
    usual = bool(stops) or (paragraphs and stopped == len(paragraphs))
    if bullet or len(line) < SHORTEST_PROSE or not usual:
        return None, True
    return "manca il punto finale", False


def _is_cut_word(text: str, word: str) -> bool:
    """Whether the last word is none, but the beginning of one."""
    if word != word.casefold():
        return False
    if len(word) < 3:
        return bool(word) and not re.search(r"[aeiouàèéìòù]", word)
    lexicon = italian_words()
    if word in lexicon or re.search(rf"\b{word}\b", text[: -len(word)], re.IGNORECASE):
        return False
    return any(each.startswith(word) for each in lexicon)
