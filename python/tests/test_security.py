"""Certificates, tokens and passwords, as the clients that people use show them."""

import shutil
import ssl
import subprocess
import urllib.error
import urllib.request

import pyarrow as pa
import pyarrow.flight as flight
import pytest

from gateway import LAUNCHER, Gateway, StartFailed
from refusals import read

TABLE = pa.table({"n": [1, 2, 3]})
PASSWORD = "correct horse: battery"


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=str(folder), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def sign(folder, name):
    """A key and a certificate for this machine, signed by the authority in the folder."""
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name)
    (folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl(
        folder, "x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
        "-days", "1", "-extfile", "names", "-out", name + ".pem",
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("security")
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "1", "-subj", "/CN=authority")
    sign(folder, "server")
    sign(folder, "client")
    made = subprocess.run(
        [str(LAUNCHER), "credentials", "--token", "tests"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True, text=True
    )
    user = subprocess.run(
        [str(LAUNCHER), "credentials", "--user", "alice"], input=PASSWORD + "\n", stdout=subprocess.PIPE, check=True, text=True
    )
    (folder / "credentials").write_text(made.stdout + user.stdout)
    (folder / "token").write_text(made.stderr.split(": ")[1].strip())
    return folder


def secured(files, client_ca=False):
    lines = ["security:", "  credentials: {}".format(files / "credentials"), "  tls:"]
    lines += ["    certificate: {}".format(files / "server.pem"), "    key: {}".format(files / "server.key")]
    if client_ca:
        lines.append("    client_ca: {}".format(files / "ca.pem"))
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def gateway(tmp_path_factory, files):
    # At the level that tells most, which must not tell secrets either.
    configuration = secured(files) + "logging: {level: debug}\n"
    started = Gateway(tmp_path_factory.mktemp("secured"), configuration=configuration).start()
    yield started
    started.kill()


def connect(gateway, files, **more):
    return flight.FlightClient(gateway.uri, tls_root_certs=(files / "ca.pem").read_bytes(), **more)


def with_token(token):
    return flight.FlightCallOptions(headers=[(b"authorization", b"Bearer " + token)])


def put(client, name, options):
    writer, reader = client.do_put(flight.FlightDescriptor.for_path(name), TABLE.schema, options)
    writer.write_table(TABLE)
    writer.done_writing()
    reader.read()
    writer.close()


def test_password_gives_a_token_that_goes_on(gateway, files):
    client = connect(gateway, files)
    header = client.authenticate_basic_token("alice", PASSWORD)
    assert header[0] == b"authorization" and header[1].startswith(b"Bearer ")
    options = flight.FlightCallOptions(headers=[header])
    put(client, "by_password", options)
    assert client.do_get(flight.Ticket(b'{"table": "by_password"}'), options).read_all().num_rows == 3


def test_token_of_the_file_is_taken(gateway, files):
    client = connect(gateway, files)
    options = with_token((files / "token").read_bytes())
    put(client, "by_token", options)
    assert client.do_get(flight.Ticket(b'{"table": "by_token"}'), options).read_all().num_rows == 3


@pytest.mark.parametrize(
    "headers, code",
    [
        ([], "AUTHENTICATION_REQUIRED"),
        ([(b"authorization", b"Bearer nobody's")], "AUTHENTICATION_FAILED"),
        ([(b"authorization", b"Basic bm9ib2R5OndhdA==")], "AUTHENTICATION_FAILED"),
        ([(b"authorization", b"Basic %%%")], "AUTHENTICATION_FAILED"),
        ([(b"authorization", b"Digest x")], "AUTHENTICATION_FAILED"),
    ],
    ids=["nothing", "token", "password", "garbage", "scheme"],
)
def test_whoever_shows_nothing_or_something_wrong_is_refused(gateway, files, headers, code):
    client = connect(gateway, files)
    options = flight.FlightCallOptions(headers=headers)
    for call in (
        lambda: client.do_get(flight.Ticket(b'{"sql": "SELECT 1"}'), options).read_all(),
        lambda: put(client, "refused", options),
        lambda: list(client.do_action(flight.Action("tables", b"{}"), options)),
    ):
        with pytest.raises(flight.FlightUnauthenticatedError) as failure:
            call()
        assert read(failure.value).code == code


def test_wrong_password_is_refused_at_the_handshake(gateway, files):
    with pytest.raises(flight.FlightUnauthenticatedError) as failure:
        connect(gateway, files).authenticate_basic_token("alice", "wrong")
    assert read(failure.value).code == "AUTHENTICATION_FAILED"


def test_plain_text_against_tls_fails(gateway, files):
    plain = flight.FlightClient(gateway.uri.replace("grpc+tls", "grpc"))
    with pytest.raises(flight.FlightUnavailableError):
        list(plain.list_flights())


def test_metrics_are_for_who_shows_a_token(gateway, files):
    context = ssl.create_default_context(cafile=str(files / "ca.pem"))
    assert gateway.http.startswith("https://")
    urllib.request.urlopen(gateway.http + "/health/live", context=context).close()
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(gateway.http + "/metrics", context=context)
    assert refused.value.code == 401
    token = (files / "token").read_text()
    request = urllib.request.Request(gateway.http + "/metrics", headers={"Authorization": "Bearer " + token})
    with urllib.request.urlopen(request, context=context) as answer:
        text = answer.read().decode()
    assert "vane_security_sessions" in text
    assert token not in text and "alice" not in text
    log = gateway.log()
    assert token not in log and PASSWORD not in log and "pbkdf2" not in log


def test_client_shows_a_certificate_where_it_is_asked_for(tmp_path, files):
    asking = Gateway(tmp_path / "asking", configuration=secured(files, client_ca=True)).start()
    try:
        options = with_token((files / "token").read_bytes())
        certified = connect(
            asking, files, cert_chain=(files / "client.pem").read_bytes(), private_key=(files / "client.key").read_bytes()
        )
        put(certified, "certified", options)
        with pytest.raises(flight.FlightUnavailableError):
            put(connect(asking, files), "certified", options)
    finally:
        asking.kill()


def test_address_that_others_reach_needs_tls_and_credentials(tmp_path, files):
    with pytest.raises(StartFailed) as failure:
        Gateway(tmp_path / "open", configuration="flight: {host: 0.0.0.0}\n").start()
    assert "security.tls.certificate" in failure.value.output and "security.insecure" in failure.value.output
    started = Gateway(tmp_path / "closed", configuration="flight: {host: 0.0.0.0}\n" + secured(files)).start()
    started.kill()


assert shutil.which("openssl"), "the tests make certificates with openssl"
