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


class ModelError(ConfigurationError):
    """The model bundle is missing, damaged, or made for another pipeline."""

    code = "model"


class CorpusError(ConfigurationError):
    """A line of the training corpus is not valid."""

    code = "corpus"


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
    """The PDF holds pictures of pages only."""

    code = "no_text_layer"

    def __init__(self) -> None:
        super().__init__(
            "Il PDF non contiene testo (è una scansione): usare il PDF originale del portale, "
            "oppure passarlo prima a un programma di riconoscimento ottico (OCR)."
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


class UnexpectedReadError(ReadError):
    """A fault of r40 or of a library while reading; the batch goes on."""

    code = "internal"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Errore imprevisto durante la lettura ({reason}): segnalare il file agli sviluppatori di r40."
        )
