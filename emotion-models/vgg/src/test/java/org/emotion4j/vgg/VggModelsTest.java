package org.emotion4j.vgg;

import static org.assertj.core.api.Assertions.assertThat;

import org.emotion4j.Emotion;
import org.emotion4j.FaceEmotion;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.model.ModelDescriptor;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The models of this jar, as an application that has it on its class path finds them. */
class VggModelsTest {
  private static final int MAX_BYTES = 25 << 20;

  @Test
  void jar_listsBothModels_besideThoseOfEmotionModels() {
    assertThat(ModelFolder.bundled()).contains("fer2013-vgg16", "fer2013-vgg19", "ferplus");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fer2013-vgg16", "fer2013-vgg19"})
  void model_hasItsFileAndFigures(String name) {
    ModelFolder folder = ModelFolder.find(name);
    ModelDescriptor descriptor = folder.descriptor();
    assertThat(descriptor.id()).isEqualTo(name);
    assertThat(descriptor.metrics()).isNotEmpty();
    assertThat(descriptor.labels()).hasSize(7).doesNotContain(Emotion.CONTEMPT);
    for (ModelFile file : descriptor.files()) {
      assertThat(folder.read(file)).hasSize((int) file.size()).hasSizeLessThan(MAX_BYTES);
    }
  }

  /** Building the recognizer also compares the golden scores. */
  @ParameterizedTest
  @ValueSource(strings = {"fer2013-vgg16", "fer2013-vgg19"})
  void model_chosenByConfigurationAlone_readsTheAstronautsSmile(String name) {
    try (FaceEmotionRecognizer recognizer =
        FaceEmotionRecognizer.builder().set(ConfigKey.MODEL, name).build()) {
      assertThat(recognizer.model().id()).isEqualTo(name);
      FaceEmotion face =
          recognizer.recognize(Frame.of(Pictures.astronaut())).largestFace().orElseThrow();
      assertThat(face.scores().top()).isEqualTo(Emotion.HAPPINESS);
    }
  }
}
