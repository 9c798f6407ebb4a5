"""A certificate authority for one test run, made with the `openssl` program; its keys live in a temporary folder."""

import shutil
import subprocess
from pathlib import Path

_CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = Test
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = CA:FALSE
subjectAltName = {names}
"""
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


class Authority:
    """Signs certificates; `cafile` is what a client has to trust."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.cafile = folder / "authority.pem"
        self._key = folder / "authority.key"
        self._config("DNS:localhost")
        request = ("req", "-x509", *_KEY, "-config", "openssl.cnf", "-extensions", "authority", "-days", "30")
        self._openssl(*request, "-keyout", self._key.name, "-out", self.cafile.name)

    def certificate(self, name: str = "localhost", *, expired: bool = False) -> Path:
        """Return a file with certificate and key for this host name and 127.0.0.1 (which no wrong name gets)."""
        stem = f"{name}-expired" if expired else name
        self._config(f"DNS:{name}" + (", IP:127.0.0.1" if name == "localhost" else ""))
        self._openssl("req", *_KEY, "-config", "openssl.cnf", "-keyout", f"{stem}.key", "-out", f"{stem}.csr")
        signing = ("-CA", self.cafile.name, "-CAkey", self._key.name, "-CAcreateserial")
        extensions = ("-extfile", "openssl.cnf", "-extensions", "leaf", "-days", "0" if expired else "30")
        self._openssl("x509", "-req", "-in", f"{stem}.csr", *signing, *extensions, "-out", f"{stem}.crt")
        both = self._folder / f"{stem}.pem"
        both.write_bytes((self._folder / f"{stem}.crt").read_bytes() + (self._folder / f"{stem}.key").read_bytes())
        return both

    @staticmethod
    def available() -> bool:
        """Whether this machine can make certificates."""
        return shutil.which("openssl") is not None

    def _config(self, names: str) -> None:
        (self._folder / "openssl.cnf").write_text(_CONFIG.format(names=names))

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self._folder, check=True, capture_output=True)
