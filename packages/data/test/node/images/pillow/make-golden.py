"""Writes golden.json: what Pillow makes of two small pictures, by every filter and fit, smaller and larger.

    python -m pip install pillow==13.0.0
    python make-golden.py
"""

import base64
import json
import os
import random

import PIL
from PIL import Image, ImageOps

random.seed(20261201)


def text(image):
    return base64.b64encode(image.tobytes()).decode()


def brought(image, fit, name, size):
    method = Image.Resampling[name.upper()]
    if fit == "cover":
        return ImageOps.fit(image, size, method)
    if fit == "contain":
        return ImageOps.pad(image, size, method, color="white")
    return image.resize(size, method)


def picture(width, height, value):
    image = Image.new("RGB", (width, height))
    image.putdata([value(x, y) for y in range(height) for x in range(width)])
    return image


pictures = [
    # Noise of extremes: filters with negative weights overshoot everywhere. Wide.
    picture(19, 11, lambda x, y: tuple(random.choice((0, 255, random.randrange(256))) for _ in range(3))),
    # Thin dark strokes on paper, tall: the columns are resampled first when it shrinks.
    picture(9, 40, lambda x, y: (20, 60, 90) if (x + y) % 13 == 0 else (255, 255, 255)),
]

golden = []
for image in pictures:
    made = []
    for mode, channels in (("L", 1), ("RGB", 3)):
        for fit in ("fill", "cover", "contain"):
            for name in ("nearest", "box", "bilinear", "bicubic", "lanczos"):
                for width, height in ((7, 6), (23, 47)) if mode == "L" else ((8, 5),):
                    bytes_ = text(brought(image.convert(mode), fit, name, (width, height)))
                    made.append(
                        {"channels": channels, "fit": fit, "resample": name, "size": [height, width], "bytes": bytes_}
                    )
    golden.append({"width": image.width, "height": image.height, "pixels": text(image), "made": made})

folder = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(folder, "golden.json"), "w") as file:
    json.dump({"pillow": PIL.__version__, "pictures": golden}, file)
