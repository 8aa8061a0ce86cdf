"""Releases: what the site was at one moment, and which version of the function answered then.

Files go in an order that keeps the site whole: assets first, then pages, what vanished last. Assets of the release
before stay until the next one, for pages that somebody has still open.
"""

import json
from datetime import datetime, timezone

import stack
import template
from trouble import Trouble

FOLDER = ".releases/"


def publish(aws, outputs, site):
    bucket = outputs["SiteBucket"]
    before = latest(aws, bucket)
    plan = Plan.of(present(aws, bucket), before, site.files)
    versions = {}
    for name in plan.put:
        file = site.files[name]
        with file.path.open("rb") as body:
            done = aws.s3.put_object(Bucket=bucket, Key=name, Body=body, ContentType=file.type, CacheControl=file.cache)
        versions[name] = done["VersionId"]
    known = before["files"] if before else {}
    files = {
        name: {"etag": file.etag, "type": file.type, "cache": file.cache, "version": versions.get(name) or known[name]["version"]}
        for name, file in site.files.items()
    }
    told = {"function": outputs["FunctionVersion"], "files": files, "redirects": site.redirects}
    if before is None or told != {name: before[name] for name in told}:
        remember(aws, bucket, told)
    settle(aws, outputs, plan, site.redirects)


def roll_back(aws, outputs, wanted, dry_run):
    bucket = outputs["SiteBucket"]
    target = find(aws, bucket, wanted)
    have = present(aws, bucket)
    put = [name for name, file in target["files"].items() if have.get(name) != file["etag"]]
    gone = expired(aws, bucket, target, put, have)
    delete = set(have) - set(target["files"]) - immutable(latest(aws, bucket))
    plan = Plan(order(set(put) - gone, target["files"]), sorted(delete))
    stack.check_way_back(aws, outputs["FunctionName"], target["function"])
    print(f"Kembali ke terbitan {target['id']}, fungsi versi {target['function']}.")
    if dry_run:
        return plan.tell()
    for name in plan.put:
        source = {"Bucket": bucket, "Key": name, "VersionId": target["files"][name]["version"]}
        done = aws.s3.copy_object(Bucket=bucket, Key=name, CopySource=source)
        target["files"][name]["version"] = done["VersionId"]
    stack.point_alias(aws, outputs["FunctionName"], target["function"])
    remember(aws, bucket, target)
    settle(aws, outputs, plan, target["redirects"])


def expired(aws, bucket, target, names, have):
    """What shows figures is written anew every hour, and its first version ends long before the release is old. What
    stands there stays then: the function puts today's figures into it. Anything else that is gone ends the way back."""
    pages = aws.s3.get_paginator("list_object_versions").paginate(Bucket=bucket)
    kept = {(version["Key"], version["VersionId"]) for page in pages for version in page.get("Versions", [])}
    gone = {name for name in names if (name, target["files"][name]["version"]) not in kept}
    lost = sorted(gone - (template.renewed() & set(have)))
    if lost:
        raise Trouble(
            f"Terbitan {target['id']} terlalu lama: {len(lost)} berkasnya tidak disimpan lagi, misalnya /{lost[0]}. "
            "Ambil isinya yang lama dari git, lalu pasang biasa."
        )
    return gone


def immutable(release):
    return {name for name, file in release["files"].items() if "immutable" in file["cache"]}


def settle(aws, outputs, plan, redirects):
    """The end of both ways: old addresses, what vanished, and the copies near the readers."""
    plan.tell()
    for put, key, value in redirect_changes(aws, outputs["Redirects"], redirects):
        change_redirect(aws, outputs["Redirects"], put, key, value)
    for name in plan.delete:
        aws.s3.delete_object(Bucket=outputs["SiteBucket"], Key=name)
    if plan.put or plan.delete:
        batch = {"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": now()}
        aws.cloudfront.create_invalidation(DistributionId=outputs["DistributionId"], InvalidationBatch=batch)


