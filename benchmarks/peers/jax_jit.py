"""MAML and prototypical networks in JAX: the whole step, Adam included, in one jit. `jax_jit.py THREADS [native|patches]`

Fully connected nets go through all tasks at once by vmap, convolutional ones task after task by scan: each the faster form.
"""

import os
import sys

threads = int(sys.argv[1]) if len(sys.argv) > 1 else 1
allowed = os.sched_getaffinity(0)
os.sched_setaffinity(0, set(sorted(allowed)[-threads:]))  # XLA makes as many threads as it may use processors

import jax
import jax.numpy as jnp
from jax import lax

from jax_net import LOSSES, conv_by_patches, conv_native, forward
from protocol import serve

CONVS = {"native": conv_native, "patches": conv_by_patches}


def maml_task(workload, apply):
    loss, rate = LOSSES[workload["loss"]], workload["innerRate"]

    def inner_loss(leaves, x, y):
        return loss(apply(leaves, x), y)

    def task_loss(leaves, support_x, support_y, query_x, query_y):
        fast = leaves
        for _ in range(workload["steps"]):
            gradients = jax.grad(inner_loss)(fast, support_x, support_y)
            if workload["order"] == "first":
                gradients = lax.stop_gradient(gradients)
            fast = [leaf - rate * gradient for leaf, gradient in zip(fast, gradients)]
        return inner_loss(fast, query_x, query_y)

    return task_loss


def prototypical_task(workload, apply):
    loss, ways, shots = LOSSES[workload["loss"]], workload["ways"], workload["shots"]

    def task_loss(leaves, support_x, _support_y, query_x, query_y):
        prototypes = apply(leaves, support_x).reshape(ways, shots, -1).mean(1)
        query = apply(leaves, query_x)
        distances = (query * query).sum(1, keepdims=True) - 2 * query @ prototypes.T + (prototypes * prototypes).sum(1)
        return loss(-distances, query_y)

    return task_loss


def at_once(task_loss):
    def mean_loss(leaves, batch):
        return jax.vmap(task_loss, (None, 0, 0, 0, 0))(leaves, *batch).mean()

    return jax.value_and_grad(mean_loss)


def one_by_one(task_loss):
    def mean_of_gradients(leaves, batch):
        def add(total, task):
            return jax.tree.map(jnp.add, total, jax.value_and_grad(task_loss)(leaves, *task)), None

        total, _ = lax.scan(add, (jnp.zeros(()), [jnp.zeros_like(leaf) for leaf in leaves]), batch)
        return jax.tree.map(lambda sum_over_tasks: sum_over_tasks / batch[0].shape[0], total)

    return mean_of_gradients


def adam(leaves, first, second, gradients, rate, count):
    first = [0.9 * m + 0.1 * g for m, g in zip(first, gradients)]
    second = [0.999 * v + 0.001 * g * g for v, g in zip(second, gradients)]
    bias1, bias2 = 1 - 0.9**count, 1 - 0.999**count
    moved = [leaf - rate * (m / bias1) / (jnp.sqrt(v / bias2) + 1e-8) for leaf, m, v in zip(leaves, first, second)]
    return moved, first, second


class JaxSession:
    def __init__(self, workload, weights, batches):
        conv = CONVS[sys.argv[2] if len(sys.argv) > 2 else "patches"]
        apply = forward(workload["net"], conv)
        is_maml, is_mlp = workload["learner"] == "maml", workload["net"]["kind"] == "mlp"
        task_loss = (maml_task if is_maml else prototypical_task)(workload, apply)
        meta_gradient = (at_once if is_mlp else one_by_one)(task_loss)

        def step(state, count, batch):
            leaves, first, second = state
            loss, gradients = meta_gradient(leaves, batch)
            norm = jnp.sqrt(sum((gradient**2).sum() for gradient in gradients))
            return adam(leaves, first, second, gradients, workload["outerRate"], count + 1), count + 1, loss, norm

        self.threads = threads
        self.versions = {"python": sys.version.split()[0], "jax": jax.__version__}
        self.jitted = jax.jit(step, donate_argnums=(0, 1))
        leaves = [jnp.asarray(array) for array in weights.values()]
        self.state = (leaves, [jnp.zeros_like(leaf) for leaf in leaves], [jnp.zeros_like(leaf) for leaf in leaves])
        self.count = jnp.zeros(())
        self.batches = [tuple(jnp.asarray(part) for part in batch) for batch in batches]
        self.turn = 0
        os.sched_setaffinity(0, allowed)  # the threads are made; which processor they run on is the system's choice

    def step(self):
        batch = self.batches[self.turn % len(self.batches)]
        self.state, self.count, self.loss, self.norm = self.jitted(self.state, self.count, batch)
        self.turn += 1

    def first(self):
        self.step()
        return float(self.loss), float(self.norm)

    def finish(self):
        jax.block_until_ready(self.state)


serve(JaxSession)
