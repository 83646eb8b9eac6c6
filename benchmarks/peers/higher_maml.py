"""MAML by higher's differentiable optimizer, task by task."""

import warnings
from importlib.metadata import version

warnings.filterwarnings("ignore")

import higher
import torch

from protocol import serve
from torch_net import build_net
from torch_session import LOSSES, TorchSession, set_threads


def build(workload, weights, batches):
    set_threads()
    model, loss = build_net(workload, weights), LOSSES[workload["loss"]]
    inner = torch.optim.SGD(model.parameters(), lr=workload["innerRate"])
    second = workload["order"] == "second"

    def add_gradient(task_loss, fast):
        """First order: the gradient at the adapted weights counts as that of the initial ones."""
        gradients = torch.autograd.grad(task_loss, list(fast.parameters()))
        for parameter, gradient in zip(model.parameters(), gradients):
            parameter.grad = gradient if parameter.grad is None else parameter.grad + gradient

    def meta_gradient(batch):
        total = 0.0
        for support_x, support_y, query_x, query_y in zip(*batch):
            with higher.innerloop_ctx(model, inner, copy_initial_weights=False, track_higher_grads=second) as (fast, rule):
                for _ in range(workload["steps"]):
                    rule.step(loss(fast(support_x), support_y))
                task_loss = loss(fast(query_x), query_y) / workload["tasks"]
                if second:
                    task_loss.backward()
                else:
                    add_gradient(task_loss, fast)
            total += task_loss.detach()
        return total

    return TorchSession(workload, model, meta_gradient, batches, {"higher": version("higher")})


serve(build)
