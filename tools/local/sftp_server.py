"""An SFTP server over a folder, with asyncssh. Says its port and the fingerprint of its host key, then an empty line."""

import argparse
import asyncio
import os

import asyncssh

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("folder")
parser.add_argument("user")
parser.add_argument("password")
parser.add_argument("way", choices=["password", "question", "key"], help="how the user signs in")
parser.add_argument("--keys", help="the file of keys that are let in")
parser.add_argument("--port", type=int, default=0, help="any free one when left out")
parser.add_argument("--host-key", help="the file of the host key, made where it is not there")
parser.add_argument("--algorithm", default="ssh-ed25519", help="the kind of a host key that is made")
parser.add_argument(
    "--failures",
    default="",
    help="what goes wrong with each file that is brought, attempt by attempt, with commas between: `cut` hangs up in the"
    " middle of it, `full` refuses to give it its name",
)
options = parser.parse_args()
failures = [failure for failure in options.failures.split(",") if failure]
attempts = {}


class Server(asyncssh.SSHServer):
    """Lets one user in, in one way."""

    def begin_auth(self, username):
        return True

    def password_auth_supported(self):
        return options.way == "password"

    def validate_password(self, username, password):
        return username == options.user and password == options.password

    def kbdint_auth_supported(self):
        return options.way == "question"

    def get_kbdint_challenge(self, username, lang, submethods):
        return "", "", "", [("Password: ", False)]

    def validate_kbdint_response(self, username, responses):
        return username == options.user and list(responses) == [options.password]


class Files(asyncssh.SFTPServer):
    """The folder, and nothing above it."""

    def __init__(self, chan):
        super().__init__(chan, chroot=options.folder)
        self.failure = None

    def open(self, path, pflags, attrs):
        if pflags & asyncssh.FXF_CREAT:
            attempt = attempts.get(path, 0)
            attempts[path] = attempt + 1
            self.failure = failures[attempt] if attempt < len(failures) else None
        return super().open(path, pflags, attrs)

    def write(self, file_obj, offset, data):
        if self.failure != "cut":
            return super().write(file_obj, offset, data)
        super().write(file_obj, offset, data[: len(data) // 2])
        file_obj.flush()
        self.channel.get_connection().abort()
        raise asyncssh.SFTPConnectionLost("cut off")

    def rename(self, oldpath, newpath):
        if self.failure == "full":
            raise asyncssh.SFTPFailure("the disk is full")
        return super().rename(oldpath, newpath)


def read_host_key():
    """The key of the file, which stays the same when the server is started again."""
    if options.host_key and os.path.exists(options.host_key):
        return asyncssh.read_private_key(options.host_key)
    made = asyncssh.generate_private_key(options.algorithm)
    if options.host_key:
        made.write_private_key(options.host_key)
    return made


async def main():
    """Listens until it is ended."""
    host_key = read_host_key()
    server = await asyncssh.listen(
        "127.0.0.1",
        options.port,
        server_factory=Server,
        server_host_keys=[host_key],
        sftp_factory=Files,
        authorized_client_keys=options.keys,
        public_key_auth=options.way == "key",
    )
    print(server.get_port())
    print(host_key.get_fingerprint("sha256"))
    print(flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
