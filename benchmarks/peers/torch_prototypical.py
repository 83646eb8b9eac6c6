"""A prototypical network in plain PyTorch. Support and query pass the embedding one after the other, as in ours."""

import torch.nn.functional as F

from protocol import serve
from torch_net import build_net
from torch_session import TorchSession, mean_over_tasks, set_threads


def build(workload, weights, batches):
    set_threads()
    model = build_net(workload, weights)
    ways, shots = workload["ways"], workload["shots"]

    def task_loss(support_x, _, query_x, query_y):
        prototypes = model(support_x).view(ways, shots, -1).mean(1)
        query = model(query_x)
        distances = (query * query).sum(1, keepdim=True) - 2 * query @ prototypes.T + (prototypes * prototypes).sum(1)
        return F.cross_entropy(-distances, query_y)

    return TorchSession(workload, model, mean_over_tasks(task_loss), batches, {})


serve(build)
