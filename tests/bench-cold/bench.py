"""Starts handlers cold behind a Lambda Runtime API on loopback, and counts what they take."""

import argparse
import json
import os
import queue
import shlex
import statistics
import subprocess
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TABLE = "bench"
NAMES = ("PK", "SK", "received_year", "received_key", "open_status", "due_key", "desk", "desk_key")


class Runtime:
    """Hands out events and takes answers, as Lambda does."""

    def __init__(self):
        self.events, self.answers = queue.Queue(), queue.Queue()
        self.ready = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        self.address = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def handler(runtime):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self):
                runtime.ready.set()
                number, event = runtime.events.get()
                self.reply(200, event, {"lambda-runtime-aws-request-id": str(number), "lambda-runtime-deadline-ms": "9999999999999"})

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)) or 0)
                if self.headers.get("transfer-encoding") == "chunked":
                    body = self.chunks()
                self.reply(202, b"{}", {})
                runtime.answers.put((self.path, body))

            def chunks(self):
                whole = b""
                while size := int(self.rfile.readline(), 16):
                    whole += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return whole

            def reply(self, status, body, headers):
                self.send_response(status)
                for name, value in (headers | {"content-type": "application/json", "content-length": str(len(body))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
                self.wfile.flush()

            def log_message(self, *_):
                pass

        return Handler

    def invoke(self, number):
        self.events.put((number, event(number)))
        path, body = self.answers.get(timeout=30)
        told = json.loads(body)
        assert path.endswith("/response") and told["statusCode"] == 201, (path, body)


def event(number):
    body = {
        "identity_mode": "named",
        "name": "Siti Aminah",
        "email": "siti@contoh.example",
        "narrative": f"Petugas loket tiga meminta uang tambahan, kiriman {number}.",
        "incident_place": "Loket 3",
        "submission_key": f"{os.getpid()}-{number}",
    }
    # Another network each time: limits count networks, not addresses.
    sender = f"{20 + number // 60000}.{number // 240 % 250}.{number % 240}.7"
    http = {"method": "POST", "path": "/api/complaints", "protocol": "HTTP/1.1", "sourceIp": sender, "userAgent": "bench"}
    return json.dumps(
        {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": "/api/complaints",
            "rawQueryString": "",
            "headers": {"accept": "application/json", "content-type": "application/json", "host": "bench.example"},
            "requestContext": {"accountId": "1", "apiId": "a", "domainName": "d", "domainPrefix": "d", "http": http}
            | {"requestId": str(number), "routeKey": "$default", "stage": "$default", "time": "t", "timeEpoch": 0},
            "body": json.dumps(body),
            "isBase64Encoded": False,
        }
    ).encode()


def make_table(endpoint):
    keys = [{"AttributeName": name, "AttributeType": "S"} for name in NAMES]
    pair = lambda hash, range: [{"AttributeName": hash, "KeyType": "HASH"}, {"AttributeName": range, "KeyType": "RANGE"}]
    indexes = zip(("by-received", "by-due", "by-desk"), NAMES[2::2], NAMES[3::2])
    table = {
        "TableName": TABLE,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": keys,
        "KeySchema": pair("PK", "SK"),
        "GlobalSecondaryIndexes": [
            {"IndexName": name, "KeySchema": pair(hash, range), "Projection": {"ProjectionType": "ALL"}} for name, hash, range in indexes
        ],
    }
    headers = {
        "x-amz-target": "DynamoDB_20120810.CreateTable",
        "content-type": "application/x-amz-json-1.0",
        "authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/ap-southeast-3/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
    }
    for attempt in range(100):
        try:
            urllib.request.urlopen(urllib.request.Request(endpoint, json.dumps(table).encode(), headers)).read()
            return
        except urllib.error.HTTPError as error:
            raise SystemExit(error.read())
        except OSError:
            time.sleep(0.1)
    raise SystemExit("no table engine")


def environment(options, runtime):
    return {
        "PATH": os.environ["PATH"],
        "AWS_LAMBDA_RUNTIME_API": runtime.address,
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_REGION": "ap-southeast-3",
        "AWS_DEFAULT_REGION": "ap-southeast-3",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": options.endpoint,
        "TANGGAP_TABLE": TABLE,
        "TANGGAP_BUCKET": "bukti",
        "TANGGAP_SECRET": "00112233445566778899aabbccddeeff" * 2,
        "TANGGAP_KEY_HOLDERS": "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa",
        "TANGGAP_CONTENT": options.content,
        "TANGGAP_LOG": "info",
    }


def started(command, options):
    runtime = Runtime()
    began = time.perf_counter()
    child = subprocess.Popen(shlex.split(command), env=environment(options, runtime), stdout=subprocess.DEVNULL)
    assert runtime.ready.wait(30), command
    return runtime, child, began, time.perf_counter()


def ended(child):
    """CPU seconds of a process and the most memory it ever had, in MiB. What the system keeps of a child that has ended
    counts the memory of whoever started it, too."""
    status = open(f"/proc/{child.pid}/status").read()
    memory = int(status.split("VmHWM:")[1].split()[0])
    child.kill()
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    return usage.ru_utime + usage.ru_stime, memory / 1024


def cpu(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cold(command, options, number):
    runtime, child, began, ready = started(command, options)
    runtime.invoke(number)
    done = time.perf_counter()
    seconds, memory = ended(child)
    runtime.server.shutdown()
    return {"init_ms": (ready - began) * 1e3, "cold_ms": (done - began) * 1e3, "cold_cpu_ms": seconds * 1e3, "memory_mib": memory}


def warm(command, options, number):
    runtime, child, _, _ = started(command, options)
    for extra in range(20):
        runtime.invoke(number + extra)
    before, times = cpu(child.pid), []
    for extra in range(20, 20 + options.warm):
        began = time.perf_counter()
        runtime.invoke(number + extra)
        times.append((time.perf_counter() - began) * 1e3)
    used = cpu(child.pid) - before
    _, memory = ended(child)
    runtime.server.shutdown()
    times.sort()
    return {
        "warm_p50_ms": statistics.median(times),
        "warm_p99_ms": times[int(len(times) * 0.99)],
        "warm_cpu_ms": used * 1e3 / options.warm,
        "warm_memory_mib": memory,
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--content", required=True)
    parser.add_argument("--cold", type=int, default=15)
    parser.add_argument("--warm", type=int, default=300)
    parser.add_argument("handlers", nargs="+", metavar="NAME=COMMAND")
    options = parser.parse_args()
    make_table(options.endpoint)
    handlers = dict(handler.split("=", 1) for handler in options.handlers)
    number, runs = 0, {name: [] for name in handlers}
    for _ in range(options.cold):  # in turns: what else the machine does meets all alike
        for name, command in handlers.items():
            runs[name].append(cold(command, options, number := number + 1))
    told = {}
    for name, command in handlers.items():
        number += 1000 + options.warm
        medians = {key: statistics.median(run[key] for run in runs[name]) for key in runs[name][0]}
        told[name] = medians | warm(command, options, number)
    report(told)


def report(told):
    first = next(iter(told.values()))
    print(f"{'':16}" + "".join(f"{name:>22}" for name in told))
    for key in first:
        cells = (f"{row[key]:12.1f} ({row[key] / first[key]:5.1f}x)" for row in told.values())
        print(f"{key:16}" + "".join(f"{cell:>22}" for cell in cells))


main()
