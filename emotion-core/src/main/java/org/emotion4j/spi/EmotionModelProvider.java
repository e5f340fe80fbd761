package org.emotion4j.spi;

import java.util.Set;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;

/**
 * A model back end: runs any model folder that has a file of a format it reads; found as {@link
 * FaceDetectorProvider} is.
 */
public interface EmotionModelProvider {
  /** The name that {@code emotion.backend} takes, in lower case. */
  String name();

  /** The formats that this back end reads. */
  Set<ModelFile.Format> formats();

  /**
   * Whether the optional dependency that this back end needs, if any, is on the class path. One
   * that is not available is passed over, so that it does not compete with those that are; named by
   * {@code emotion.backend} it is asked all the same, and {@link #create} then says what to add.
   * Looks at the class path only, and loads nothing.
   */
  default boolean isAvailable() {
    return true;
  }

  /**
   * Loads a model; the recognizer that asked for it closes it, and checks its golden scores before
   * anything else.
   *
   * @param folder where the model is; {@link ModelFolder#read} gives verified bytes
   * @param file one of the descriptor's files, of a format in {@link #formats()}
   * @throws org.emotion4j.ModelException if the file is damaged or cannot be parsed
   * @throws org.emotion4j.NativeLibraryException if a native library is missing or does not load
   * @throws org.emotion4j.PluginException if this back end is not available; the message names the
   *     dependency to add
   */
  EmotionModel create(ModelFolder folder, ModelFile file, RecognizerOptions options);
}
