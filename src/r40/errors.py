"""One tree of errors: what went wrong, where, and what to do next.

``code`` is stable and goes into ``errors`` of the output; ``exit_code`` is what the
command line returns when the error ends it: 1 when an input could not be used, 2 when the call
or the configuration is wrong. Messages are in Italian because reviewers read them.
"""

from __future__ import annotations

from typing import ClassVar


class R40Error(Exception):
    """Base of all errors that r40 raises on purpose."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __reduce__(self) -> tuple[object, ...]:
        # Workers send errors to the run; a subclass's own arguments are not kept.
        return _restore, (type(self), self.message)


def _restore(kind: type[R40Error], message: str) -> R40Error:
    error = kind.__new__(kind)
    R40Error.__init__(error, message)
    return error


class ConfigurationError(R40Error):
    """The call, a setting or a folder is wrong; no input was touched."""

    code = "configuration"
    exit_code = 2


class CodebookError(ConfigurationError):
    """A codebook file is not valid."""

    code = "codebook"

    def __init__(self, file: str, line: int | None, key: str, problem: str) -> None:
        self.file, self.line, self.key = file, line, key
        where = f"{file}, riga {line}" if line else file
        super().__init__(f"{where}, chiave «{key}»: {problem}. Correggere il file e riprovare.")


class NothingToReadError(ConfigurationError):
    """The paths given hold no PDF or text file."""

    code = "nothing_to_read"

    def __init__(self, path: str) -> None:
        super().__init__(
            f"In «{path}» non c'è nessun file da leggere: indicare un file .pdf o .txt, "
            "oppure una cartella che ne contenga."
        )


class OutputError(ConfigurationError):
    """The output folder cannot be written."""

    code = "output_not_writable"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            f"Impossibile scrivere in «{path}» ({reason}): scegliere con --out un'altra cartella "
            "oppure chiudere i file aperti e verificare permessi e spazio su disco."
        )


class OutputBusyError(ConfigurationError):
    """Another run writes into the output folder."""

    code = "output_busy"

    def __init__(self, path: str, owner: str) -> None:
        super().__init__(
            f"Un'altra esecuzione di r40 (processo {owner}) sta scrivendo in «{path}»: attendere che finisca, "
            "oppure scegliere con --out un'altra cartella."
        )


class TableError(ConfigurationError):
    """A table of narratives is not valid."""

    code = "table"

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(
            f"La tabella «{path}» non è utilizzabile: {problem}. Serve un file Parquet o CSV con una colonna «narrative»; "
            "docs/output.md dice quali altre colonne sono ammesse."
        )


class ClusterError(ConfigurationError):
    """The cluster cannot be reached, or cannot do what is asked of it."""

    code = "cluster"


class ModelError(ConfigurationError):
    """The model bundle is missing, damaged, or made for another pipeline."""

    code = "model"


class CorpusError(ConfigurationError):
    """A line of the training corpus is not valid."""

    code = "corpus"


class WorkersError(R40Error):
    """Worker processes cannot be kept alive."""

    code = "workers"

    def __init__(self, reason: str = "") -> None:
        detail = f" ({reason})" if reason else ""
        super().__init__(
            f"I processi di lettura si interrompono di continuo{detail}: verificare memoria e spazio su disco liberi, ridurre "
            "--jobs e ripetere lo stesso comando, che riprende da dove si è fermato."
        )


class ReadError(R40Error):
    """A file could not be read as a relazione."""

    code = "unreadable"


class FileUnreadableError(ReadError):
    """The operating system refuses the file."""

    code = "file_unreadable"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Il file non si può aprire ({reason}): verificare che esista e che i permessi ne consentano la lettura."
        )


class EmptyFileError(ReadError):
    """The file has no bytes, or only white space."""

    code = "empty_file"

    def __init__(self) -> None:
        super().__init__("Il file è vuoto: scaricare di nuovo la relazione dal portale.")


class NotAPdfError(ReadError):
    """The file is named as a PDF but is something else."""

    code = "not_a_pdf"

    def __init__(self) -> None:
        super().__init__(
            "Il file non è un PDF, benché ne porti il nome: aprirlo per vedere che cosa contiene, "
            "oppure scaricare di nuovo la relazione."
        )


class DamagedPdfError(ReadError):
    """The PDF is truncated or its structure is broken."""

    code = "damaged_pdf"

    def __init__(self, reason: str = "") -> None:
        detail = f" ({reason})" if reason else ""
        super().__init__(f"Il PDF è troncato o danneggiato{detail}: scaricare di nuovo la relazione dal portale.")


class EncryptedPdfError(ReadError):
    """The PDF asks for a password."""

    code = "encrypted_pdf"

    def __init__(self) -> None:
        super().__init__("Il PDF è protetto da password: salvarne una copia senza protezione e riprovare.")


class NoTextLayerError(ReadError):
    """Neither the text of the PDF nor OCR of its pages gives a word."""

    code = "no_text_layer"

    def __init__(self) -> None:
        super().__init__(
            "Il PDF non contiene testo e l'OCR non ne legge nelle sue pagine: usare il PDF originale del portale, "
            "oppure ripetere la scansione a 300 dpi."
        )


class OcrMissingError(ReadError):
    """The PDF is a scan, and what reads scans is not installed."""

    code = "ocr_missing"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Il PDF è una scansione e l'OCR che la leggerebbe non è installato ({what}): installare r40[ocr] e i "
            "pacchetti Debian tesseract-ocr e tesseract-ocr-ita, oppure usare il PDF originale del portale; poi "
            "ripetere con --retry-failed."
        )


class TooMuchTextError(ReadError):
    """The document holds more characters than any relazione."""

    code = "too_much_text"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"Il documento ha più di {limit:_} caratteri: verificare che sia una relazione e non una raccolta di "
            "documenti; se lo è, salvarne ogni relazione in un file a sé.".replace("_", ".")
        )


class NotARelazioneError(ReadError):
    """The document is readable but is not this form."""

    code = "not_a_relazione"

    def __init__(self) -> None:
        super().__init__(
            "Il documento non è una relazione di monitoraggio (non vi compaiono i codici dei quadri): "
            "verificare che sia il file giusto."
        )


class NotTextError(ReadError):
    """A text file that is not text."""

    code = "not_text"

    def __init__(self) -> None:
        super().__init__("Il file non è un testo leggibile: salvarlo come testo UTF-8 oppure usare il PDF.")


class TimeLimitError(ReadError):
    """Reading took longer than a file is given."""

    code = "time_limit"

    def __init__(self) -> None:
        super().__init__(
            "La lettura ha superato il tempo massimo per un file: aprirlo a mano per vedere se è una relazione; "
            "se lo è, alzare max_seconds in r40.toml e ripetere con --retry-failed."
        )


class MemoryLimitError(ReadError):
    """Reading took more memory than a file is given."""

    code = "memory_limit"

    def __init__(self) -> None:
        super().__init__(
            "La lettura ha superato la memoria massima per un file: aprirlo a mano per vedere se è una relazione; "
            "se lo è, alzare max_memory in r40.toml e ripetere con --retry-failed."
        )


class ReaderCrashedError(ReadError):
    """The process that read the file died."""

    code = "reader_crashed"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Il programma di lettura si è interrotto su questo file ({reason}): il PDF è probabilmente danneggiato; "
            "scaricarlo di nuovo, oppure aprirlo e salvarlo come nuovo PDF."
        )


class UnexpectedReadError(ReadError):
    """A fault of r40 or of a library while reading; the batch goes on."""

    code = "internal"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Errore imprevisto durante la lettura ({reason}): segnalare il file agli sviluppatori di r40."
        )
