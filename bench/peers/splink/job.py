"""Splink's side of the benchmark of linkage: a model and a Parquet file in, pairs and clusters out, stages measured apart.

    /tmp/splink4/bin/python bench/peers/splink/job.py --model bench/link/model-p.json --people bench/data/people-1000000.parquet \
        --row-key recordId --min-bits 0 --threads 2 [--pairs FILE.parquet] [--clusters FILE.parquet]

Prints one line of JSON: of each stage the seconds, the processor seconds and the peak of the process in MiB. README.md says
why it is set as it is; the options that are not used by default are what was tried.
"""

import argparse
import json
import logging
import resource
import sys
import time
from pathlib import Path

import duckdb
import splink
from splink import DuckDBAPI, Linker, block_on
from splink.internals.pipeline import CTEPipeline
from splink.internals.vertically_concatenate import compute_df_concat_with_tf

logging.disable(logging.WARNING)

ROOT = Path(__file__).resolve().parents[3]
TRAINING = json.loads((ROOT / "bench" / "link" / "training.json").read_text())


class Stages:
    """What each stage took."""

    def __init__(self):
        self.found = {}

    def measure(self, name, work):
        Path("/proc/self/clear_refs").write_text("5")
        cpu, wall = processor_seconds(), time.perf_counter()
        result = work()
        now = {"seconds": time.perf_counter() - wall, "cpuSeconds": processor_seconds() - cpu, "peakMiB": peak_mib()}
        before = self.found.get(name)
        self.found[name] = now if before is None else {
            "seconds": before["seconds"] + now["seconds"], "cpuSeconds": before["cpuSeconds"] + now["cpuSeconds"],
            "peakMiB": max(before["peakMiB"], now["peakMiB"])}
        return result


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_mib():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no peak")


class MeasuredApi(DuckDBAPI):
    """DuckDB as Splink drives it, with the two halves of a prediction told apart."""

    STAGES = {"__splink__blocked_id_pairs": "block", "__splink__df_predict": "predict"}

    def __init__(self, connection, stages):
        super().__init__(connection)
        self.stages = stages
        self.pairs = None

    def sql_pipeline_to_splink_dataframe(self, pipeline, use_cache=True):
        name = self.STAGES.get(pipeline.output_table_name)
        if name is None:
            return super().sql_pipeline_to_splink_dataframe(pipeline, use_cache)
        frame = self.stages.measure(name, lambda: super(MeasuredApi, self).sql_pipeline_to_splink_dataframe(pipeline, use_cache))
        if name == "block":
            self.pairs = count(self._con, frame.physical_name)
        return frame


def count(connection, table):
    return connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]


def hoisted(model):
    """The same model, with the similarity of names in the first branch of each CASE: DuckDB then computes it once for all
    thresholds, as Splink's guide to DuckDB recommends. It never is -100."""
    def first(comparison):
        levels = comparison["comparison_levels"]
        similarities = {condition.split(" >= ")[0] for condition in (level["sql_condition"] for level in levels)
                        if condition.startswith("jaro_winkler_similarity(")}
        thresholds = sum(level["sql_condition"].startswith("jaro_winkler_similarity(") for level in levels)
        if len(similarities) != 1 or thresholds < 2:
            return comparison
        condition = f"{similarities.pop()} = -100 OR {levels[0]['sql_condition']}"
        return {**comparison, "comparison_levels": [{**levels[0], "sql_condition": condition}, *levels[1:]]}

    return {**model, "comparisons": [first(comparison) for comparison in model["comparisons"]]}


def untrained(model, which):
    def level(found):
        return {name: value for name, value in found.items() if name not in which}

    return {**model, "comparisons": [{**comparison, "comparison_levels": [level(one) for one in comparison["comparison_levels"]]}
                                     for comparison in model["comparisons"]]}


def columns_of(path, model):
    """Columns of the file that the model names."""
    text = json.dumps(model)
    names = duckdb.connect().execute(f"SELECT name FROM parquet_schema('{path}') WHERE num_children IS NULL").fetchall()
    return [name for (name,) in names if name in text]


def connect(options):
    connection = duckdb.connect(options.database)
    connection.execute(f"SET threads = {options.threads}")
    connection.execute("SET preserve_insertion_order = false")
    if options.memory_limit is not None:
        connection.execute(f"SET memory_limit = '{options.memory_limit}'")
    if options.spill is not None:
        connection.execute(f"SET temp_directory = '{options.spill}'")
    return connection


def lowered(model, names):
    """The same model with columns in small letters: a session looks for exact agreement in its rule that way, and starts from
    too small a prior where it does not find it."""
    text = json.dumps(model)
    for name in names:
        text = text.replace(name, name.lower())
    return json.loads(text)


