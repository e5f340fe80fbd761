package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.PixelFormat;
import org.emotion4j.model.ModelFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From drawn faces to a model that an application loads, all in Java. */
class ExportTest {
  @TempDir Path folder;

  @Test
  void export_trainedOnDrawnFaces_loadsAndTellsUnseenOnes() throws Exception {
    Path run = Files.createDirectory(folder.resolve("run"));
    Path out = folder.resolve("model");
    TrainerConfig config = TrainerTest.config(6, 1);
    Layer.Stack stack = Networks.named(config.network(), FerPlusVotes.LABELS.size());
    Files.writeString(
        run.resolve("network.json"), LayerJson.of(stack, FerPlusVotes.LABELS, true).toString());
    new Trainer(config, run)
        .train(DrawnFaces.examples(48, 1), DrawnFaces.examples(32, 2), Optional.empty());

    Export.main(
        new String[] {
          "--run", run.toString(),
          "--id", "drawn",
          "--training-data", "none: drawn by a test",
          "--temperature", "1.5",
          "--out", out.toString()
        });

    // Loading checks the file's hash, and what it makes of the golden picture, against the trainer.
    assertThat(ModelFolder.open(out).descriptor().labels()).isEqualTo(FerPlusVotes.LABELS);
    int right = 0;
    try (FaceEmotionRecognizer recognizer = Evaluator.recognizer(out + "/", true)) {
      SplittableRandom random = new SplittableRandom(3);
      for (int i = 0; i < 20; i++) {
        boolean happy = i % 2 == 0;
        Frame frame =
            Frame.wrap(ByteBuffer.wrap(DrawnFaces.face(happy, random)), 48, 48, PixelFormat.GRAY8);
        EmotionScores scores = recognizer.recognize(frame).faces().get(0).scores();
        boolean said = scores.score(Emotion.HAPPINESS) > scores.score(Emotion.SADNESS);
        right += said == happy ? 1 : 0;
        double sum = List.of(Emotion.values()).stream().mapToDouble(scores::score).sum();
        assertThat(sum).isCloseTo(1, within(1e-4));
      }
    }
    assertThat(right).isGreaterThanOrEqualTo(18);
  }
}
