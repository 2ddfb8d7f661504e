"""The job, run for real: a cluster of two workers on this machine, one of which is killed in the midst of it.

    python3 -m venv .venv && .venv/bin/pip install pyspark pandas pyarrow
    .venv/bin/python deploy/spark/test.py ./target/release/repere

It checks that the rows are, byte for byte, the lines of one machine, with and without a worker killed.
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import pyarrow.parquet

HERE = pathlib.Path(__file__).resolve().parent
CV = (
    "EXPÉRIENCE\n- Saisie des factures fournisseurs et relance des impayés numéro {n}\n"
    "- Organisation de {n} réunions : réservation des salles, invitations, compte rendu\n"
    "- Accueil téléphonique, tri du courrier, tenue des agendas de {n} personnes\n"
)


def documents(count):
    for number in range(count):
        text = " " if number % 50 == 7 else CV.format(n=number) * (1 + number % 5)
        yield {"document": f"cv-{number:05}", "text": text}


def one_machine(repere, data, rows, folder):
    source = folder / "documents.jsonl"
    lines = (json.dumps({"id": row["document"], "text": row["text"]}) for row in rows)
    source.write_text("\n".join(lines) + "\n")
    command = [repere, "--data", data, "-q", "match", "--format", "jsonl", "--with-failures", "-"]
    with source.open() as stdin:
        ran = subprocess.run(command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert ran.returncode in (0, 1), ran.returncode
    return ran.stdout.decode().splitlines()


def spark(repere, data, table, output, kill):
    command = [
        os.path.join(os.path.dirname(sys.executable), "spark-submit"),
        "--master", "local-cluster[2,1,1024]",
        "--conf", "spark.ui.enabled=false",
        "--conf", "spark.executor.memory=1g",
        "--conf", "spark.driver.host=127.0.0.1",
        str(HERE / "match.py"),
        "--repere", repere, "--data", data, "--input", str(table), "--output", str(output), "--partitions", "8",
    ]
    import pyspark

    environment = dict(os.environ, SPARK_HOME=os.path.dirname(pyspark.__file__), PYSPARK_PYTHON=sys.executable,
                       SPARK_LOCAL_IP="127.0.0.1")
    log = open(str(output) + ".log", "wb")
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    killed = kill and kill_a_worker(process)
    code = process.wait(timeout=600)
    assert code == 0, pathlib.Path(str(output) + ".log").read_text()[-3000:]
    return killed


def children(of):
    """Every process that descends from one."""
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                parents[int(entry.name)] = int(fields[1])
            except OSError:
                continue
    found, todo = [], [of]
    while todo:
        parent = todo.pop()
        for child in [pid for pid, its in parents.items() if its == parent]:
            found.append(child)
            todo.append(child)
    return found


def kill_a_worker(process):
    """Kills one of the two executors while it runs the program."""
    deadline = time.time() + 300
    while time.time() < deadline and process.poll() is None:
        for pid in children(process.pid):
            try:
                command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
            except OSError:
                continue
            if b"CoarseGrainedExecutorBackend" in command and any(running_repere(child) for child in children(pid)):
                os.kill(pid, signal.SIGKILL)
                return True
        time.sleep(0.01)
    return False


def running_repere(pid):
    try:
        return b"--with-failures" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def check(output, expected):
    rows = pyarrow.parquet.read_table(str(output)).to_pylist()
    assert len(rows) == len(expected), (len(rows), len(expected))
    by_name = {row["document"]: row for row in rows}
    assert len(by_name) == len(rows), "a document came twice"
    for line in expected:
        report = json.loads(line)
        row = by_name[report["document"]]
        if "failure" in report:
            assert row["failure"] == report["failure"] and row["report"] is None
        else:
            assert row["report"] == line, f"{report['document']}: other bytes than on one machine"
            assert dict(row["coverage"]) == report["coverage"]


def main():
    repere = str(pathlib.Path(sys.argv[1]).resolve())
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        data = str(folder / "data")
        rows = list(documents(count))
        start = time.time()
        expected = one_machine(repere, data, rows, folder)
        print(f"one machine: {count} documents in {time.time() - start:.1f} s")
        table = folder / "documents.parquet"
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), table)
        for kill in (False, True):
            output = folder / f"reports-{kill}.parquet"
            start = time.time()
            killed = spark(repere, data, table, output, kill)
            assert killed == kill, "no worker could be killed: use more documents"
            check(output, expected)
            said = "a worker killed" if kill else "two workers"
            print(f"{said}: {count} documents in {time.time() - start:.1f} s, the bytes of one machine")


if __name__ == "__main__":
    main()
