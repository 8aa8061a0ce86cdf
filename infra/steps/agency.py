"""The parameter file of one agency."""

import os
import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import template
from trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "target" / "infra"
# Parameters that are never written into a file, and the variables that carry them.
SECRETS = {
    "SmtpUrl": "TANGGAP_SMTP_URL",
    "ReceiptKeys": "TANGGAP_RECEIPT_KEYS",
    "OidcClientSecret": "TANGGAP_OIDC_CLIENT_SECRET",
}
# What --new-door-key has set stays: AWS keeps the value of what is not sent.
KEPT = {*SECRETS, "FrontDoorVersion"}
# Names before [parameters], and what they are where they are left out.
NAMES = {"stack": "", "region": "ap-southeast-3", "content": "content", "parameters": {}}
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
            told = NAMES | tomllib.loads(path.read_text(encoding="utf-8"))
            return Agency.of(told)
        except OSError as error:
            raise Trouble(f"{path} tidak bisa dibaca: {error.strerror}.") from error
        except ValueError as error:
            raise Trouble(f"{path}: {error}.") from error
        except Trouble as trouble:
            raise Trouble(f"{path}: {trouble}") from trouble

    @staticmethod
    def of(told):
        refuse_unknown(told, NAMES)
        wrong = [name for name, otherwise in NAMES.items() if not isinstance(told[name], type(otherwise))]
        if wrong:
            raise Trouble(f"`{wrong[0]}` belum benar. Tiru bentuknya di infra/parameters/contoh.toml.")
        if not STACK.fullmatch(told["stack"]):
            raise Trouble("periksa `stack`: huruf kecil, angka, dan tanda hubung, paling banyak 42.")
        content = ROOT / told["content"]
        if not (content / "agency.toml").is_file():
            raise Trouble(f"`content`: tidak ada agency.toml di {content}.")
        return Agency(told["stack"], told["region"], content, chosen(told["parameters"]))

    @property
    def architecture(self):
        return self.parameters["Architecture"]

    @property
    def url(self):
        domain = self.parameters["Domain"]
        return f"https://{domain}" if domain else None


def chosen(told):
    """Every parameter that is not kept: otherwise AWS would go on with what a file does not say any more."""
    known = template.parameters()
    refuse_unknown(told, known)
    written = sorted(set(told) & set(SECRETS))
    if written:
        raise Trouble(f"{', '.join(written)} adalah rahasia; isi lewat variabel {SECRETS[written[0]]}.")
    defaults = {name: rule["Default"] for name, rule in known.items() if "Default" in rule and name not in KEPT}
    secret = {name: os.environ[variable] for name, variable in SECRETS.items() if os.environ.get(variable)}
    values = {name: str(value) for name, value in (defaults | told | secret).items()}
    for name in known:
        if name not in KEPT or name in values:
            check(name, values.get(name, ""), known[name])
    if bool(values["Domain"]) != bool(values["CertificateArn"]):
        raise Trouble("isi Domain dan CertificateArn bersama, atau kosongkan keduanya.")
    return values


def refuse_unknown(told, known):
    for name in sorted(set(told) - set(known)):
        near = get_close_matches(name, known, 1)
        meant = f" Mungkin maksudnya {near[0]}." if near else " Nama yang ada tertulis di infra/template.yaml."
        raise Trouble(f"pilihan {name} tidak dikenal.{meant}")


def check(name, value, rule):
    allowed = [str(one) for one in rule.get("AllowedValues", [])]
    fits = re.fullmatch(rule.get("AllowedPattern", r"(?s).*"), value) and (not allowed or value in allowed)
    if rule["Type"] == "Number":
        number = re.fullmatch(r"\d+(\.\d+)?", value)
        fits = fits and number and rule.get("MinValue", 0) <= float(value) <= rule.get("MaxValue", float("inf"))
    if not fits:
        choice = f" Pilihannya: {', '.join(allowed)}." if allowed else ""
        raise Trouble(f"{name} belum benar. {rule['Description']}.{choice}")
