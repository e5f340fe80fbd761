package org.emotion4j.internal;

import java.util.List;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.InferenceException;
import org.emotion4j.ModelException;
import org.emotion4j.model.ModelDescriptor;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.spi.Preprocessor;

/**
 * Runs a model on its golden picture before anyone relies on it: labels in another order, swapped
 * channels, another normalisation or temperature, or a back end that computes something else all
 * show here. It also warms the model up.
 */
final class GoldenCheck {
  private GoldenCheck() {}

  /** The model itself, or an exception after closing it. */
  static EmotionModel checked(EmotionModel model, ModelFolder folder, ModelFile file) {
    try {
      check(model, folder, file);
      return model;
    } catch (RuntimeException | Error e) {
      try {
        model.close();
      } catch (RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static void check(EmotionModel model, ModelFolder folder, ModelFile file) {
    ModelDescriptor descriptor = folder.descriptor();
    FaceBatch batch = new FaceBatch(descriptor.input(), 1);
    FaceCrop golden =
        new FaceCrop(
            descriptor.input().width(),
            descriptor.input().height(),
            descriptor.input().channels().count(),
            descriptor.goldenPixels());
    Preprocessor.fill(batch, List.of(golden));
    String what = folder.location() + "/" + file.path();
    EmotionScores found;
    try {
      List<Classification> answer = model.classify(batch);
      found = answer.get(0).scores();
    } catch (IllegalArgumentException | IndexOutOfBoundsException | InferenceException e) {
      throw new ModelException(what + " does not do what model.json says: " + e.getMessage(), e);
    }
    for (Emotion label : descriptor.labels()) {
      if (!(Math.abs(found.score(label) - file.golden().score(label)) <= file.tolerance())) {
        throw new ModelException(
            what
                + " scores the golden picture "
                + found
                + ", model.json says "
                + file.golden()
                + " within "
                + file.tolerance()
                + ": labels, channels, normalization, temperature or file do not belong together");
      }
    }
  }
}
