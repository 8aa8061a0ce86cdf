"""The deployed system as its parts are reached from outside."""

import http.client
import json
import os
import struct
import time
import urllib.parse
import uuid
import zlib
from dataclasses import dataclass
from urllib.parse import urlsplit

import boto3
from botocore.exceptions import ClientError


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    def json(self):
        return json.loads(self.body)


class Cloud:
    def __init__(self, stack):
        told = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
        outputs = {output["OutputKey"]: output["OutputValue"] for output in told}
        self.site_url, self.api, self.table = outputs["SiteUrl"], outputs["ApiUrl"], outputs["Table"]
        self.site_bucket, self.evidence_bucket = outputs["SiteBucket"], outputs["EvidenceBucket"]
        self.name, self.distribution = outputs["FunctionName"], outputs["DistributionId"]
        self.s3, self.function = boto3.client("s3"), boto3.client("lambda")
        self.key = self.variables()["TANGGAP_FRONT_DOOR_KEY"]

    def settings(self):
        """Of the version that answers."""
        return self.function.get_function_configuration(FunctionName=self.name, Qualifier="live")

    def variables(self):
        return self.settings()["Environment"]["Variables"]

    def earlier(self, variable):
        """What it was in all versions."""
        versions = self.function.list_versions_by_function(FunctionName=self.name)["Versions"]
        return [version["Environment"]["Variables"][variable] for version in versions]

    def shown_key(self):
        """What CloudFront shows to the function."""
        told = boto3.client("cloudfront").get_distribution_config(Id=self.distribution)["DistributionConfig"]
        origin = next(origin for origin in told["Origins"]["Items"] if origin["Id"] == "function")
        return origin["CustomHeaders"]["Items"][0]["HeaderValue"]

    def let_function_reach_emulator(self):
        """On AWS the SDK knows where the services are. Here the function must be told, which makes a new version."""
        told = self.variables() | {"AWS_ENDPOINT_URL": os.environ["AWS_ENDPOINT_URL"].replace("localhost", "127.0.0.1")}
        self.function.update_function_configuration(FunctionName=self.name, Environment={"Variables": told})
        version = self.function.publish_version(FunctionName=self.name)["Version"]
        self.function.update_alias(FunctionName=self.name, Name="live", FunctionVersion=version)

    def run(self, task):
        """As the schedules do."""
        done = self.function.invoke(FunctionName=self.name, Qualifier="live", Payload=json.dumps({"tanggap": task}))
        assert "FunctionError" not in done, done["Payload"].read()

    def ask(self, method, path, fields=None, key="", accept="application/json"):
        """As CloudFront asks: by the API's own name, with the key of the front door."""
        place = urlsplit(self.api)
        headers = {"host": place.netloc, "accept": accept}
        if key is not None:
            headers["x-tanggap-front-door"] = key or self.key
        body = urllib.parse.urlencode(fields) if fields else None
        if body:
            headers["content-type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=30)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.read())

    def post_to_bucket(self, fields, file):
        """As a browser sends the signed form; CloudFront leads it from /api/bucket to the bucket."""
        edge = uuid.uuid4().hex
        parts = [f'--{edge}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
        head = "".join(parts) + f'--{edge}\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n'
        body = head.encode() + file + f"\r\n--{edge}--\r\n".encode()
        connection = http.client.HTTPConnection("127.0.0.1", urlsplit(self.api).port, timeout=30)
        connection.request("POST", f"/{self.evidence_bucket}", body, {"content-type": f"multipart/form-data; boundary={edge}"})
        return connection.getresponse().status

    def evidence(self, key):
        try:
            return self.s3.head_object(Bucket=self.evidence_bucket, Key=key)
        except ClientError:
            return None

    def head(self, key):
        return self.s3.head_object(Bucket=self.site_bucket, Key=key)

    def read(self, key):
        return self.s3.get_object(Bucket=self.site_bucket, Key=key)["Body"].read().decode()

    def forget_old_versions(self, key):
        """As the bucket does after ninety days."""
        for version in self.s3.list_object_versions(Bucket=self.site_bucket, Prefix=key)["Versions"]:
            if not version["IsLatest"]:
                self.s3.delete_object(Bucket=self.site_bucket, Key=key, VersionId=version["VersionId"])

    def keys(self, prefix):
        return [entry["Key"] for entry in self.s3.list_objects_v2(Bucket=self.site_bucket, Prefix=prefix)["Contents"]]


def wait_for(what, seen, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if seen():
                return
        except Exception as error:  # not up yet
            last = error
        else:
            last = "nothing seen"
        time.sleep(0.2)
    raise AssertionError(f"{what} did not come in {seconds} s: {last}")


def picture():
    """A small PNG."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([x * 8, x * 3, 90] * 1) * 32 for x in range(32))
    head = struct.pack(">IIBBBBB", 32, 32, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
