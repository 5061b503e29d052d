# SPDX-License-Identifier: BSD-2-Clause
"""services.py KIND PORT [CERT KEY]: one small service until it is ended: tcp, http, https or dns."""
import http.server
import socket
import ssl
import sys

kind, port = sys.argv[1], int(sys.argv[2])


class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health" else 503)
        self.end_headers()
        self.wfile.write(b"fine\n")

    def log_message(self, *_):
        pass


def serve_http():
    server = http.server.ThreadingHTTPServer(("", port), Health)
    if kind == "https":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*sys.argv[3:5])
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


def serve_tcp():
    listener = socket.create_server(("", port))
    while True:
        listener.accept()[0].close()


def serve_dns():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("", port))
    while True:
        query, asker = server.recvfrom(512)
        # A response without records, to the question as it was asked.
        server.sendto(query[:2] + b"\x81\x80" + query[4:], asker)


{"tcp": serve_tcp, "http": serve_http, "https": serve_http, "dns": serve_dns}[kind]()
