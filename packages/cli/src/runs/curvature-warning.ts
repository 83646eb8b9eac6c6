/** Looks at the metrics of a step, and tells once of a training that the inner problem curved down. */
export function curvatureWarning(
  tell: (message: string) => void = (message) => process.emitWarning(message),
): (iteration: number, metrics: Readonly<Record<string, number>>) => void {
  let told = false;
  return (iteration, { negativeCurvature: share = 0 }) => {
    if (told || share <= 0) return;
    told = true;
    const tasks = share === 1 ? 'all tasks' : `${(100 * share).toFixed(0)} % of the tasks`;
    tell(
      `implicit: at iteration ${iteration} the inner objective curves down where ${tasks} stopped, so the implicit gradient of these is wrong. Raise the strength of proximal, or the damping of the meta-gradient.`,
    );
  };
}
