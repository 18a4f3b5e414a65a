"""Records the SQL that Splink's comparison library writes in each dialect: what an importer of its models meets.

Run once for each version of Splink; the results are put side by side under the version's number.
"""

import json
from importlib.metadata import version
from pathlib import Path

import splink
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import ColumnExpression, block_on
from splink.internals.blocking_rule_library import And, CustomRule, Not, Or

FIXTURE = Path(__file__).resolve().parents[3] / "test" / "link" / "fixtures" / "level_sql.json"
DIALECTS = ["duckdb", "spark", "sqlite", "postgres", "athena"]


def col(name):
    return ColumnExpression(name)


COMPARISONS = {
    "ExactMatch": lambda: cl.ExactMatch("first name"),
    "LevenshteinAtThresholds": lambda: cl.LevenshteinAtThresholds("name"),
    "DamerauLevenshteinAtThresholds": lambda: cl.DamerauLevenshteinAtThresholds("name"),
    "JaroWinklerAtThresholds": lambda: cl.JaroWinklerAtThresholds("name"),
    "JaroAtThresholds": lambda: cl.JaroAtThresholds("name"),
    "JaccardAtThresholds": lambda: cl.JaccardAtThresholds("name"),
    "CosineSimilarityAtThresholds": lambda: cl.CosineSimilarityAtThresholds("embedding"),
    "DistanceFunctionAtThresholds": lambda: cl.DistanceFunctionAtThresholds("name", "my_distance", [1, 2], higher_is_more_similar=False),
    **{f"Pairwise {f}": (lambda f=f, t=t: cl.PairwiseStringDistanceFunctionAtThresholds("names", f, t))
       for f, t in [("levenshtein", [1]), ("damerau_levenshtein", [1]), ("jaro_winkler", [0.9]), ("jaro", [0.9])]},
    "AbsoluteTimeDifference text": lambda: cl.AbsoluteTimeDifferenceAtThresholds("at", input_is_string=True, metrics=["hour", "day"], thresholds=[1, 1]),
    "AbsoluteTimeDifference": lambda: cl.AbsoluteTimeDifferenceAtThresholds("at", input_is_string=False, metrics=["second", "minute"], thresholds=[1, 1]),
    "AbsoluteDateDifference text": lambda: cl.AbsoluteDateDifferenceAtThresholds("dob", input_is_string=True, metrics=["day", "month", "year"], thresholds=[1, 1, 1.5]),
    "AbsoluteDateDifference format": lambda: cl.AbsoluteDateDifferenceAtThresholds("dob", input_is_string=True, metrics=["day"], thresholds=[1], datetime_format="%d/%m/%Y"),
    "AbsoluteDateDifference": lambda: cl.AbsoluteDateDifferenceAtThresholds("dob", input_is_string=False, metrics=["day"], thresholds=[1]),
    "ArrayIntersectAtSizes": lambda: cl.ArrayIntersectAtSizes("names", [2, 1]),
    "DistanceInKMAtThresholds": lambda: cl.DistanceInKMAtThresholds("lat", "long", [0.1, 10]),
    "DateOfBirthComparison text": lambda: cl.DateOfBirthComparison("dob", input_is_string=True),
    "DateOfBirthComparison": lambda: cl.DateOfBirthComparison("dob", input_is_string=False),
    "DateOfBirthComparison keeping invalid": lambda: cl.DateOfBirthComparison("dob", input_is_string=True, invalid_dates_as_null=False),
    "PostcodeComparison": lambda: cl.PostcodeComparison("postcode", invalid_postcodes_as_null=True),
    "PostcodeComparison km": lambda: cl.PostcodeComparison("postcode", lat_col="lat", long_col="long", km_thresholds=[1, 10]),
    "EmailComparison": lambda: cl.EmailComparison("email"),
    "NameComparison": lambda: cl.NameComparison("name", dmeta_col_name="name_dm"),
    "ForenameSurnameComparison": lambda: cl.ForenameSurnameComparison("forename", "surname"),
    "ForenameSurnameComparison concat": lambda: cl.ForenameSurnameComparison("forename", "surname", forename_surname_concat_col_name="full_name"),
    "CustomComparison": lambda: cl.CustomComparison(
        output_column_name="custom",
        comparison_levels=[
            cll.NullLevel("name"),
            cll.ExactMatchLevel("name", term_frequency_adjustments=True).configure(m_probability=0.9, u_probability=0.1, fix_m_probability=True),
            cll.JaroWinklerLevel("name", 0.9).configure(tf_adjustment_column="name", tf_adjustment_weight=0.5, tf_minimum_u_value=0.001),
            cll.ElseLevel().configure(disable_tf_exact_match_detection=True, m_probability=0.1),
        ],
    ),
}

