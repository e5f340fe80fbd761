package org.emotion4j.training;

import org.emotion4j.model.CropRule;
import org.emotion4j.model.ModelInput;
import org.emotion4j.model.Normalization;

/** What all networks here take: a grey square face, normalised by itself. */
final class FaceInput {
  /** A picture with less contrast than this, from 0 to 1, is not stretched further. */
  static final double MIN_STD = 0.05;

  /**
   * The crop rule is measured by {@link MeasureCrop} and written at the export; FER2013's pictures
   * are crops already, so training never asks for it.
   */
  static ModelInput of(int side) {
    return new ModelInput(
        ModelInput.Layout.NCHW,
        side,
        side,
        ModelInput.Channels.GRAY,
        new Normalization.PerImage(MIN_STD),
        new CropRule(0.5, 0.5, 0.5, 0.5, 0.5, 1));
  }

  private FaceInput() {}
}
