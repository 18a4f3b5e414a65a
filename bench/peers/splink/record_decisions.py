"""Records what Splink decides and judges from its predictions: clusters, best links, graph metrics, accuracy."""

import pandas

from peer import DATA, connect, linker_of, load_fake_1000, read_model, rows_of, write_csv, write_json

LIKELY = 0.95


JUDGED = ["truth_threshold", "match_probability", "total_clerical_labels", "p", "n", "tp", "tn", "fp", "fn", "f1", "p4", "phi"]


def judged(connection, frame):
    """The accuracy table, one row per weight; rates that four counts give are left out, but for three."""
    return JUDGED, rows_of(connection, frame, JUDGED, "truth_threshold")


def clusters_and_metrics():
    connection = connect()
    linker = linker_of(load_fake_1000(connection), read_model("saved_model_from_demo.v4.0.16.json"), connection)
    predicted = linker.inference.predict()
    probabilities = [0.05, 0.5, 0.9, LIKELY, 0.99, 0.9999]
    columns = {}
    for probability in probabilities:
        frame = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_probability=probability)
        columns[probability] = dict(connection.execute(f"SELECT unique_id, cluster_id FROM {frame.physical_name}").fetchall())
        if probability == LIKELY:
            metrics = linker.clustering.compute_graph_metrics(predicted, frame)
            nodes = connection.execute(f"SELECT composite_unique_id, cluster_id, node_degree, node_centrality FROM "
                                       f"{metrics.nodes.physical_name} WHERE node_degree > 0 ORDER BY 1").fetchall()
            write_csv("fake_1000.nodes.csv", ["unique_id", "cluster_id", "node_degree", "node_centrality"], nodes)
            edges = connection.execute(f"SELECT composite_unique_id_l, composite_unique_id_r, is_bridge FROM "
                                       f"{metrics.edges.physical_name} ORDER BY 1, 2").fetchall()
            write_csv("fake_1000.edges.csv", ["unique_id_l", "unique_id_r", "is_bridge"], edges)
            sizes = connection.execute(f"SELECT cluster_id, n_nodes, n_edges, density, cluster_centralisation FROM "
                                       f"{metrics.clusters.physical_name} WHERE n_nodes > 1 ORDER BY 1").fetchall()
            write_csv("fake_1000.clusters.csv", ["cluster_id", "n_nodes", "n_edges", "density", "cluster_centralisation"], sizes)
    rows = [[record, *(columns[probability][record] for probability in probabilities)] for record in sorted(columns[LIKELY])]
    write_csv("fake_1000.clustered.csv", ["unique_id", *map(str, probabilities)], rows)

    missed = linker.evaluation.accuracy_analysis_from_labels_column("cluster", output_type="table")
    write_csv("fake_1000.accuracy.label_column.csv", *judged(connection, missed))
    scored = linker.evaluation.accuracy_analysis_from_labels_column(
        "cluster", output_type="table", positives_not_captured_by_blocking_rules_scored_as_zero=False)
    write_csv("fake_1000.accuracy.label_column.scored.csv", *judged(connection, scored))
    labels = pandas.read_csv(DATA / "splink" / "fake_1000_labels.csv")
    frame = linker.table_management.register_labels_table(labels)
    table = linker.evaluation.accuracy_analysis_from_labels_table(frame, output_type="table")
    write_csv("fake_1000.accuracy.labels_table.csv", *judged(connection, table))
    linker.training.estimate_m_from_pairwise_labels(frame)
    write_json("fake_1000.m_from_labels.json", {
        comparison.output_column_name: [level.m_probability for level in comparison.comparison_levels if not level.is_null_level]
        for comparison in linker._settings_obj.core_model_settings.comparisons})


def best_links():
    """fake_1000 in three sources that are taken to hold each person once, though they do not."""
    connection = connect()
    tables = [load_fake_1000(connection, f"part_{part}", f"unique_id % 3 = {part}") for part in range(3)]
    model = {**read_model("saved_model_from_demo.v4.0.16.json"), "link_type": "link_only"}
    linker = linker_of(tables, model, connection)
    predicted = linker.inference.predict()
    for ties in ("lowest_id", "drop"):
        frame = linker.clustering.cluster_using_single_best_links(
            predicted, duplicate_free_datasets=tables, threshold_match_probability=0.5, ties_method=ties)
        rows = connection.execute(f"SELECT source_dataset, unique_id, cluster_id FROM {frame.physical_name} ORDER BY 1, 2").fetchall()
        write_csv(f"fake_1000.best_links.{ties}.csv", ["source_dataset", "unique_id", "cluster_id"], rows)


if __name__ == "__main__":
    clusters_and_metrics()
    best_links()
