"""Makes the models of the benchmark by Splink's own comparison library and training: of people-1000000.parquet, and of the two
files of febrl4.

    /tmp/splink4/bin/python bench/peers/splink/make_model.py bench/data

It was run once; bench/link/model-*.json are what both programs read. m and the prior are those of the true persons: sessions
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

FEBRL4 = [
    cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
    cl.NameComparison("surname").configure(term_frequency_adjustments=True),
    cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
    cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
    cl.LevenshteinAtThresholds("postcode", [1, 2]),
    cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
]
FEBRL4_RULES = [
    block_on("given_name", "surname"),
    block_on("date_of_birth"),
    block_on("soc_sec_id"),
    block_on("surname", "postcode"),
    block_on("given_name", "substr(postcode, 1, 2)"),
]


def rounded(value):
    if isinstance(value, dict):
        return {name: rounded(member) for name, member in value.items()}
    if isinstance(value, list):
        return [rounded(member) for member in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def trained(tables, settings, pairs):
    """Trains a model on tables of a person each record; `pairs` counts all pairs there are."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    for name, path in tables.items():
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM read_parquet('{path}')")
    linker = Linker(list(tables), settings, DuckDBAPI(connection), input_table_aliases=list(tables) if len(tables) > 1 else None)
    matches, total = connection.execute(pairs).fetchall()[0]
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    linker.training.estimate_m_from_label_column("person")
    model = rounded(linker.misc.save_model_to_json())
    del model["linker_uid"]
    return {**model, "probability_two_random_records_match": float(f"{float(matches) / float(total):.6g}"),
            "retain_matching_columns": False, "retain_intermediate_calculation_columns": False}


def write(name, model, rules):
    asked = [{"blocking_rule": rule.get_blocking_rule("duckdb").blocking_rule_sql, "sql_dialect": "duckdb"} for rule in rules]
    (BENCH / name).write_text(json.dumps({**model, "blocking_rules_to_generate_predictions": asked}, indent=1) + "\n")


def people(folder):
    settings = {"link_type": "dedupe_only", "unique_id_column_name": "recordId", "comparisons": COMPARISONS,
                "blocking_rules_to_generate_predictions": RULES}
    model = trained({"people": folder / "people-1000000.parquet"}, settings,
                    "SELECT (SELECT sum(n * (n - 1) / 2) FROM (SELECT count(*) AS n FROM people GROUP BY person)), "
                    "(SELECT count(*) * (count(*) - 1) / 2 FROM people)")
    write("model-p.json", model, RULES)
    write("model-p-10m.json", model, RULES_10M)


def febrl4(folder):
    settings = {"link_type": "link_only", "unique_id_column_name": "rec_id", "comparisons": FEBRL4,
                "blocking_rules_to_generate_predictions": FEBRL4_RULES}
    model = trained({"a": folder / "febrl4-left.parquet", "b": folder / "febrl4-right.parquet"}, settings,
                    "SELECT (SELECT count(*) FROM a JOIN b USING (person)), (SELECT count(*) FROM a) * (SELECT count(*) FROM b)")
    write("model-febrl4.json", model, FEBRL4_RULES)


if __name__ == "__main__":
    jobs = {"people": people, "febrl4": febrl4}
    for wanted in sys.argv[2:] or jobs:
        jobs[wanted](Path(sys.argv[1]))
