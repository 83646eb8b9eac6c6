"""unpack.py WHEEL FOLDER: TensorFlow's shared libraries and the C headers that tfjs-node's addon includes, out of a wheel."""

import os
import re
import shutil
import sys
import zipfile

HEADERS = r"tensorflow/(?:(?:c|tsl/c)/.*|(?:core|tsl)/platform/ctstring.*)\.h"
LIBRARIES = r"libtensorflow_(?:cc|framework)\.so\.2"


def target(name):
    """Where a file of the wheel goes, or None."""
    if not name.startswith("tensorflow/"):
        return None
    inner = name[len("tensorflow/") :]
    if re.fullmatch(LIBRARIES, inner):
        return "lib/" + inner
    if inner.startswith("include/") and re.fullmatch(HEADERS, inner[len("include/") :]):
        return inner
    return None


wheel, folder = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for entry in archive.namelist():
        place = target(entry)
        if place is None:
            continue
        path = os.path.join(folder, place)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(entry) as packed, open(path, "wb") as unpacked:
            shutil.copyfileobj(packed, unpacked, 1 << 20)
