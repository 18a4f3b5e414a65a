"""Makes the model of job P: people-1000000.parquet, Splink's own comparison library, its own training.

    /tmp/splink4/bin/python bench/peers/splink/make_model.py bench/data/people-1000000.parquet

It was run once; bench/link/model-p.json is what both programs read. m and the prior are those of the true persons: sessions
of expectation maximisation on these rules take households for persons. Parameters are kept to six digits, which is more
than they are sure of: what is compared is what both make of the same numbers.
"""

import json
import sys
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, block_on

BENCH = Path(__file__).resolve().parents[2] / "link"

COMPARISONS = [
    cl.NameComparison("givenName"),
    cl.NameComparison("familyName").configure(term_frequency_adjustments=True),
    cl.DateOfBirthComparison("birthDate", input_is_string=False),
    cl.JaroWinklerAtThresholds("city", [0.9, 0.7]),
    cl.EmailComparison("email"),
]

# Some 34 candidate pairs a record at a million rows; a rule's blocks grow with the file, so that ten million take others.
RULES = [
    block_on("birthDate"),
    block_on("familyName", "substr(postalCode, 1, 2)"),
    block_on("postalCode", "year(birthDate)"),
    block_on("familyName", "givenName"),
    block_on("email"),
]
RULES_10M = [
    block_on("birthDate", "substr(familyName, 1, 1)"),
    block_on("familyName", "substr(postalCode, 1, 2)", "substr(givenName, 1, 1)"),
    block_on("postalCode", "year(birthDate)", "month(birthDate)"),
    block_on("familyName", "givenName", "month(birthDate)"),
    block_on("email"),
]


def rounded(value):
    if isinstance(value, dict):
        return {name: rounded(member) for name, member in value.items()}
    if isinstance(value, list):
        return [rounded(member) for member in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def main(path):
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute(f"CREATE TABLE people AS SELECT * FROM read_parquet('{path}')")
    settings = {"link_type": "dedupe_only", "unique_id_column_name": "recordId", "comparisons": COMPARISONS,
                "blocking_rules_to_generate_predictions": RULES}
    linker = Linker("people", settings, DuckDBAPI(connection))
    matches = connection.execute("SELECT sum(n * (n - 1) // 2) FROM (SELECT count(*) AS n FROM people GROUP BY person)").fetchall()[0][0]
    records = connection.execute("SELECT count(*) FROM people").fetchall()[0][0]
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    linker.training.estimate_m_from_label_column("person")
    model = rounded(linker.misc.save_model_to_json())
    del model["linker_uid"]
    model["probability_two_random_records_match"] = float(f"{matches / (records * (records - 1) / 2):.6g}")
    for name, rules in (("model-p.json", RULES), ("model-p-10m.json", RULES_10M)):
        asked = [{"blocking_rule": rule.get_blocking_rule("duckdb").blocking_rule_sql, "sql_dialect": "duckdb"} for rule in rules]
        text = json.dumps({**model, "blocking_rules_to_generate_predictions": asked,
                           "retain_matching_columns": False, "retain_intermediate_calculation_columns": False}, indent=1)
        (BENCH / name).write_text(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
