"""SNAIL in plain PyTorch, as published: a sequence of the labelled support and one query for each query. Pictures are embedded once."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from protocol import serve
from torch_net import build_net, fill
from torch_session import TorchSession, mean_over_tasks, set_threads

ATTENTIONS = ((64, 32), (256, 128), (512, 256))
FILTERS = 128


class Attention(nn.Module):
    def __init__(self, inputs, keys, values):
        super().__init__()
        self.query, self.key, self.value = nn.Linear(inputs, keys), nn.Linear(inputs, keys), nn.Linear(inputs, values)

    def forward(self, x):
        seen = F.scaled_dot_product_attention(self.query(x), self.key(x), self.value(x), is_causal=True)
        return torch.cat([x, seen], 2)


class Dense(nn.Module):
    """A causal convolution of kernel 2: both taps as one product."""

    def __init__(self, inputs, dilation):
        super().__init__()
        self.dilation, self.taps = dilation, nn.Linear(2 * inputs, 2 * FILTERS)

    def forward(self, x):
        earlier = F.pad(x, (0, 0, self.dilation, 0))[:, : x.shape[1]]
        activation, gate = self.taps(torch.cat([earlier, x], 2)).chunk(2, 2)
        return torch.cat([x, torch.tanh(activation) * torch.sigmoid(gate)], 2)


def stack(inputs, outputs, length):
    layers = []
    for at, (keys, values) in enumerate(ATTENTIONS):
        if at > 0:
            for power in range(math.ceil(math.log2(length))):
                layers.append(Dense(inputs, 2**power))
                inputs += FILTERS
        layers.append(Attention(inputs, keys, values))
        inputs += values
    return nn.Sequential(*layers), nn.Linear(inputs, outputs)


def flat_taps(array):
    """(taps, in, out) -> (taps * in, out)."""
    return array.reshape(-1, array.shape[-1]) if array.ndim == 3 else array


def build(workload, weights, batches):
    set_threads()
    ways, shots = workload["ways"], workload["shots"]
    embed = build_net(workload, weights)
    with torch.no_grad():
        features = embed(torch.zeros(2, *(workload["net"][side] for side in ("channels", "height", "width")))).shape[1]
    layers, head = stack(features + ways, ways, ways * shots + 1)
    more = [(f"own {parameter['name']}", flat_taps(weights[parameter["name"]])) for parameter in workload["more"]]
    fill(layers, more[:-2], workload["net"])
    fill(head, more[-2:], workload["net"])
    model = nn.ModuleDict({"embed": embed, "stack": layers, "head": head})

    def task_loss(support_x, support_y, query_x, query_y):
        support = torch.cat([embed(support_x), F.one_hot(support_y, ways).float()], 1)
        query = embed(query_x)
        query = torch.cat([query, torch.zeros(len(query), ways)], 1)
        sequences = torch.cat([support.expand(len(query), -1, -1), query.unsqueeze(1)], 1)
        return F.cross_entropy(head(layers(sequences)[:, -1]), query_y)

    return TorchSession(workload, model, mean_over_tasks(task_loss), batches, {})


serve(build)
