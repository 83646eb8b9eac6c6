/** My data: tasks that a program draws. Here straight lines: a task has a slope and an offset, an example is a point of the line. */
export const sample = (random) => {
  const [slope, offset] = [random.uniform(-2, 2), random.uniform(-1, 1)];
  return () => {
    const x = random.uniform(-1, 1);
    return { x, y: slope * x + offset };
  };
};
