"""The stack: everything but the site's files, made and changed by CloudFormation through SAM."""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from botocore.exceptions import ClientError

from agency import WORK
from template import TEMPLATE
from trouble import Trouble

ALIAS = "live"
# What a first deployment leaves that did not come to its end. CloudFormation changes such a stack no more.
STILLBORN = ("CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED")


def outputs(aws):
    """What the stack tells of itself; nothing if it is not there yet."""
    described = describe(aws)
    if described and described["StackStatus"] in STILLBORN:
        raise Trouble(
            f"Stack {aws.stack} belum pernah selesai dipasang ({described['StackStatus']}). Sebabnya ada di konsol AWS, "
            f"CloudFormation -> {aws.stack} -> Events. Hapus sisanya, lalu pasang lagi:\n"
            f"  aws cloudformation delete-stack --region {aws.region} --stack-name {aws.stack}\n"
            f"  aws cloudformation wait stack-delete-complete --region {aws.region} --stack-name {aws.stack}"
        )
    told = described.get("Outputs", []) if described else []
    return {output["OutputKey"]: output["OutputValue"] for output in told}


def describe(aws):
    try:
        return aws.cloudformation.describe_stacks(StackName=aws.stack)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return None
        raise


def deploy(agency, aws, **more):
    """A version of everything that the function has now. SAM publishes one for a new program only, not for another
    value of a parameter, and does not notice that a rollback moved the alias; without a change Lambda makes none."""
    sam(agency, ["--no-fail-on-empty-changeset"], more)
    after = outputs(aws)
    version = aws.function.publish_version(FunctionName=after["FunctionName"])["Version"]
    point_alias(aws, after["FunctionName"], version)
    return after | {"FunctionVersion": version}


def turn_front_door(agency, aws, told, wanted):
    """CloudFront may show another key only after the function knows it beside the old one. What the next deployment must
    be told so that it ends that; a change that was broken off, or made by hand, goes on here."""
    if "FrontDoorKey" not in told:
        return {}
    key = told["FrontDoorKey"]
    versions = aws.secrets.describe_secret(SecretId=key)["VersionIdsToStages"]
    at = {stage: version for version, stages in versions.items() for stage in stages}
    new = at["AWSCURRENT"]
    # None is named until the key is changed for the first time.
    shown = parameter(aws, "FrontDoorVersion") or at.get("AWSPREVIOUS", new)
    if wanted and shown == new:
        new = aws.secrets.put_secret_value(SecretId=key, SecretString=secrets.token_hex(32))["VersionId"]
    if shown == new:
        return {}
    print("Kunci pintu depan diganti: fungsi mengenal yang baru dulu, lalu CloudFront memakainya.", flush=True)
    deploy(agency, aws, FrontDoorVersion=shown, FrontDoorNext=new)
    return {"FrontDoorVersion": new}


def parameter(aws, name):
    return next((one["ParameterValue"] for one in describe(aws)["Parameters"] if one["ParameterKey"] == name), "")


def variables(aws, function, version):
    return aws.function.get_function_configuration(FunctionName=function, Qualifier=version)["Environment"]["Variables"]


def check_way_back(aws, function, version):
    """An old version has its old variables. With another table complaints would go where nobody looks; with another key
    nobody would be answered."""
    then, now = variables(aws, function, version), variables(aws, function, ALIAS)
    others = [name for name in ("TANGGAP_TABLE", "TANGGAP_SECRET") if then[name] != now[name]]
    door = "TANGGAP_FRONT_DOOR_KEY"
    if not set(then[door].split()) & set(now[door].split()):
        others.append(door)
    if others:
        raise Trouble(
            f"Terbitan itu memakai {', '.join(others)} yang lain. Ambil program dan isinya yang lama dari git, lalu pasang biasa."
        )
    back = sorted(name for name in then | now if then.get(name) != now.get(name))
    if back:
        print(f"Ikut kembali seperti dulu: {', '.join(back)}.")


def point_alias(aws, function, wanted):
    if aws.function.get_alias(FunctionName=function, Name=ALIAS)["FunctionVersion"] != wanted:
        aws.function.update_alias(FunctionName=function, Name=ALIAS, FunctionVersion=wanted)


def renew_figures(aws, function):
    """Pages were built without the register. What fails here is done by the schedule later."""
    done = aws.function.invoke(FunctionName=function, Qualifier=ALIAS, Payload=b'{"tanggap":"statistics"}')
    if "FunctionError" in done:
        print("Angka register belum masuk ke halaman statistik; jadwal akan mencoba lagi.")


def show(agency, aws, exists):
    """What would change. For an existing stack CloudFormation is asked, and its answer is thrown away again."""
    if not exists:
        print(f"Stack {agency.stack} di {agency.region}: baru, semua isi {TEMPLATE.name} akan dibuat.")
        return
    sam(agency, ["--no-execute-changeset", "--no-fail-on-empty-changeset"], {})
    for change_set in aws.cloudformation.list_change_sets(StackName=agency.stack)["Summaries"]:
        if change_set.get("ExecutionStatus") == "AVAILABLE":
            aws.cloudformation.delete_change_set(StackName=agency.stack, ChangeSetName=change_set["ChangeSetId"])


def sam(agency, options, more):
    """Parameters go by a file that nobody else can read: one of them may be a password."""
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", suffix=".toml", dir=WORK, delete=False) as file:
        file.write(samconfig(agency, agency.parameters | more))
    try:
        done = subprocess.run(
            [Path(sys.executable).with_name("sam"), "deploy", "--config-file", file.name, *options],
            env=os.environ | {"SAM_CLI_TELEMETRY": "0"},
        )
    finally:
        os.unlink(file.name)
    if done.returncode:
        raise Trouble("Stack tidak bisa dipasang; alasannya tertulis di atas.")


def samconfig(agency, parameters):
    pairs = " ".join(f"ParameterKey={name},ParameterValue={quoted(value)}" for name, value in parameters.items())
    settings = {
        "template_file": str(TEMPLATE),
        "stack_name": agency.stack,
        "region": agency.region,
        "s3_prefix": agency.stack,
        "capabilities": "CAPABILITY_IAM",
        "parameter_overrides": pairs,
    }
    lines = [f"{name} = '''{value}'''" for name, value in settings.items()]
    return "version = 0.1\n[default.deploy.parameters]\nresolve_s3 = true\nconfirm_changeset = false\n" + "\n".join(lines) + "\n"


def quoted(value):
    if "'" in value or '"' in value or "\n" in value:
        raise Trouble("Nilai parameter tidak boleh memuat tanda kutip atau baris baru.")
    return f'"{value}"'
