"""D104."""

from __future__ import annotations

from r40.checks.base import NOT_APPLICABLE, Context, Rule, Verdict
from r40.records import Flag
from r40.segment import splices

SHORTEST_REPEAT = 80  # characters; codebook, section 3

_CONTEXT = 60  # characters of evidence on either side


class NarrativeGarbled(Rule):
    """A passage of 80 characters or more is repeated, or two sentences are spliced in mid-word.

    Why it matters: text was pasted badly; part of what the comune meant to say may be lost.

    Fires: "si sono potenziate le attività per i giovani, attraversoAltro settore di intervento è quello scolastico";
    the same paragraph twice.

    Does not fire: names with an inner capital ("InformaGiovani", "eTwinning"), words broken at a line's end by the PDF,
    short phrases that recur ("Servizi di assistenza domiciliare").
    """

    code = "D104"

    def evaluate(self, context: Context) -> Verdict:
        text = context.narrative
        if not text:
            return NOT_APPLICABLE
        return [*self._splices(context, text), *self._repeats(context, text)]

    def _splices(self, context: Context, text: str) -> list[Flag]:
        flags = []
        for first, seam, last in splices(text):
            start = max(0, text.rfind(" ", 0, max(0, first - _CONTEXT)) + 1)
            end = text.find(" ", last + _CONTEXT)
            end = len(text) if end < 0 else end
            flags.append(
                self.flag(
                    context,
                    f"Due frasi sono saldate a metà: «{text[first:seam]}» e «{text[seam:last]}» sono attaccate. "
                    "Verificare se manca una parte del testo.",
                    evidence=[context.span(start, end)],
                    splice=text[first:last],
                )
            )
        return flags

    def _repeats(self, context: Context, text: str) -> list[Flag]:
        first, second, length = longest_repeat(text)
        if length < SHORTEST_REPEAT:
            return []
        spans = [context.span(*_trim(text, s, s + length)) for s in (first, second)]
        return [
            self.flag(
                context,
                f"Un passo di {length} caratteri compare due volte nella relazione: «{spans[0].text[:60]}…».",
                evidence=spans,
                characters=length,
            )
        ]


def longest_repeat(text: str) -> tuple[int, int, int]:
    """Start, second start and length of the longest passage that stands twice without overlapping itself.

    Zeros where there is none of ``SHORTEST_REPEAT`` characters; a shorter one is not looked for.
    """
    best = (0, 0, 0)
    seed = SHORTEST_REPEAT // 2
    blocks = (text[start : start + seed] for start in range(0, len(text) - seed + 1, seed))
    if not any(text.count(block) > 1 for block in blocks):  # a passage of twice its length holds a whole block
        return best
    seen: dict[str, int] = {}
    for i in range(len(text) - seed + 1):
        key = text[i : i + seed]
        j = seen.setdefault(key, i)
        if j + seed > i or i + best[2] > len(text):
            continue
        length = seed
        while i + length < len(text) and j + length < i and text[j + length] == text[i + length]:
            length += 1
        if length > best[2]:
            best = (j, i, length)
    return best


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