class Plan:
    """What comes and what goes, in order."""

    def __init__(self, put, delete):
        self.put, self.delete = put, delete

    @staticmethod
    def of(have, before, files):
        old = before["files"] if before else {}

        def differs(name):
            file = files[name]
            known = old.get(name)
            same = known and (known["etag"], known["type"], known["cache"]) == (file.etag, file.type, file.cache)
            return not same or have.get(name) != file.etag

        told = {name: {"cache": file.cache} for name, file in files.items()}
        put = order([name for name in files if differs(name)], told)
        kept = immutable(before) if before else set()
        return Plan(put, sorted(set(have) - set(files) - kept))

    def tell(self):
        for name in self.put:
            print(f"  tulis  /{name}")
        for name in self.delete:
            print(f"  hapus  /{name}")
        print(f"Situs: {len(self.put)} berkas ditulis, {len(self.delete)} dihapus.")


def order(names, files):
    """Assets, then pages, and the first page last of all."""
    return sorted(names, key=lambda name: ("immutable" not in files[name]["cache"], name == "index.html", name))


def show(aws, outputs, site):
    if not outputs:
        print(f"Situs: {len(site.files)} berkas baru.")
        return
    bucket = outputs["SiteBucket"]
    Plan.of(present(aws, bucket), latest(aws, bucket), site.files).tell()
    for put, key, value in redirect_changes(aws, outputs["Redirects"], site.redirects):
        print(f"  alamat lama {key} -> {value}" if put else f"  alamat lama {key} dihapus")


def present(aws, bucket):
    pages = aws.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    objects = (entry for page in pages for entry in page.get("Contents", []))
    return {entry["Key"]: entry["ETag"].strip('"') for entry in objects if not entry["Key"].startswith(FOLDER)}


def ids(aws, bucket):
    pages = aws.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=FOLDER)
    keys = (entry["Key"] for page in pages for entry in page.get("Contents", []))
    return sorted(key.removeprefix(FOLDER).removesuffix(".json") for key in keys)


def read(aws, bucket, id):
    return json.loads(aws.s3.get_object(Bucket=bucket, Key=f"{FOLDER}{id}.json")["Body"].read())


def latest(aws, bucket):
    known = ids(aws, bucket)
    return read(aws, bucket, known[-1]) if known else None


def find(aws, bucket, wanted):
    known = ids(aws, bucket)
    if wanted and wanted not in known:
        raise Trouble(f"Terbitan {wanted} tidak ada. Lihat infra/deploy BERKAS --releases.")
    if not wanted and len(known) < 2:
        raise Trouble("Belum ada terbitan sebelumnya.")
    return read(aws, bucket, wanted or known[-2])


def remember(aws, bucket, told):
    told = told | {"id": now()}
    aws.s3.put_object(Bucket=bucket, Key=f"{FOLDER}{told['id']}.json", Body=json.dumps(told), ContentType="application/json")


def now():
    return datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%S%fZ")


def list_all(aws, outputs):
    bucket = outputs["SiteBucket"]
    for id in reversed(ids(aws, bucket)):
        told = read(aws, bucket, id)
        print(f"{id}  fungsi versi {told['function']}, {len(told['files'])} berkas")


def redirect_changes(aws, store, wanted):
    pages = aws.redirects.get_paginator("list_keys").paginate(KvsARN=store)
    have = {item["Key"]: item["Value"] for page in pages for item in page.get("Items", [])}
    put = [(True, key, value) for key, value in wanted.items() if have.get(key) != value]
    return put + [(False, key, "") for key in have if key not in wanted]


def change_redirect(aws, store, put, key, value):
    """Each change needs the mark of the one before."""
    mark = aws.redirects.describe_key_value_store(KvsARN=store)["ETag"]
    if put:
        aws.redirects.put_key(KvsARN=store, Key=key, Value=value, IfMatch=mark)
    else:
        aws.redirects.delete_key(KvsARN=store, Key=key, IfMatch=mark)
