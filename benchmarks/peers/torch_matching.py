"""Matching networks in plain PyTorch: cosines times 10, support and query embedded one after the other, as in ours."""

import torch
import torch.nn.functional as F

from protocol import serve
from torch_net import build_net
from torch_session import TorchSession, mean_over_tasks, set_threads

SCALE = 10


def build(workload, weights, batches):
    set_threads()
    model = build_net(workload, weights)
    ways = workload["ways"]

    def task_loss(support_x, support_y, query_x, query_y):
        support, query = F.normalize(model(support_x), dim=1), F.normalize(model(query_x), dim=1)
        attention = torch.log_softmax(SCALE * query @ support.T, 1)
        votes = F.one_hot(support_y, ways).to(attention.dtype)
        return F.nll_loss(torch.log(attention.exp() @ votes), query_y)

    return TorchSession(workload, model, mean_over_tasks(task_loss), batches, {})


serve(build)
