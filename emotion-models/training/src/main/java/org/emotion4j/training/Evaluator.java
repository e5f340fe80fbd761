package org.emotion4j.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emotion4j.EmotionResult;
import org.emotion4j.FaceEmotion;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;

/** Asks a recognizer about labelled pictures, through the same API as an application. */
final class Evaluator {
  private static final int TOGETHER = 64;

  private Evaluator() {}

  /**
   * A recognizer for a model.
   *
   * @param model a bundled model's name or a folder's path, as {@code emotion.model}
   * @param crops whether the pictures are face crops, so that nothing is to be detected
   */
  static FaceEmotionRecognizer recognizer(String model, boolean crops) {
    FaceEmotionRecognizer.Builder builder = FaceEmotionRecognizer.builder().model(model);
    if (crops) {
      WholePicture whole = new WholePicture();
      builder.detector(whole).aligner(whole);
    }
    return builder.build();
  }

  /** What the recognizer says of each picture, in the same order; the largest face counts. */
  static List<Prediction> predict(
      FaceEmotionRecognizer recognizer, List<LabelledPictures.Picture> pictures)
      throws IOException {
    List<Prediction> predictions = new ArrayList<>(pictures.size());
    for (int from = 0; from < pictures.size(); from += TOGETHER) {
      List<LabelledPictures.Picture> part =
          pictures.subList(from, Math.min(pictures.size(), from + TOGETHER));
      List<Frame> frames = new ArrayList<>(part.size());
      for (LabelledPictures.Picture picture : part) {
        frames.add(picture.source().open());
      }
      List<EmotionResult> results = recognizer.recognizeAll(frames);
      for (int i = 0; i < part.size(); i++) {
        Optional<FaceEmotion> face = results.get(i).largestFace();
        predictions.add(new Prediction(part.get(i).truth(), face.map(FaceEmotion::scores)));
      }
    }
    return predictions;
  }
}
