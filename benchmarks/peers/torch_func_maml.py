"""MAML by torch.func: functional_call and grad, all tasks at once by vmap."""

import warnings

warnings.filterwarnings("ignore")

from torch.func import functional_call, grad, vmap

from protocol import serve
from torch_net import ElementaryNorm, build_net
from torch_session import LOSSES, TorchSession, set_threads


def build(workload, weights, batches):
    set_threads()
    model, loss = build_net(workload, weights, ElementaryNorm), LOSSES[workload["loss"]]
    parameters = dict(model.named_parameters())
    rate, second = workload["innerRate"], workload["order"] == "second"

    def task_loss(start, support_x, support_y, query_x, query_y):
        def inner_loss(at):
            return loss(functional_call(model, at, (support_x,)), support_y)

        fast = start
        for _ in range(workload["steps"]):
            gradients = grad(inner_loss)(fast)
            fast = {name: value - rate * (gradients[name] if second else gradients[name].detach()) for name, value in fast.items()}
        return loss(functional_call(model, fast, (query_x,)), query_y)

    def meta_gradient(batch):
        mean = vmap(task_loss, in_dims=(None, 0, 0, 0, 0))(parameters, *batch).mean()
        mean.backward()
        return mean.detach()

    return TorchSession(workload, model, meta_gradient, batches, {})


serve(build)
