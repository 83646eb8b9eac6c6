"""Builds empty CUDA libraries beside torch's own, so that its CUDA wheel imports where there is no CUDA.

PyPI serves torch for Linux as the CUDA build only, which is linked to three gigabytes of nvidia-* wheels. A CPU run calls none of
them, but the loader wants every library, every symbol version and every function to exist. Each function made here returns 100,
CUDA's "no device", so torch says that CUDA is not available.

    python stand_ins.py TORCH_LIB_FOLDER
"""

import pathlib
import re
import subprocess
import sys
from collections import defaultdict

NO_DEVICE = 100
# Of the system, not of CUDA.
SYSTEM = re.compile(r"^(lib(c|m|z|dl|rt|pthread|util|gomp|quadmath|stdc\+\+|gcc_s|gfortran)|ld-linux.*)[.-]")
# Names that the interpreter, the C++ runtime and torch's own templates leave open: not CUDA's.
ELSEWHERE = re.compile(r"^(_Z|_ITM|__cxa|__gmon|__tls|Py|_Py|GOMP|omp_|mpi_|MPI_|ompi_)")


def readelf(*arguments):
    return subprocess.run(["readelf", "-W", *arguments], capture_output=True, text=True, check=True).stdout


def needed(library):
    return re.findall(r"\(NEEDED\).*\[(.+)\]", readelf("-d", library))


def open_symbols(library):
    """(name, version or None, whether weak) of what the library takes from others, and the names that it gives."""
    taken, given = [], set()
    for line in readelf("--dyn-syms", library).splitlines():
        part = line.split()
        if len(part) < 8 or not part[0].rstrip(":").isdigit():
            continue
        binding, section = part[4], part[6]
        name, _, version = part[7].partition("@")
        if section == "UND":
            taken.append((name, version.lstrip("@") or None, binding == "WEAK"))
        else:
            given.add(name)
    return taken, given


def version_owners(library):
    """Which library each symbol version is asked of: the version-needs table."""
    owners, owner = {}, None
    _, _, table = readelf("-V", library).partition("Version needs section")
    for line in table.splitlines():
        if found := re.search(r"File: (\S+)", line):
            owner = found.group(1)
        if found := re.search(r"Name: (\S+)\s+Flags", line):
            owners[found.group(1)] = owner
    return owners


def wanted(folder):
    """{library: {version or None: names}}; names without a version go to the CUDA runtime, for lack of a better place."""
    libraries = [path for path in folder.glob("*.so*") if path.is_file() and not path.is_symlink()]
    own = {path.name for path in folder.glob("*.so*")}
    missing = {name for path in libraries for name in needed(path) if name not in own and not SYSTEM.match(name)}
    by_library = {name: defaultdict(set) for name in missing}
    loose, given = set(), set()
    for path in libraries:
        taken, gives = open_symbols(path)
        given |= gives
        owners = version_owners(path)
        for name, version, weak in taken:
            owner = owners.get(version)
            if owner in missing:
                by_library[owner][version].add(name)
            elif version is None and not weak and not ELSEWHERE.match(name):
                loose.add(name)
    runtime = next((name for name in sorted(missing) if name.startswith("libcudart")), None)
    if runtime is not None:
        known = {name for versions in by_library.values() for names in versions.values() for name in names}
        by_library[runtime][None] |= loose - given - known
    return by_library


def build(folder, library, versions):
    names = sorted({name for found in versions.values() for name in found})
    source, script = folder / f"{library}.c", folder / f"{library}.map"
    says = {name: f'const char* {name}(void) {{ return "no CUDA here"; }}' for name in names if name.endswith(("ErrorString", "ErrorName"))}
    source.write_text("\n".join(says.get(name, f"long {name}(void) {{ return {NO_DEVICE}; }}") for name in names) + "\n")
    named = {version: found for version, found in versions.items() if version is not None}
    script.write_text("\n".join(f"{version} {{ global: {' '.join(f'{name};' for name in sorted(found))} }};" for version, found in named.items()))
    command = ["gcc", "-w", "-fno-builtin", "-shared", "-fPIC", "-O1", f"-Wl,-soname,{library}", "-o", folder / library, source]
    subprocess.run([*command, *([f"-Wl,--version-script={script}"] if named else [])], check=True)
    source.unlink()
    script.unlink()


if __name__ == "__main__":
    torch_lib = pathlib.Path(sys.argv[1])
    for library, versions in sorted(wanted(torch_lib).items()):
        build(torch_lib, library, versions)
        print("stand-in", library)
