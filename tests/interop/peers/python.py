"""Python's ssl module as the matrix's peer: commands as lines of JSON on standard input, answers on standard output."""

import json
import socket
import ssl
import sys
import threading

VERSIONS = {"TLS 1.2": ssl.TLSVersion.TLSv1_2, "TLS 1.3": ssl.TLSVersion.TLSv1_3}
LOCK = threading.Lock()


def say(value):
    with LOCK:
        print(json.dumps(value), flush=True)


def subject(connection):
    certificate = connection.getpeercert()
    return str(certificate["subject"]) if certificate else None


def report(connection):
    return {
        "subject": subject(connection),
        "version": connection.version().replace("v", " "),
        "cipher": connection.cipher()[0],
        "alpn": connection.selected_alpn_protocol(),
        "resumed": connection.session_reused,
    }


def read_all(connection):
    data = b""
    while True:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece


def connect(command):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(command["root"])
    context.options |= command["options"]
    if command["cert"]:
        context.load_cert_chain(command["cert"], command["key"])
    context.minimum_version = context.maximum_version = VERSIONS[command["version"]]
    context.set_alpn_protocols([command["alpn"]])
    if command["cipher"]:
        context.set_ciphers(command["cipher"])
    if command["curve"]:
        context.set_ecdh_curve(command["curve"])
    session = None
    for _ in range(2 if command["resume"] else 1):
        with socket.create_connection(("127.0.0.1", command["port"]), 10) as plain:
            name = command["serverName"]
            with context.wrap_socket(plain, server_hostname=name, session=session) as connection:
                said = report(connection)
                connection.sendall(command["request"].encode())
                page = read_all(connection).decode()
                session = connection.session
    return {"report": said, "page": page}


def answer(context, plain, name):
    try:
        plain.settimeout(10)
        with context.wrap_socket(plain, server_side=True) as connection:
            said = report(connection)
            request = b""
            while b"\r\n\r\n" not in request:
                piece = connection.recv(65536)
                # The first connection of two may be there for its session.
                if not piece:
                    connection.unwrap()
                    return
                request += piece
            say({"server": name, "report": said})
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            connection.unwrap()
    except OSError as problem:
        say({"server": name, "problem": str(problem)})


def accept(context, listener, name):
    while True:
        plain, _ = listener.accept()
        threading.Thread(target=answer, args=(context, plain, name), daemon=True).start()


def serve(command):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(command["cert"], command["key"])
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols([command["alpn"]])
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.options |= command["options"]
    if command["asks"]:
        context.load_verify_locations(command["root"])
        context.verify_mode = ssl.CERT_REQUIRED if command["asks"] == "require" else ssl.CERT_OPTIONAL
    # The group is then the client's first.
    context.options &= ~ssl.OP_CIPHER_SERVER_PREFERENCE
    if command["dh"]:
        context.load_dh_params(command["dh"])
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept, args=(context, listener, command["name"]), daemon=True).start()
    return {"port": listener.getsockname()[1]}


for line in sys.stdin:
    order = json.loads(line)
    try:
        say({"id": order["id"], **(connect if order["do"] == "connect" else serve)(order)})
    except (OSError, ValueError) as trouble:
        say({"id": order["id"], "problem": repr(trouble)})
