"""The nets in JAX: functions of a list of arrays in our layout, images NHWC."""

import jax
import jax.numpy as jnp
from jax import lax

EPSILON = 1e-5


def same_padding(size, stride):
    """As TensorFlow pads a window of 3: at the end first."""
    total = max((-(-size // stride) - 1) * stride + 3 - size, 0)
    return total // 2, total - total // 2


def conv_by_patches(x, kernel, stride):
    """Nine shifted slices and one product: on a CPU, where gradients by kernels of few images dominate, much faster than XLA's own."""
    count, height, width, channels = x.shape
    rows, columns = same_padding(height, stride), same_padding(width, stride)
    out_height, out_width = -(-height // stride), -(-width // stride)
    padded = jnp.pad(x, ((0, 0), rows, columns, (0, 0)))

    def tap(i, j):
        return padded[:, i : i + (out_height - 1) * stride + 1 : stride, j : j + (out_width - 1) * stride + 1 : stride]

    patches = jnp.concatenate([tap(i, j) for i in range(3) for j in range(3)], -1)
    product = patches.reshape(-1, 9 * channels) @ kernel.reshape(9 * channels, -1)
    return product.reshape(count, out_height, out_width, -1)


def conv_native(x, kernel, stride):
    return lax.conv_general_dilated(x, kernel, (stride, stride), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))


def max_pool(x):
    """2 x 2; as a tree of maxima, since reshape and max have a wrong second-order gradient under jit."""
    x = x[:, : x.shape[1] // 2 * 2, : x.shape[2] // 2 * 2]
    return jnp.maximum(jnp.maximum(x[:, ::2, ::2], x[:, ::2, 1::2]), jnp.maximum(x[:, 1::2, ::2], x[:, 1::2, 1::2]))


def mlp(leaves, x):
    for at in range(0, len(leaves), 2):
        x = x @ leaves[at] + leaves[at + 1]
        if at + 2 < len(leaves):
            x = jax.nn.relu(x)
    return x


def conv4(net, conv):
    stride = 2 if net["downsample"] == "stride" else 1

    def apply(leaves, x):
        for block in range(4):
            kernel, bias, scale, offset = leaves[4 * block : 4 * block + 4]
            x = conv(x, kernel, stride) + bias
            mean = x.mean((0, 1, 2))
            variance = ((x - mean) ** 2).mean((0, 1, 2))
            x = jax.nn.relu((x - mean) * (lax.rsqrt(variance + EPSILON) * scale) + offset)
            if stride == 1:
                x = max_pool(x)
        x = x.mean((1, 2)) if net["head"] == "mean" else x.reshape(x.shape[0], -1)
        return x @ leaves[16] + leaves[17] if net["outputs"] else x

    return apply


def forward(net, conv):
    return mlp if net["kind"] == "mlp" else conv4(net, conv)


def mean_squared_error(predictions, targets):
    return ((predictions - targets) ** 2).mean()


def cross_entropy(logits, labels):
    return -(labels * jax.nn.log_softmax(logits)).sum(-1).mean()


LOSSES = {"meanSquaredError": mean_squared_error, "crossEntropy": cross_entropy}
