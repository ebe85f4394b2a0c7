"""A real SMTP server on loopback for the journeys.

    smtp_server.py --log FILE --control FILE [--tls none|starttls|implicit --cert FILE --key FILE]

It prints its port as one line, then appends one JSON line per accepted mail, refused command and sign-in
to the log. The control file (JSON) is read again at each command, so a test changes the server's mind
while it runs: {"password": str|null, "refuse_recipients": [str], "defer_recipients": [str], "down": bool}.
With a password, mail is accepted only from who signed in as `colombier`.
"""

import argparse
import asyncio
import email
import email.policy
import json
import logging
import ssl
import threading
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Control:
    def __init__(self, path):
        self.path = path

    def get(self, key, default=None):
        with open(self.path, encoding="utf-8") as file:
            return json.load(file).get(key, default)


class Log:
    def __init__(self, path):
        self.path = path
        self.lock = threading.Lock()

    def add(self, **entry):
        with self.lock, open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")


class Handler:
    def __init__(self, control, log):
        self.control = control
        self.log = log

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.control.get("down"):
            return "421 4.3.2 The service is not available"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.control.get("refuse_recipients", []):
            self.log.add(kind="refused", recipient=address)
            return "550 5.1.1 No such mailbox here"
        if address in self.control.get("defer_recipients", []):
            self.log.add(kind="deferred", recipient=address)
            return "451 4.7.1 Greylisted, come back later"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        raw = envelope.original_content
        self.log.add(kind="mail", **describe(raw, server, session, envelope))
        return "250 2.0.0 OK queued"


def describe(raw, server, session, envelope):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return {
        "envelope_from": envelope.mail_from,
        "envelope_to": envelope.rcpt_tos,
        "tls": server.transport.get_extra_info("ssl_object") is not None,
        "signed_in": bool(session.authenticated),
        "headers": [[name, str(value)] for name, value in message.items()],
        "text": body(message, "plain"),
        "html": body(message, "html"),
        "raw": raw.decode("utf-8", "surrogateescape").encode("utf-8", "replace").decode("utf-8"),
    }


def body(message, kind):
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part is not None else ""


def authenticator(control, log):
    def check(_server, _session, _envelope, mechanism, data):
        ok = (
            isinstance(data, LoginPassword)
            and data.login == b"colombier"
            and data.password.decode("utf-8") == control.get("password")
        )
        log.add(kind="auth", mechanism=mechanism, ok=ok)
        return AuthResult(success=ok, handled=False)

    return check


def tls_context(arguments):
    if arguments.tls == "none":
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(arguments.cert, arguments.key)
    return context


async def serve(arguments):
    control, log = Control(arguments.control), Log(arguments.log)
    context = tls_context(arguments)

    def session():
        wants_password = control.get("password") is not None
        return SMTP(
            Handler(control, log),
            hostname="smtp.test",
            enable_SMTPUTF8=True,
            tls_context=context if arguments.tls == "starttls" else None,
            require_starttls=arguments.tls == "starttls",
            authenticator=authenticator(control, log),
            auth_required=wants_password,
            auth_require_tls=False,
        )

    server = await asyncio.get_running_loop().create_server(
        session, "127.0.0.1", arguments.port, ssl=context if arguments.tls == "implicit" else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main():
    # aiosmtpd warns of sign-in without TLS: it is what some journeys are about.
    warnings.filterwarnings("ignore")
    logging.getLogger("mail").setLevel(logging.ERROR)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", required=True)
    parser.add_argument("--control", required=True)
    parser.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
    parser.add_argument("--cert")
    parser.add_argument("--key")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
