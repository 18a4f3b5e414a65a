"""recordlinkage's side of the comparison of agreement vectors: rules and two-valued comparisons in, a vector of each pair out.

    /tmp/recordlinkage/bin/python bench/peers/recordlinkage/job.py JOB.json OUT.csv --threads 2

JOB.json is made by bench/link/vectors.js, which says what it holds. Prints one line of JSON, stages measured apart.
"""

import argparse
import json
import resource
import time

import pandas
import recordlinkage


def processor_seconds():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measured(stages, name, work):
    cpu, wall = processor_seconds(), time.perf_counter()
    result = work()
    stages[name] = {"seconds": time.perf_counter() - wall, "cpuSeconds": processor_seconds() - cpu}
    return result


def block(job, frames):
    index = recordlinkage.Index()
    for rule in job["rules"]:
        index.block(left_on=rule, right_on=rule)
    return index.index(*frames)


def compare(job, frames, pairs, threads):
    # Threads are processes here; more than one pays from some hundred thousand pairs on.
    comparing = recordlinkage.Compare(n_jobs=threads)
    for comparison in job["comparisons"]:
        column = comparison["column"]
        if "atLeast" in comparison:
            comparing.string(column, column, method="jarowinkler", threshold=comparison["atLeast"], label=column)
        else:
            comparing.exact(column, column, label=column)
    return comparing.compute(pairs, *frames)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("job")
    parser.add_argument("out")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    with open(options.job) as file:
        job = json.load(file)
    stages = {}
    frames = measured(stages, "load", lambda: [
        pandas.read_csv(path, dtype=str, keep_default_na=False, na_values=[""]).set_index("id") for path in job["files"]])
    pairs = measured(stages, "block", lambda: block(job, frames))
    vectors = measured(stages, "compare", lambda: compare(job, frames, pairs, options.threads))
    vectors.index.names = ["l", "r"]
    vectors.astype("int8").to_csv(options.out)
    # What it finds is judged by the truth; it is not compared with anything of ours.
    found = measured(stages, "classify", lambda: recordlinkage.ECMClassifier(binarize=0.5).fit_predict(vectors))
    print(json.dumps({"program": f"recordlinkage {recordlinkage.__version__}", "threads": options.threads, "stages": stages,
                      "pairs": len(pairs), "links": len(found), "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                      "quality": quality(job, frames, found)}))


def quality(job, frames, found):
    """Precision, recall and F1 of the links; pairs that blocking lost count as missed."""
    entities = [frame["entity"] for frame in frames]
    right = entities[-1]
    true = sum(entities[0].loc[left] == right.loc[other] for left, other in found)
    if len(frames) == 2:
        total = int(entities[0].map(right.value_counts()).fillna(0).sum())
    else:
        counts = right.value_counts()
        total = int((counts * (counts - 1) // 2).sum())
    precision, recall = true / max(len(found), 1), true / total
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(precision + recall, 1e-12)}


if __name__ == "__main__":
    main()
