"""One agency from nothing to a rolled back release, with complaints in between."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import boto3

from cloud import Cloud, picture, wait_for
from letters import Letters

ROOT = Path(__file__).resolve().parents[2]
WORK = Path(os.environ["WORK"])
STACK = "tanggap-uji"
YEAR = date.today().year
HOLDER = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa"


def main():
    letters = Letters()
    os.environ["TANGGAP_SMTP_URL"] = f"smtp://127.0.0.1:{letters.port}"
    shutil.copytree(ROOT / "content", WORK / "content")
    publish_register()
    write_parameters()
    wait_for("the emulator", lambda: boto3.client("sts").get_caller_identity())
    step("mistakes of the agency are told in words", mistakes)
    step("a dry run changes nothing", dry_run)
    step("a first deployment that fails leaves nothing in the way", stillborn)
    cloud = step("the template is deployed, the site stands in its bucket", first_deploy)
    step("the front door is the only way in", lambda: front_door(cloud))
    filed = step("a complaint is filed, and sent twice it is one", lambda: file_complaint(cloud))
    step("a photo sent to the bucket is cleaned by the bucket's event", lambda: send_photo(cloud))
    step("the schedule strikes and a letter leaves", lambda: mail(cloud, letters, filed))
    step("the register is read from the table", lambda: register(cloud, filed))
    step("this year's figures come from the register", lambda: figures(cloud))
    step("a changed page is one file, and a rollback takes it back", lambda: release_and_roll_back(cloud))
    step("what has expired is left as it is, or ends a rollback at once", lambda: expired(cloud))
    step("a changed parameter reaches what answers, and so does one that is taken out", lambda: parameters(cloud))
    step("the key of the front door is changed", lambda: new_door_key(cloud))
    step("another table is used at once, and no rollback leads away from it", lambda: other_table(cloud))


def step(name, do):
    done = do()
    print(f"ok  {name}", flush=True)
    return done


def publish_register():
    """From this year on figures come from the register, those before from the file."""
    settings, history = WORK / "content" / "agency.toml", WORK / "content" / "data" / "statistics.toml"
    settings.write_text(re.sub(r"# register_from = \d+", f"register_from = {YEAR}", settings.read_text()))
    head, *periods = history.read_text().split("[[period]]")
    before = [period for period in periods if int(re.search(r"from = (\d+)", period)[1]) < YEAR]
    history.write_text("[[period]]".join([head, *before]))


def write_parameters(**more):
    """A parameter that is None is left out."""
    told = {"AlarmEmail": "a@contoh.example", "KeyHolders": HOLDER, "Architecture": "x86_64", "TickRate": "rate(1 minute)"}
    lines = [f'{name} = "{value}"' for name, value in (told | more).items() if value is not None] + ["BudgetUsd = 0"]
    head = f'stack = "{STACK}"\ncontent = "{WORK / "content"}"\n[parameters]\n'
    (WORK / "uji.toml").write_text(head + "\n".join(lines) + "\n")


def run(*options):
    command = [ROOT / "infra" / "deploy", WORK / "uji.toml", "--no-smoke", "--bootstrap", WORK / "bootstrap", *options]
    return subprocess.run(command, capture_output=True, text=True)


def deploy(*options):
    done = run(*options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def refused(*options):
    done = run(*options)
    assert done.returncode == 1 and "galat:" in done.stderr and "Traceback" not in done.stderr, done.stdout + done.stderr
    return done.stderr


def mistakes():
    for wrong, word in [
        ({"Budgt": "7"}, "BudgetUsd"),
        ({"AlarmEmail": None}, "AlarmEmail"),
        ({"Architecture": "riscv"}, "arm64"),
        ({"MemoryMb": "banyak"}, "MemoryMb"),
        ({"Domain": "pengaduan.contoh.go.id"}, "CertificateArn"),
        ({"SmtpUrl": "smtps://a:b@c"}, "TANGGAP_SMTP_URL"),
    ]:
        write_parameters(**wrong)
        assert word in refused("--dry-run"), word
    for file, word in [
        ('stack = "Besar"', "stack"),
        ('stack = "uji"\nparameters = "x"', "parameters"),
        ('stack = "uji"\ncontent = "tak-ada"', "agency.toml"),
        ('stack = "uji"\nregio = "x"', "region"),
    ]:
        (WORK / "uji.toml").write_text(file)
        assert word in refused("--dry-run"), word
    write_parameters()


def dry_run():
    told = deploy("--dry-run")
    assert "baru, semua isi" in told, told
    assert boto3.client("cloudformation").list_stacks()["StackSummaries"] == []


def stillborn():
    """The name of the site's bucket is taken already."""
    stacks, s3 = boto3.client("cloudformation"), boto3.client("s3")
    taken = f"{STACK}-situs-{boto3.client('sts').get_caller_identity()['Account']}"
    s3.create_bucket(Bucket=taken, CreateBucketConfiguration={"LocationConstraint": os.environ["AWS_REGION"]})
    refused()
    for options in [(), ("--dry-run",), ("--rollback",)]:
        assert "delete-stack" in refused(*options)
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"] if bucket["Name"].startswith(STACK)] == [taken]
    s3.delete_bucket(Bucket=taken)
    stacks.delete_stack(StackName=STACK)
    stacks.get_waiter("stack_delete_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1})


def first_deploy():
    told = deploy()
    assert os.environ["TANGGAP_SMTP_URL"] not in told, "a secret is shown"
    cloud = Cloud(STACK)
    page = cloud.head("index.html")
    assert (page["ContentType"], page["CacheControl"]) == ("text/html; charset=utf-8", "no-cache"), page
    style = cloud.head(next(key for key in cloud.keys("assets/") if key.endswith(".css")))
    assert style["ContentType"].startswith("text/css") and "immutable" in style["CacheControl"], style
    assert cloud.site_url in cloud.read("sitemap.xml")
    cloud.let_function_reach_emulator()
    return cloud


def front_door(cloud):
    assert cloud.ask("GET", "/api/health", key=None).status == 404
    assert cloud.ask("GET", "/api/health", key="salah" * 12).status == 404
    health = cloud.ask("GET", "/api/health")
    assert health.status == 200, health.body
    missing = cloud.ask("GET", "/tidak-ada/", accept="text/html")
    assert missing.status == 404 and b"<h1" in missing.body


def complaint(**more):
    return {
        "identity_mode": "named",
        "name": "Siti Aminah",
        "email": "siti@contoh.example",
        "narrative": "Petugas loket tiga meminta uang tambahan untuk izin usaha.",
        "incident_place": "Loket 3",
        "submission_key": "uji-satu",
    } | more


def file_complaint(cloud):
    first = cloud.ask("POST", "/api/complaints", complaint())
    assert first.status == 201, first.body
    again = cloud.ask("POST", "/api/complaints", complaint())
    told, repeated = first.json(), again.json()
    assert again.status == 200 and repeated["number"] == told["number"], again.body
    assert told["receipt"]["verify_url"].startswith(cloud.site_url), told
    status = cloud.ask("POST", "/api/status", {"number": told["number"], "access_code": told["access_code"]})
    assert status.json()["status"] == "received", status.body
    return told


def send_photo(cloud):
    photo = picture()
    leave = cloud.ask("POST", "/api/uploads", {"file_name": "a.png", "content_type": "image/png", "size": str(len(photo))})
    assert leave.status == 201 and leave.json()["url"] == "/api/bucket", leave.body
    id = leave.json()["upload_id"]
    assert cloud.post_to_bucket(leave.json()["fields"], photo) == 201
    wait_for("the clean photo", lambda: cloud.evidence(f"evidence/{id}"))
    wait_for("the end of the photo as sent", lambda: not cloud.evidence(f"incoming/{id}"))
    filed = cloud.ask("POST", "/api/complaints", complaint(upload_ids=id, submission_key="uji-dua"))
    assert filed.status == 201, filed.body


def mail(cloud, letters, filed):
    words = {"access_code": filed["access_code"], "text": "Saya lupa menulis tanggalnya: kemarin pagi."}
    answer = cloud.ask("POST", f"/api/complaints/{filed['number']}/messages", words)
    assert answer.status == 201, answer.body
    # Every complaint that was filed has a letter of its own, and they leave in no order.
    ours = lambda: [letter for letter in letters.received if filed["number"] in letter]
    wait_for("a letter with the number", ours, seconds=100)
    assert not any("kemarin pagi" in letter for letter in letters.received), "a letter tells what was written"


def register(cloud, filed):
    told = subprocess.run(
        [os.environ["TANGGAP_PROGRAM"], "submissions", "list", "--table", cloud.table, "--format", "json"],
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0 and filed["number"] in told.stdout, told.stderr


def figures(cloud):
    def told():
        cloud.run("tick")
        cloud.run("statistics")
        return [period["from"][:4] for period in json.loads(cloud.read("data/statistik.json"))["periods"]]

    page = cloud.read("statistik/index.html")
    wait_for("this year's figures", lambda: str(YEAR) in told(), seconds=60)
    assert cloud.read("statistik/index.html") != page, "the page tells what it told"


def release_and_roll_back(cloud):
    page = WORK / "content" / "tanya-jawab.md"
    before = cloud.read("tanya-jawab/index.html")
    page.write_text(page.read_text() + "\n\nKalimat baru untuk uji terbitan.\n")
    told = deploy("--dry-run")
    assert "/tanya-jawab/index.html" in told and cloud.read("tanya-jawab/index.html") == before, told
    # Secrets are given once.
    smtp = os.environ.pop("TANGGAP_SMTP_URL")
    deploy()
    assert cloud.variables()["TANGGAP_SMTP_URL"] == smtp
    assert "Kalimat baru" in cloud.read("tanya-jawab/index.html")
    assert "/tanya-jawab/index.html" in deploy("--rollback", "--dry-run")
    assert "Kalimat baru" in cloud.read("tanya-jawab/index.html")
    told = deploy("--rollback")
    assert cloud.read("tanya-jawab/index.html") == before, told
    assert len(deploy("--releases").splitlines()) == 3


def expired(cloud):
    # Figures were written anew since the release; the form in which it brought them ends before it does.
    cloud.let_function_reach_emulator()
    cloud.run("statistics")
    cloud.forget_old_versions("statistik/index.html")
    deploy("--rollback")
    assert "Kalimat baru" in cloud.read("tanya-jawab/index.html") and str(YEAR) in cloud.read("data/statistik.json")
    cloud.forget_old_versions("tanya-jawab/index.html")
    assert "terlalu lama" in refused("--rollback")
    assert "Kalimat baru" in cloud.read("tanya-jawab/index.html")


def parameters(cloud):
    write_parameters(MailFrom="meja@contoh.example", MemoryMb="768")
    deploy()
    assert cloud.settings()["MemorySize"] == 768
    assert cloud.variables()["TANGGAP_MAIL_FROM"] == "meja@contoh.example"
    write_parameters()
    deploy()
    assert cloud.settings()["MemorySize"] == 1024
    assert cloud.variables()["TANGGAP_MAIL_FROM"] == ""
    assert cloud.variables()["TANGGAP_SMTP_URL"].startswith("smtp:"), "a secret is kept"


def new_door_key(cloud):
    old = cloud.key
    assert cloud.shown_key() == old
    deploy("--new-door-key")
    cloud.key = cloud.shown_key()
    assert cloud.key != old and cloud.variables()["TANGGAP_FRONT_DOOR_KEY"] == cloud.key
    assert f"{old} {cloud.key}" in cloud.earlier("TANGGAP_FRONT_DOOR_KEY"), "there was a moment for both"
    cloud.let_function_reach_emulator()
    assert cloud.ask("GET", "/api/health").status == 200
    assert cloud.ask("GET", "/api/health", key=old).status == 404
    assert "TANGGAP_FRONT_DOOR_KEY" in refused("--rollback")


def other_table(cloud):
    write_parameters(TableName="tanggap-pulih")
    deploy()
    assert cloud.variables()["TANGGAP_TABLE"] == "tanggap-pulih"
    assert "TANGGAP_TABLE" in refused("--rollback")
    assert cloud.variables()["TANGGAP_TABLE"] == "tanggap-pulih"


if __name__ == "__main__":
    try:
        main()
    except AssertionError as failed:
        sys.exit(f"FAILED: {failed}")
