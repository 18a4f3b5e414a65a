"""Records how Splink estimates parameters where chance has no part: u over all pairs, sessions of expectation
maximisation from fixed starting values, the prior from rules, and m from true clusters."""

from splink import block_on
from splink.internals.comparison_library import ExactMatch, JaroWinklerAtThresholds, LevenshteinAtThresholds

from peer import connect, linker_of, load_fake_1000, load_febrl4, read_model, write_json

EVERY_PAIR = 1e9  # more than any input here has: Splink then takes all records instead of a sample


def untrained(model):
    """The same model without what was estimated."""
    def level(found):
        return {name: value for name, value in found.items() if name not in ("m_probability", "u_probability")}

    comparisons = [{**found, "comparison_levels": [level(one) for one in found["comparison_levels"]]}
                   for found in model["comparisons"]]
    return {**model, "comparisons": comparisons}


def estimates_of(settings, which):
    """m or u of every level that is not the null level, by comparison and in the order of the file; null where
    Splink has none, and 1e-6 where it says that the level was never seen."""
    return {comparison.output_column_name: [number(getattr(level, f"{which}_probability"))
                                            for level in comparison.comparison_levels if not level.is_null_level]
            for comparison in settings.comparisons}


def number(value):
    return 1e-6 if isinstance(value, str) else value


def iteration_of(core, free_u):
    found = {"prior": core.probability_two_random_records_match, "m": estimates_of(core, "m")}
    return {**found, "u": estimates_of(core, "u")} if free_u else found


def final_of(linker):
    core = linker._settings_obj.core_model_settings
    return {"prior": core.probability_two_random_records_match, "m": estimates_of(core, "m"), "u": estimates_of(core, "u")}


RULES = {"first_name+surname": block_on("first_name", "surname"), "dob": block_on("dob"), "email": block_on("email")}


def sessions(**options):
    """Three sessions on fake_1000 with u and the prior of the saved model, and m at its defaults."""
    connection = connect()
    model = read_model("saved_model_from_demo.v4.0.16.json")
    for comparison in model["comparisons"]:
        for level in comparison["comparison_levels"]:
            level.pop("m_probability", None)
    linker = linker_of(load_fake_1000(connection), model, connection)
    free_u = options.get("fix_u_probabilities") is False
    found = {}
    for name, rule in RULES.items():
        session = linker.training.estimate_parameters_using_expectation_maximisation(rule, **options)
        found[name] = [iteration_of(core, free_u) for core in session._core_model_settings_history]
    return {"rules": list(RULES), "options": options, "sessions": found, "after": final_of(linker)}


def fake_1000_u():
    connection = connect()
    linker = linker_of(load_fake_1000(connection), untrained(read_model("saved_model_from_demo.v4.0.16.json")), connection)
    linker.training.estimate_u_using_random_sampling(max_pairs=EVERY_PAIR)
    return final_of(linker)["u"]


def fake_1000_prior():
    connection = connect()
    linker = linker_of(load_fake_1000(connection), read_model("saved_model_from_demo.v4.0.16.json"), connection)
    rules = [block_on("first_name", "surname", "dob"), "l.email = r.email", "l.surname = r.surname AND levenshtein(l.dob, r.dob) <= 1"]
    linker.training.estimate_probability_two_random_records_match(rules, recall=0.7)
    return {"rules": ["first_name, surname, dob", "email", "surname AND levenshtein(dob) <= 1"], "recall": 0.7,
            "prior": final_of(linker)["prior"]}


def fake_1000_m():
    connection = connect()
    linker = linker_of(load_fake_1000(connection), untrained(read_model("saved_model_from_demo.v4.0.16.json")), connection)
    linker.training.estimate_m_from_label_column("cluster")
    return final_of(linker)["m"]


def febrl4():
    """Two files: u over all 25 million pairs, then the label column."""
    connection = connect()
    settings = {"link_type": "link_only", "unique_id_column_name": "rec_id", "sql_dialect": "duckdb",
                "blocking_rules_to_generate_predictions": ["l.date_of_birth = r.date_of_birth"],
                "comparisons": [JaroWinklerAtThresholds("given_name", [0.92, 0.88]).create_comparison_dict("duckdb"),
                                LevenshteinAtThresholds("date_of_birth", [1]).create_comparison_dict("duckdb"),
                                ExactMatch("suburb").create_comparison_dict("duckdb")]}
    linker = linker_of(load_febrl4(connection), settings, connection)
    linker.training.estimate_u_using_random_sampling(max_pairs=EVERY_PAIR)
    u = final_of(linker)["u"]
    linker.training.estimate_m_from_label_column("cluster")
    return {"settings": settings, "u": u, "m": final_of(linker)["m"]}


if __name__ == "__main__":
    write_json("fake_1000.training.json", {
        "uOverAllPairs": fake_1000_u(), "priorFromRules": fake_1000_prior(), "mFromCluster": fake_1000_m(),
        "expectationMaximisation": {
            "withTermFrequencies": sessions(),
            "withoutTermFrequencies": sessions(estimate_without_term_frequencies=True),
            "freeU": sessions(fix_u_probabilities=False),
            "fixedPrior": sessions(fix_probability_two_random_records_match=True)}})
    write_json("febrl4.training.json", febrl4())
