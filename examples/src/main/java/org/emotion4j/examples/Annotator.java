package org.emotion4j.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emotion4j.BoundingBox;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.FaceEmotion;
import org.emotion4j.stream.TrackedFace;

/**
 * Draws faces onto pictures: a box, a tag with the emotion, and a panel with a bar for each emotion
 * beside the face. Sizes follow the picture and the face; panels and tags go where they cover
 * neither a face nor each other.
 */
final class Annotator {
  /** What to do when {@link #hasFonts()} says no. */
  static final String NO_FONTS =
      "Java finds no font to write with: install fontconfig and a font, such as DejaVu";

  private static final Color DARK = new Color(16, 18, 24);
  private static final Color PANEL = new Color(16, 18, 24, 205);
  private static final Color HALO = new Color(0, 0, 0, 120);
  private static final Color TRACK = new Color(255, 255, 255, 40);
  private static final Color QUIET = new Color(205, 211, 220);

  private static final Map<Emotion, Color> COLORS =
      new EnumMap<>(
          Map.of(
              Emotion.ANGER, new Color(0xFF6B6B),
              Emotion.CONTEMPT, new Color(0xDBA277),
              Emotion.DISGUST, new Color(0x93CC55),
              Emotion.FEAR, new Color(0xBB96FF),
              Emotion.HAPPINESS, new Color(0xFFCC47),
              Emotion.NEUTRAL, new Color(0xBCC8D4),
              Emotion.SADNESS, new Color(0x6CAEFF),
              Emotion.SURPRISE, new Color(0x45DCCB)));

  /**
   * What is drawn of one face.
   *
   * @param title on its tag
   * @param emotion whose colour it has; empty for none
   * @param scores its bars; empty for none
   * @param seen whether it is there, or only where it is expected
   */
  record Mark(
      BoundingBox box,
      String title,
      Optional<Emotion> emotion,
      Optional<EmotionScores> scores,
      boolean seen) {
    /** A face of a picture. */
    static Mark of(FaceEmotion face) {
      String text = face.emotion() + " " + percent(face.scores().topScore());
      return new Mark(
          face.box(),
          face.uncertain() ? "uncertain: " + text : text,
          Optional.of(face.emotion()),
          Optional.of(face.scores()),
          true);
    }

    /** A person of a video: with the id, and the steady emotion while it is known. */
    static Mark of(TrackedFace face) {
      boolean seen = face.state() != TrackedFace.State.LOST;
      boolean known = seen && !face.uncertain() && face.label().isPresent();
      String text = known ? face.label().get() + " " + percent(face.confidence()) : "?";
      return new Mark(
          face.box(),
          face.id() + "  " + (seen ? text : "out of sight"),
          known ? face.label() : Optional.empty(),
          known ? face.scores() : Optional.empty(),
          seen);
    }
  }

  /** A tag above a face. */
  private record Tag(Mark face, String text, Rectangle2D place) {}

  /** The bars of a face; the title is empty where the panel stands beside the face. */
  private record Panel(Mark face, String title, double fontSize, Rectangle2D place) {}

  private final Graphics2D g;
  private final Rectangle2D picture;
  private final List<Mark> faces;
  private final List<Rectangle2D> taken = new ArrayList<>();
  private final double side; // of a square as large as the picture

  private Annotator(Graphics2D g, int width, int height, List<Mark> faces) {
    this.g = g;
    this.picture = new Rectangle2D.Double(0, 0, width, height);
    this.faces = faces;
    this.side = Math.sqrt((double) width * height);
    faces.forEach(face -> taken.add(rectangle(face.box())));
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  /** Whether there is a font, which a Java for servers may lack; nothing is drawn without. */
  static boolean hasFonts() {
    Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR).createGraphics();
    try {
      return g.getFontMetrics(font(Font.PLAIN, 12)).stringWidth("x") > 0;
    } catch (InternalError | LinkageError e) { // the JDK's way to say so, first and later
      return false;
    } finally {
      g.dispose();
    }
  }

  /**
   * Draws onto the picture itself, as on the frames of a video; a panel that finds no room is left
   * out.
   */
  static void draw(BufferedImage picture, List<Mark> faces) {
    Graphics2D g = picture.createGraphics();
    try {
      Annotator annotator = new Annotator(g, picture.getWidth(), picture.getHeight(), faces);
      List<Tag> tags = annotator.placeTags(false);
      annotator.draw(tags, annotator.placePanels());
    } finally {
      g.dispose();
    }
  }

