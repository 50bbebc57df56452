"""Decides how ClickHouse is asked: a process with the other interpreter, which has chdb and nothing of ours.

`python ask_clickhouse.py ARCHIVE`: a JSON list of texts comes in, a list of answers goes out, each {columns, rows}, and
the CPU seconds that they took go to the other stream.
"""

import json
import sys
import time

from chdb.session import Session


def main() -> None:
    texts = json.load(sys.stdin)
    session = Session()
    path = sys.argv[1].replace("'", "\\'")
    session.query("CREATE DATABASE IF NOT EXISTS ours ENGINE = Atomic")
    session.query("USE ours")
    session.query(f"CREATE VIEW responses AS SELECT * FROM file('{path}', 'Parquet')")  # noqa: S608
    begun = time.process_time()
    answers = []
    for text in texts:
        found = json.loads(str(session.query(f"{text} SETTINGS cast_keep_nullable = 1", "JSONCompact")))
        answers.append({"columns": [each["name"] for each in found["meta"]], "rows": found["data"]})
    print(f"{time.process_time() - begun:.2f} s CPU", file=sys.stderr)
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
