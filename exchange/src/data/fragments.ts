import type { Fragments } from '../python/fragments.ts';
import { TABLE_FRAGMENTS } from './table-fragments.ts';

/** Reading, splitting and scaling in NumPy, as the built-in engine does it. */
export const DATA_FRAGMENTS: Fragments = {
  Scaling: `
@dataclass
class Scaling:
    """scaled = (raw - offset) / divisor, column by column."""

    offset: np.ndarray
    divisor: np.ndarray

    def apply(self, values: np.ndarray) -> np.ndarray:
        return ((values - self.offset) / self.divisor).astype(np.float32)
`,
  ...TABLE_FRAGMENTS,
  Part: `
@dataclass
class Part:
    """The samples of one part of the split."""

    inputs: np.ndarray
    targets: np.ndarray
`,
  Data: `
@dataclass
class Data:
    """All samples, split, scaled and encoded. Metrics in the data's units multiply by \`unit\`."""

    train: Part
    validation: Part
    test: Part
    classes: list[str]
    unit: np.ndarray
`,
  standardize: `
def standardize(values: np.ndarray) -> Scaling:
    """Mean 0 and standard deviation 1 in each column; a constant column becomes 0."""
    mean, std = values.mean(axis=0), values.std(axis=0)
    return Scaling(mean, np.where(std > 1e-12 * np.abs(mean), std, 1))
`,
  min_max: `
def min_max(values: np.ndarray) -> Scaling:
    """From 0 to 1 in each column; a constant column becomes 0."""
    low, high = values.min(axis=0), values.max(axis=0)
    return Scaling(low, np.where(high > low, high - low, 1))
`,
  divide: `
def divide(by: float) -> Scaling:
    return Scaling(np.zeros(1), np.full(1, by))
`,
  encode_classes: `
def encode_classes(labels: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Index of each label among the sorted classes: numbers by size, texts by their characters."""
    try:
        labels = labels.astype(float)
    except ValueError:
        pass
    classes, indices = np.unique(labels, return_inverse=True)
    names = [f"{name:g}" if isinstance(name, float) else str(name) for name in classes.tolist()]
    return indices.reshape(labels.shape), names
`,
  encode_binary: `
def encode_binary(labels: np.ndarray) -> np.ndarray:
    """0 and 1 in each column, for its first and its second class in sorted order."""
    columns = labels.reshape(len(labels), -1).T
    return np.stack([encode_classes(column)[0] for column in columns], axis=1)
`,
  encode_like: `
def encode_like(labels: np.ndarray, classes: list[str]) -> np.ndarray:
    """Index of each label among classes that are known already."""
    indices, names = encode_classes(labels)
    return np.array([classes.index(name) for name in names])[indices]
`,
  choose_classes: `
def choose_classes(
    inputs: np.ndarray, labels: np.ndarray, classes: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Only the samples of these classes."""
    indices, names = encode_classes(labels.reshape(-1))
    chosen = np.isin(indices, [names.index(name) for name in classes])
    return inputs[chosen], labels[chosen]
`,
  limit_samples: `
def limit_samples(
    inputs: np.ndarray, labels: np.ndarray, limit: int, strata: np.ndarray | None, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """At most so many samples, drawn at random, of each class its share."""
    count = len(inputs)
    if limit >= count:
        return inputs, labels
    order = np.random.default_rng(seed).permutation(count)
    if strata is not None and strata.size == count:
        order = order[np.argsort(strata.reshape(-1)[order], kind="stable")]
    places = np.arange(count)
    chosen = np.sort(order[(places + 1) * limit // count > places * limit // count])
    return inputs[chosen], labels[chosen]
`,
  split_samples: `
def split_samples(
    count: int, strata: np.ndarray | None, fractions: tuple[float, ...], seed: int
) -> list[np.ndarray]:
    """
    Random parts in the given proportions: samples are lined up class by class, and each in turn
    goes to the part that is furthest behind its share.
    """
    random = np.random.default_rng(seed)
    order = random.permutation(count)
    if strata is not None:
        order = order[np.argsort(strata[order], kind="stable")]
    parts: list[list[int]] = [[] for _ in fractions]
    for taken, sample in enumerate(order, start=1):
        behind = [share * taken - len(part) for share, part in zip(fractions, parts)]
        parts[behind.index(max(behind))].append(sample)
    return [random.permutation(np.array(part, dtype=int)) for part in parts]
`,
  cut_samples: `
def cut_samples(count: int, fractions: tuple[float, ...]) -> list[np.ndarray]:
    """Parts in the given proportions, one after the other in the order of the source."""
    ends = np.floor(np.cumsum(fractions) * count + 0.5).astype(int)
    return np.split(np.arange(count), ends[:-1])
`,
  read_table: `
def read_table(
    path: Path,
    target: list[str],
    include: list[str] | None = None,
    exclude: list[str] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Inputs as numbers and targets as texts of a file whose first row names the columns."""
    cells, targets, _ = read_cells(path, target, include, exclude)
    return cells.astype(float), targets
`,
  read_cells: `
def read_cells(
    path: Path,
    target: list[str],
    include: list[str] | None = None,
    exclude: list[str] | None = None,
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Inputs and targets as texts of a file whose first row names the columns, and the names."""
    text = read_bytes(path).decode("utf-8-sig")
    first = next(line for line in text.splitlines() if line.strip())
    delimiter = max(",;\\t|", key=first.count)
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(row)]
    if delimiter == ";":
        rows = [[with_point(cell) for cell in row] for row in rows]
    names = [cell.strip() for cell in rows[0]]
    if all(is_number(name) for name in names):
        names = [f"column_{index + 1}" for index in range(len(names))]
    else:
        rows = rows[1:]
    kept = [name for name in names if name not in target]
    if include is not None:
        kept = [name for name in kept if name in include]
    if exclude is not None:
        kept = [name for name in kept if name not in exclude]
    inputs = [[row[names.index(name)].strip() for name in kept] for row in rows]
    targets = [[row[names.index(name)].strip() for name in target] for row in rows]
    return np.array(inputs), np.array(targets), kept
`,
  read_arrays: `
def read_arrays(
    path: Path,
    target: str,
    include: list[str] | None = None,
    exclude: list[str] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and targets of an npz file; several arrays of inputs are put next to each other."""
    with np.load(io.BytesIO(read_bytes(path))) as arrays:
        kept = [name for name in arrays.files if name != target]
        if include is not None:
            kept = [name for name in kept if name in include]
        if exclude is not None:
            kept = [name for name in kept if name not in exclude]
        inputs = [arrays[name].reshape(len(arrays[name]), -1) for name in kept]
        return np.concatenate(inputs, axis=1), arrays[target]
`,
  read_idx: `
def read_idx(path: Path) -> np.ndarray:
    """An array in MNIST's format."""
    types = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
    content = read_bytes(path)
    _, kind, axes = struct.unpack_from(">HBB", content)
    shape = struct.unpack_from(f">{axes}I", content, 4)
    return np.frombuffer(content, types[kind], offset=4 + 4 * axes).reshape(shape)
`,
  read_bytes: `
def read_bytes(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content
`,
  with_point: `
def with_point(cell: str) -> str:
    """A number with a decimal comma, as tables with semicolons write it, with a point."""
    return re.sub(r"^(\\s*[+-]?\\d+),(\\d+(?:[eE][+-]?\\d+)?\\s*)$", r"\\1.\\2", cell)
`,
  is_number: `
def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
`,
  xor: `
def xor(samples: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Four clouds at (±1, ±1); the class is 1 where the signs differ."""
    random = np.random.default_rng(seed)
    labels = np.arange(samples) % 2
    x = random.choice([-1.0, 1.0], samples)
    points = np.stack([x, np.where(labels == 1, -x, x)], axis=1)
    return points + noise * random.standard_normal(points.shape), labels
`,
  spirals: `
def spirals(samples: int, classes: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Arms of radius 0 to 1, one a class, each turning by 4 radians (Stanford's CS231n notes)."""
    random = np.random.default_rng(seed)
    labels = np.arange(samples) % classes
    radius = (np.arange(samples) // classes) / max(1, math.ceil(samples / classes) - 1)
    angle = 2 * np.pi * labels / classes + 4 * radius + noise * random.standard_normal(samples)
    return np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1), labels
`,
  moons: `
def moons(samples: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two interleaved half circles of radius 1 (scikit-learn's make_moons)."""
    random = np.random.default_rng(seed)
    labels = np.arange(samples) % 2
    angle = np.pi * random.random(samples)
    x = np.where(labels == 0, np.cos(angle), 1 - np.cos(angle))
    y = np.where(labels == 0, np.sin(angle), 0.5 - np.sin(angle))
    return np.stack([x, y], axis=1) + noise * random.standard_normal((samples, 2)), labels
`,
  circles: `
def circles(samples: int, noise: float, factor: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A circle of radius 1 (class 0) around one of radius \`factor\` (as make_circles)."""
    random = np.random.default_rng(seed)
    labels = np.arange(samples) % 2
    angle = 2 * np.pi * random.random(samples)
    radius = np.where(labels == 0, 1.0, factor)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return points + noise * random.standard_normal(points.shape), labels
`,
  blobs: `
def blobs(
    samples: int, classes: int, features: int, noise: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """One Gaussian cloud a class, its centre uniform in [-5, 5] in each feature."""
    random = np.random.default_rng(seed)
    labels = np.arange(samples) % classes
    centres = random.uniform(-5, 5, (classes, features))
    return centres[labels] + noise * random.standard_normal((samples, features)), labels
`,
  linear: `
def linear(samples: int, features: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Normal features; the target is their sum with fixed random weights, plus noise."""
    random = np.random.default_rng(seed)
    weights = random.standard_normal(features)
    inputs = random.standard_normal((samples, features))
    return inputs, inputs @ weights + noise * random.standard_normal(samples)
`,
  sine: `
def sine(samples: int, length: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Steps of a noisy sine wave with a random phase, 20 steps a period; the target is the next."""
    random = np.random.default_rng(seed)
    phase = 2 * np.pi * random.random((samples, 1))
    waves = np.sin(phase + 2 * np.pi * np.arange(length + 1) / 20)
    waves += noise * random.standard_normal(waves.shape)
    return waves[:, :length], waves[:, length]
`,
  adding: `
def adding(samples: int, length: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """
    The adding problem (Hochreiter & Schmidhuber 1997): each step has a number and a mark; the
    target is the sum of the two marked numbers, one in each half.
    """
    random = np.random.default_rng(seed)
    inputs = np.zeros((samples, length, 2))
    inputs[:, :, 0] = random.random((samples, length))
    rows, half = np.arange(samples), length // 2
    inputs[rows, random.integers(0, half, samples), 1] = 1
    inputs[rows, random.integers(half, length, samples), 1] = 1
    return inputs, (inputs[:, :, 0] * inputs[:, :, 1]).sum(axis=1)
`,
  copy_memory: `
def copy_memory(samples: int, delay: int, symbols: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """
    The copy task (Arjovsky, Shah & Bengio 2016): ten symbols, \`delay\` blanks with a marker at
    their end, ten blanks; the target is blank until the marker, then the ten symbols.
    """
    random = np.random.default_rng(seed)
    shown = random.integers(1, symbols + 1, (samples, 10))
    steps = np.zeros((samples, delay + 20), dtype=int)
    steps[:, :10] = shown
    steps[:, delay + 9] = symbols + 1
    targets = np.zeros_like(steps)
    targets[:, delay + 10 :] = shown
    return np.eye(symbols + 2)[steps], targets
`,
};
