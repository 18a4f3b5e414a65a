"""Records what Splink predicts with trained models: every pair of the small data, counts and a sample of the large."""

import sys

from peer import (connect, linker_of, load_fake_1000, load_historical_50k, names_of, rank_by_hash, read_model, rows_of,
                  write_csv, write_json)

SAMPLE = 2_000


def predict(tables, model, connection):
    """Predicts without a threshold; returns the frame with its columns of interest."""
    linker = linker_of(tables, model, connection)
    frame = linker.inference.predict()
    names = names_of(connection, frame)
    sources = [name for name in ("source_dataset_l", "source_dataset_r") if name in names]
    gammas = [name for name in names if name.startswith("gamma_")]
    tfs = [name for name in names if name.startswith("bf_tf_adj_")]
    columns = [*sources, "unique_id_l", "unique_id_r", "match_key", *gammas, "match_weight", "match_probability", *tfs]
    return linker, frame, columns


def counts_of(connection, frame, columns):
    """Pairs per rule and pairs per level of each comparison."""
    name = frame.physical_name
    gammas = [column for column in columns if column.startswith("gamma_")]

    def tally(column):
        found = connection.execute(f'SELECT "{column}", count(*) FROM {name} GROUP BY 1 ORDER BY 1').fetchall()
        return {str(level): count for level, count in found}

    total, patterns = connection.execute(
        f"SELECT count(*), count(DISTINCT ({', '.join(gammas)})) FROM {name}").fetchone()
    weights = connection.execute(
        f"SELECT min(match_weight), max(match_weight), count(*) FILTER (match_weight >= 0), "
        f"count(*) FILTER (match_probability >= 0.95) FROM {name}").fetchone()
    return {"pairs": total, "patterns": patterns, "pairsPerMatchKey": tally("match_key"),
            "pairsPerLevel": {column: tally(column) for column in gammas},
            "leastMatchWeight": weights[0], "greatestMatchWeight": weights[1],
            "pairsAtWeightZero": weights[2], "pairsAtProbability095": weights[3]}


def fake_1000():
    counts = {}
    for label, file in (("v4", "saved_model_from_demo.v4.0.16.json"), ("v5", "saved_model_from_demo.json"),
                        ("v3", "saved_model_from_demo.v3.9.15.json"), ("realtime", "real_time_settings.json")):
        connection = connect()
        linker, frame, columns = predict(load_fake_1000(connection), read_model(file), connection)
        write_csv(f"fake_1000.{label}.pairs.csv", columns,
                  rows_of(connection, frame, columns, "unique_id_l, unique_id_r"))
        counts[label] = {"model": file, **counts_of(connection, frame, columns)}
        if label == "v4":
            tables = {column: linker.table_management.compute_tf_table(column)
                      for column in ("first_name", "surname", "city", "email")}
            joined = " ".join(f'LEFT JOIN {table.physical_name} AS t_{column} USING ("{column}")'
                              for column, table in tables.items())
            chosen = ", ".join(f"tf_{column}" for column in tables)
            rows = connection.execute(f"SELECT unique_id, {chosen} FROM fake_1000 {joined} ORDER BY unique_id").fetchall()
            write_csv("fake_1000.term_frequencies.csv", ["unique_id", *(f"tf_{column}" for column in tables)], rows)
    write_json("fake_1000.counts.json", counts)


def several_sources():
    """fake_1000 cut in two and in three by the remainder of the identifier: the other two kinds of linkage."""
    counts = {}
    for link_type, parts in (("link_only", 2), ("link_only", 3), ("link_and_dedupe", 2), ("link_and_dedupe", 3)):
        connection = connect()
        tables = [load_fake_1000(connection, f"part_{part}", f"unique_id % {parts} = {part}") for part in range(parts)]
        model = {**read_model("saved_model_from_demo.v4.0.16.json"), "link_type": link_type}
        _, frame, columns = predict(tables, model, connection)
        rows = rows_of(connection, frame, columns, "source_dataset_l, unique_id_l, source_dataset_r, unique_id_r")
        name = f"fake_1000.{link_type}.{parts}"
        write_csv(f"{name}.pairs.csv", columns, sorted(rows, key=lambda row: rank_by_hash(*row[:4]))[:300])
        counts[f"{link_type}.{parts}"] = counts_of(connection, frame, columns)
    write_json("fake_1000.several.counts.json", counts)


def historical_50k():
    connection = connect()
    _, frame, columns = predict(load_historical_50k(connection), read_model("model_h50k.json"), connection)
    write_json("historical_50k.counts.json", {"model": "model_h50k.json", **counts_of(connection, frame, columns)})
    name = frame.physical_name
    chosen = ", ".join(f'"{column}"' for column in columns)
    rows = connection.execute(
        f"SELECT {chosen} FROM {name} ORDER BY sha256(unique_id_l || '|' || unique_id_r), unique_id_l LIMIT {SAMPLE}").fetchall()
    write_csv("historical_50k.pairs.csv", columns, rows)


if __name__ == "__main__":
    jobs = {"fake_1000": fake_1000, "several": several_sources, "historical_50k": historical_50k}
    for wanted in sys.argv[1:] or jobs:
        jobs[wanted]()
