"""The site: built, and every file with the headers that it is served with."""

import fnmatch
import hashlib
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from agency import ROOT, WORK
from trouble import Trouble

FOLDER = WORK / "site"


@dataclass(frozen=True)
class File:
    path: Path
    etag: str
    type: str
    cache: str


@dataclass(frozen=True)
class Site:
    files: dict
    redirects: dict


def build(agency, url):
    program = os.environ.get("TANGGAP_PROGRAM")
    command = [program] if program else ["cargo", "run", "--quiet", "--release", "--"]
    command += ["build", "--content", str(agency.content), "--out", str(FOLDER)]
    if subprocess.run(command + (["--base-url", url] if url else []), cwd=ROOT).returncode:
        raise Trouble("Isi situs perlu diperbaiki dulu; belum ada yang berubah.")
    return read(FOLDER)


def read(folder):
    rules = json.loads((folder / ".tanggap-headers.json").read_text())["rules"]
    map = json.loads((folder / ".tanggap-redirects.json").read_text())["data"]
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    pages = sorted(name for name in names if not name.startswith(".") and "/." not in name)
    files = {name: describe(folder / name, name, rules) for name in pages}
    return Site(files, {entry["key"]: entry["value"] for entry in map})


def describe(path, name, rules):
    etag = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    media_type = header(f"/{name}", "content-type", rules, "application/octet-stream")
    return File(path, etag, media_type, header(f"/{name}", "cache-control", rules, "no-cache"))


def header(address, name, rules, otherwise):
    """The rules of .tanggap-headers.json: later ones win."""
    matching = (rule["headers"] for rule in rules if fnmatch.fnmatchcase(address, rule["path"]))
    told = [headers[name] for headers in matching if name in headers]
    return told[-1] if told else otherwise
