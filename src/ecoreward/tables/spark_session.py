"""The Spark that a run uses: the session that is there already, else a local one; what to install where there is none."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ecoreward.tables.problems import fail, packages

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL = "local[*]"
MEMORY = "2g"
# Methods beyond 8,000 bytes are compiled too: the rules of a large policy make a few.
JAVA = "-XX:-DontCompileHugeMethods -Dio.netty.tryReflectionSetAccessible=true"
# Of a session that is made here; one that is there already keeps its own.
SETTINGS: Mapping[str, str] = {
    "spark.app.name": "ecoreward",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
    "spark.log.level": "ERROR",
    "spark.driver.extraJavaOptions": JAVA,
    "spark.executor.extraJavaOptions": JAVA,
}


def session(master: str | None = None, *, memory: str = MEMORY) -> SparkSession:
    """The active session, or a new one on `master` (all cores of this machine where none is named).

    Raises `TableProblems` where Spark or Java is not installed, or where the master does not answer.
    """
    with packages("", "spark"):
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    active: SparkSession | None = SparkSession.getActiveSession()
    if active is not None:
        return active
    if not _has_java():
        raise fail("file.spark-no-java", "")
    where = master or LOCAL
    # Workers on this machine run the same Python as this process.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(where).config("spark.driver.memory", memory)
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    logging.getLogger("py4j").setLevel(logging.ERROR)
    try:
        made: SparkSession = builder.getOrCreate()
    except (PySparkException, OSError, RuntimeError):
        raise fail("file.spark-no-session", "", master=where) from None
    except Exception as error:  # what the JVM throws is of py4j's own kinds
        if type(error).__module__.partition(".")[0] not in ("py4j", "pyspark"):
            raise
        raise fail("file.spark-no-session", "", master=where) from None
    return made


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return bool(
        shutil.which("java") or (home and os.path.exists(os.path.join(home, "bin", "java")))
    )
