"""The parameter file of one agency."""

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "infra" / "template.yaml"
WORK = ROOT / "target" / "infra"
# Parameters that are never written into a file, and the variables that carry them.
SECRETS = {
    "SmtpUrl": "TANGGAP_SMTP_URL",
    "ReceiptKeys": "TANGGAP_RECEIPT_KEYS",
    "OidcClientSecret": "TANGGAP_OIDC_CLIENT_SECRET",
}
# The stack's name begins names of buckets, which have 63 letters at most.
STACK = re.compile(r"[a-z][a-z0-9-]{1,40}[a-z0-9]")


@dataclass(frozen=True)
class Agency:
    stack: str
    region: str
    content: Path
    parameters: dict

    @staticmethod
    def read(path):
        try:
            told = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise Trouble(f"{path} tidak bisa dibaca: {error.strerror}.") from error
        except tomllib.TOMLDecodeError as error:
            raise Trouble(f"{path}: {error}.") from error
        unknown = set(told) - {"stack", "region", "content", "parameters"}
        if unknown or not STACK.fullmatch(str(told.get("stack", ""))):
            raise Trouble(f"{path}: periksa `stack` (huruf kecil, angka, -) dan pilihan tak dikenal {sorted(unknown)}.")
        given = {name: str(value) for name, value in told.get("parameters", {}).items()}
        written = sorted(set(given) & set(SECRETS))
        if written:
            raise Trouble(f"{path}: {', '.join(written)} adalah rahasia; isi lewat variabel {SECRETS[written[0]]}.")
        secret = {name: os.environ[variable] for name, variable in SECRETS.items() if os.environ.get(variable)}
        content = ROOT / told.get("content", "content")
        return Agency(told["stack"], told.get("region", "ap-southeast-3"), content, given | secret)

    @property
    def architecture(self):
        return self.parameters.get("Architecture", "arm64")

    @property
    def url(self):
        domain = self.parameters.get("Domain")
        return f"https://{domain}" if domain else None
