"""Texts to unit vectors: by the models newslab brings, or by any that is handed over; cached by content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from newslab.errors import ModelError, OptionError
from newslab.store import Kept, file_hash
from newslab.text.embed_graph import Vectors
from newslab.text.embed_model import clean, load_model, unit

Embedder = Callable[[list[str]], Any]

CHUNK: Final = 256  # texts kept at once: what a killed run loses at most
_PROBE: Final = "The council of the river town voted on Tuesday to rebuild its bridge."
_LONG_JOB: Final = 1_000  # texts from which a progress bar is worth a line


def embed(texts: list[str], model: str | Path | Embedder | Any = "quality") -> Vectors:
    """Turn texts into unit vectors.

    Parameters
    ----------
    texts : n texts; the first 256 tokens of each are read.
    model : "quality" (all-MiniLM-L6-v2, 384 numbers a text; in bf16 on processors with AMX, else with int8 weights,
        and `find_model_id` says which), "fast" (a static model distilled from it, 256 numbers), the folder of a
        sentence-transformers or model2vec model, an object with `encode`, or any function from a list of texts to an
        (n, dim) array.

    Returns
    -------
    ndarray (n, dim), float32, rows of length 1 (a text without any token has zeros). With "quality" and "fast" a
    vector depends on its text alone, not on the batch, the order or the number of threads.

    Raises
    ------
    ModelError
        If model files are missing or damaged, or a model returns something else than one row per text.
    OptionError
        If `model` is none of the above.

    Notes
    -----
    Sentence-BERT (Reimers & Gurevych 2019), model2vec (2024). Vectors of "quality" and "fast" are kept on disk under
    the SHA-256 of model and text, `CHUNK` at a time, so a killed run goes on where it stopped.
    Speed: benchmarks/embed.md.

    Examples
    --------
    >>> vectors = embed(["Floods hit the coast.", "The coast is flooded.", "Shares rose."], model="fast")
    >>> vectors.shape, bool(vectors[0] @ vectors[1] > vectors[0] @ vectors[2])
    ((3, 256), True)
    """
    texts = clean(texts)
    if is_own(model):
        return _cached(texts, str(model))
    return _foreign(texts, _as_embedder(model))


def embed_words(texts: list[str], places: list[list[tuple[int, int]]]) -> Vectors:
    """Turn words where they stand into unit vectors: "strike" of workers is not that of rockets.

    Parameters
    ----------
    texts : n sentences; the first 256 tokens of each are read.
    places : for each the (start, end) of words in it.

    Returns
    -------
    ndarray (total of places, 384), float32, in the order given; rows of length 1 (a word behind the 256 tokens has
    zeros). A vector depends on its text and place alone, and is kept on disk as those of `embed` are.

    Examples
    --------
    >>> texts = ["Rockets struck a port.", "A missile hit the harbour.", "Teachers struck for pay."]
    >>> one, other, third = embed_words(texts, [[(8, 14)], [(10, 13)], [(9, 15)]])
    >>> bool(one @ other > other @ third)
    True
    """
    from newslab.text.embed_model import load_word_model

    texts = clean(texts)
    if not any(places):
        return np.zeros((0, 384), np.float32)
    model = load_word_model()
    keys = [
        [hashlib.sha256(f"{start},{end}\x1f{text}".encode()).digest() for start, end in spans]
        for text, spans in zip(texts, places, strict=True)
    ]
    out = []
    cache = Kept("vectors", model.model_id)
    for first in range(0, len(texts), CHUNK):
        block = range(first, min(first + CHUNK, len(texts)))
        found = _read(cache, sorted({key for at in block for key in keys[at]}), model.dim)
        missing = [at for at in block if any(key not in found for key in keys[at])]
        fresh: dict[bytes, Vectors] = {}
        for at, vectors in zip(missing, model([(texts[at], places[at]) for at in missing]), strict=True):
            fresh |= dict(zip(keys[at], vectors, strict=True))
        _write(cache, fresh)
        found |= fresh
        out += [found[key] for at in block for key in keys[at]]
    return np.stack(out)


def find_model_id(model: str | Path | Embedder | Any = "quality") -> str:
    """Return what identifies a model in a manifest.

    Returns
    -------
    A name with 16 hex digits: of the SHA-256 of the files of newslab's own models and of folders; of an object or a
    function, which Python's name alone would not tell from another, of the vector it gives a fixed sentence.

    Raises
    ------
    OptionError
        If `model` is neither a name, nor a folder, nor an object with `encode`, nor a function.
    ModelError
        If an object or a function does not give one row of numbers per text.

    Examples
    --------
    >>> find_model_id(lambda texts: [[len(text), 1.0] for text in texts]).split("-")[0]
    'newslab.text.embed.<lambda>'
    """
    if is_own(model):
        return load_model(model).model_id
    if isinstance(model, (str, Path)):
        return _folder_id(_folder(model))
    embedder = _as_embedder(model)
    named = model if hasattr(model, "__qualname__") else type(model)
    answer = np.round(_foreign([_PROBE], embedder), 2) + 0.0  # no -0.0, and no last digits of a processor
    return f"{named.__module__}.{named.__qualname__}-{hashlib.sha256(answer.tobytes()).hexdigest()[:16]}"


def is_own(model: str | Path | Embedder | Any) -> bool:
    """Tell whether a model is one of newslab's own, "quality" or "fast"."""
    return isinstance(model, str) and model in ("quality", "fast")