def load(connection, options, model):
    """Names the sources; returns their names."""
    kind = "TABLE" if options.table else "VIEW"
    files = {"people": options.people} if options.right is None else {"a": options.people, "b": options.right}
    for name, path in files.items():
        # Names of columns differ in case only where a model is lowered, and DuckDB knows no case.
        chosen = ", ".join(f'"{column}" AS "{column.lower()}"' if options.train else f'"{column}"' for column in columns_of(path, model))
        connection.execute(f"CREATE {kind} {name} AS SELECT {chosen} FROM read_parquet('{path}')")
    return list(files)


def linker_of(sources, model, api):
    return Linker(sources, model, api, input_table_aliases=sources if len(sources) > 1 else None)


def write(connection, sql, path):
    if path is not None:
        connection.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet)")


def link(options, model):
    """Predicts and clusters."""
    stages = Stages()
    connection = connect(options)
    api = MeasuredApi(connection, stages)

    def loaded():
        linker = linker_of(load(connection, options, model), model, api)
        compute_df_concat_with_tf(linker, CTEPipeline())
        return linker

    linker = stages.measure("load", loaded)
    pairs = linker.inference.predict(threshold_match_weight=options.min_bits, materialise_blocked_pairs=not options.one_query)
    clusters = stages.measure("cluster", lambda: linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_weight=options.min_bits))

    def written():
        key = model["unique_id_column_name"]
        write(connection, f"SELECT \"{key}_l\" AS l, \"{key}_r\" AS r, match_weight AS bits, CAST(match_key AS INTEGER) AS rule FROM {pairs.physical_name}", options.pairs)
        write(connection, f"SELECT \"{key}\" AS record, cluster_id AS cluster FROM {clusters.physical_name}", options.clusters)

    stages.measure("write", written)
    return stages.found, {"pairs": api.pairs, "kept": count(connection, pairs.physical_name),
                          "clusters": connection.execute(f"SELECT count(DISTINCT cluster_id) FROM {clusters.physical_name}").fetchall()[0][0]}


def train(options, model):
    """u of drawn records; then sessions of expectation maximisation, with u as the model has it."""
    stages = Stages()
    names = columns_of(options.people, model)
    connection = connect(options)
    sources = load(connection, options, model)
    api = DuckDBAPI(connection)
    model = lowered(model, names)

    def prepared(which):
        linker = linker_of(sources, untrained(model, which), api)
        compute_df_concat_with_tf(linker, CTEPipeline())
        return linker

    linker = stages.measure("load", lambda: prepared(["m_probability", "u_probability"]))
    stages.measure("u", lambda: linker.training.estimate_u_using_random_sampling(max_pairs=TRAINING["samplePairs"], seed=TRAINING["seed"]))
    sampled = estimates_of(linker, "u", names)
    linker = prepared(["m_probability"])
    rules = [block_on(*(term.lower() for term in rule)) for rule in TRAINING["rules"]]
    histories = stages.measure("em", lambda: [
        linker.training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
        for rule in rules])
    return stages.found, {"u": sampled, "m": estimates_of(linker, "m", names),
                          "iterations": [len(session._core_model_settings_history) - 1 for session in histories]}


def estimates_of(linker, which, names):
    """Of every level that is not the null level, in the order of the model; 1e-6 where the level was never seen."""
    written = {name.lower(): name for name in names}
    return {written[comparison.output_column_name]: [number(getattr(level, f"{which}_probability"))
                                            for level in comparison.comparison_levels if not level.is_null_level]
            for comparison in linker._settings_obj.core_model_settings.comparisons}


def number(value):
    return 1e-6 if isinstance(value, str) else value


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--people", required=True)
    parser.add_argument("--right")
    parser.add_argument("--row-key")
    parser.add_argument("--min-bits", type=float, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--pairs")
    parser.add_argument("--clusters")
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--memory-limit")
    parser.add_argument("--database", default=":memory:")
    parser.add_argument("--spill")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--one-query", action="store_true")
    parser.add_argument("--as-written", action="store_true")
    options = parser.parse_args()
    wall = time.perf_counter()
    model = json.loads(Path(options.model).read_text())
    if options.row_key is not None:
        model["unique_id_column_name"] = options.row_key
    model = {**model, "retain_matching_columns": False, "retain_intermediate_calculation_columns": False}
    if not options.as_written:
        model = hoisted(model)
    stages, found = (train if options.train else link)(options, model)
    used = resource.getrusage(resource.RUSAGE_SELF)
    json.dump({"program": f"Splink {splink.__version__}, DuckDB {duckdb.__version__}", "threads": options.threads, "stages": stages,
               "all": {"seconds": time.perf_counter() - wall, "cpuSeconds": processor_seconds(), "peakMiB": max(stage["peakMiB"] for stage in stages.values())},
               **found}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
