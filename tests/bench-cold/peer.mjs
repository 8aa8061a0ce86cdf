// The same questions to the table in Node: count the sender, count all senders, then one transaction of as many items,
// then a number. No framework, no validation, no deadlines, no signed receipt.

import http from "node:http";
import { randomBytes } from "node:crypto";
import { DynamoDBClient, TransactWriteItemsCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

const TableName = process.env.TANGGAP_TABLE;
const dynamodb = new DynamoDBClient({ endpoint: process.env.AWS_ENDPOINT_URL });

const text = (values) => Object.fromEntries(Object.entries(values).map(([name, S]) => [name, { S }]));
const put = (values) => ({ Put: { TableName, Item: text(values), ConditionExpression: "attribute_not_exists(PK)" } });

const count = (whose, meter) =>
  dynamodb.send(
    new UpdateItemCommand({
      TableName,
      Key: text({ PK: `L#${whose}`, SK: "L" }),
      UpdateExpression: `ADD ${meter} :one`,
      ConditionExpression: `attribute_not_exists(${meter}) OR ${meter} < :most`,
      ExpressionAttributeValues: { ":one": { N: "1" }, ":most": { N: "1000000" } },
    }),
  );

async function handle(event) {
  const form = JSON.parse(event.body);
  await count(event.requestContext.http.sourceIp, "busy");
  await count("all", "surge");
  const number = `DPM-${randomBytes(4).toString("hex")}`;
  const PK = `C#${number}`;
  const keys = { received_year: "2026", received_key: number, open_status: "received", due_key: "2026-12-01", desk: "U#x", desk_key: "A#" };
  const TransactItems = [
    put({ PK: `K#${form.submission_key}`, SK: "K", number }),
    put({ PK, SK: "META", narrative: form.narrative, ...keys }),
    put({ PK, SK: "E#000001", text: "received" }),
    put({ PK, SK: "WAKE", open_status: "W", due_key: "2026-12-01" }),
    put({ PK, SK: "ID", name: form.name, email: form.email }),
    put({ PK, SK: "ENTRY", number, open_status: "C", due_key: number }),
    put({ PK, SK: "INDEX", number, open_status: "I", due_key: number }),
  ];
  await dynamodb.send(new TransactWriteItemsCommand({ ClientRequestToken: randomBytes(16).toString("hex"), TransactItems }));
  return { statusCode: 201, headers: { "content-type": "application/json" }, body: JSON.stringify({ number }) };
}

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function call(method, path, body) {
  return new Promise((done, failed) => {
    const headers = body ? { "content-length": Buffer.byteLength(body) } : {};
    const asked = http.request({ host, port, agent, method, path: `/2018-06-01/runtime/invocation/${path}`, headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => done([answer.headers["lambda-runtime-aws-request-id"], Buffer.concat(parts).toString()]));
    });
    asked.on("error", failed);
    asked.end(body);
  });
}

for (;;) {
  const [id, event] = await call("GET", "next");
  await call("POST", `${id}/response`, JSON.stringify(await handle(JSON.parse(event))));
}
