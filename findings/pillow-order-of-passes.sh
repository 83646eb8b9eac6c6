#!/usr/bin/env bash
# Pillow 13.0.0 resizes a tall picture to other pixels than Pillow 12.3.0, though filter, size and picture are the same: it filters the columns
# first where more than twice as many rows as columns are lost, and clips bytes between the two passes.
# Needs python3 with venv, and PyPI. Fails if either version behaves differently from what is said here.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/resize.py" <<'PY'
import random

import PIL
from PIL import Image

random.seed(1)
image = Image.new("L", (40, 160))
image.putdata([random.choice((0, 255)) for _ in range(40 * 160)])
lanczos = Image.Resampling.LANCZOS
whole = image.resize((30, 40), lanczos)
rows_first = image.resize((30, 160), lanczos).resize((30, 40), lanczos)
columns_first = image.resize((40, 40), lanczos).resize((30, 40), lanczos)


def largest(one, other):
    return max(abs(a - b) for a, b in zip(one.tobytes(), other.tobytes()))


print(f"{PIL.__version__} rows first: {largest(whole, rows_first)}, columns first: {largest(whole, columns_first)}")
PY
for version in 12.3.0 13.0.0; do
  python3 -m venv "$work/$version"
  "$work/$version/bin/python" -m pip install --quiet --disable-pip-version-check "pillow==$version"
  "$work/$version/bin/python" -W ignore "$work/resize.py" | tee -a "$work/seen"
done
grep -Eq '^12\.3\.0 rows first: 0, columns first: [1-9]' "$work/seen"
grep -Eq '^13\.0\.0 rows first: [1-9][0-9]*, columns first: 0$' "$work/seen"
echo 'As described: levels of 255 by which a resize of 40 × 160 to 30 × 40 differs from its two passes one by one.'
