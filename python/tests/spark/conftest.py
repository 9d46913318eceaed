"""Spark with Delta on one thread, and how it is asked. Its jars are those that the Maven profile spark has copied."""

import json
import pathlib

import pytest
from pyspark.sql import SparkSession

JARS = pathlib.Path(__file__).resolve().parents[2] / "target" / "spark-jars"


class Spark:
    """What the tests ask of a session. A table is named by its folder."""

    def __init__(self, session):
        self.session = session

    def sql(self, statement, folder=None):
        """Runs a statement, in which {} is the table, and gives its rows."""
        return self.session.sql(statement.format(folder and "delta.`%s`" % folder)).collect()

    def rows(self, folder, at="", columns="*"):
        """Every row as JSON of Spark's own making, ordered."""
        frame = self.session.sql("SELECT %s FROM delta.`%s` %s" % (columns, folder, at))
        return sorted(json.dumps(json.loads(row), sort_keys=True) for row in frame.toJSON().collect())

    def tuples(self, folder, columns, at=""):
        return sorted((tuple(row) for row in self.sql("SELECT %s FROM {} %s" % (columns, at), folder)), key=repr)

    def changes(self, folder, columns, start):
        """The change data feed from a version on."""
        feed = self.session.read.format("delta").option("readChangeFeed", "true").option("startingVersion", start)
        return sorted(tuple(row) for row in feed.load(str(folder)).select(columns).collect())


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.jars", ",".join(str(jar) for jar in sorted(JARS.glob("*.jar"))))
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        # Its own store for local files loses commits where other programs write, too.
        .config("spark.delta.logStore.file.impl", "dev.vane.storage.delta.standalone.LinkLogStore")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .config("spark.driver.memory", "1g")
        .config("spark.driver.extraJavaOptions", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dderby.system.home=%s" % tmp_path_factory.mktemp("derby"))
        # Code that is made for a few rows costs more than it saves.
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.databricks.delta.snapshotPartitions", "1")
        .config("spark.databricks.delta.retentionDurationCheck.enabled", "false")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield Spark(session)
    session.stop()


@pytest.fixture
def folder(gateway, name):
    """Where the gateway has, or will find, the test's table."""
    return gateway.data_dir / "delta" / name
