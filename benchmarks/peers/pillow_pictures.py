"""What Pillow makes of the picture files of a folder.

Reads one JSON object from standard input: {"folder": ..., "forms": [{"channels", "fit", "resample", "size"}, ...]}.
Writes one line of JSON for each form: for each file, in alphabetical order, its bytes in base64.
"""

import base64
import json
import os
import sys

import PIL
from PIL import Image, ImageOps


def opened(path, channels):
    """Upright, on white paper, grey (Rec. 601) or colour, as most programs write it with Pillow."""
    image = ImageOps.exif_transpose(Image.open(path))
    if image.mode in ("LA", "RGBA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    return image.convert("L" if channels == 1 else "RGB")


def fitted(image, fit, resample, size):
    method = Image.Resampling[resample.upper()]
    shape = (size[1], size[0])
    if fit == "cover":
        return ImageOps.fit(image, shape, method)
    if fit == "contain":
        return ImageOps.pad(image, shape, method, color="white")
    return image.resize(shape, method)


def main():
    request = json.load(sys.stdin)
    files = sorted(os.listdir(request["folder"]))
    print(json.dumps({"version": PIL.__version__}))
    for form in request["forms"]:
        made = []
        for name in files:
            image = opened(os.path.join(request["folder"], name), form["channels"])
            image = fitted(image, form["fit"], form["resample"], form["size"])
            made.append(base64.b64encode(image.tobytes()).decode())
        print(json.dumps(made))


main()
