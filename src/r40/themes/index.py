"""Every word of every narrative as arrays on disk, so that a question is answered by a few passes over numbers.

The index of a folder stands in ``.r40/`` beside its ``scored.jsonl`` and is made anew when that file, this format or the
lemmas change. It is memory-mapped: opening it reads almost nothing.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import shutil
import tempfile
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from r40.codebook import Codebook
from r40.language import EMBEDDED, analyse, load_pipeline
from r40.segment import sentences
from r40.themes.frames import Corpus, load_corpus, scored_files

FORMAT = "1"
FOLDER = ".r40"
WORD = re.compile(r"[^\W_]+")
_CHUNK = 2_000_000  # words whose passages' lengths are computed together, to spare memory
_COLUMNS = ["source", "comune", "year", "region", "province", "code", "block", "size"]


@dataclass(frozen=True)
class Index:
    """Words of the narratives of one folder. N words, D relazioni, S passages (sentences), V forms.

    ``forms``: number of each word's form, shape (N,); ``starts``, ``ends``: its characters in the narrative, shape (N,);
    ``documents``: first word of each relazione and the end, shape (D + 1,); ``passages``: first word of each passage and
    the end, shape (S + 1,); ``norms``: length of each passage's TF-IDF vector, shape (S,); ``idf``: by lemma;
    ``vocabulary``: forms in small letters without accents; ``lemma``: number of each form's lemma, shape (V,);
    ``counts``: words of each form, shape (V,); ``texts``, ``offsets``: the narratives in UTF-8 and where each begins, shape
    (D + 1,); ``relazioni``: one row a relazione; ``interventions``: ``relazione`` (row), ``id``, ``start``, ``end``.
    """

    forms: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    documents: np.ndarray
    passages: np.ndarray
    norms: np.ndarray
    idf: np.ndarray
    lemma: np.ndarray
    counts: np.ndarray
    texts: np.ndarray
    offsets: np.ndarray
    vocabulary: list[str]
    lemmas: list[str]
    relazioni: pd.DataFrame
    interventions: pd.DataFrame

    def narrative(self, row: int) -> str:
        """The narrative of a relazione."""
        return bytes(self.texts[self.offsets[row] : self.offsets[row + 1]]).decode()

    def document_of(self, words: np.ndarray) -> np.ndarray:
        """Row of the relazione that each word belongs to."""
        return np.searchsorted(self.documents, words, side="right") - 1

    def passage_of(self, words: np.ndarray) -> np.ndarray:
        """Number of the passage that each word belongs to."""
        return np.searchsorted(self.passages, words, side="right") - 1


_ARRAYS = ("forms", "starts", "ends", "documents", "passages", "norms", "idf", "lemma", "counts", "texts", "offsets")


def fold(text: str) -> str:
    """Small letters without accents: what a form is compared by."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def words(text: str) -> list[tuple[str, int, int]]:
    """(form, start, end) of each word; an elided article is a word of its own."""
    return [(fold(m[0]), m.start(), m.end()) for m in WORD.finditer(text)]


def lemmas_of(forms: Sequence[str]) -> list[str]:
    """The lemma of each form, folded, by the lookup lemmas of the embedded pipeline, whatever else is installed.

    Forms stand alone: a word has the same lemma wherever it stands, and a vocabulary is lemmatised instead of a corpus.
    """
    batches = [forms[i : i + 1_000] for i in range(0, len(forms), 1_000)]
    analysed = analyse(batches, load_pipeline(EMBEDDED))
    return [
        fold(one.lemmas[0]) if one.lemmas else form
        for form, one in zip(forms, itertools.chain.from_iterable(analysed), strict=True)
    ]


def build_index(corpus: Corpus) -> Index:
    """The index of a corpus; its interventions and relazioni are renumbered by row."""
    relazioni = corpus.relazioni
    # The accents are folded after counting: words recur, and lemmas need them.
    known: dict[str, int] = {}
    forms, starts, ends = array("i"), array("i"), array("i")
    documents, passages, offsets = array("q", [0]), array("q"), array("q", [0])
    texts: list[bytes] = []
    for text in relazioni["narrative"]:
        cuts = iter([*(start for start, _ in sentences(text)), len(text) + 1])
        cut = next(cuts)
        for match in WORD.finditer(text):
            while match.start() >= cut:
                if not passages or passages[-1] != len(forms):
                    passages.append(len(forms))
                cut = next(cuts)
            forms.append(known.setdefault(match[0].casefold(), len(known)))
            starts.append(match.start())
            ends.append(match.end())
        documents.append(len(forms))
        texts.append(text.encode())
        offsets.append(offsets[-1] + len(texts[-1]))
    passages.append(len(forms))
    spelled = list(known)
    vocabulary, form_of = np.unique(np.array([fold(form) for form in spelled], dtype=object), return_inverse=True)
    numbers = form_of.astype(np.int32)[np.frombuffer(forms, dtype=np.int32)] if spelled else np.zeros(0, np.int32)
    lemmas, lemma = _lemmas(spelled, form_of, len(vocabulary))
    counts = np.bincount(numbers, minlength=len(vocabulary)).astype(np.int64)
    first = np.unique(np.frombuffer(passages, dtype=np.int64))
    idf, norms = _weights(lemma, numbers, first, len(lemmas))
    row = pd.Series(np.arange(len(relazioni)), index=relazioni.index)
    interventions = corpus.interventions[["relazione", "id", "start", "end"]]
    return Index(
        numbers, np.frombuffer(starts, dtype=np.int32), np.frombuffer(ends, dtype=np.int32),
        np.frombuffer(documents, dtype=np.int64), first, norms, idf, lemma, counts,
        np.frombuffer(b"".join(texts), dtype=np.uint8), np.frombuffer(offsets, dtype=np.int64),
        [str(form) for form in vocabulary], lemmas,
        relazioni[_COLUMNS].reset_index(drop=True),
        interventions.assign(relazione=interventions["relazione"].map(row).to_numpy()).reset_index(drop=True),
    )  # fmt: skip


