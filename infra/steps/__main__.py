"""Puts one agency on AWS: function, stack, site. Every step is a file beside this one."""

import argparse
import sys
from pathlib import Path

import package
import release
import site_files
import smoke
import stack
from aws import Aws
from botocore.exceptions import BotoCoreError, ClientError
from agency import Agency
from trouble import Trouble

HELP = "Berkas pengaturan instansi, misalnya infra/parameters/contoh.toml"


def arguments():
    parser = argparse.ArgumentParser(prog="infra/deploy", description="Pasang satu instansi di AWS.")
    parser.add_argument("parameters", type=Path, metavar="BERKAS", help=HELP)
    parser.add_argument("--dry-run", action="store_true", help="tunjukkan setiap perubahan, tanpa mengubah apa pun")
    parser.add_argument("--releases", action="store_true", help="daftar terbitan yang bisa dikembalikan")
    parser.add_argument("--rollback", nargs="?", const="", metavar="ID", help="kembalikan terbitan sebelumnya, atau ID ini")
    parser.add_argument("--new-door-key", action="store_true", help="ganti kunci pintu depan, lalu pasang")
    parser.add_argument("--bootstrap", type=Path, metavar="BERKAS", help="pakai hasil kompilasi ini, tanpa mengompilasi")
    parser.add_argument("--no-smoke", action="store_true", help="jangan coba situsnya sesudah dipasang")
    return parser.parse_args()


def deploy(agency, aws, options):
    package.prepare(agency, options.bootstrap)
    before = stack.outputs(aws)
    # Content that is wrong stops here, before anything has changed.
    site = site_files.build(agency, before.get("SiteUrl") or agency.url)
    if options.dry_run:
        stack.show(agency, aws, exists=bool(before))
        release.show(aws, before, site)
        return
    turned = stack.turn_front_door(agency, aws, before, options.new_door_key)
    after = stack.deploy(agency, aws, **turned)
    if after["SiteUrl"] != before.get("SiteUrl"):
        site = site_files.build(agency, after["SiteUrl"])
    release.publish(aws, after, site)
    finish(aws, after, options)


def finish(aws, outputs, options):
    stack.renew_figures(aws, outputs["FunctionName"])
    if not options.no_smoke:
        smoke.test(outputs)
    print(f"Situs : {outputs['SiteUrl']}/\nMeja  : {outputs['SiteUrl']}/staff/\nTabel : {outputs['Table']}")


def main():
    options = arguments()
    agency = Agency.read(options.parameters)
    aws = Aws(agency)
    if not (options.releases or options.rollback is not None):
        return deploy(agency, aws, options)
    outputs = stack.outputs(aws)
    if not outputs:
        raise Trouble(f"Stack {agency.stack} belum pernah dipasang.")
    if options.releases:
        return release.list_all(aws, outputs)
    release.roll_back(aws, outputs, options.rollback, options.dry_run)
    if not options.dry_run:
        finish(aws, outputs, options)


try:
    main()
except Trouble as trouble:
    sys.exit(f"galat: {trouble}")
except (BotoCoreError, ClientError) as error:
    sys.exit(f"galat: AWS tidak menjawab atau menolak: {error}\nPerintah yang sama boleh diulang.")
