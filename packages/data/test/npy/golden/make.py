"""Writes the arrays that test/npy reads, with NumPy 2.4.6: pip install numpy==2.4.6 && python make.py

Each array is a small one that a formula gives, so the tests say what must be in it.
"""
import io
import zipfile
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

here = Path(__file__).parent
base = np.arange(24).reshape(2, 3, 4)

arrays = {}
for kind in ["f2", "f4", "f8", "i2", "i4", "i8", "u2", "u4", "u8"]:
    for order in "<>":
        name = f"{kind}-{'little' if order == '<' else 'big'}"
        arrays[name] = (base - (0 if kind[0] == "u" else 5)).astype(f"{order}{kind}")
arrays["i1"] = (base - 5).astype("i1")
arrays["u1"] = (base * 11).astype("u1")
arrays["bool"] = base % 3 == 0
arrays["fortran"] = np.asfortranarray(base.astype("<f4"))
arrays["fortran-text"] = np.asfortranarray(np.array([["a", "b"], ["c", "d"]]))
arrays["text-little"] = np.array(["cat", "dog", "", "Käfer", "🦔"], dtype="<U5")
arrays["text-big"] = np.array(["cat", "dog", "", "Käfer", "🦔"], dtype=">U5")
arrays["bytes"] = np.array([b"cat", b"dog", b"horse"])
arrays["scalar"] = np.float64(2.5)
arrays["empty"] = np.zeros((0, 4), "<f4")
arrays["halves"] = np.array([0, -0.0, 6e-8, 65504, np.inf, -np.inf, np.nan, 1 / 3], "<f2")
arrays["wide-integers"] = np.array([2**63 - 1, -(2**63)], "<i8")
np.savez(here / "arrays.npz", **arrays)
np.savez_compressed(here / "compressed.npz", features=base.astype("<f4"), labels=np.array(["a", "b"]))

# Versions 2 and 3 of the format.
for version in [(2, 0), (3, 0)]:
    with open(here / f"version-{version[0]}.npy", "wb") as file:
        npy.write_array(file, base.astype("<f4"), version=version)

# What is refused.
refused = {
    "objects": np.array([1, "a"], dtype=object),
    "records": np.zeros(2, [("a", "<f4"), ("b", "<i4")]),
    "complex": np.zeros(2, "<c8"),
    "dates": np.array(["2026-01-01"], "datetime64[D]"),
    "raw": np.zeros(2, "V3"),
}
np.savez(here / "refused.npz", **refused)


def member(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


class Stream(io.RawIOBase):
    """A file that cannot be rewound: sizes follow the data (data descriptors)."""

    def __init__(self, file):
        self.file = file

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


with open(here / "streamed.npz", "wb") as file:
    with zipfile.ZipFile(Stream(file), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("features.npy", member(base.astype("<f4")))
        archive.writestr("labels.npy", member(np.arange(2)))

# Zip64 throughout: the limits at which Python's writer changes to 64-bit numbers are lowered.
limit, zipfile.ZIP64_LIMIT = zipfile.ZIP64_LIMIT, 10
with zipfile.ZipFile(here / "zip64.npz", "w", zipfile.ZIP_DEFLATED) as archive:
    for name, array in {"features": base.astype("<f4"), "labels": np.arange(2)}.items():
        with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
            file.write(member(array))
zipfile.ZIP64_LIMIT = limit