  /**
   * Draws onto a copy. Every pixel keeps its place; if a panel finds no room beside its face, all
   * panels stand in a margin to the right of the picture instead, and numbers tell whose they are.
   */
  static BufferedImage annotated(BufferedImage picture, List<FaceEmotion> found) {
    List<Mark> faces = found.stream().map(Mark::of).toList();
    int width = picture.getWidth();
    int height = picture.getHeight();
    BufferedImage copy = canvas(picture, width, height);
    Graphics2D g = copy.createGraphics();
    try {
      Annotator annotator = new Annotator(g, width, height, faces);
      List<Tag> tags = annotator.placeTags(false);
      List<Panel> panels = annotator.placePanels();
      if (panels.size() == faces.size()) {
        annotator.draw(tags, panels);
        return copy;
      }
      panels = annotator.panelsInMargin();
      Rectangle2D all = new Rectangle2D.Double(0, 0, width, height);
      panels.forEach(panel -> all.add(panel.place()));
      double gap = panels.get(0).fontSize();
      boolean higher = all.getMaxY() > height;
      BufferedImage wide =
          canvas(
              picture,
              (int) Math.ceil(all.getMaxX() + gap),
              higher ? (int) Math.ceil(all.getMaxY() + gap) : height);
      Graphics2D wideGraphics = wide.createGraphics();
      try {
        annotator = new Annotator(wideGraphics, width, height, faces);
        annotator.draw(annotator.placeTags(true), panels);
      } finally {
        wideGraphics.dispose();
      }
      return wide;
    } finally {
      g.dispose();
    }
  }

  private static BufferedImage canvas(BufferedImage picture, int width, int height) {
    BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = canvas.createGraphics();
    g.setColor(DARK);
    g.fillRect(0, 0, width, height);
    g.drawImage(picture, 0, 0, null);
    g.dispose();
    return canvas;
  }

  // Where things go

