/** Kernels whose units all start the same, or signals that grow or fade from layer to layer before the first step. */
import { t } from '#l10n';
import { INIT_SCALE_TOLERANCE, initScale, isConstantKernel, misscaledLayers } from '../causes.ts';
import { evidence, nameLayers, number, percent, type SymptomReport } from '../finding.ts';
import { activationProbe, hiddenLayers, isNormalized, type RunView } from '../run-view.ts';
import type { Symptom } from '../symptom.ts';
import { DEAD_ERROR } from './dying-relu.ts';
import { SATURATED_SHARE } from './saturation.ts';

/** Largest over smallest standard deviation of the hidden layers' activations (TheDeepChecker, Ben Braiek & Khomh 2023). */
export const STD_RATIO = 10;
/** First loss over the baseline's from which weights of a wrong scale have done harm whatever comes of it. */
export const LOUD_LOSS = 5;

export const badInitialization: Symptom = {
  id: 'bad-initialization',
  detect: (view) =>
    constantKernels(view) ??
    deadStart(view) ??
    saturatedStart(view) ??
    loudStart(view) ??
    fadingSignal(view),
};

function constantKernels(view: RunView): SymptomReport | null {
  const layers = view.kernels.filter(
    (layer) => isConstantKernel(layer) && (layer.outputShape.at(-1) ?? 1) > 1,
  );
  const first = layers[0];
  if (!first || (layers.length === 1 && first === view.head && first.init.name === 'zeros')) {
    return null;
  }
  return {
    category: 'initialization',
    severity: 'error',
    message: t`All units of ${nameLayers(layers)} start with the same weights ('${first.init.name}'), get the same gradient and stay equal.`,
    blame: { layers },
    sinceEpoch: 0,
    evidence: [
      evidence(t`standard deviation of the kernel`, 0, 'below', 1 / INIT_SCALE_TOLERANCE, {
        layer: first.id,
        epoch: 0,
        series: { kind: 'layer', layer: first.id, quantity: 'weightRms' },
      }),
    ],
  };
}

/** Biases so low that most units give zero on every sample before the first step. */
function deadStart(view: RunView): SymptomReport | null {
  const { initial } = view.run.started;
  const layers = view.kernels.filter(
    (layer) =>
      'biasInit' in layer &&
      layer.biasInit.name === 'constant' &&
      layer.biasInit.value < 0 &&
      (activationProbe(initial, layer.id)?.deadShare ?? 0) >= DEAD_ERROR,
  );
  const [first] = layers;
  if (!first) return null;
  const share = activationProbe(initial, first.id)?.deadShare ?? 0;
  return {
    category: 'initialization',
    severity: 'warning',
    message: t`The biases of ${nameLayers(layers)} start so low that ${percent(share)} of the units are zero on every sample before the first step.`,
    blame: { layers },
    sinceEpoch: 0,
    evidence: [
      evidence(t`share of dead units`, share, 'above', DEAD_ERROR, {
        layer: first.id,
        epoch: 0,
        series: { kind: 'layer', layer: first.id, quantity: 'deadShare' },
      }),
    ],
  };
}

/** Weights so large that the first loss is many times that of a model that knows nothing. */
function loudStart(view: RunView): SymptomReport | null {
  const layers = misscaledLayers(view, 'large');
  const [first] = layers;
  const ratio = view.initialLoss / view.baselineLoss;
  if (!first || !(ratio > LOUD_LOSS)) return null;
  return {
    category: 'initialization',
    severity: 'warning',
    message: t`The weights of ${nameLayers(layers)} start at ${number(initScale(first))} times what the activation needs: the first loss is ${number(view.initialLoss)}, that of a model that knows nothing ${number(view.baselineLoss)}.`,
    blame: { layers },
    sinceEpoch: 0,
    evidence: [
      evidence(t`first loss over that of a model that knows nothing`, ratio, 'above', LOUD_LOSS, {
        layer: first.id,
        epoch: 0,
        series: { kind: 'steps', quantity: 'loss' },
      }),
    ],
  };
}

/** Weights so large that most units are saturated before the first step. */
function saturatedStart(view: RunView): SymptomReport | null {
  const { initial } = view.run.started;
  const layers = misscaledLayers(view, 'large').filter(
    (layer) => (activationProbe(initial, layer.id)?.saturatedShare ?? 0) > SATURATED_SHARE,
  );
  const first = layers[0];
  if (!first) return null;
  const share = activationProbe(initial, first.id)?.saturatedShare ?? 0;
  return {
    category: 'initialization',
    severity: 'warning',
    message: t`The weights of ${nameLayers(layers)} start at ${number(initScale(first))} times what the activation needs: ${percent(share)} of the units are saturated before the first step.`,
    blame: { layers },
    sinceEpoch: 0,
    evidence: [
      evidence(t`share of saturated units`, share, 'above', SATURATED_SHARE, {
        layer: first.id,
        epoch: 0,
        series: { kind: 'layer', layer: first.id, quantity: 'saturatedShare' },
      }),
    ],
  };
}

function fadingSignal(view: RunView): SymptomReport | null {
  if (!view.notLearning || isNormalized(view)) return null;
  const blamed = [...misscaledLayers(view, 'small'), ...misscaledLayers(view, 'large')];
  const stds = hiddenLayers(view).flatMap((layer) => {
    const std = 'init' in layer ? activationProbe(view.run.started.initial, layer.id)?.std : null;
    return std === undefined || std === null ? [] : [std];
  });
  const [low, high] = [Math.min(...stds), Math.max(...stds)];
  if (blamed.length === 0 || stds.length < 2 || !(high > STD_RATIO * low)) return null;
  const first = blamed[0];
  const scale = first ? initScale(first) : 1;
  return {
    category: 'initialization',
    severity: 'warning',
    message: t`Before the first step the signal's standard deviation runs from ${number(low)} to ${number(high)} through the layers. The weights of ${nameLayers(blamed)} start at ${number(scale)} times what the activation needs.`,
    blame: { layers: blamed },
    sinceEpoch: 0,
    evidence: [
      evidence(t`largest over smallest activation std`, high / low, 'above', STD_RATIO, {
        ...(first ? { layer: first.id } : {}),
        epoch: 0,
      }),
    ],
  };
}
