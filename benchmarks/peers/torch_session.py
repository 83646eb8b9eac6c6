"""The outer loop of every PyTorch contender: meta-gradient, then Adam."""

import sys

import torch
import torch.nn.functional as F

from torch_net import to_torch_batch

LOSSES = {"meanSquaredError": F.mse_loss, "crossEntropy": F.cross_entropy}


class TorchSession:
    """`meta_gradient(batch)` leaves the gradient of the mean query loss in the model and gives that loss."""

    def __init__(self, workload, model, meta_gradient, batches, versions):
        self.threads = torch.get_num_threads()
        self.versions = {"python": sys.version.split()[0], "torch": torch.__version__, **versions}
        self.model, self.meta_gradient = model, meta_gradient
        self.optimizer = torch.optim.Adam(model.parameters(), workload["outerRate"])
        self.batches = [to_torch_batch(batch, workload) for batch in batches]
        self.count = 0

    def step(self):
        self.optimizer.zero_grad()
        loss = self.meta_gradient(self.batches[self.count % len(self.batches)])
        self.optimizer.step()
        self.count += 1
        return loss

    def first(self):
        loss = float(self.step())
        return loss, float(torch.sqrt(sum((parameter.grad**2).sum() for parameter in self.model.parameters())))

    def finish(self):
        pass


def mean_over_tasks(task_loss):
    """`task_loss(support x, support y, query x, query y)` of one task as the meta-gradient of the mean over a batch of them."""

    def meta_gradient(batch):
        loss = torch.stack([task_loss(*task) for task in zip(*batch)]).mean()
        loss.backward()
        return loss.detach()

    return meta_gradient


def set_threads():
    """From the command line."""
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
