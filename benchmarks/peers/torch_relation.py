"""Relation networks in plain PyTorch: the published encoder and module, sums over shots, squared error of all pairs."""

import torch
import torch.nn.functional as F
from torch import nn

from protocol import serve
from torch_net import build_net, fill_more, fused_norm
from torch_session import TorchSession, mean_over_tasks, set_threads


def module(filters):
    def block(channels):
        return [nn.Conv2d(channels, filters, 3, padding=1), fused_norm(filters), nn.ReLU(), nn.MaxPool2d(2)]

    return nn.Sequential(*block(2 * filters), *block(filters), nn.Flatten(), nn.Linear(filters, 8), nn.ReLU(), nn.Linear(8, 1))


def build(workload, weights, batches):
    set_threads()
    ways, shots, filters = workload["ways"], workload["shots"], workload["net"]["filters"]
    model = nn.ModuleDict({"encoder": build_net(workload, weights), "relation": fill_more(module(filters), workload, weights)})

    def task_loss(support_x, _, query_x, query_y):
        maps, query = model["encoder"](support_x), model["encoder"](query_x)
        classes = maps.view(ways, shots, *maps.shape[1:]).sum(1)
        count = len(query)
        pairs = torch.cat(
            [classes.unsqueeze(0).expand(count, -1, -1, -1, -1), query.unsqueeze(1).expand(-1, ways, -1, -1, -1)], 2
        )
        scores = torch.sigmoid(model["relation"](pairs.reshape(count * ways, *pairs.shape[2:]))).view(count, ways)
        return F.mse_loss(scores, F.one_hot(query_y, ways).to(scores.dtype))

    return TorchSession(workload, model, mean_over_tasks(task_loss), batches, {})


serve(build)
