"""Decodes Omniglot's characters from their archives with zipfile and Pillow, on some processes.

Reads one JSON object from standard input: {"path": ..., "characters": [...], "size", "resample", "processes"}.
Prints one: {"pictures", "seconds", "megabytes", "digest"}. Time is from listing the archives to the bytes in memory; memory is the peak
of all processes together.
"""

import hashlib
import io
import json
import os
import resource
import sys
import time
import zipfile
from concurrent.futures import ProcessPoolExecutor

from PIL import Image


def decode(task):
    """The pictures of some files of one archive, ink 255 on paper 0, one after another."""
    archive, names, size, resample = task
    made = []
    with zipfile.ZipFile(archive) as opened:
        for name in names:
            image = Image.open(io.BytesIO(opened.read(name))).convert("L")
            image = image.resize((size, size), Image.Resampling[resample.upper()])
            made.append(image.point(lambda value: 255 - value).tobytes())
    return b"".join(made), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, os.getpid()


def tasks(request):
    wanted = {character: at for at, character in enumerate(request["characters"])}
    for part in ("images_background", "images_evaluation"):
        archive = os.path.join(request["path"], part + ".zip")
        with zipfile.ZipFile(archive) as opened:
            names = [name for name in opened.namelist() if name.endswith(".png")]
        names = sorted(name for name in names if "/".join(name.split("/")[-3:-1]) in wanted)
        share = -(-len(names) // request["processes"])
        for start in range(0, len(names), max(1, share)):
            yield archive, names[start : start + share], request["size"], request["resample"]


def main():
    request = json.load(sys.stdin)
    began = time.perf_counter()
    with ProcessPoolExecutor(request["processes"]) as pool:
        parts = list(pool.map(decode, tasks(request)))
    made = b"".join(part for part, _, _ in parts)
    seconds = time.perf_counter() - began
    peaks = {}
    for _, peak, process in parts:
        peaks[process] = max(peak, peaks.get(process, 0))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                "pictures": len(made) // request["size"] ** 2,
                "seconds": seconds,
                "megabytes": (own + sum(peaks.values())) / 1024,
                "digest": hashlib.sha256(bytes(sorted(made))).hexdigest(),
            }
        )
    )


if __name__ == "__main__":
    main()
