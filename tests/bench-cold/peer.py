"""The same questions to the table in Python: count the sender, count all senders, then one transaction of as many
items, then a number. No framework, no validation, no deadlines, no signed receipt."""

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


def count(whose, meter):
    dynamodb.update_item(
        TableName=table,
        Key=text(PK=f"L#{whose}", SK="L"),
        UpdateExpression=f"ADD {meter} :one",
        ConditionExpression=f"attribute_not_exists({meter}) OR {meter} < :most",
        ExpressionAttributeValues={":one": {"N": "1"}, ":most": {"N": "1000000"}},
    )


def handle(event):
    form = json.loads(event["body"])
    count(event["requestContext"]["http"]["sourceIp"], "busy")
    count("all", "surge")
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
            put(PK=case, SK="ENTRY", number=number, open_status="C", due_key=number),
            put(PK=case, SK="INDEX", number=number, open_status="I", due_key=number),
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
