import { readFileSync } from 'node:fs';
import { ownParameters } from './learner.js';
import { parameterCount, parametersOf } from './net.js';
import type { MlpNet, Net, Workload } from './workload.js';

type Settings = Pick<
  Workload,
  | 'tasks'
  | 'ways'
  | 'shots'
  | 'queries'
  | 'steps'
  | 'innerRate'
  | 'outerRate'
  | 'batches'
  | 'peerThreads'
  | 'megabytes'
  | 'slices'
>;

type Family = {
  readonly name: string;
  readonly learner: Workload['learner'];
  readonly loss: Workload['loss'];
  readonly net: string;
  readonly orders: readonly Workload['order'][];
  readonly base: Settings;
  readonly cases: readonly ({ readonly name: string } & Partial<Settings>)[];
};

type Axis = {
  readonly name: 'tasks' | 'steps' | 'parameters';
  readonly label: string;
  readonly note?: string;
  readonly values?: readonly number[];
  readonly tasks?: number;
  readonly hidden?: readonly number[];
};

type Growth = {
  readonly family: string;
  readonly order: Workload['order'];
  readonly axes: readonly Axis[];
  readonly batches: number;
  readonly megabytes: number;
};

/** What `workloads.json` holds. */
export type Catalogue = {
  readonly nets: Readonly<Record<string, Net>>;
  readonly families: readonly Family[];
  readonly growth: Growth;
  readonly selections: Readonly<Record<'quick' | 'default', readonly string[]>>;
};

export const readCatalogue = (): Catalogue =>
  JSON.parse(readFileSync(new URL('../../workloads.json', import.meta.url), 'utf8')) as Catalogue;

function netOf(catalogue: Catalogue, name: string): Net {
  const net = catalogue.nets[name];
  if (net === undefined) throw new Error(`workloads.json: no net '${name}'.`);
  return net;
}

function ofFamily(catalogue: Catalogue, family: Family): Workload[] {
  const { name, learner, loss, base, cases, orders } = family;
  const net = netOf(catalogue, family.net);
  const common = { ...base, family: name, learner, loss, net, parameters: parametersOf(net) };
  return cases.flatMap(({ name: of, ...settings }) =>
    orders.map((order) => {
      const workload = { ...common, ...settings, name: `${name}/${of}/${order}`, order, more: [] };
      return { ...workload, more: ownParameters(workload) };
    }),
  );
}

/** The workloads of the published table, each in its orders. */
export const familyWorkloads = (catalogue: Catalogue): readonly Workload[] =>
  catalogue.families.flatMap((family) => ofFamily(catalogue, family));

function points({ name, values = [], hidden = [] }: Axis, net: MlpNet): { at: number; change: Partial<Workload> }[] {
  if (name !== 'parameters') return values.map((at) => ({ at, change: { [name]: at } }));
  return hidden.map((width) => {
    const wider: MlpNet = { ...net, hidden: net.hidden.map(() => width) };
    return { at: parameterCount(wider), change: { net: wider, parameters: parametersOf(wider) } };
  });
}

/** The same step at a series of sizes, one series an axis. */
export function growthWorkloads(catalogue: Catalogue): readonly Workload[] {
  const { family: name, order, axes, batches, megabytes } = catalogue.growth;
  const family = catalogue.families.find((one) => one.name === name);
  if (family === undefined) throw new Error(`workloads.json: growth names the family '${name}', which is not there.`);
  const [base] = ofFamily(catalogue, { ...family, orders: [order] });
  if (base?.net.kind !== 'mlp') throw new Error(`workloads.json: growth needs a family of an mlp.`);
  const { net } = base;
  return axes.flatMap((axis) =>
    points(axis, net).map(({ at, change }) => ({
      ...base,
      batches,
      megabytes,
      family: 'growth',
      name: `growth/${axis.name}/${at}`,
      growth: { axis: axis.name, at },
      ...(axis.tasks === undefined ? {} : { tasks: axis.tasks }),
      ...change,
    })),
  );
}
