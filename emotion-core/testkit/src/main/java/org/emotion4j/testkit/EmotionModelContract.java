package org.emotion4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.emotion4j.ClosedException;
import org.emotion4j.Emotion;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.model.ModelInput;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.spi.Preprocessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link EmotionModel} promises. */
public abstract class EmotionModelContract {
  private EmotionModel model;

  /** A new model; the contract closes it. */
  protected abstract EmotionModel create(RecognizerOptions options);

  /** How far a score may be off when the same face comes in another batch. */
  protected double scoreTolerance() {
    return 1e-4;
  }

  @BeforeEach
  void open() {
    model = create(RecognizerOptions.defaults());
  }

  @AfterEach
  void close() {
    model.close();
  }

  /** Seeded smooth random pictures of the model's size. */
  private List<FaceCrop> crops(int n) {
    ModelInput input = model.descriptor().input();
    Random random = new Random(11);
    List<FaceCrop> crops = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      byte[] pixels = new byte[input.elements()];
      double fx = random.nextDouble() / 3;
      double fy = random.nextDouble() / 3;
      for (int p = 0; p < pixels.length; p++) {
        int at = p / input.channels().count();
        double wave = Math.sin(at % input.width() * fx) + Math.cos(at / input.width() * fy);
        pixels[p] = (byte) (127 + 55 * wave + random.nextInt(12));
      }
      crops.add(new FaceCrop(input.width(), input.height(), input.channels().count(), pixels));
    }
    return crops;
  }

  private List<Classification> classify(List<FaceCrop> crops) {
    FaceBatch batch = new FaceBatch(model.descriptor().input(), crops.size());
    Preprocessor.fill(batch, crops);
    return model.classify(batch);
  }

  private void assertClose(Classification actual, Classification expected) {
    for (Emotion label : model.descriptor().labels()) {
      assertThat(actual.scores().score(label))
          .as(label.label())
          .isCloseTo(expected.scores().score(label), within(scoreTolerance()));
    }
  }

  @Test
  void classify_batch_givesOneDistributionAFaceOverTheModelsLabels() {
    List<Classification> answer = classify(crops(3));
    assertThat(answer).hasSize(3);
    for (Classification c : answer) {
      assertThat(c.scores().labels()).isEqualTo(model.descriptor().labels());
      assertThat(c.reliability().isPresent()).isEqualTo(model.descriptor().output().reliability());
    }
  }

  @Test
  void classify_faceInABatch_sameAsAlone() {
    for (int n : new int[] {2, 5, 16}) {
      List<FaceCrop> crops = crops(n);
      List<Classification> together = classify(crops);
      for (int i = 0; i < n; i++) {
        assertClose(together.get(i), classify(crops.subList(i, i + 1)).get(0));
      }
    }
  }

  @Test
  void classify_differentFaces_differentAnswers() {
    List<Classification> answer = classify(crops(2));
    assertThat(answer.get(0)).isNotEqualTo(answer.get(1));
  }

  @Test
  void classify_batchOnlyPartlyFilled_ignoresTheRest() {
    FaceBatch batch = new FaceBatch(model.descriptor().input(), 4);
    Preprocessor.fill(batch, crops(4));
    Preprocessor.fill(batch, crops(1));
    assertThat(model.classify(batch)).hasSize(1);
  }

  @Test
  void classify_batchThatIsEmptyOrForAnotherInput_isRefused() {
    ModelInput input = model.descriptor().input();
    FaceBatch empty = new FaceBatch(input, 1);
    assertThatThrownBy(() -> model.classify(empty)).isInstanceOf(IllegalArgumentException.class);
    ModelInput larger =
        new ModelInput(
            input.layout(),
            input.width() + 8,
            input.height() + 8,
            input.channels(),
            input.normalization(),
            input.crop());
    FaceBatch other = new FaceBatch(larger, 1);
    byte[] pixels = new byte[larger.elements()];
    Preprocessor.fill(
        other,
        List.of(new FaceCrop(larger.width(), larger.height(), larger.channels().count(), pixels)));
    assertThatThrownBy(() -> model.classify(other)).isInstanceOf(IllegalArgumentException.class);
    assertThat(classify(crops(1))).hasSize(1);
  }

  @Test
  void classify_twoThreads_sameAsOne() {
    List<FaceCrop> crops = crops(1);
    Classification expected = classify(crops).get(0);
    for (Classification actual : Concurrency.run(2, 16, () -> classify(crops).get(0))) {
      assertClose(actual, expected);
    }
  }

  @Test
  void classify_afterClose_throwsClosed() {
    List<FaceCrop> crops = crops(1);
    model.close();
    model.close();
    assertThatThrownBy(() -> classify(crops)).isInstanceOf(ClosedException.class);
  }
}
