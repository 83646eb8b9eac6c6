"""MAML by learn2learn's wrapper, task by task."""

import warnings
from importlib.metadata import version

warnings.filterwarnings("ignore")

import learn2learn as l2l

from protocol import serve
from torch_net import build_net
from torch_session import LOSSES, TorchSession, set_threads


def build(workload, weights, batches):
    set_threads()
    model, loss = build_net(workload, weights), LOSSES[workload["loss"]]
    maml = l2l.algorithms.MAML(model, lr=workload["innerRate"], first_order=workload["order"] == "first")

    def meta_gradient(batch):
        total = 0.0
        for support_x, support_y, query_x, query_y in zip(*batch):
            learner = maml.clone()
            for _ in range(workload["steps"]):
                learner.adapt(loss(learner(support_x), support_y))
            task_loss = loss(learner(query_x), query_y) / workload["tasks"]
            task_loss.backward()
            total += task_loss.detach()
        return total

    return TorchSession(workload, model, meta_gradient, batches, {"learn2learn": version("learn2learn")})


serve(build)
