"""Match a table of documents on a cluster: one `repere match --format jsonl -` a partition.

    spark-submit match.py --repere ./repere --data ./data --input documents.parquet --output reports.parquet

The input is Parquet, JSON lines or CSV (told by the ending) with a column of names and one of texts. The output is
Parquet, one row a document: `document`, `report` (the JSON line that one machine would write, byte for byte, or null),
`failure` (why there is no report, or null) and `coverage` (0 to 2 by compétence).

Every machine needs the program and a data folder at the same paths. The folder is only read: open it once with
`repere match` beforehand, so that it holds its index and compiled plugins.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

SCHEMA = "document string, report string, failure string, coverage map<string, int>"


def matcher(command, rows_a_batch):
    """A function for `mapInPandas`: the partition's texts go into one process, its reports come out in their order."""

    def match(batches):
        import pandas

        stderr = tempfile.TemporaryFile()
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr)
        broken = []

        def feed():
            try:
                for batch in batches:
                    for name, text in zip(batch["document"], batch["text"]):
                        line = json.dumps({"id": str(name), "text": text or ""}, ensure_ascii=False)
                        process.stdin.write(line.encode() + b"\n")
                process.stdin.close()
            except BrokenPipeError:
                pass  # The process ended early: its exit code tells.
            except Exception as error:  # What the partition's reader raised belongs to the task.
                broken.append(error)
                process.kill()

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        try:
            rows = []
            for line in process.stdout:
                rows.append(row(line.decode()))
                if len(rows) == rows_a_batch:
                    yield pandas.DataFrame(rows)
                    rows = []
            if rows:
                yield pandas.DataFrame(rows)
            code = process.wait()
            feeder.join()
            if broken:
                raise broken[0]
            # 1: some documents failed, each said so in its row.
            if code not in (0, 1):
                stderr.seek(0)
                last = stderr.read().decode(errors="replace").strip().splitlines()[-1:]
                raise RuntimeError(f"repere ended with code {code}: {' '.join(last)}")
        finally:
            process.kill()
            process.wait()

    return match


def row(line):
    """One line of the program's output as a row."""
    line = line.rstrip("\n")
    report = json.loads(line)
    if "failure" in report:
        return {"document": report["document"], "report": None, "failure": report["failure"], "coverage": None}
    return {"document": report["document"], "report": line, "failure": None, "coverage": report["coverage"]}


def read(spark, path):
    if path.endswith((".jsonl", ".json")):
        return spark.read.json(path)
    if path.endswith(".csv"):
        return spark.read.option("header", True).option("multiLine", True).option("escape", '"').csv(path)
    return spark.read.parquet(path)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repere", default="repere", help="the program, at the same path on every machine")
    parser.add_argument("--data", required=True, help="data folder, at the same path on every machine")
    parser.add_argument("--input", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--document", default="document", help="column of names")
    parser.add_argument("--text", default="text", help="column of texts")
    parser.add_argument("--partitions", type=int, help="a few for each core; each starts the program once")
    parser.add_argument("--branche", default="papier-carton")
    parser.add_argument("--threads", type=int, default=1, help="threads of each process; Spark already runs one a core")
    return parser.parse_args()


def main():
    asked = arguments()
    command = [asked.repere, "--data", asked.data, "--quiet", "match", "--input", "jsonl", "--format", "jsonl"]
    command += ["--with-failures", "--branche", asked.branche, "--threads", str(asked.threads), "-"]
    spark = SparkSession.builder.appName("repere").getOrCreate()
    documents = read(spark, asked.input).select(
        F.col(asked.document).cast("string").alias("document"), F.col(asked.text).cast("string").alias("text")
    )
    if asked.partitions:
        documents = documents.repartition(asked.partitions)
    reports = documents.mapInPandas(matcher(command, 256), SCHEMA)
    reports.write.mode("errorifexists").parquet(asked.output)
    spark.stop()


if __name__ == "__main__":
    sys.exit(main())
