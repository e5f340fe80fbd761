package org.emotion4j.examples;

import java.awt.AWTError;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.awt.RenderingHints;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;
import org.jspecify.annotations.Nullable;

/** Shows pictures one after the other, in the time of the video. */
final class VideoWindow implements AutoCloseable {
  private final JFrame window;
  private final Screen screen = new Screen();
  private final long start = System.nanoTime();

  private static final class Screen extends JPanel {
    private static final long serialVersionUID = 1L;

    private transient @Nullable BufferedImage picture;

    @Override
    protected void paintComponent(Graphics graphics) {
      super.paintComponent(graphics);
      BufferedImage current = picture;
      if (current == null) {
        return;
      }
      double scale =
          Math.min(
              (double) getWidth() / current.getWidth(), (double) getHeight() / current.getHeight());
      int width = (int) (current.getWidth() * scale);
      int height = (int) (current.getHeight() * scale);
      Graphics2D g = (Graphics2D) graphics;
      g.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      g.drawImage(
          current, (getWidth() - width) / 2, (getHeight() - height) / 2, width, height, null);
    }
  }

  /** Whether there is a display, and it answers. */
  static boolean isPossible() {
    try {
      GraphicsEnvironment.getLocalGraphicsEnvironment().getDefaultScreenDevice();
      return true;
    } catch (HeadlessException | AWTError | LinkageError e) {
      return false;
    }
  }

  /**
   * @param onClose what closing the window does
   */
  VideoWindow(String title, Runnable onClose) {
    window = new JFrame(title);
    window.setDefaultCloseOperation(JFrame.DO_NOTHING_ON_CLOSE);
    window.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowClosing(WindowEvent event) {
            onClose.run();
          }
        });
    window.setContentPane(screen);
  }

  /**
   * Shows a picture, after waiting for its time if it is early: a file is read faster than it
   * plays, a camera never is.
   *
   * @param picture handed over
   */
  void show(BufferedImage picture, Duration timestamp) throws InterruptedException {
    long early = timestamp.toNanos() - (System.nanoTime() - start);
    if (early > 0) {
      TimeUnit.NANOSECONDS.sleep(early);
    }
    SwingUtilities.invokeLater(
        () -> {
          screen.picture = picture;
          if (!window.isVisible()) {
            screen.setPreferredSize(new Dimension(picture.getWidth(), picture.getHeight()));
            window.pack();
            window.setVisible(true);
          }
          screen.repaint();
        });
  }

  @Override
  public void close() {
    SwingUtilities.invokeLater(window::dispose);
  }
}
