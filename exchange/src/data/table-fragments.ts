import type { Fragments } from '../python/fragments.ts';

/** Text and gaps of a table as the built-in engine prepares them. */
export const TABLE_FRAGMENTS: Fragments = {
  Column: `
@dataclass
class Column:
    """How a column of a table becomes inputs; \`categories\` is None where it holds numbers."""

    categories: list | None
    is_numeric: bool
    method: str | None
    constant: str | None
    fill: float | str | None = None
    known: frozenset = frozenset()

    def value(self, cell: str) -> float | str | None:
        """The number or category of a cell; None for a gap."""
        if is_missing(cell):
            return None
        return float(cell) if self.is_numeric else cell

    def fit(self, cells: np.ndarray) -> None:
        """What fills gaps, and which categories count, comes from the training part."""
        values = [value for cell in cells if (value := self.value(cell)) is not None]
        if self.method == "constant":
            self.fill = self.value(self.constant)
            values += [self.fill] * (len(values) < len(cells))
        elif self.method == "mean":
            self.fill = float(np.mean(values))
        elif self.method == "median":
            self.fill = float(np.median(values))
        elif self.method == "most_frequent":
            found, counts = np.unique(values, return_counts=True)
            self.fill = found[counts.argmax()]
        self.known = frozenset(values)

    def encode(self, cells: np.ndarray) -> np.ndarray:
        """A column of numbers, or a column of zeros and ones for each category."""
        values = [self.fill if is_missing(cell) else self.value(cell) for cell in cells]
        if self.categories is None:
            return np.array([values], dtype=float).T
        return np.array(
            [[float(v == c and c in self.known) for c in self.categories] for v in values]
        )
`,
  table_columns: `
def table_columns(
    cells: np.ndarray,
    names: list[str],
    encode: list[str] | None,
    fill: list[tuple[str, str | None, list[str] | None]],
) -> list[Column]:
    """What each column holds: all text is encoded, or the columns named; fillings name theirs."""
    columns = []
    for name, column in zip(names, cells.T):
        known = [cell for cell in column if not is_missing(cell)]
        is_numeric = all(is_number(cell) for cell in known)
        is_encoded = not is_numeric if encode is None else name in encode
        method, constant = filling_of(fill, name, is_encoded)
        categories = None
        if is_encoded:
            if method == "constant" and len(known) < len(column):
                known.append(constant)
                is_numeric = is_numeric and is_number(constant)
            categories = sorted({float(cell) if is_numeric else cell for cell in known})
        columns.append(Column(categories, is_numeric, method, constant))
    return columns
`,
  filling_of: `
def filling_of(
    fill: list[tuple[str, str | None, list[str] | None]], name: str, is_text: bool
) -> tuple[str | None, str | None]:
    """What names the column, else what is for all: text then takes its most frequent value."""
    for method, constant, columns in fill:
        if columns is not None and name in columns:
            needs_numbers = method in ("mean", "median")
            return ("most_frequent", None) if is_text and needs_numbers else (method, constant)
    for method, constant, columns in fill:
        if columns is None:
            is_word = method == "constant" and not is_number(constant)
            return ("most_frequent", None) if is_text and not is_word else (method, constant)
    return None, None
`,
  encode_table: `
def encode_table(cells: np.ndarray, columns: list[Column]) -> np.ndarray:
    return np.hstack([column.encode(values) for column, values in zip(columns, cells.T)])
`,
  spare_flags: `
def spare_flags(scaling: Scaling, columns: list[Column]) -> Scaling:
    """The same scaling with the zeros and ones of categories left as they are."""
    widths = [1 if column.categories is None else len(column.categories) for column in columns]
    flags = np.repeat([column.categories is not None for column in columns], widths)
    return Scaling(np.where(flags, 0, scaling.offset), np.where(flags, 1, scaling.divisor))
`,
  is_missing: `
def is_missing(cell: str) -> bool:
    return cell.lower() in {"", "?", "na", "n/a", "nan", "null", "none"}
`,
};
