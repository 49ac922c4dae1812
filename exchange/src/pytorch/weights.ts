import { flattenLayers, type Plan } from '#plan';
import { attributeName } from '../python/names.ts';
import { bracketed, float, indented, lines, literal, text } from '../python/text.ts';
import { isRecurrent } from './recurrent.ts';

type Amount = 'l1' | 'l2' | 'maxNorm';

/** What holds for single weights: the kernel's name in the module, and the number. */
function amounts(plan: Plan, what: Amount): string[] {
  return flattenLayers(plan.model.layers).flatMap((layer) => {
    if (!('maxNorm' in layer)) return [];
    const value = layer[what];
    if (value === null || (value === 0 && what !== 'maxNorm')) return [];
    const name = attributeName(layer.id);
    const kernels = isRecurrent(layer)
      ? ['weight_ih_l0', ...(layer.bidirectional ? ['weight_ih_l0_reverse'] : [])]
      : ['weight'];
    return kernels.map((kernel) => `${text(`${name}.${kernel}`)}: ${float(value)}`);
  });
}

function table(name: string, entries: readonly string[]): string | null {
  return entries.length === 0 ? null : bracketed(`${name} = {`, entries, '}');
}

/** Constants of the regularisers and constraints, for the top of the module. */
export function weightConstants(plan: Plan): string {
  return lines(
    table('L1', amounts(plan, 'l1')),
    table('L2', amounts(plan, 'l2')),
    table('MAX_NORM', amounts(plan, 'maxNorm')),
  );
}

/** `penalty(model)`, where weights are penalised. */
export function penaltyFunction(plan: Plan): string | null {
  const has = { l1: amounts(plan, 'l1').length > 0, l2: amounts(plan, 'l2').length > 0 };
  if (!has.l1 && !has.l2) return null;
  return lines(
    'def penalty(model: nn.Module) -> Tensor:',
    `    """${has.l1 ? 'l1 * |w|' : ''}${has.l1 && has.l2 ? ' + ' : ''}${has.l2 ? 'l2 * w²' : ''}, summed over the kernels that have it and that are being trained."""`,
    '    total = torch.zeros((), device=DEVICE)',
    '    for name, weight in model.named_parameters():',
    has.l1 && '        if name in L1 and weight.requires_grad:',
    has.l1 && '            total = total + L1[name] * weight.abs().sum()',
    has.l2 && '        if name in L2 and weight.requires_grad:',
    has.l2 && '            total = total + L2[name] * weight.square().sum()',
    '    return total',
  );
}

/** `limit_norms(model)`, where norms are bounded. */
export function constraintFunction(plan: Plan): string | null {
  if (amounts(plan, 'maxNorm').length === 0) return null;
  return lines(
    '@torch.no_grad()',
    'def limit_norms(model: nn.Module) -> None:',
    '    """Scales each unit\'s incoming weights down to their bound."""',
    '    for name, weight in model.named_parameters():',
    '        if name in MAX_NORM and weight.requires_grad:',
    '            weight.copy_(torch.renorm(weight, p=2, dim=0, maxnorm=MAX_NORM[name]))',
  );
}

/** Layers whose attribute could not have their name. */
function renamed(plan: Plan): (readonly [attribute: string, id: string])[] {
  return flattenLayers(plan.model.layers).flatMap(({ id }) => {
    const attribute = attributeName(id);
    return attribute === id ? [] : [[attribute, id] as const];
  });
}

/** Reading and writing safetensors. */
export function weightFiles(plan: Plan): string {
  const names = renamed(plan);
  const written =
    names.length > 0 ? '{file_name(name): tensor for name, tensor in state}' : 'dict(state)';
  return [
    lines(
      'def load_weights(model: nn.Module, path: str | Path, only: set[str] | None = None) -> None:',
      '    """Reads a safetensors file: a checkpoint of NNSpec, or one that this script has saved."""',
      '    from safetensors.torch import load_file',
      '',
      '    tensors = load_file(path)',
      '    found = {}',
      '    for name in model.state_dict():',
      names.length > 0 ? '        stored = file_name(name)' : '        stored = name',
      '        if stored in tensors and (only is None or stored.split(".")[0] in only):',
      '            found[name] = tensors[stored]',
      '    if not found:',
      '        raise SystemExit(f"{path} has no weights of {type(model).__name__}.")',
      '    model.load_state_dict(found, strict=False)',
    ),
    lines(
      'def save_weights(model: nn.Module, path: str | Path) -> None:',
      '    from safetensors.torch import save_file',
      '',
      '    state = [(name, tensor.cpu().contiguous()) for name, tensor in model.state_dict().items()]',
      `    save_file(${written}, path)`,
    ),
    names.length > 0 ? fileName(names) : '',
  ]
    .filter(Boolean)
    .join('\n\n\n');
}

function fileName(names: readonly (readonly [string, string])[]): string {
  const entries = names.map(([attribute, id]) => `${literal(attribute)}: ${literal(id)}`);
  return lines(
    'def file_name(name: str) -> str:',
    '    """The name of a tensor in files: some layers have names that Python or nn.Module keeps."""',
    indented(bracketed('layers = {', entries, '}', 4)),
    '    layer, _, rest = name.partition(".")',
    '    return f"{layers.get(layer, layer)}.{rest}"',
  );
}
