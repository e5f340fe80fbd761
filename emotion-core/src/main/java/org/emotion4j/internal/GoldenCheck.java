package org.emotion4j.internal;

import java.util.Collections;
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
 * show here, and so does a network that takes one face only. It also warms the model up.
 */
final class GoldenCheck {
  private GoldenCheck() {}

  /** The model itself, or an exception after closing it. */
  static EmotionModel checked(
      EmotionModel model, ModelFolder folder, ModelFile file, int maxBatch) {
    try {
      check(model, folder, file, 1);
      if (maxBatch > 1) {
        checkBatch(model, folder, file);
      }
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

  /** Networks are often exported for one face alone, which the first group picture would show. */
  private static void checkBatch(EmotionModel model, ModelFolder folder, ModelFile file) {
    try {
      check(model, folder, file, 2);
    } catch (ModelException e) {
      throw new ModelException(
          e.getMessage()
              + ". This happens with two faces at once, not with one: export the network for any"
              + " number, or set emotion.model.max-batch to 1",
          e);
    }
  }

  private static void check(EmotionModel model, ModelFolder folder, ModelFile file, int faces) {
    ModelDescriptor descriptor = folder.descriptor();
    FaceBatch batch = new FaceBatch(descriptor.input(), faces);
    FaceCrop golden =
        new FaceCrop(
            descriptor.input().width(),
            descriptor.input().height(),
            descriptor.input().channels().count(),
            descriptor.goldenPixels());
    Preprocessor.fill(batch, Collections.nCopies(faces, golden));
    String what = folder.location() + "/" + file.path();
    List<Classification> answers;
    try {
      answers = model.classify(batch);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | InferenceException e) {
      throw new ModelException(what + " does not do what model.json says: " + e.getMessage(), e);
    }
    if (answers.size() != faces) {
      throw new ModelException(
          what + " gives " + answers.size() + " answers for " + faces + " faces");
    }
    for (Classification answer : answers) {
      compare(answer.scores(), descriptor, file, what);
    }
  }

  private static void compare(
      EmotionScores found, ModelDescriptor descriptor, ModelFile file, String what) {
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
