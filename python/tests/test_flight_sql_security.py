"""Certificates, tokens and passwords, as ADBC shows them to Flight SQL."""

import pytest
from adbc_driver_flightsql import DatabaseOptions, dbapi

from gateway import Gateway
from test_security import PASSWORD, files, gateway, secured  # noqa: F401  # Two of them are fixtures.


def sql(gateway, files, **options):
    options["TLS_ROOT_CERTS"] = (files / "ca.pem").read_text()
    named = {getattr(DatabaseOptions, name).value if name.isupper() else name: value for name, value in options.items()}
    return dbapi.connect(gateway.uri, db_kwargs=named, autocommit=True)


def answer(connection):
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT 42")
        return cursor.fetchone()[0]


def test_flight_sql_asks_for_the_same_as_base_flight(gateway, files):
    token = (files / "token").read_text()
    assert answer(sql(gateway, files, AUTHORIZATION_HEADER="Bearer " + token)) == 42
    assert answer(sql(gateway, files, username="alice", password=PASSWORD)) == 42
    for options, code in (
        ({}, "AUTHENTICATION_REQUIRED"),
        ({"AUTHORIZATION_HEADER": "Bearer nobody's"}, "AUTHENTICATION_FAILED"),
        ({"username": "alice", "password": "not it"}, "AUTHENTICATION_FAILED"),
    ):
        with pytest.raises(dbapi.Error, match=code) as refused:
            answer(sql(gateway, files, **options))
        assert "not it" not in str(refused.value) and "nobody's" not in str(refused.value)
    log = gateway.log()
    assert token not in log and PASSWORD not in log and "not it" not in log and "nobody's" not in log


def test_flight_sql_shows_a_certificate_where_it_is_asked_for(tmp_path, files):
    asking = Gateway(tmp_path / "asking", configuration=secured(files, client_ca=True)).start()
    try:
        token = {"AUTHORIZATION_HEADER": "Bearer " + (files / "token").read_text()}
        shown = {"MTLS_CERT_CHAIN": (files / "client.pem").read_text(), "MTLS_PRIVATE_KEY": (files / "client.key").read_text()}
        assert answer(sql(asking, files, **token, **shown)) == 42
        with pytest.raises(dbapi.Error, match="AUTHENTICATION_REQUIRED"):
            answer(sql(asking, files, **shown))
        with pytest.raises(dbapi.Error):
            answer(sql(asking, files, **token))
    finally:
        asking.kill()
