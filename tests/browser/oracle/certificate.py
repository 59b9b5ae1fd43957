"""A certificate for the time of a run. The browser is told not to look at it closely."""

from __future__ import annotations

import ssl
import subprocess
import tempfile
from pathlib import Path

_OPENSSL = ["openssl", "req", "-x509", "-nodes", "-newkey", "ec"]
_CURVE = ["-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2", "-subj", "/CN=site.test"]


def server_context() -> ssl.SSLContext:
    """What a TLS server needs, with a key that exists nowhere else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = Path(folder, "key.pem"), Path(folder, "certificate.pem")
        files = ["-keyout", str(key), "-out", str(certificate)]
        subprocess.run(  # noqa: S603 (no argument comes from outside)
            [*_OPENSSL, *_CURVE, *files], check=True, capture_output=True
        )
        context.load_cert_chain(certificate, key)
    return context
