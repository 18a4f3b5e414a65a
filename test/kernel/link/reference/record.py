"""Records what independent programs answer on small made-up problems: networkx, scipy and scikit-learn.

python3 -m venv /tmp/reference && /tmp/reference/bin/pip install networkx==3.6.1 scipy==1.17.1 scikit-learn==1.9.1
/tmp/reference/bin/python test/kernel/link/reference/record.py
"""

import json
import random
from pathlib import Path

import networkx
import numpy
import scipy.optimize
from sklearn import metrics
from sklearn.metrics.cluster import pair_confusion_matrix

HERE = Path(__file__).parent


def write(name, problems):
    """Writes problems one a line, so that a change is seen where it is."""
    lines = ",\n".join(json.dumps(problem) for problem in problems)
    (HERE / name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def random_edges(chance, records, count):
    pairs = [(left, right) for left in range(records) for right in range(left + 1, records)]
    return [[left, right, chance.randint(-3, 8)] for left, right in sorted(chance.sample(pairs, count))]


def graph_of(records, edges, cut):
    graph = networkx.Graph()
    graph.add_nodes_from(range(records))
    graph.add_edges_from((left, right) for left, right, bits in edges if bits >= cut)
    return graph


def shape_of(graph, component):
    """Density, and Freeman's centralisation of degree, of one component."""
    part = graph.subgraph(component)
    size = part.number_of_nodes()
    degrees = [degree for _, degree in part.degree()]
    spread = sum(max(degrees) - degree for degree in degrees)
    return {
        "cluster": min(component),
        "records": size,
        "links": part.number_of_edges(),
        "density": networkx.density(part) if size > 1 else None,
        "centralisation": spread / ((size - 1) * (size - 2)) if size > 2 else None,
    }


def graphs():
    chance = random.Random(20261128)
    for records, count in [(6, 5), (10, 9), (14, 20), (20, 18), (25, 30), (40, 38), (40, 60), (60, 62)]:
        edges = random_edges(chance, records, count)
        at_cuts = []
        for cut in (-3, 1, 4):
            graph = graph_of(records, edges, cut)
            components = sorted((sorted(component) for component in networkx.connected_components(graph)), key=min)
            cluster_of = {record: component[0] for component in components for record in component}
            at_cuts.append({
                "cut": cut,
                "clusterOf": [cluster_of[record] for record in range(records)],
                "shapes": [shape_of(graph, component) for component in components],
                "bridges": sorted(sorted(bridge) for bridge in networkx.bridges(graph)),
            })
        yield {"records": records, "edges": edges, "cuts": at_cuts}


def assignments():
    chance = random.Random(7)
    for lefts, rights, share in [(3, 3, 1.0), (5, 8, 0.6), (12, 9, 0.4), (30, 30, 0.15), (60, 50, 0.08), (80, 80, 0.3)]:
        weights = numpy.zeros((lefts, rights))
        edges = []
        for left in range(lefts):
            for right in range(rights):
                if chance.random() < share:
                    weight = round(chance.uniform(0.01, 30), 6)
                    weights[left, right] = weight
                    edges.append([left, right, weight])
        rows, columns = scipy.optimize.linear_sum_assignment(weights, maximize=True)
        graph = networkx.Graph()
        graph.add_weighted_edges_from((("l", left), ("r", right), weight) for left, right, weight in edges)
        matching = networkx.max_weight_matching(graph)
        by_graph = sum(graph[one][other]["weight"] for one, other in matching)
        by_table = float(weights[rows, columns].sum())
        assert abs(by_graph - by_table) < 1e-6, "two independent programs disagree"
        yield {"lefts": lefts, "rights": rights, "edges": edges, "sum": by_table}


def accuracy_at(truths, scores, cut):
    linked = scores >= cut
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(truths, linked, average="binary", zero_division=0)
    counts = metrics.confusion_matrix(truths, linked, labels=[False, True]).ravel()
    return {
        "cut": cut,
        "counts": [int(count) for count in counts],
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(f1),
        "f2": float(metrics.fbeta_score(truths, linked, beta=2, zero_division=0)),
        "f05": float(metrics.fbeta_score(truths, linked, beta=0.5, zero_division=0)),
        "accuracy": float(metrics.accuracy_score(truths, linked)),
        "phi": float(metrics.matthews_corrcoef(truths, linked)),
    }


def accuracies():
    chance = numpy.random.default_rng(42)
    for pairs, ties in [(20, 1), (60, 2), (300, 1), (1000, 10)]:
        truths = chance.random(pairs) < 0.3
        noise = chance.normal(0, 4, pairs)
        scores = numpy.round((numpy.where(truths, 4, -3) + noise) * ties) / ties
        cuts = [float(cut) for cut in numpy.unique(scores)[:: max(1, pairs // 20)]]
        yield {
            "bits": scores.tolist(),
            "truths": [int(truth) for truth in truths],
            "receiverOperating": float(metrics.roc_auc_score(truths, scores)),
            "precisionRecall": float(metrics.average_precision_score(truths, scores)),
            "cuts": [accuracy_at(truths, scores, cut) for cut in cuts],
        }


def agreements():
    chance = random.Random(3)
    for records, clusters, entities in [(5, 2, 3), (12, 4, 4), (40, 12, 15), (200, 70, 60)]:
        cluster_of = [chance.randrange(clusters) for _ in range(records)]
        entity_of = [chance.randrange(entities) for _ in range(records)]
        # scikit-learn counts ordered pairs.
        others, split, joined, matches = (int(count) // 2 for count in pair_confusion_matrix(cluster_of, entity_of).ravel())
        yield {
            "clusterOf": cluster_of,
            "entityOf": entity_of,
            "trueNegatives": others,
            "falseNegatives": split,
            "falsePositives": joined,
            "truePositives": matches,
        }


if __name__ == "__main__":
    write("graphs.json", graphs())
    write("assignments.json", assignments())
    write("accuracies.json", accuracies())
    write("agreements.json", agreements())
