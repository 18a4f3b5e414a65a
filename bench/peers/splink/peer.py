"""What the recording scripts share: where data and results lie, Splink in DuckDB, and numbers at full precision."""

import csv
import hashlib
import json
import logging
import math
from pathlib import Path

import duckdb
from splink import DuckDBAPI, Linker

logging.getLogger("splink").setLevel(logging.ERROR)

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data" / "linkage"
FIXTURES = ROOT / "test" / "link" / "fixtures"

# Keys of other versions of the model file that Splink 4 refuses, and what becomes of them.
RENAMED = {"match_weight_column_prefix": None}


def read_model(name):
    """Reads a model file of any version; returns it in the form of Splink 4."""
    model = json.loads((DATA / "splink" / "models" / name).read_text())
    for old, new in RENAMED.items():
        if old in model:
            value = model.pop(old)
            if new is not None:
                model[new] = value
    return {**model, "retain_matching_columns": True, "retain_intermediate_calculation_columns": True}


def connect(threads=2):
    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    return connection


def load_fake_1000(connection, table="fake_1000", where="true"):
    """The 1,000 made-up people; identifiers are integers, everything else is text, and an empty field is null."""
    path = DATA / "splink" / "fake_1000.csv"
    connection.execute(
        f"CREATE TABLE {table} AS SELECT * FROM (SELECT * REPLACE (CAST(unique_id AS INTEGER) AS unique_id) "
        f"FROM read_csv('{path}', all_varchar = true, header = true)) WHERE {where}"
    )
    return table


def load_historical_50k(connection, table="historical_50k"):
    path = DATA / "splink" / "historical_figures_with_errors_50k.parquet"
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM read_parquet('{path}')")
    return table


def load_febrl4(connection):
    """Two files of 5,000; the spaces that follow each comma are not part of names or values."""
    for part in ("a", "b"):
        path = DATA / "febrl" / f"dataset4{part}.csv"
        columns = [name.strip() for name in path.open().readline().rstrip("\n").split(",")]
        chosen = ", ".join(f"NULLIF(trim(\"{name}\"), '') AS \"{name}\"" for name in columns)
        names = "[" + ", ".join(f"'{name}'" for name in columns) + "]"
        connection.execute(
            f"CREATE TABLE febrl4{part} AS SELECT {chosen}, regexp_extract(rec_id, '[0-9]+') AS cluster "
            f"FROM read_csv('{path}', all_varchar = true, header = true, names = {names})"
        )
    return ["febrl4a", "febrl4b"]


def linker_of(tables, model, connection):
    """A linker over tables of the connection, which keep their names."""
    several = isinstance(tables, list)
    return Linker(tables, model, db_api=DuckDBAPI(connection=connection), input_table_aliases=tables if several else None)


def rows_of(connection, frame, columns, order):
    """Rows of a Splink result as Python values, in a stated order."""
    chosen = ", ".join(f'"{column}"' if column.isidentifier() else column for column in columns)
    return connection.execute(f"SELECT {chosen} FROM {frame.physical_name} ORDER BY {order}").fetchall()


def names_of(connection, frame):
    return [row[0] for row in connection.execute(f"DESCRIBE {frame.physical_name}").fetchall()]


def text_of(value):
    """The shortest text that reads back as the same double; nothing for null."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def write_csv(name, header, rows):
    path = FIXTURES / name
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([text_of(value) for value in row] for row in rows)
    print(f"{name}: {len(rows)} rows, {path.stat().st_size} bytes")


def laid_out(value, indent=""):
    """JSON with what holds no other object on one line."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if not any(isinstance(one, (dict, list)) for one in inner):
        return json.dumps(value, allow_nan=False)
    deeper = indent + " "
    if isinstance(value, dict):
        parts = [f"{json.dumps(name)}: {laid_out(one, deeper)}" for name, one in value.items()]
    else:
        parts = [laid_out(one, deeper) for one in value]
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    return f"{opening}\n{deeper}" + f",\n{deeper}".join(parts) + f"\n{indent}{closing}"


def write_json(name, value):
    path = FIXTURES / name
    path.write_text(laid_out(value) + "\n")
    print(f"{name}: {path.stat().st_size} bytes")


def rank_by_hash(*parts):
    """A draw anybody can repeat: the SHA-256 of the parts joined by a vertical bar."""
    return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()
