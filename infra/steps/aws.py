"""The clients of one deployment: one region, the credentials of the environment or of ~/.aws."""

import boto3
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from trouble import Trouble


class Aws:
    def __init__(self, agency):
        self.stack = agency.stack
        self.region = agency.region
        session = boto3.Session(region_name=agency.region)
        self.cloudformation = session.client("cloudformation")
        self.function = session.client("lambda")
        self.s3 = session.client("s3")
        self.secrets = session.client("secretsmanager")
        self.cloudfront = session.client("cloudfront")
        self.redirects = session.client("cloudfront-keyvaluestore", region_name="us-east-1")
        try:
            self.account = session.client("sts").get_caller_identity()["Account"]
        except NoCredentialsError as error:
            raise Trouble("Belum masuk ke AWS. Jalankan `aws configure` dulu; lihat docs/panduan-aws.md.") from error
        except (BotoCoreError, ClientError) as error:
            raise Trouble(f"AWS tidak menjawab atau menolak: {error}") from error
