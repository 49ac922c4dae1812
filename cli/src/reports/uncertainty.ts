import type { UncertaintyReport } from '#engine';
import { t } from '#l10n';

/** What Monte Carlo dropout says about a trained network, in a few lines. */
export function uncertaintyReport(report: UncertaintyReport): string {
  const { part, rounds, std, entropy, mutualInformation, classes } = report;
  const lines = [t`Monte Carlo dropout, ${rounds} predictions of each sample of the ${part} part:`];
  if (!classes) lines.push(`  ${t`standard deviation of the outputs ${std.toFixed(4)}`}`);
  if (entropy !== null && mutualInformation !== null) {
    lines.push(
      `  ${t`entropy ${entropy.toFixed(4)}, mutual information ${mutualInformation.toFixed(4)}`}`,
    );
  }
  if (classes) {
    const { accuracy, certainAccuracy, certainShare, calibration, plainCalibration } = classes;
    lines.push(
      `  ${t`accuracy ${accuracy.toFixed(4)}; of the ${100 * certainShare} % most certain ${certainAccuracy.toFixed(4)}`}`,
      `  ${t`expected calibration error ${calibration.expectedError.toFixed(4)}, without dropout ${plainCalibration.expectedError.toFixed(4)}`}`,
    );
  }
  return lines.join('\n');
}