def _lemmas(spelled: Sequence[str], form_of: np.ndarray, size: int) -> tuple[list[str], np.ndarray]:
    """Lemmas, and the number of each form's. Of spellings that fold to one form, an accented one knows the lemma best."""
    best: dict[int, str] = {}
    for form, spelling in zip(form_of.tolist(), spelled, strict=True):
        if form not in best or not spelling.isascii():
            best[form] = spelling
    found = lemmas_of([best[form] for form in range(size)])
    names, numbers = np.unique(np.array(found, dtype=object), return_inverse=True)
    return [str(name) for name in names], numbers.astype(np.int32)


def _weights(lemma: np.ndarray, forms: np.ndarray, passages: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Inverse passage frequency of each lemma, smoothed as scikit-learn's, and the norm of each passage's vector."""
    count = len(passages) - 1
    frequency = np.zeros(size, dtype=np.int64)
    pairs: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    first = 0
    while first < count:
        last = max(first + 1, int(np.searchsorted(passages, passages[first] + _CHUNK, side="right")) - 1)
        last = min(last, count)
        a, b = passages[first], passages[last]
        passage = np.repeat(np.arange(first, last), np.diff(passages[first : last + 1]))
        key, times = np.unique(passage * np.int64(size) + lemma[forms[a:b]], return_counts=True)
        which, term = np.divmod(key, size)
        frequency += np.bincount(term, minlength=size)
        pairs.append((which.astype(np.int32), term.astype(np.int32), times.astype(np.float32)))
        first = last
    idf = (np.log((1 + count) / (1 + frequency)) + 1).astype(np.float32)
    squares = np.zeros(count)
    for which, term, times in pairs:
        squares += np.bincount(which, weights=(times * idf[term]).astype(float) ** 2, minlength=count)
    return idf, np.sqrt(squares).astype(np.float32)


def open_index(folder: Path, codebook: Codebook) -> tuple[Index, str]:
    """The index of a folder written by ``r40 score``, made and saved if there is none that fits.

    Returns:
        (index, what was done): ``opened``; ``saved``, made anew and saved; ``unsaved``, made anew, but the folder
        cannot be written.

    Raises:
        ConfigurationError: the folder holds no ``scored.jsonl``, or one that cannot be read.
    """
    files = scored_files([folder])
    home = (folder if folder.is_dir() else folder.parent) / FOLDER
    place = home / f"index-{_fingerprint(files, codebook)}"
    try:
        return load_index(place), "opened"
    except (OSError, ValueError, KeyError):  # none there, or cut off or damaged: it is made again
        pass
    index = build_index(load_corpus(files, codebook))
    try:
        save_index(index, place)
    except OSError:
        return index, "unsaved"
    for old in home.glob("index-*"):
        if old != place:
            shutil.rmtree(old, ignore_errors=True)
    return index, "saved"


def save_index(index: Index, place: Path) -> None:
    """Write an index as a folder, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".new-") as temporary:
        new = Path(temporary) / "index"
        new.mkdir()
        for name in _ARRAYS:
            np.save(new / f"{name}.npy", getattr(index, name), allow_pickle=False)
        (new / "words.json").write_text(json.dumps([index.vocabulary, index.lemmas], ensure_ascii=False), "utf-8")
        index.relazioni.to_parquet(new / "relazioni.parquet")
        index.interventions.to_parquet(new / "interventions.parquet")
        shutil.rmtree(place, ignore_errors=True)
        new.replace(place)


def load_index(place: Path) -> Index:
    """Open what :func:`save_index` wrote.

    Raises:
        OSError, ValueError, KeyError: there is none, or it is damaged.
    """
    arrays: dict[str, Any] = {
        name: np.load(place / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _ARRAYS
    }
    vocabulary, lemmas = json.loads((place / "words.json").read_text("utf-8"))
    return Index(
        **arrays,
        vocabulary=vocabulary,
        lemmas=lemmas,
        relazioni=pd.read_parquet(place / "relazioni.parquet"),
        interventions=pd.read_parquet(place / "interventions.parquet"),
    )


def _fingerprint(files: Sequence[Path], codebook: Codebook) -> str:
    """Changes when a file is written anew: name, size and time of writing stand for hundreds of megabytes of content."""
    digest = hashlib.sha256(f"{FORMAT} {codebook.fingerprint}".encode())
    for path in files:
        stat = path.stat()
        digest.update(f"{path.resolve()} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]