  private List<Tag> placeTags(boolean numbered) {
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < faces.size(); i++) {
      Mark face = faces.get(i);
      Tag tag =
          numbered
              ? placedTag(face, List.of(numberedTitle(i), String.valueOf(i + 1)))
              : placedTag(face, List.of(face.title()));
      taken.add(tag.place());
      tags.add(tag);
    }
    return tags;
  }

  /**
   * The tag in its longest form that covers nothing, above or below the face; else the shortest
   * form on the face itself.
   */
  private Tag placedTag(Mark face, List<String> forms) {
    Rectangle2D box = rectangle(face.box());
    FontMetrics metrics = g.getFontMetrics(tagFont(face));
    double height = metrics.getHeight() * 1.15;
    double gap = stroke(face) * 1.5;
    double width = 0;
    for (String form : forms) {
      width = metrics.stringWidth(form) + metrics.getHeight() * 0.7;
      for (double y : new double[] {box.getY() - gap - height, box.getMaxY() + gap}) {
        for (double x : new double[] {box.getX(), box.getMaxX() - width}) {
          Rectangle2D place = new Rectangle2D.Double(intoPicture(x, width), y, width, height);
          if (isFree(place)) {
            return new Tag(face, form, place);
          }
        }
      }
    }
    double x = intoPicture(box.getX() + stroke(face), width);
    Rectangle2D place = new Rectangle2D.Double(x, box.getY() + stroke(face), width, height);
    return new Tag(face, forms.get(forms.size() - 1), place);
  }

  private double intoPicture(double x, double width) {
    return Math.max(0, Math.min(x, picture.getWidth() - width));
  }

  private List<Panel> placePanels() {
    List<Panel> panels = new ArrayList<>();
    for (Mark face : faces) {
      if (face.scores().isEmpty()) {
        continue;
      }
      placedPanel(face)
          .ifPresent(
              panel -> {
                taken.add(panel.place());
                panels.add(panel);
              });
    }
    return panels;
  }

  private Optional<Panel> placedPanel(Mark face) {
    double fontSize = fontSize(face);
    Rectangle2D box = rectangle(face.box());
    double width = panelWidth(face, fontSize);
    double height = panelHeight(face, "", fontSize);
    double gap = fontSize;
    double[] beside = {box.getMaxX() + gap, box.getX() - gap - width};
    double[] levels = {box.getY(), box.getCenterY() - height / 2, box.getMaxY() - height};
    List<Rectangle2D> places = new ArrayList<>();
    for (double x : beside) {
      for (double y : levels) {
        double inside = Math.max(gap / 2, Math.min(y, picture.getHeight() - height - gap / 2));
        places.add(new Rectangle2D.Double(x, inside, width, height));
      }
    }
    double middle = intoPicture(box.getCenterX() - width / 2, width);
    double tagHeight = 2.2 * fontSize;
    places.add(new Rectangle2D.Double(middle, box.getMaxY() + gap, width, height));
    places.add(
        new Rectangle2D.Double(middle, box.getY() - tagHeight - gap - height, width, height));
    return places.stream()
        .filter(this::isFree)
        .findFirst()
        .map(place -> new Panel(face, "", fontSize, place));
  }

  private boolean isFree(Rectangle2D place) {
    return picture.contains(place) && taken.stream().noneMatch(place::intersects);
  }

  /** Columns from top to bottom, as wide as the widest panel. */
  private List<Panel> panelsInMargin() {
    double fontSize = Math.max(11, side / 52);
    double gap = fontSize;
    double width = 0;
    for (int i = 0; i < faces.size(); i++) {
      double needed =
          Math.max(panelWidth(faces.get(i), fontSize), titleWidth(numberedTitle(i), fontSize));
      width = Math.max(width, needed);
    }
    List<Panel> panels = new ArrayList<>();
    double x = picture.getWidth() + gap;
    double y = gap;
    for (int i = 0; i < faces.size(); i++) {
      Mark face = faces.get(i);
      double height = panelHeight(face, numberedTitle(i), fontSize);
      if (y > gap && y + height + gap > picture.getHeight()) {
        x += width + gap;
        y = gap;
      }
      Rectangle2D place = new Rectangle2D.Double(x, y, width, height);
      panels.add(new Panel(face, numberedTitle(i), fontSize, place));
      y += height + gap;
    }
    return panels;
  }

  private static EmotionScores scores(Mark face) {
    return face.scores().orElseThrow(); // panels are of faces with scores alone
  }

  private String numberedTitle(int index) {
    return (index + 1) + "  " + faces.get(index).title();
  }

  // Sizes

  /** Readable on the whole picture, and not out of proportion to the face. */
  private double fontSize(Mark face) {
    double smallest = Math.max(10, side / 70);
    return Math.max(smallest, Math.min(face.box().height() / 9, side / 28));
  }

  private double stroke(Mark face) {
    return Math.max(1.5, Math.min(side / 250, face.box().width() / 24));
  }

  private static Font font(int style, double size) {
    return new Font(Font.SANS_SERIF, style, 1).deriveFont((float) size);
  }

  private Font tagFont(Mark face) {
    return font(Font.BOLD, fontSize(face) * 1.15);
  }

  private double labelWidth(Mark face, double fontSize) {
    FontMetrics metrics = g.getFontMetrics(font(Font.BOLD, fontSize));
    return scores(face).labels().stream()
        .mapToInt(emotion -> metrics.stringWidth(emotion.label()))
        .max()
        .orElse(0);
  }

  private double valueWidth(double fontSize) {
    return g.getFontMetrics(font(Font.BOLD, fontSize)).stringWidth(percent(1));
  }

  private static double barWidth(double fontSize) {
    return 6.5 * fontSize;
  }

  private static double padding(double fontSize) {
    return 0.85 * fontSize;
  }

  private static double rowHeight(double fontSize) {
    return 1.5 * fontSize;
  }

  private double panelWidth(Mark face, double fontSize) {
    return labelWidth(face, fontSize)
        + barWidth(fontSize)
        + valueWidth(fontSize)
        + 3.4 * padding(fontSize);
  }

  private double titleWidth(String title, double fontSize) {
    return g.getFontMetrics(font(Font.BOLD, fontSize)).stringWidth(title) + 2 * padding(fontSize);
  }

  private static double panelHeight(Mark face, String title, double fontSize) {
    double rows = scores(face).labels().size() + (title.isEmpty() ? 0 : 1.3);
    return rows * rowHeight(fontSize) + 1.5 * padding(fontSize);
  }

  // Drawing

  private void draw(List<Tag> tags, List<Panel> panels) {
    faces.forEach(this::drawBox);
    panels.forEach(this::draw);
    tags.forEach(this::draw);
  }

  private void drawBox(Mark face) {
    BoundingBox box = face.box();
    double arc = box.width() / 6;
    Shape frame =
        new RoundRectangle2D.Double(box.x(), box.y(), box.width(), box.height(), arc, arc);
    double stroke = stroke(face);
    g.setColor(HALO);
    g.setStroke(new BasicStroke((float) (stroke * 2)));
    g.draw(frame);
    g.setColor(color(face));
    float[] dashes = {(float) (3 * stroke)};
    g.setStroke(
        face.seen()
            ? new BasicStroke((float) stroke)
            : new BasicStroke(
                (float) stroke, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0));
    g.draw(frame);
  }

  private void draw(Tag tag) {
    Rectangle2D place = tag.place();
    fillRound(place, place.getHeight() / 2.2, color(tag.face()));
    g.setFont(tagFont(tag.face()));
    FontMetrics metrics = g.getFontMetrics();
    g.setColor(DARK);
    g.drawString(
        tag.text(),
        (float) (place.getCenterX() - metrics.stringWidth(tag.text()) / 2.0),
        (float) (place.getCenterY() + (metrics.getAscent() - metrics.getDescent()) / 2.0));
  }

  private void draw(Panel panel) {
    Mark face = panel.face();
    double size = panel.fontSize();
    double pad = padding(size);
    double x = panel.place().getX() + pad;
    double y = panel.place().getY() + 0.75 * pad;
    fillRound(panel.place(), size, PANEL);
    if (!panel.title().isEmpty()) {
      drawText(panel.title(), Font.BOLD, size, color(face), x, y);
      y += 1.3 * rowHeight(size);
    }
    double right = panel.place().getMaxX() - pad;
    double barX = x + labelWidth(face, size) + 0.7 * pad;
    double barEnd = right - valueWidth(size) - 0.7 * pad;
    for (Map.Entry<Emotion, Double> entry : scores(face).asMap().entrySet()) {
      Emotion emotion = entry.getKey();
      boolean top = face.emotion().filter(emotion::equals).isPresent();
      int style = top ? Font.BOLD : Font.PLAIN;
      Color text = top ? Color.WHITE : QUIET;
      drawText(emotion.label(), style, size, text, x, y);
      String percent = percent(entry.getValue());
      int width = g.getFontMetrics(font(style, size)).stringWidth(percent);
      drawText(percent, style, size, text, right - width, y);
      double thickness = 0.5 * size;
      double barY = y + (rowHeight(size) - thickness) / 2;
      double length = barEnd - barX;
      fillRound(new Rectangle2D.Double(barX, barY, length, thickness), thickness, TRACK);
      // At least a dot, which is what the round ends of a bar of no length are.
      double filled = thickness + entry.getValue() * (length - thickness);
      fillRound(new Rectangle2D.Double(barX, barY, filled, thickness), thickness, color(emotion));
      y += rowHeight(size);
    }
  }

  /** Text in a row whose top left corner is given. */
  private void drawText(String text, int style, double size, Color color, double x, double y) {
    g.setFont(font(style, size));
    FontMetrics metrics = g.getFontMetrics();
    double center = y + rowHeight(size) / 2;
    g.setColor(color);
    g.drawString(
        text, (float) x, (float) (center + (metrics.getAscent() - metrics.getDescent()) / 2.0));
  }

  private void fillRound(Rectangle2D r, double arc, Color color) {
    g.setColor(color);
    g.fill(new RoundRectangle2D.Double(r.getX(), r.getY(), r.getWidth(), r.getHeight(), arc, arc));
  }

  private static String percent(double score) {
    return Math.round(100 * score) + " %";
  }

  private static Color color(Mark face) {
    return face.emotion().map(Annotator::color).orElse(QUIET);
  }

  private static Color color(Emotion emotion) {
    return COLORS.getOrDefault(emotion, QUIET);
  }

  private static Rectangle2D rectangle(BoundingBox box) {
    return new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height());
  }
}
