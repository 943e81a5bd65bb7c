"""A cluster behind certificates: a ``tls://`` address works, and one without the certificates is told."""

from __future__ import annotations

import datetime
import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dask
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tiny_design import run, written

from zombielaw.experiments.errors import ExecutionError

pytestmark = pytest.mark.slow
WHO, FILES = ("client", "scheduler", "worker"), ("cert", "key")


def certificates(folder: Path) -> dict[str, str]:
    """A new certificate for 127.0.0.1, which vouches for itself, and its key."""
    folder.mkdir()
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test of zombielaw")])
    now = datetime.datetime.now(datetime.UTC)
    local = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(local, critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(secret)
    return {"cert": str(folder / "cert.pem"), "key": str(folder / "key.pem")}


def client(certificates: dict[str, str]) -> Any:
    """The certificates of a client, in Dask's own configuration; of an empty one none."""
    given = {one: certificates.get(one) for one in FILES}
    tls = {f"distributed.comm.tls.client.{what}": path for what, path in given.items()}
    return dask.config.set({"distributed.comm.tls.ca-file": given["cert"], **tls})


@contextmanager
def behind(certificates: dict[str, str]) -> Iterator[str]:
    """The address of a cluster of one worker that talks to nobody without certificates."""
    from distributed import LocalCluster, Security  # noqa: PLC0415

    files = {f"tls_{one}_{what}": path for one in WHO for what, path in certificates.items()}
    security = Security(tls_ca_file=certificates["cert"], require_encryption=True, **files)
    with LocalCluster(
        n_workers=1, threads_per_worker=1, protocol="tls://", host="127.0.0.1", dashboard_address=":0",
        silence_logs="CRITICAL", security=security,
    ) as cluster:  # fmt: skip
        yield cluster.scheduler_address


def test_a_cluster_behind_certificates_makes_the_same_bytes(tmp_path, undisturbed):
    own, other = (certificates(tmp_path / name) for name in ("own", "other"))
    with behind(own) as address:
        assert address.startswith("tls://127.0.0.1:")
        for wrong in ({}, other):
            with (
                client(wrong),
                pytest.raises(
                    ExecutionError, match=r"no scheduler answers .*tls:// needs the certificates"
                ),
            ):
                run(tmp_path / "without", "dask", address=address)
        with client(own):
            results = run(tmp_path / "with", "dask", address=address)
    assert written(results, tmp_path / "final") == undisturbed
