package org.emotion4j.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emotion4j.FaceEmotion;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.config.ConfigKey;

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
    FaceEmotionRecognizer.Builder builder =
        FaceEmotionRecognizer.builder().set(ConfigKey.MODEL, model);
    if (crops) {
      WholePicture whole = new WholePicture();
      builder.detector(whole).aligner(whole);
    }
    return builder.build();
  }

  /** What the recognizer says of each picture's largest face, in the same order. */
  static List<Optional<FaceEmotion>> faces(
      FaceEmotionRecognizer recognizer, List<LabelledPictures.Source> pictures) throws IOException {
    List<Optional<FaceEmotion>> faces = new ArrayList<>(pictures.size());
    for (int from = 0; from < pictures.size(); from += TOGETHER) {
      List<Frame> frames = new ArrayList<>(TOGETHER);
      for (LabelledPictures.Source picture :
          pictures.subList(from, Math.min(pictures.size(), from + TOGETHER))) {
        frames.add(picture.open());
      }
      recognizer.recognizeAll(frames).forEach(result -> faces.add(result.largestFace()));
    }
    return faces;
  }

  /** As {@link #faces}, with the label of each picture. */
  static List<Prediction> predict(
      FaceEmotionRecognizer recognizer, List<LabelledPictures.Picture> pictures)
      throws IOException {
    List<Optional<FaceEmotion>> faces =
        faces(recognizer, pictures.stream().map(LabelledPictures.Picture::source).toList());
    List<Prediction> predictions = new ArrayList<>(pictures.size());
    for (int i = 0; i < faces.size(); i++) {
      predictions.add(
          new Prediction(pictures.get(i).truth(), faces.get(i).map(FaceEmotion::scores)));
    }
    return predictions;
  }
}
