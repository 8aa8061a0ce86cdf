"""A mail server that takes everything and keeps it."""

import socketserver
import threading


class Letters:
    def __init__(self):
        self.received = []
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), self.handler())
        server.daemon_threads = True
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def handler(self):
        received = self.received

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                self.say("220 uji")
                for line in self.rfile:
                    verb = line[:4].upper()
                    if verb == b"DATA":
                        self.say("354 go on")
                        received.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
                    self.say("221 bye" if verb == b"QUIT" else "250 ok")

            def say(self, text):
                self.wfile.write(text.encode() + b"\r\n")

        return Handler
