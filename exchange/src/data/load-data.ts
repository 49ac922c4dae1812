import type { DataPlan, FileSource, Plan, ScalePlan, SourcePlan } from '#plan';
import { type Task, taskOf } from '../head.ts';
import { bracketed, call, indented, lines, literal, number, text } from '../python/text.ts';

/** The function that reads, splits, scales and encodes the data of a plan. */
export function loadData(plan: Plan): string {
  const { data } = plan;
  const task = taskOf(plan);
  return lines(
    'def load_data() -> Data:',
    `    """The data set ${data.name}: the same split rules, scaling and encoding as in NNSpec."""`,
    indented(
      lines(
        reading(data, data.source, 'inputs'),
        isPrepared(data) && columnsOf(data),
        choosing(data, 'inputs', 'labels'),
        limiting(data),
        encoding(data, task),
        splitting(data),
        isPrepared(data) && FITTING,
        scaling(data),
        'def part(inputs: np.ndarray, targets: np.ndarray) -> Part:',
        `    inputs = ${scaled('inputs', data.scale, plan.model.inputShape)}`,
        `    return Part(inputs, ${target('targets', data, task)})`,
        '',
        returned(plan, task),
      ),
    ),
  );
}

/** Lines that leave raw inputs, and `labels`. */
function reading(data: DataPlan, source: SourcePlan, inputs: string): string {
  const column = inputs.length + 20;
  if (source.kind === 'generator') {
    const items = Object.entries(source.args).map(([name, value]) => `${name}=${number(value)}`);
    const made = call(source.name, [...items, `seed=${data.seed}`], column);
    return `${inputs}, labels = ${made}`;
  }
  const path = `FOLDER / ${text(source.path)}`;
  if (source.format === 'idx') {
    const labels = `labels = read_idx(FOLDER / ${text(source.targetPath ?? '')})`;
    return lines(`${inputs} = read_idx(${path})`, labels);
  }
  const items = [path, ...targetAndFeatures(data, source)];
  if (isPrepared(data)) {
    return `${inputs}, labels, names = ${call('read_cells', items, column + 7)}`;
  }
  const read = call(source.format === 'npz' ? 'read_arrays' : 'read_table', items, column);
  return `${inputs}, labels = ${read}`;
}

/** Whether text is encoded or gaps are filled. */
function isPrepared({ encode, fill }: DataPlan): boolean {
  return encode !== undefined || fill !== undefined;
}

/** The line that leaves `columns`: what they hold is seen from all rows of the file. */
function columnsOf({ encode, fill = [] }: DataPlan): string {
  const texts = encode ? encode.columns : [];
  const fillings = fill.map((filling) => {
    const constant = filling.method === 'constant' ? text(filling.value) : 'None';
    return `(${text(filling.method)}, ${constant}, ${literal(filling.columns)})`;
  });
  const items = ['inputs', 'names', `encode=${literal(texts)}`, `fill=[${fillings.join(', ')}]`];
  return `columns = ${call('table_columns', items, 20)}`;
}

/** The lines after which `inputs` are numbers. */
const FITTING = lines(
  'for column, cells in zip(columns, inputs[train].T):',
  '    column.fit(cells)',
  'inputs = encode_table(inputs, columns)',
);

function targetAndFeatures({ target, features }: DataPlan, { format }: FileSource): string[] {
  const { columns } = target;
  const wanted = `target=${literal(format === 'npz' ? (columns[0] ?? '') : columns)}`;
  if (features === null) return [wanted];
  const [word, names] =
    'include' in features ? ['include', features.include] : ['exclude', features.exclude];
  return [wanted, `${word}=${literal(names)}`];
}

/** Leaves the samples of the plan's classes. */
function choosing({ classes }: DataPlan, inputs: string, labels: string): string | false {
  if (!classes) return false;
  return `${inputs}, ${labels} = choose_classes(${inputs}, ${labels}, ${literal(classes)})`;
}

/** Leaves so many samples. */
function limiting({ limit, target, seed }: DataPlan): string | false {
  if (limit === undefined) return false;
  const strata = target.encoding === 'real' ? 'None' : 'encode_classes(labels)[0]';
  return `inputs, labels = limit_samples(inputs, labels, ${limit}, ${strata}, seed=${seed})`;
}

