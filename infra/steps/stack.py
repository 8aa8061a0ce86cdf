"""The stack: everything but the site's files, made and changed by CloudFormation through SAM."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from botocore.exceptions import ClientError

from agency import TEMPLATE, WORK
from trouble import Trouble

ALIAS = "live"


def outputs(aws):
    """What the stack tells of itself; nothing if it is not there yet."""
    described = describe(aws)
    told = described.get("Outputs", []) if described else []
    return {output["OutputKey"]: output["OutputValue"] for output in told}


def describe(aws):
    try:
        return aws.cloudformation.describe_stacks(StackName=aws.stack)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return None
        raise


def deploy(agency, aws):
    sam(agency, ["--no-fail-on-empty-changeset"])
    after = outputs(aws)
    point_alias(aws, after["FunctionName"], version(after))
    return after


def version(told):
    return told["FunctionVersion"].rsplit(":", 1)[-1]


def point_alias(aws, function, wanted):
    """A rollback moved it without CloudFormation, which would not notice."""
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
    sam(agency, ["--no-execute-changeset", "--no-fail-on-empty-changeset"])
    for change_set in aws.cloudformation.list_change_sets(StackName=agency.stack)["Summaries"]:
        if change_set.get("ExecutionStatus") == "AVAILABLE":
            aws.cloudformation.delete_change_set(StackName=agency.stack, ChangeSetName=change_set["ChangeSetId"])


def sam(agency, more):
    """Parameters go by a file that nobody else can read: one of them may be a password."""
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", suffix=".toml", dir=WORK, delete=False) as file:
        file.write(samconfig(agency))
    try:
        done = subprocess.run(
            [Path(sys.executable).with_name("sam"), "deploy", "--config-file", file.name, *more],
            env=os.environ | {"SAM_CLI_TELEMETRY": "0"},
        )
    finally:
        os.unlink(file.name)
    if done.returncode:
        raise Trouble("Stack tidak bisa dipasang; alasannya tertulis di atas.")


def samconfig(agency):
    pairs = " ".join(f"ParameterKey={name},ParameterValue={quoted(value)}" for name, value in agency.parameters.items())
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
