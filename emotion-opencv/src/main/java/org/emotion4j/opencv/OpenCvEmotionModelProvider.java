package org.emotion4j.opencv;

import java.util.Set;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.EmotionModelProvider;

/** {@code opencv}: {@link OpenCvEmotionModel}. */
public final class OpenCvEmotionModelProvider implements EmotionModelProvider {
  @Override
  public String name() {
    return OpenCvEmotionModel.NAME;
  }

  @Override
  public Set<ModelFile.Format> formats() {
    return Set.of(ModelFile.Format.ONNX);
  }

  @Override
  public EmotionModel create(ModelFolder folder, ModelFile file, RecognizerOptions options) {
    return new OpenCvEmotionModel(folder, file, options);
  }
}