/** Lines that leave `targets`, `classes` and, where samples have a class each, `strata`. */
function encoding(data: DataPlan, task: Task): string {
  switch (data.target.encoding) {
    case 'real':
      return lines(
        'targets = labels.astype(float).reshape(len(labels), -1)',
        'classes: list[str] = []',
        'strata = None',
      );
    case 'binary':
      return lines(
        'targets = encode_binary(labels)',
        data.target.columns.length > 1
          ? `classes = ${literal(data.target.columns)}`
          : 'classes = encode_classes(labels)[1]',
        'strata = targets[:, 0] if targets.shape[1] == 1 else None',
      );
    default:
      return lines(
        'targets, classes = encode_classes(labels)',
        'strata = targets.reshape(-1) if targets.size == len(targets) else None',
        task.kind === 'classes' && !task.indices
          ? 'targets = np.eye(len(classes))[targets]'
          : false,
      );
  }
}

function splitting({ split, shuffle = true, seed, testSource }: DataPlan): string {
  const { train, validation, test } = split;
  const names = testSource ? 'train, validation, _' : 'train, validation, test';
  const shares = `(${[train, validation, test].map(number).join(', ')})`;
  return shuffle
    ? `${names} = split_samples(len(inputs), strata, ${shares}, seed=${seed})`
    : `${names} = cut_samples(len(inputs), ${shares})`;
}

/** How the values that a scaling is fitted to are turned into one. */
function fitted(scale: ScalePlan, values: string): string | null {
  if (scale.kind === 'none') return null;
  return scale.kind === 'divide' ? `divide(${number(scale.by)})` : `${scale.kind}(${values})`;
}

/** Fitted on the training part alone, so that nothing of the held-out parts leaks in. */
function scaling(data: DataPlan): string {
  const { scale, target } = data;
  const own = fitted(scale, 'inputs[train]');
  const inputs = own !== null && isPrepared(data) ? `spare_flags(${own}, columns)` : own;
  const targets = target.encoding === 'real' ? fitted(target.scale, 'targets[train]') : null;
  const flat = 'inputs = inputs.reshape(len(inputs), -1)';
  return lines(
    flat,
    inputs === null ? false : `input_scaling = ${inputs}`,
    targets === null ? false : `target_scaling = ${targets}`,
    '',
  );
}

function scaled(values: string, scale: ScalePlan, shape: readonly number[]): string {
  const numbers =
    scale.kind === 'none' ? `${values}.astype(np.float32)` : `input_scaling.apply(${values})`;
  return shape.length === 1 ? numbers : `${numbers}.reshape(-1, ${shape.join(', ')})`;
}

function target(values: string, data: DataPlan, task: Task): string {
  if (task.indices) {
    const axes = task.outputShape.slice(0, -1);
    return `${values}.reshape(${['-1', ...axes].join(', ')}).astype(np.int64)`;
  }
  const rows = `${values}.reshape(-1, ${task.outputShape.join(', ')})`;
  const scales = data.target.encoding === 'real' && data.target.scale.kind !== 'none';
  return scales ? `target_scaling.apply(${rows})` : `${rows}.astype(np.float32)`;
}

function returned({ data }: Plan, task: Task): string {
  const { testSource, target: wanted } = data;
  const scales = wanted.encoding === 'real' && wanted.scale.kind !== 'none';
  const unit = scales ? 'target_scaling.divisor' : 'np.ones(1)';
  const parts = ['train', 'validation', ...(testSource ? [] : ['test'])].map(
    (name) => `part(inputs[${name}], targets[${name}])`,
  );
  if (!testSource) return bracketed('return Data(', [...parts, 'classes', unit], ')', 4);
  const known =
    wanted.encoding === 'real'
      ? 'labels.astype(float).reshape(len(labels), -1)'
      : 'encode_like(labels, classes)';
  return lines(
    reading(data, testSource, 'test_inputs'),
    choosing(data, 'test_inputs', 'labels'),
    isPrepared(data) && 'test_inputs = encode_table(test_inputs, columns)',
    task.kind === 'classes' && !task.indices
      ? `test_targets = np.eye(len(classes))[${known}]`
      : `test_targets = ${known}`,
    'test = part(test_inputs.reshape(len(test_inputs), -1), test_targets)',
    bracketed('return Data(', [...parts, 'test', 'classes', unit], ')', 4),
  );
}

/** Where data files are: the folder of the specification. */
export function dataFolder(folder: string): string {
  return folder === ''
    ? 'FOLDER = Path(__file__).resolve().parent'
    : `FOLDER = Path(__file__).resolve().parent / ${text(folder)}`;
}

/** Whether a plan's data comes from files. */
export function readsFiles({ source }: DataPlan): boolean {
  return source.kind === 'file';
}
