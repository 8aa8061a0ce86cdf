"""The function's package: the program for Lambda, and the settings that it reads."""

import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

from agency import ROOT, WORK
from trouble import Trouble

FOLDER = WORK / "function"
# The C library of provided.al2023.
GLIBC = (2, 34)
# Names of a processor: in the template, to the compiler, in the head of a program.
TARGETS = {"arm64": ("aarch64-unknown-linux-gnu", 0xB7), "x86_64": ("x86_64-unknown-linux-gnu", 0x3E)}
FIGURES = ("statistics.toml", "statistics.json", "statistics.csv")
SETTINGS = ("agency.toml", "data/holidays.toml")


def prepare(agency, bootstrap):
    """Fills the folder that the template names."""
    program = bootstrap or compile_for(agency.architecture)
    check(program, agency.architecture)
    shutil.rmtree(FOLDER, ignore_errors=True)
    own = [path.relative_to(agency.content) for path in sorted((agency.content / "templates").glob("*.html"))]
    figures = [Path("data") / name for name in FIGURES if (agency.content / "data" / name).is_file()]
    for name in [*SETTINGS, *own, *figures]:
        place = FOLDER / "content" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(agency.content / name, place)
    shutil.copyfile(program, FOLDER / "bootstrap")
    (FOLDER / "bootstrap").chmod(0o755)
    # The same content makes the same package, so that nothing new is published without need.
    for path in [FOLDER, *FOLDER.rglob("*")]:
        os.utime(path, (315532800, 315532800))


def compile_for(architecture):
    target, _ = TARGETS[architecture]
    version = ".".join(map(str, GLIBC))
    # By itself, so that nothing is linked that only the other programs ask of a library.
    command = ["cargo", "zigbuild", "--profile", "lambda", "-p", "function", "--bin", "bootstrap", "--target", f"{target}.{version}"]
    print(f"Mengompilasi fungsi untuk {architecture} ...", flush=True)
    if subprocess.run(command, cwd=ROOT).returncode:
        raise Trouble(f"Fungsi tidak bisa dikompilasi. Bila bagian Rust kurang: rustup target add {target}.")
    return ROOT / "target" / target / "lambda" / "bootstrap"


def check(program, architecture):
    """A program that Lambda cannot start is found here, not by citizens."""
    try:
        code = program.read_bytes()
    except OSError as error:
        raise Trouble(f"{program} tidak bisa dibaca: {error.strerror}.") from error
    if code[:5] != b"\x7fELF\x02" or int.from_bytes(code[18:20], "little") != TARGETS[architecture][1]:
        raise Trouble(f"{program} bukan program Linux untuk {architecture}.")
    needed = {tuple(map(int, found)) for found in re.findall(rb"GLIBC_(\d+)\.(\d+)", code)}
    if needed and max(needed) > GLIBC:
        raise Trouble(f"{program} memerlukan glibc {max(needed)}; Lambda hanya punya {GLIBC}.")
    if starts(program, architecture) is False:
        raise Trouble(f"{program} tidak bisa dijalankan.")


def starts(program, architecture):
    """Without settings it must stop and say which are missing; unknown where it cannot run here."""
    here = platform.machine() == {"arm64": "aarch64"}.get(architecture, architecture)
    emulator = shutil.which("qemu-aarch64") if architecture == "arm64" else None
    if not here and not emulator:
        return None
    command = [program] if here else [emulator, "-L", "/usr/aarch64-linux-gnu", program]
    told = subprocess.run(command, env={}, capture_output=True, text=True)
    return told.returncode == 3 and "TANGGAP_TABLE" in told.stderr
