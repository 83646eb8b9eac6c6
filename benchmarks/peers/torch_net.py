"""The nets in PyTorch, numerically those of the others.

Convolutions of stride 2 pad as TensorFlow does: at the end first. PyTorch pads both sides, which on an even image is the same thing
mirrored. So with stride 2 the images and the kernels are mirrored when they are loaded, and no step pays for padding by itself.
"""

import numpy as np
import torch
from torch import nn

EPSILON = 1e-5


class ElementaryNorm(nn.Module):
    """Batch normalisation from elementary operations: torch.func.vmap over F.batch_norm has a wrong second-order gradient."""

    def __init__(self, features):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))

    def forward(self, x):
        variance, mean = torch.var_mean(x, (0, 2, 3), correction=0, keepdim=True)
        return (x - mean) * (torch.rsqrt(variance + EPSILON) * self.weight[:, None, None]) + self.bias[:, None, None]


def fused_norm(features):
    return nn.BatchNorm2d(features, eps=EPSILON, track_running_stats=False)


def strided(net):
    return net["kind"] == "conv4" and net["downsample"] == "stride"


class Mean(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


def conv4(net, norm):
    layers, channels = [], net["channels"]
    for _ in range(4):
        layers += [nn.Conv2d(channels, net["filters"], 3, stride=2 if strided(net) else 1, padding=1), norm(net["filters"]), nn.ReLU()]
        if not strided(net):
            layers.append(nn.MaxPool2d(2))
        channels = net["filters"]
    layers.append(Mean() if net["head"] == "mean" else nn.Flatten())
    if net["outputs"]:
        layers.append(nn.LazyLinear(net["outputs"]))
    return nn.Sequential(*layers)


def mlp(net):
    sizes, layers = [net["inputs"], *net["hidden"], net["outputs"]], []
    for at, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        layers += [nn.ReLU()] * (at > 0) + [nn.Linear(inputs, outputs)]
    return nn.Sequential(*layers)


def to_torch_layout(name, array, net):
    """(height, width, in, out) -> (out, in, height, width); (in, out) -> (out, in)."""
    if array.ndim == 4:
        kernel = array[::-1, ::-1] if strided(net) else array
        return kernel.transpose(3, 2, 0, 1)
    if array.ndim != 2:
        return array
    if name == "head/kernel" and net["kind"] == "conv4" and net["head"] == "flatten":
        side = int(round((array.shape[0] / net["filters"]) ** 0.5))  # flattened height, width, channel; PyTorch: channel first
        return array.reshape(side, side, net["filters"], -1).transpose(3, 2, 0, 1).reshape(array.shape[1], -1)
    return array.T


def relation_encoder(net, norm):
    layers, channels = [], net["channels"]
    for at in range(4):
        layers += [nn.Conv2d(channels, net["filters"], 3, padding=0 if at < 2 else 1), norm(net["filters"]), nn.ReLU()]
        if at < 2:
            layers.append(nn.MaxPool2d(2))
        channels = net["filters"]
    return nn.Sequential(*layers)


KINDS = {"mlp": lambda net, norm: mlp(net), "conv4": conv4, "relation-encoder": relation_encoder}


def fill(module, arrays, net):
    """Puts arrays of our layout, `(name, array)` in the order of the module's parameters, into it."""
    with torch.no_grad():
        for parameter, (name, array) in zip(module.parameters(), arrays, strict=True):
            parameter.copy_(torch.from_numpy(np.ascontiguousarray(to_torch_layout(name, array, net))))
    return module


def build_net(workload, weights, norm=fused_norm):
    net = workload["net"]
    model = KINDS[net["kind"]](net, norm)
    if net["kind"] == "conv4":
        model(torch.zeros(2, net["channels"], net["height"], net["width"]))  # sizes the head
    names = [parameter["name"] for parameter in workload["parameters"]]
    return fill(model, [(name, weights[name]) for name in names], net)


def fill_more(module, workload, weights):
    """Puts what a learner has besides its net into a module whose parameters come in that order."""
    return fill(module, [(parameter["name"], weights[parameter["name"]]) for parameter in workload["more"]], workload["net"])


def to_torch_batch(batch, workload):
    """Images NCHW, labels as class numbers."""

    def one(array, is_x):
        if workload["net"]["kind"] == "mlp":
            return torch.from_numpy(array.copy())
        if not is_x:
            return torch.from_numpy(array.argmax(-1))
        images = array[:, :, ::-1, ::-1] if strided(workload["net"]) else array
        return torch.from_numpy(np.ascontiguousarray(np.moveaxis(images, -1, 2)))

    return tuple(one(array, at % 2 == 0) for at, array in enumerate(batch))
