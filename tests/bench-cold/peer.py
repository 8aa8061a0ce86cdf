"""The same work in Python: count the sender, then one transaction, then a number. No framework, no validation."""

import http.client
import json
import os
import secrets

import boto3

table = os.environ["TANGGAP_TABLE"]
dynamodb = boto3.client("dynamodb", endpoint_url=os.environ["AWS_ENDPOINT_URL"])


def text(**values):
    return {name: {"S": value} for name, value in values.items()}


def put(**values):
    return {"Put": {"TableName": table, "Item": text(**values), "ConditionExpression": "attribute_not_exists(PK)"}}


def handle(event):
    form = json.loads(event["body"])
    sender = event["requestContext"]["http"]["sourceIp"]
    dynamodb.update_item(
        TableName=table,
        Key=text(PK=f"L#{sender}", SK="L"),
        UpdateExpression="ADD n :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
    )
    number = f"DPM-{secrets.token_hex(4)}"
    case = f"C#{number}"
    dynamodb.transact_write_items(
        ClientRequestToken=secrets.token_hex(16),
        TransactItems=[
            put(PK=f"K#{form['submission_key']}", SK="K", number=number),
            put(PK=case, SK="META", narrative=form["narrative"], received_year="2026", received_key=number, open_status="received", due_key="2026-12-01", desk="U#x", desk_key="A#"),
            put(PK=case, SK="E#000001", text="received"),
            put(PK=case, SK="WAKE", open_status="W", due_key="2026-12-01"),
            put(PK=case, SK="ID", name=form["name"], email=form["email"]),
        ],
    )
    return {"statusCode": 201, "headers": {"content-type": "application/json"}, "body": json.dumps({"number": number})}


host = os.environ["AWS_LAMBDA_RUNTIME_API"]
connection = http.client.HTTPConnection(host)
while True:
    connection.request("GET", "/2018-06-01/runtime/invocation/next")
    answer = connection.getresponse()
    id, event = answer.headers["lambda-runtime-aws-request-id"], json.loads(answer.read())
    connection.request("POST", f"/2018-06-01/runtime/invocation/{id}/response", json.dumps(handle(event)))
    connection.getresponse().read()
