"""Classifies a column of texts on a cluster: each partition is piped through the command line, row for row.

    python classify.py [--partitions N] TEXTS.txt OUT

TEXTS.txt holds a text a line; OUT is a new folder of JSON Lines. Every node needs this repository and Node.
"""

import argparse
import json
import os
import shlex

from pyspark.sql import SparkSession

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))


def command(name: str, *options: str) -> str:
    """A command of this repository as Spark's pipe runs it: from any folder, printing nothing but its rows."""
    tsx = os.path.join(ROOT, "node_modules/tsx/dist/cli.mjs")
    script = {"classify": "finetune/cli/classify.ts", "explain": "explain/cli.ts"}[name]
    return shlex.join(["node", tsx, os.path.join(ROOT, script), *options])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts")
    parser.add_argument("out")
    parser.add_argument("--partitions", type=int, default=2)
    parser.add_argument("--model", help="an exported model (the shipped one)")
    arguments = parser.parse_args()

    spark = SparkSession.builder.appName("albert-lens").getOrCreate()
    rows = spark.sparkContext.textFile(arguments.texts, arguments.partitions)
    model = ["--model", os.path.abspath(arguments.model)] if arguments.model else []
    # JSON carries any text on one line. A thread a partition: Spark runs a partition on each core already.
    texts = rows.map(lambda text: json.dumps({"text": text}))
    texts.pipe(command("classify", "--threads", "1", *model), checkCode=True).saveAsTextFile(arguments.out)
    spark.stop()


if __name__ == "__main__":
    main()
