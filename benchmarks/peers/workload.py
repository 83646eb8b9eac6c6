"""Reads what `src/workloads/numbers.ts` wrote: the description of a workload, its first weights and its batches."""

import json
import os

import numpy as np


def example_sizes(workload):
    net = workload["net"]
    if net["kind"] == "mlp":
        return (net["inputs"],), net["outputs"]
    return (net["height"], net["width"], net["channels"]), workload["ways"]


def read_weights(workload, folder):
    """{name: array} in our layout: kernels (height, width, in, out) or (in, out). The net's, then those that the learner has besides."""
    flat = np.fromfile(os.path.join(folder, "weights.f32"), "<f4")
    weights, at = {}, 0
    for parameter in workload["parameters"] + workload["more"]:
        shape = tuple(parameter["shape"])
        size = int(np.prod(shape))
        weights[parameter["name"]] = flat[at : at + size].reshape(shape)
        at += size
    return weights


def read_batches(workload, folder):
    """(support x, support y, query x, query y) each: x (tasks, examples, ...), images NHWC; y (tasks, examples, outputs), one-hot."""
    x_shape, y_size = example_sizes(workload)
    tasks, support, query = workload["tasks"], workload["ways"] * workload["shots"], workload["ways"] * workload["queries"]
    shapes = [(tasks, count, *shape) for count in (support, query) for shape in (x_shape, (y_size,))]
    flat = np.fromfile(os.path.join(folder, "batches.f32"), "<f4")
    batches, at = [], 0
    for _ in range(workload["batches"]):
        parts = []
        for shape in shapes:
            size = int(np.prod(shape))
            parts.append(flat[at : at + size].reshape(shape))
            at += size
        batches.append(tuple(parts))
    return batches


def read_numbers(folder):
    with open(os.path.join(folder, "workload.json")) as file:
        workload = json.load(file)
    return workload, read_weights(workload, folder), read_batches(workload, folder)
