import type { Plan } from './plan.js';

/** The network: convolutions for pictures, layers for vectors. Without outputs it is an embedding. */
function modelLine({ findings: { form } }: Plan, outputs: number | undefined): string {
  const head = outputs === undefined ? '' : `, outputs: ${outputs}`;
  if (form.kind === 'pictures') {
    const { height, width, channels } = form;
    return `  model: { use: conv4, height: ${height}, width: ${width}, channels: ${channels}, filters: 32${head} }`;
  }
  return `  model: { use: mlp, inputs: ${form.inputs}, hidden: [64], outputs: ${outputs ?? 64} }`;
}

const isSmall = ({ findings: { form } }: Plan): boolean => form.kind === 'pictures' && form.height <= 40;

/** A rule that sees no gradient longer than 10. */
const clipped = (rule: string): string => `use: chain, rule: ${rule}, wrappers: [{ use: clip-by-norm, limit: 10 }]`;

/** The part `optimizer`, of the outer loop: values have no bound, so neither have gradients through them. */
export const optimizerLine = ({ learner, findings: { kind } }: Plan): string =>
  learner === 'maml' && kind !== 'classification'
    ? `optimizer: { ${clipped('{ use: adam, learningRate: 0.001 }')} } # of the outer loop`
    : 'optimizer: { use: adam, learningRate: 0.001 } # of the outer loop';

function mamlLines(plan: Plan): readonly string[] {
  const { findings, ways } = plan;
  const classes = findings.kind === 'classification';
  const outputs = findings.form.kind === 'vectors' && !classes ? findings.form.outputs : ways;
  // Rates of the paper: small drawings take one large step, photographs several small ones.
  const [rate, steps, testSteps] = !classes ? [0.01, 5, 10] : isSmall(plan) ? [0.4, 1, 3] : [0.01, 5, 10];
  return [
    '  use: maml # learns where gradient descent begins (Finn et al. 2017)',
    modelLine(plan, outputs),
    ...(classes
      ? [`  rule: { use: sgd, learningRate: ${rate} } # of the inner loop: lower it if training diverges`]
      : [
          '  # of the inner loop; a row far from all others would take a step that ruins the network, so gradients are clipped',
          `  rule: { ${clipped(`{ use: sgd, learningRate: ${rate} }`)} }`,
        ]),
    `  loss: ${classes ? 'cross-entropy' : 'mean-squared-error'}`,
    `  steps: ${steps} # inner steps in training`,
    `  testSteps: ${testSteps} # and at test`,
  ];
}

/** The part `learner`. */
export function learnerLines(plan: Plan): readonly string[] {
  if (plan.learner === 'maml') return mamlLines(plan);
  if (plan.learner === 'ridge') {
    return [
      '  use: ridge # solves for a linear head on learned features (R2-D2, Bertinetto et al. 2019)',
      modelLine(plan, undefined),
    ];
  }
  return [
    '  use: prototypical # compares with the mean of each class (Snell et al. 2017); takes any number of classes',
    modelLine(plan, undefined),
  ];
}
