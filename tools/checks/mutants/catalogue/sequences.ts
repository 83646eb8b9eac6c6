import type { Mutant } from '../mutant.js';

const recurrent = ['packages/blackbox/test/recurrent/recurrent-learners.test.ts'];
const layers = ['packages/blackbox/test/causal/layers.test.ts'];
const access = ['packages/blackbox/test/memory/access.test.ts'];
const fast = ['packages/blackbox/test/meta-networks/meta-networks.test.ts'];

/** Learners that read their support as a sequence: what is told when, what may be seen, what is remembered. */
export const sequences: readonly Mutant[] = [
  {
    defect: 'labels that come one late come with their own example',
    file: 'packages/blackbox/src/recurrent/recurrent-learner.ts',
    from: "labels === 'paired' ? y : tf.concat([nothing(y), rows(y, 0, rowsOf(y) - 1)], 1)",
    to: "labels === 'paired' ? y : y",
    tests: recurrent,
  },
  {
    defect: 'labels that come one late come two late',
    file: 'packages/blackbox/src/recurrent/recurrent-learner.ts',
    from: 'tf.concat([nothing(y), rows(y, 0, rowsOf(y) - 1)], 1)',
    to: 'tf.concat([nothing(y), nothing(y), rows(y, 0, rowsOf(y) - 2)], 1)',
    tests: recurrent,
  },
  {
    defect: 'a query is told nothing of the last label',
    file: 'packages/blackbox/src/recurrent/recurrent-learner.ts',
    from: 'said: late ? rows(y, rowsOf(y) - 1, 1) : nothing(x)',
    to: 'said: nothing(x)',
    tests: recurrent,
  },
  {
    defect: 'presentations are asked with their own label',
    file: 'packages/blackbox/src/recurrent/recurrent-learner.ts',
    from: 'embedded, tf.zerosLike(y), context)',
    to: 'embedded, y, context)',
    tests: recurrent,
  },
  {
    defect: 'answers along the support count as little as one of them',
    file: 'packages/blackbox/src/recurrent/recurrent-learner.ts',
    from: 'tf.div(tf.add(tf.mul(loss(given, targets), times), asked), times + 1)',
    to: 'tf.div(tf.add(loss(given, targets), asked), 2)',
    tests: recurrent,
  },
  {
    defect: 'all tasks of a batch share one memory',
    file: 'packages/blackbox/src/memory/memory-cell.ts',
    from: 'state: { controller: next, read: reads, access: apart(after, tasks, branches) },',
    to: `state: {
          controller: next,
          read: reads,
          access: mapTree(apart(after, tasks, branches), (tensor) =>
            tf.add(tf.zerosLike(tensor), tf.mean(tensor, 0, true)),
          ),
        },`,
    tests: recurrent,
  },
  {
    defect: 'the memory of an episode is that of the one before',
    file: 'packages/blackbox/src/memory/memory-cell.ts',
    from: 'access: apart(access.start(tasks), tasks, 1),',
    to: `access: ((globalThis as Record<string, unknown>)['kept'] ??= tf.keep(
        apart(access.start(tasks), tasks, 1) as never,
      )) as never,`,
    tests: recurrent,
  },
  {
    defect: 'the least used row is not erased',
    file: 'packages/blackbox/src/memory/least-recently-used.ts',
    from: 'tf.mul(memory, tf.sub(1, erased))',
    to: 'tf.add(memory, tf.mul(erased, 0))',
    tests: access,
  },
  {
    defect: 'a memory is read before it is written',
    file: 'packages/blackbox/src/memory/least-recently-used.ts',
    from: 'tf.mul(cosineSimilarity(keys, written), factor)',
    to: 'tf.mul(cosineSimilarity(keys, memory), factor)',
    tests: access,
  },
  {
    defect: 'usage does not decay',
    file: 'packages/blackbox/src/memory/least-recently-used.ts',
    from: 'tf.add(tf.mul(usage, decay), ',
    to: 'tf.add(tf.mul(usage, decay ** 0), ',
    tests: access,
  },
  {
    defect: 'what was read does not count as used',
    file: 'packages/blackbox/src/memory/least-recently-used.ts',
    from: 'tf.sum(tf.add(reading, writing), 1)',
    to: 'tf.sum(tf.add(tf.mul(reading, 0), writing), 1)',
    tests: access,
  },
  {
    defect: 'the gate of a write is the wrong way round',
    file: 'packages/blackbox/src/memory/least-recently-used.ts',
    from: 'tf.mul(tf.sigmoid(alpha), tf.sub(weights, least))',
    to: 'tf.mul(tf.sub(1, tf.sigmoid(alpha)), tf.sub(weights, least))',
    tests: access,
  },
  {
    defect: 'the focus of a Turing machine shifts the other way',
    file: 'packages/blackbox/src/memory/ntm-address.ts',
    from: 'part(around, 1 - by, rows)',
    to: 'part(around, 1 + by, rows)',
    tests: access,
  },
  {
    defect: 'the focus of a Turing machine is not sharpened',
    file: 'packages/blackbox/src/memory/ntm-address.ts',
    from: 'tf.mul(tf.log(tf.add(shifted(focus, shift), small)), sharpening)',
    to: 'tf.add(tf.log(tf.add(shifted(focus, shift), small)), tf.mul(sharpening, 0))',
    tests: access,
  },
  {
    defect: 'a Turing machine adds before it erases',
    file: 'packages/blackbox/src/memory/ntm-access.ts',
    from: `const kept = tf.mul(now, tf.sub(1, tf.matMul(where, one(erase, head), true)));
    now = tf.add(kept, tf.matMul(where, one(add, head), true));`,
    to: `const more = tf.add(now, tf.matMul(where, one(add, head), true));
    now = tf.mul(more, tf.sub(1, tf.matMul(where, one(erase, head), true)));`,
    tests: access,
  },
  {
    defect: 'causal attention sees the examples that come next',
    file: 'packages/blackbox/src/causal/attention.ts',
    from: 'place % rows < Math.floor(place / rows) ? 0 : nothing',
    to: 'place % rows <= Math.floor(place / rows) + 1 ? 0 : nothing',
    tests: layers,
  },
  {
    defect: 'causal attention is a softmax over the queries',
    file: 'packages/blackbox/src/causal/attention.ts',
    from: 'tf.softmax(tf.concat([mask === undefined ? scores : tf.add(scores, mask), self], 2))',
    to: `tf.transpose(
      tf.softmax(tf.transpose(tf.concat([mask === undefined ? scores : tf.add(scores, mask), self], 2), [0, 2, 1])),
      [0, 2, 1],
    )`,
    tests: layers,
  },
  {
    defect: 'the mask of causal attention comes after the softmax',
    file: 'packages/blackbox/src/causal/attention.ts',
    from: `const shares = tf.softmax(tf.concat([mask === undefined ? scores : tf.add(scores, mask), self], 2));`,
    to: `const open = tf.softmax(tf.concat([scores, self], 2));
    const shut = mask === undefined ? tf.zerosLike(scores) : mask;
    const shares = tf.mul(open, tf.exp(tf.concat([tf.add(tf.zerosLike(scores), shut), tf.zerosLike(self)], 2)));`,
    tests: layers,
  },
  {
    defect: 'causal attention does not divide by the root of the size',
    file: 'packages/blackbox/src/causal/attention.ts',
    from: '1 / Math.sqrt(keys)',
    to: '1 / keys',
    tests: layers,
  },
  {
    defect: 'dilations begin at 2, as in the listing of the paper',
    file: 'packages/blackbox/src/snail/snail-stack.ts',
    from: '(_, i) => 2 ** i)',
    to: '(_, i) => 2 ** (i + 1))',
    tests: layers,
  },
  {
    defect: 'fast weights act alone, without the slow ones',
    file: 'packages/blackbox/src/meta-networks/augmented.ts',
    from: 'return tf.add(slow, bent(fastSums(value, own, shares), i));',
    to: 'return tf.add(tf.mul(slow, 0), bent(fastSums(value, own, shares), i));',
    tests: fast,
  },
  {
    defect: 'a query looks for its fast weights among the queries',
    file: 'packages/blackbox/src/meta-networks/meta-networks.ts',
    from: 'const shares = tf.softmax(cosineSimilarity(represent(params, task, embedded, context), keys));',
    to: `const alike = cosineSimilarity(represent(params, task, embedded, context), keys);
      const shares = tf.transpose(tf.softmax(tf.transpose(alike, [0, 2, 1])), [0, 2, 1]);`,
    tests: fast,
  },
  {
    defect: 'fast weights are taught through the gradients that they are made of, unasked',
    file: 'packages/blackbox/src/meta-networks/meta-networks.ts',
    from: "differentiate && context.order === 'exact',",
    to: "differentiate || context.order === 'exact',",
    tests: fast,
  },
  {
    defect: 'the backward half of full context reads forward',
    file: 'packages/metric/src/matching/full-context.ts',
    from: 'tf.add(tf.add(forward.outputs, backward.outputs), own)',
    to: 'tf.add(tf.add(forward.outputs, forward.outputs), tf.add(own, tf.mul(backward.outputs, 0)))',
    tests: ['packages/metric/test/matching/matching.test.ts'],
  },
  {
    defect: 'a query forgets its own embedding at every look',
    file: 'packages/metric/src/matching/full-context.ts',
    from: 'hidden = tf.add(next.hidden, own);',
    to: 'hidden = next.hidden;',
    tests: ['packages/metric/test/matching/matching.test.ts'],
  },
  {
    defect: 'SimpleShot centres by the mean of the task',
    file: 'packages/metric/src/simple-shot/simple-shot.ts',
    from: "const moved = centred ? tf.sub(x, part(params, 'centre/mean', 3)) : x;",
    to: 'const moved = centred ? tf.sub(x, tf.mean(x, 1, true)) : x;',
    tests: ['packages/metric/test/simple-shot/simple-shot.test.ts'],
  },
  {
    defect: 'covariances are shrunken the wrong way round',
    file: 'packages/metric/src/mahalanobis/class-covariances.ts',
    from: 'tf.div(counts, tf.add(counts, 1))',
    to: 'tf.div(1, tf.add(counts, 1))',
    tests: ['packages/metric/test/mahalanobis/mahalanobis.test.ts'],
  },
  {
    defect: 'the first head of Proto-MAML lacks its factor of 2',
    file: 'packages/outer/src/learners/proto-maml.ts',
    from: 'tf.mul(tf.transpose(means, [0, 2, 1]), 2 * scale)',
    to: 'tf.mul(tf.transpose(means, [0, 2, 1]), scale)',
    tests: ['packages/outer/test/learners/proto-maml.test.ts'],
  },
];
