"""An SFTP server over a folder, with asyncssh. Says its port and the fingerprint of its host key.

Usage: sftp_server.py FOLDER USER PASSWORD (password|question|key) [AUTHORIZED_KEYS] [ALGORITHM OF THE HOST KEY]
"""

import asyncio
import sys

import asyncssh

folder, user, secret, way = sys.argv[1:5]
keys = sys.argv[5] if len(sys.argv) > 5 and sys.argv[5] else None
algorithm = sys.argv[6] if len(sys.argv) > 6 else "ssh-ed25519"


class Server(asyncssh.SSHServer):
    """Lets one user in, in one way."""

    def begin_auth(self, username):
        return True

    def password_auth_supported(self):
        return way == "password"

    def validate_password(self, username, password):
        return username == user and password == secret

    def kbdint_auth_supported(self):
        return way == "question"

    def get_kbdint_challenge(self, username, lang, submethods):
        return "", "", "", [("Password: ", False)]

    def validate_kbdint_response(self, username, responses):
        return username == user and list(responses) == [secret]


class Files(asyncssh.SFTPServer):
    """The folder, and nothing above it."""

    def __init__(self, chan):
        super().__init__(chan, chroot=folder)


async def main():
    """Listens until it is ended."""
    host_key = asyncssh.generate_private_key(algorithm)
    server = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=Server,
        server_host_keys=[host_key],
        sftp_factory=Files,
        authorized_client_keys=keys,
        public_key_auth=way == "key",
    )
    print(server.get_port())
    print(host_key.get_fingerprint("sha256"))
    print(flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
