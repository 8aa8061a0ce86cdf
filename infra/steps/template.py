"""What these steps read in the template, so that it stands there alone."""

from functools import cache
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

TEMPLATE = Path(__file__).resolve().parents[1] / "template.yaml"


@cache
def template():
    return yaml_parse(TEMPLATE.read_text(encoding="utf-8"))


def parameters():
    return template()["Parameters"]


def renewed():
    """Files of the site that the function writes anew between two releases: those that its rights name."""
    statements = template()["Resources"]["Role"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    figures = next(statement for statement in statements if statement["Sid"] == "Figures")
    return {resource["Fn::Sub"].split("/", 1)[1] for resource in figures["Resource"]}
