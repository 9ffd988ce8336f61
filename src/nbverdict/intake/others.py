"""What a file beside the notebooks is, by its content and its ending: it may be a notebook after all."""

from enum import Enum, auto
from pathlib import Path, PurePath

from nbverdict.intake.unreadable import SIGNATURES, UnreadableCause
from nbverdict.text.expressions import Expression

ARCHIVE = Expression(
    r"\.(zipx?|tar|t?gz|t?bz2|t?xz|t?zst|t?lz|lzma|lz4|7z|rar|cab|iso|dmg|z[0-9]+)(\.(txt|part|[0-9]+))?$",
    any_case=True,
)
# endings of what people keep beside a notebook, or export it to: nobody saves the notebook itself so
ORDINARY = frozenset(
    """
    .html .htm .pdf .doc .docx .odt .rtf .ppt .pptx .odp .md .qmd .rmd .rst .tex .log .txt .json
    .py .pyi .pyc .r .jl .js .css .sh .bat .ps1 .c .h .cpp .java .lock .toml .cfg .ini .env .xml .yml .yaml
    .csv .tsv .dat .data .xls .xlsx .ods .parquet .feather .arrow .h5 .hdf5 .nc .mat .npy .npz .pkl .pickle
    .joblib .db .sqlite .sqlite3 .pt .pth .ckpt .bin .safetensors .onnx .model .vocab .spm
    .png .jpg .jpeg .gif .svg .webp .bmp .tif .tiff .ico .eps .heic .mp3 .mp4 .mov .avi .wav .ogg .ttf .otf
    """.split()  # noqa: SIM905 - ninety words
)
PACKED = (
    *(head for head, cause in SIGNATURES.items() if cause is UnreadableCause.ARCHIVE),
    *(b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"LZIP", b"MSCF"),
)
MOST = 50 << 20  # bytes of a file that are looked through


class OtherFile(Enum):
    """What a file is that is not taken for a notebook."""

    NOTEBOOK = auto()  # by its content, under an ending of another kind
    ARCHIVE = auto()
    UNKNOWN = auto()  # of a kind that we do not know
    ORDINARY = auto()  # data, code, pictures, exports


def other_kind(path: Path) -> OtherFile:
    """Return what a file is."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST)
    except OSError:
        return OtherFile.UNKNOWN
    if _is_notebook(data):
        return OtherFile.NOTEBOOK
    if is_archive(path):
        return OtherFile.ARCHIVE
    if path.suffix.casefold() in ORDINARY or not path.suffix:
        return OtherFile.ORDINARY
    return OtherFile.ARCHIVE if data.startswith(PACKED) else OtherFile.UNKNOWN


def is_archive(path: PurePath) -> bool:
    """Return whether a file's name is an archive's, of whatever program."""
    return ARCHIVE.search(path.name) is not None


def _is_notebook(data: bytes) -> bool:
    """Return whether a file has the fields of a notebook, in whatever encoding."""
    text = data.replace(b"\x00", b"")
    begins = text[:4].strip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"{")
    return begins and b'"cells"' in text and b'"nbformat' in text
