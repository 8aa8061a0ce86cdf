"""Names under localhost are this computer, also where the system's resolver does not say so (RFC 6761)."""

import socket

ask = socket.getaddrinfo


def answer(host, *more, **named):
    return ask("127.0.0.1" if str(host).endswith(".localhost") else host, *more, **named)


socket.getaddrinfo = answer