LEVELS = {
    "NullLevel pattern": lambda: cll.NullLevel("name", valid_string_pattern="^[A-Z]+$"),
    "LiteralMatchLevel": lambda: cll.LiteralMatchLevel("name", "O", "string"),
    "LiteralMatchLevel left": lambda: cll.LiteralMatchLevel("age", "18", "int", side_of_comparison="left"),
    "LiteralMatchLevel right": lambda: cll.LiteralMatchLevel("age", "1.5", "float", side_of_comparison="right"),
    "LiteralMatchLevel date": lambda: cll.LiteralMatchLevel("dob", "2000-01-01", "date"),
    "ColumnsReversedLevel": lambda: cll.ColumnsReversedLevel("forename", "surname"),
    "ColumnsReversedLevel symmetrical": lambda: cll.ColumnsReversedLevel("forename", "surname", symmetrical=True),
    "DistanceInKMLevel not null": lambda: cll.DistanceInKMLevel("lat", "long", 5, not_null=True),
    "ArraySubsetLevel": lambda: cll.ArraySubsetLevel("names"),
    "ArraySubsetLevel empty": lambda: cll.ArraySubsetLevel("names", empty_is_subset=True),
    "PercentageDifferenceLevel": lambda: cll.PercentageDifferenceLevel("amount", 0.2),
    "AbsoluteDifferenceLevel": lambda: cll.AbsoluteDifferenceLevel("amount", 5),
    "And": lambda: cll.And(cll.ExactMatchLevel("name"), cll.LevenshteinLevel("city", 2)),
    "Or": lambda: cll.Or(cll.ExactMatchLevel("name"), cll.ExactMatchLevel("city")),
    "Not": lambda: cll.Not(cll.And(cll.ExactMatchLevel("name"), cll.ExactMatchLevel("city"))),
    "expression lower substr": lambda: cll.ExactMatchLevel(col("name").lower().substr(1, 3)),
    "expression regex group": lambda: cll.ExactMatchLevel(col("email").regex_extract("@([^@]+)$", 1)),
    "expression cast": lambda: cll.LevenshteinLevel(col("dob").cast_to_string(), 1),
    "expression nullif": lambda: cll.ExactMatchLevel(col("name").nullif("")),
    "expression date": lambda: cll.ExactMatchLevel(col("dob").try_parse_date()),
    "expression date format": lambda: cll.ExactMatchLevel(col("dob").try_parse_date("%d/%m/%Y")),
    "expression timestamp": lambda: cll.ExactMatchLevel(col("at").try_parse_timestamp()),
    "expression first": lambda: cll.ExactMatchLevel(col("names").access_extreme_array_element("first")),
    "expression last": lambda: cll.ExactMatchLevel(col("names").access_extreme_array_element("last")),
    "expression raw": lambda: cll.ExactMatchLevel(col("upper(forename) || ' ' || surname")),
}

RULES = {
    "block_on one": lambda: block_on("first name"),
    "block_on two": lambda: block_on("surname", "substr(dob, 1, 4)"),
    "block_on expression": lambda: block_on(col("dob").substr(1, 4)),
    "block_on array": lambda: block_on("names", arrays_to_explode=["names"]),
    "CustomRule": lambda: CustomRule("l.surname = r.surname AND levenshtein(l.forename, r.forename) <= 2"),
    "CustomRule reversed": lambda: CustomRule("l.forename = r.surname AND l.surname = r.forename"),
    "Or": lambda: Or(block_on("forename", "dob"), block_on("surname", "postcode")),
    "And Or": lambda: And(block_on("dob"), Or(block_on("forename"), block_on("surname"))),
    "Not": lambda: And(block_on("dob"), Not(block_on("postcode"))),
}


def record(make, as_dict):
    """What the library writes by dialect; nothing where a dialect has no such level, and one text for dialects that agree."""
    found = {}
    for dialect in DIALECTS:
        try:
            written = as_dict(make(), dialect)
        except Exception:
            continue
        written = json.loads(json.dumps(written))
        written.pop("sql_dialect", None)
        same = next((name for name, known in found.items() if known == written), None)
        if same is None:
            found[dialect] = written
        else:
            found[f"{same} {dialect}"] = found.pop(same)
    return found


def level(creator, dialect):
    return creator.get_comparison_level(dialect).as_dict()


def lines(both):
    """One line for each thing recorded."""
    def section(things):
        return ",\n".join(f"  {json.dumps(name)}: {json.dumps(written, ensure_ascii=False)}" for name, written in things.items())
    def one(sections):
        return ",\n".join(f" {json.dumps(name)}: {{\n{section(things)}\n }}" for name, things in sections.items())
    return "{\n" + ",\n".join(f"{json.dumps(number)}: {{\n{one(sections)}\n}}" for number, sections in both.items()) + "\n}"


def main():
    number = version("splink") if not hasattr(splink, "__version__") else splink.__version__
    both = json.loads(FIXTURE.read_text()) if FIXTURE.exists() else {}
    both[number] = {
        "comparisons": {name: record(make, lambda c, d: c.get_comparison(d).as_dict()) for name, make in COMPARISONS.items()},
        "levels": {name: record(make, level) for name, make in LEVELS.items()},
        "rules": {name: record(make, lambda r, d: r.get_blocking_rule(d).as_dict()) for name, make in RULES.items()},
    }
    FIXTURE.write_text(lines(both) + "\n")


main()
