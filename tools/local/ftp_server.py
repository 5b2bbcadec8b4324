"""An FTP server over a folder, with pyftpdlib. Says its port and the SHA-256 of its certificate.

Usage: ftp_server.py FOLDER USER PASSWORD (plain|explicit|implicit) [PORT [PORT OF FILES …]]
"""

import base64
import datetime
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer

folder, user, secret, way = sys.argv[1:5]
port, *passive_ports = [int(text) for text in sys.argv[5:]] or [0]


def make_certificate():
    """A certificate of its own, as a small supplier has it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "files.example.com")])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=2))
    certificate = builder.sign(key, hashes.SHA256())
    with open("certificate.pem", "wb") as file:
        encoding = serialization.Encoding.PEM
        form = serialization.PrivateFormat.PKCS8
        file.write(key.private_bytes(encoding, form, serialization.NoEncryption()))
        file.write(certificate.public_bytes(encoding))
    return "SHA256:" + base64.b64encode(certificate.fingerprint(hashes.SHA256())).decode().rstrip("=")


class Implicit(TLS_FTPHandler):
    """TLS from the first byte on."""

    def handle(self):
        self.secure_connection(self.ssl_context)

    def handle_ssl_established(self):
        FTPHandler.handle(self)

    def ftp_AUTH(self, line):
        self.respond("550 it is there already")


fingerprint = "none"
handler = {"plain": FTPHandler, "explicit": TLS_FTPHandler, "implicit": Implicit}[way]
if way != "plain":
    fingerprint = make_certificate()
    handler.certfile = "certificate.pem"
    handler.tls_control_required = way == "explicit"
    handler.tls_data_required = True
    handler.ssl_protocol = SSL.TLS_SERVER_METHOD
authorizer = DummyAuthorizer()
authorizer.add_user(user, secret, folder, perm="elradfmw")
handler.authorizer = authorizer
if passive_ports:
    handler.passive_ports = passive_ports
# A wrong password need not be waited for.
handler.auth_failed_timeout = 0
server = FTPServer(("127.0.0.1", port), handler)
print(server.socket.getsockname()[1])
print(fingerprint)
print(flush=True)
server.serve_forever(handle_exit=False)
