package org.emotion4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.emotion4j.Frame;
import org.emotion4j.ImageException;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceCrop;

/** Face crops in files of their own, as rows of a data set to train on. */
final class PictureRows {
  /** One picture in so many is kept apart to choose by. */
  private static final int APART = 10;

  private PictureRows() {}

  /**
   * Reads pictures of any size and colour as 48x48 grey ones.
   *
   * @param root a folder a label, or what the csv's files are relative to
   * @param csv with the columns {@code file} and {@code label}
   * @param lenient whether a picture that cannot be read is skipped and reported
   * @return rows in the order of the files; those whose content hashes to a multiple of {@value
   *     #APART} are {@link Split#PUBLIC_TEST}, so that equal pictures are never in both
   * @throws DataException if a label is no emotion, or (unless lenient) a picture cannot be read
   */
  static Fer2013Csv.Content read(Path root, Optional<Path> csv, boolean lenient)
      throws IOException {
    List<LabelledPictures.Picture> pictures =
        csv.isPresent() ? LabelledPictures.csv(root, csv.get()) : LabelledPictures.folders(root);
    List<Fer2013Csv.Row> rows = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    try (WholePicture whole = new WholePicture()) {
      for (LabelledPictures.Picture picture : pictures) {
        try {
          byte[] pixels = crop(whole, picture.source().open());
          boolean apart = Math.floorMod(Arrays.hashCode(pixels), APART) == 0;
          Split split = apart ? Split.PUBLIC_TEST : Split.TRAINING;
          rows.add(new Fer2013Csv.Row(rows.size(), picture.truth(), pixels, split));
        } catch (ImageException e) {
          if (!lenient) {
            throw new DataException(String.valueOf(e.getMessage()), e);
          }
          skipped.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return new Fer2013Csv.Content(rows, skipped);
  }

  private static byte[] crop(WholePicture whole, Frame frame) {
    List<Detection> faces = whole.detect(frame);
    FaceCrop crop = whole.align(frame, faces, FaceInput.of(Fer2013Csv.SIDE)).get(0);
    return crop.pixels();
  }
}
