package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.emotion4j.stream.FaceQuality.Reason;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindFacesTest {
  @TempDir Path folder;

  private static String row(BufferedImage picture) {
    BufferedImage small = new BufferedImage(48, 48, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(picture, 0, 0, 48, 48, null);
    graphics.dispose();
    return IntStream.range(0, 48 * 48)
        .mapToObj(i -> "" + small.getRaster().getSample(i % 48, i / 48, 0))
        .collect(Collectors.joining(" "));
  }

  @Test
  void main_faceAndNone_areTold() throws Exception {
    Path data =
        Files.write(
            folder.resolve("fer2013.csv"),
            List.of(
                "emotion,pixels,Usage",
                "3," + row(Pictures.part(Pictures.astronaut(), 172, 62, 106, 116)) + ",Training",
                "3," + row(Pictures.noFace(96, 96)) + ",Training"));
    Path csv = folder.resolve("faces.csv");

    FindFaces.main(new String[] {"--fer2013", data.toString(), "--out", csv.toString()});

    FaceFindings findings = FaceFindings.read(csv);
    assertThat(findings.of(0).orElseThrow().found()).isTrue();
    assertThat(findings.of(1).orElseThrow().found()).isFalse();
    assertThat(findings.of(2)).isEmpty();
  }

  @Test
  void read_whatWasWritten_isTheSame() throws Exception {
    Path csv = folder.resolve("faces.csv");
    FaceFindings.Finding finding =
        new FaceFindings.Finding(true, Set.of(Reason.COVERED, Reason.TURNED));

    new FaceFindings(Map.of(7, finding)).write(csv);

    assertThat(FaceFindings.read(csv).of(7)).contains(finding);
    assertThat(csv).content().isEqualTo("index,found,reasons\n7,true,turned covered\n");
  }

  @Test
  void read_badRow_isNamed() throws Exception {
    Path csv = Files.writeString(folder.resolve("faces.csv"), "index,found,reasons\n1,true,old\n");
    assertThatThrownBy(() -> FaceFindings.read(csv))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("faces.csv:2");
    Files.writeString(csv, "index,face\n");
    assertThatThrownBy(() -> FaceFindings.read(csv))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected index,found,reasons");
  }
}
