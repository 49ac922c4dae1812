import { metricsFunction } from '../metrics.ts';
import { className } from '../python/names.ts';
import { call, indented, lines } from '../python/text.ts';
import type { Facts } from './facts.ts';
import { probabilities } from './model.ts';

/** One pass over the training samples. */
export function trainEpoch(facts: Facts): string {
  const { plan, scheduled, penalized, constrained, weighted } = facts;
  const { accumulate, clipNorm, clipValue } = plan.train;
  const model = className(plan.model.name);
  const items = ['outputs', 'targets[own]', ...(weighted ? ['weights'] : [])];
  const update = lines(
    clipNorm !== null && 'nn.utils.clip_grad_norm_(model.parameters(), CLIP_NORM)',
    clipValue !== null && 'nn.utils.clip_grad_value_(model.parameters(), CLIP_VALUE)',
    'optimizer.step()',
    constrained && 'limit_norms(model)',
  );
  const parameters = [
    `model: ${model}`,
    'network: nn.Module',
    'optimizer: torch.optim.Optimizer',
    'inputs: Tensor',
    'targets: Tensor',
    'order: Tensor',
    weighted && 'weights: Tensor',
    scheduled && 'learning_rate: Callable[[int], float]',
  ].filter((item) => item !== false);
  return lines(
    call('def train_epoch', parameters, 99).concat(' -> float:'),
    '    """Takes every sample once; returns the mean loss over all processes."""',
    '    rank, world = process()',
    '    size = BATCH_SIZE * world',
    '    model.train()',
    facts.frozenNorms &&
      '    for module in model.modules():  # frozen: keeps its stored statistics',
    facts.frozenNorms &&
      '        if hasattr(module, "running_mean") and not module.weight.requires_grad:',
    facts.frozenNorms && '            module.eval()',
    '    total = torch.zeros((), device=DEVICE)',
    accumulate > 1 && '    collected = 0',
    scheduled
      ? '    for step, start in enumerate(range(0, len(order), size)):'
      : '    for start in range(0, len(order), size):',
    '        batch = order[start : start + size]',
    '        own = batch[rank::world]',
    '        if len(batch) < world:',
    '            continue  # fewer samples than processes',
    scheduled && '        for group in optimizer.param_groups:',
    scheduled && '            group["lr"] = learning_rate(step)',
    '        outputs = network(inputs[own])',
    `        loss = loss_function(${items.join(', ')})`,
    '        loss = loss * (len(own) * world / len(batch))  # the mean over all processes',
    penalized && '        loss = loss + penalty(model)',
    '        total += loss.detach() * len(batch) / world',
    accumulate === 1 && '        optimizer.zero_grad()',
    '        loss.backward()',
    accumulate === 1
      ? indented(update, 2)
      : indented(
          lines(
            'collected += 1',
            'if collected == ACCUMULATE or start + size >= len(order):',
            '    for parameter in model.parameters():',
            '        if parameter.grad is not None:',
            '            parameter.grad /= collected',
            indented(update),
            '    optimizer.zero_grad()',
            '    collected = 0',
          ),
          2,
        ),
    '    if world > 1:',
    '        dist.all_reduce(total)',
    '    return total.item() / len(order)',
  );
}

/** Loss and metrics of a part. */
export function evaluation(facts: Facts): string {
  const { plan, penalized, weighted } = facts;
  const measured = metricsFunction(plan) !== null;
  const model = className(plan.model.name);
  const items = ['outputs', 'targets', ...(weighted ? ['weights'] : [])];
  return lines(
    '@torch.no_grad()',
    `def predict(model: ${model}, inputs: np.ndarray) -> Tensor:`,
    '    """The outputs for scaled inputs, before softmax or sigmoid where the loss contains it."""',
    '    model.eval()',
    '    parts = torch.from_numpy(inputs).split(256)',
    '    return torch.cat([model(part.to(DEVICE)) for part in parts])',
    '',
    '',
    '@torch.no_grad()',
    `def evaluate(model: ${model}, part: Part, unit: np.ndarray${weighted ? ', weights: Tensor' : ''}) -> dict[str, float]:`,
    `    """Loss${penalized ? ' (penalties included)' : ''}${measured ? ' and metrics' : ''} of one part of the data."""`,
    '    outputs = predict(model, part.inputs)',
    '    targets = torch.from_numpy(part.targets).to(DEVICE)',
    `    loss = loss_function(${items.join(', ')})${penalized ? ' + penalty(model)' : ''}`,
    measured ? `    outputs = ${probabilities(plan, 'outputs')}` : null,
    measured
      ? '    return {"loss": loss.item(), **metrics(outputs.cpu().numpy(), part.targets, unit)}'
      : '    return {"loss": loss.item()}',
  );
}