def _no_model(found: object) -> OptionError:
    expected = "'quality', 'fast', a model folder, an object with encode or a function"
    return OptionError(f"model: expected {expected}, found {found!r}")


def _folder(path: str | Path) -> Path:
    folder = Path(path)
    if not folder.is_dir():
        raise OptionError(f"model: expected 'quality', 'fast' or a model folder, found {str(folder)!r}, which is none")
    return folder


def _folder_id(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()}\x1f{file_hash(path)}\x1e".encode())
    return f"{folder.resolve().name}-{digest.hexdigest()[:16]}"


# --------------------------------------------------------------------------------------------------------- own models


def _cached(texts: list[str], name: str) -> Vectors:
    from tqdm.auto import tqdm

    if not texts:
        return np.zeros((0, 384 if name == "quality" else 256), np.float32)
    model = load_model(name)
    keys = [hashlib.sha256(f"{model.model_id}\x1f{text}".encode()).digest() for text in texts]
    cache = Kept("vectors", model.model_id)
    found = _read(cache, keys, model.dim)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
    wanted, size = list(missing), CHUNK if name == "quality" else 16 * CHUNK
    with tqdm(total=len(wanted), desc=f"embed ({name})", disable=len(wanted) < _LONG_JOB, unit="text") as bar:
        for start in range(0, len(wanted), size):
            block = wanted[start : start + size]
            fresh = dict(zip(block, model([missing[key] for key in block]), strict=True))
            _write(cache, fresh)
            found |= fresh
            bar.update(len(block))
    return np.stack([found[key] for key in keys])


def _read(cache: Kept, keys: Sequence[bytes], dim: int) -> dict[bytes, Vectors]:
    return {key: np.frombuffer(kept, "<f4") for key, kept in cache.read(keys).items() if len(kept) == 4 * dim}


def _write(cache: Kept, vectors: Mapping[bytes, Vectors]) -> None:
    cache.write({key: vector.astype("<f4").tobytes() for key, vector in vectors.items()})


# ----------------------------------------------------------------------------------------------------- foreign models


def _as_embedder(model: Any) -> Embedder:
    if isinstance(model, (str, Path)):
        return _from_folder(_folder(model))
    if hasattr(model, "encode"):
        return lambda texts: model.encode(texts, show_progress_bar=len(texts) >= _LONG_JOB)
    if callable(model):
        return model  # type: ignore[no-any-return]
    raise _no_model(model)


def _from_folder(folder: Path) -> Embedder:
    if not (folder / "modules.json").is_file() and (folder / "model.safetensors").is_file():
        from model2vec import StaticModel

        static = StaticModel.from_pretrained(folder)
        return lambda texts: static.encode(texts, use_multiprocessing=False)
    from sentence_transformers import SentenceTransformer

    transformer = SentenceTransformer(str(folder), local_files_only=True, trust_remote_code=False)
    return lambda texts: transformer.encode(texts, show_progress_bar=len(texts) >= _LONG_JOB)


def _foreign(texts: list[str], embedder: Embedder) -> Vectors:
    found = np.asarray(embedder(texts if texts else [" "]), np.float32)
    if found.ndim != 2 or len(found) != max(1, len(texts)):
        raise ModelError(f"model: expected {len(texts)} rows of numbers, found an array of shape {found.shape}")
    if not np.isfinite(found).all():
        raise ModelError("model: expected finite numbers, found NaN or infinity")
    return unit(found[: len(texts)])
