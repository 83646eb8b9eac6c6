import * as tf from '@tensorflow/tfjs-core';

type Refuse = (deed: string, remedy: string) => never;

/**
 * Refuses what a function does with variables behind the engine's back: reading their values, and assigning them, which disposes of
 * the old value before any engine hears of it. The function returned puts everything back.
 */
export function guardVariables(refuse: Refuse): () => void {
  const engine = tf.engine();
  const before = new Map(
    Object.values(engine.state.registeredVariables).map((variable) => [variable.dataId, variable]),
  );
  const { assign } = tf.Variable.prototype;
  const { readSync, read } = engine;
  const refuseReading = (dataId: object): void => {
    const variable = before.get(dataId);
    if (variable !== undefined) refuse(`reads the variable '${variable.name}'`, 'Pass its value as an argument.');
  };
  tf.Variable.prototype.assign = function assignRefused(this: { readonly name: string }) {
    return refuse(`assigns the variable '${this.name}'`, 'Pass its value as an argument, and return the new one.');
  };
  engine.readSync = (dataId) => {
    refuseReading(dataId);
    return readSync.call(engine, dataId);
  };
  engine.read = (dataId) => {
    try {
      refuseReading(dataId);
    } catch {
      return new Promise(() => undefined); // not rejected, where nobody listens
    }
    return read.call(engine, dataId);
  };
  return () => {
    tf.Variable.prototype.assign = assign;
    Object.assign(engine, { readSync, read });
    const known = new Set(before.values());
    for (const variable of Object.values(engine.state.registeredVariables))
      if (!known.has(variable)) variable.dispose();
  };
}
