"""Apache Kafka itself as local servers (KRaft, one node or three): what operators run, from its Maven artifacts."""

import re
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from shared.localstack.free_port import free_port
from shared.localstack.servers import Server, StackUnavailable, kafka_answers

VERSION = "4.1.0"
_LONGEST_SECONDS = 300
# A broker that lives for minutes does not earn back what the second compiler costs.
_JAVA = ("java", "-XX:TieredStopAtLevel=1")
_POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>int.iom.idm</groupId><artifactId>local-kafka</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>{VERSION}</version></dependency>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>{VERSION}</version></dependency>
</dependencies></project>
"""
_CONFIG = """process.roles=broker,controller
node.id={number}
controller.quorum.voters={voters}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={data}/log
auto.create.topics.enable=false
offsets.topic.num.partitions=1
default.replication.factor={copies}
min.insync.replicas={in_sync}
offsets.topic.replication.factor={copies}
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor={copies}
transaction.state.log.min.isr={in_sync}
group.initial.rebalance.delay.ms=0
group.coordinator.append.linger.ms=0
"""


def libraries() -> Path:
    """Kafka's jars, fetched once into this Python environment (54 MB)."""
    for tool, package in (("java", "a Java 17 runtime"), ("mvn", "Maven")):
        if shutil.which(tool) is None:
            raise StackUnavailable(
                f"Apache Kafka as a local server needs {package}: install it, or use the small broker."
            )
    folder = Path(sys.prefix) / f"apache-kafka-{VERSION}"
    if folder.exists():
        return folder
    with tempfile.TemporaryDirectory(dir=sys.prefix) as work:
        (Path(work) / "pom.xml").write_text(_POM, encoding="utf-8")
        fetched = Path(work) / "libs"
        command = ["mvn", "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={fetched}"]
        done = _run(command, cwd=Path(work))
        if done.returncode != 0:
            raise StackUnavailable(f"Maven could not fetch Apache Kafka {VERSION}: {done.stdout.strip()[-300:]}")
        try:
            fetched.rename(folder)
        except OSError:
            if not folder.exists():  # else another process was faster
                raise
    return folder


def _run(command: list[str], *, cwd: Path) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_LONGEST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise StackUnavailable(
            f"{command[0]} did not end within {_LONGEST_SECONDS} s: is its registry reached?"
        ) from None


def _controllers(file: Path, count: int) -> list[int]:
    """The ports of all controllers of one cluster, chosen once; its brokers share the file."""
    if not file.exists():
        file.write_text(" ".join(str(free_port()) for _ in range(count)), encoding="utf-8")
    return [int(port) for port in file.read_text(encoding="utf-8").split()]


def _command(libraries: Path, port: int, data: Path, *, number: int, brokers: int) -> list[str]:
    """A broker's command; a new data folder is formatted first."""
    config = data.resolve() / "server.properties"
    classpath = f"{libraries}/*"
    if not config.exists():
        # A broker that lost its data comes back into the same cluster.
        controllers = _controllers(data.resolve().parent / f"{_data(number=1, brokers=brokers)}.controllers", brokers)
        text = _CONFIG.format(
            number=number,
            voters=",".join(f"{at}@127.0.0.1:{one}" for at, one in enumerate(controllers, start=1)),
            port=port,
            controller=controllers[number - 1],
            data=config.parent,
            copies=brokers,
            in_sync=2 if brokers > 2 else 1,
        )
        config.write_text(text, encoding="utf-8")
        tool = [*_JAVA, "-cp", classpath, "kafka.tools.StorageTool", "format", "-t", "aWRtLWxvY2FsLWthZmthMQ", "-c"]
        done = _run([*tool, str(config)], cwd=config.parent)
        if done.returncode != 0:
            config.unlink()
            raise StackUnavailable(f"Apache Kafka's storage could not be formatted: {done.stderr.strip()[-300:]}")
    else:  # the broker's own port may have moved since
        text = config.read_text(encoding="utf-8")
        moved = re.sub(r"PLAINTEXT://127\.0\.0\.1:\d+", f"PLAINTEXT://127.0.0.1:{port}", text)
        config.write_text(moved, encoding="utf-8")
    return [*_JAVA, "-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-cp", classpath, "kafka.Kafka", str(config)]


def _data(*, number: int, brokers: int) -> str:
    return "kafka-apache" if brokers == 1 else f"kafka-apache-{number}-of-{brokers}"


def apache_brokers(count: int) -> tuple[Server, ...]:
    """One broker, or several that keep a copy of everything each; with three, two must have a message."""
    return tuple(
        Server(
            name="kafka" if count == 1 else f"kafka-{number}",
            data=_data(number=number, brokers=count),
            program=libraries,
            command=partial(_command, number=number, brokers=count),
            probe=kafka_answers,
            version=lambda: f"Apache Kafka {VERSION}",
        )
        for number in range(1, count + 1)
    )


[APACHE_KAFKA] = apache_brokers(1)
