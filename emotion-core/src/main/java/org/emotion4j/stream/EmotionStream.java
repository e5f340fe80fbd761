package org.emotion4j.stream;

import java.time.Duration;
import java.util.concurrent.Flow;
import org.emotion4j.ClosedException;
import org.emotion4j.Frame;
import org.emotion4j.InferenceException;

/**
 * One video or camera: follows each person through its frames and steadies their emotions.
 *
 * <pre>{@code
 * try (EmotionStream stream = recognizer.openStream()) {
 *   for (Frame frame : frames) {
 *     for (TrackedFace face : stream.process(frame).faces()) {
 *       System.out.println(face.id() + ": " + face.label());
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>It is used in one of two ways, which the first call decides:
 *
 * <ul>
 *   <li><b>A file</b>, by {@link #process}: every frame, in order, in the caller's thread.
 *   <li><b>Live</b>, by {@link #submit}: never blocks; while a frame is worked on, the newest one
 *       waits and those between are dropped and counted. The work is done on {@link
 *       StreamOptions#executor()}, and results go to {@link StreamOptions#listener()} and to the
 *       subscribers of {@link #results()}, in order and one at a time.
 * </ul>
 *
 * <p><b>Time.</b> All decisions use the frames' timestamps, in milliseconds and not in frames, so a
 * stream behaves alike at 5 and at 60 frames a second. Timestamps must increase strictly: {@link
 * Frame#withTimestamp}.
 *
 * <p><b>Threads.</b> {@code process} is called by one thread at a time; {@code submit} and all
 * other methods by any. Any number of streams may share one recognizer.
 *
 * <p><b>Lifetime.</b> Close a stream before its recognizer. No picture is kept beyond the next
 * frame, but for a grey thumbnail of each face by which it is known again.
 */
public interface EmotionStream extends AutoCloseable {
  /**
   * Recognises one frame and returns when it is done. Its pixels may be reused afterwards.
   *
   * @return never counted as dropped; not published to {@link #results()}
   * @throws IllegalArgumentException if the timestamp is not after that of the frame before: the
   *     message names both
   * @throws IllegalStateException if the stream takes live frames, or another thread is in this
   *     method
   * @throws ClosedException if the stream or its recognizer is closed
   * @throws InferenceException if a part failed on this frame, which is counted as failed; the
   *     stream stays usable
   */
  StreamResult process(Frame frame);

  /**
   * Hands over a live frame and returns at once. The pixels are copied, so the caller may reuse its
   * buffer when this returns; a frame that still waits when a newer one comes is dropped.
   *
   * @throws IllegalArgumentException if the timestamp is not after that of the frame before: the
   *     message names both
   * @throws IllegalStateException if the stream is used by {@link #process}
   * @throws ClosedException if the stream is closed, or was ended by the closing of its recognizer
   * @throws java.util.concurrent.RejectedExecutionException if the executor takes no work; the
   *     frame is counted as dropped
   */
  void submit(Frame frame);

  /**
   * Results of live frames. Nothing is buffered and no result is withheld from a subscriber: a
   * frame is worked on only when every subscriber has asked for more, and until then the newest
   * waits and older ones are dropped. So a subscriber that asks for nothing holds the stream up,
   * its listener included. Subscribers are completed when the stream closes, and get an error when
   * its recognizer was closed first.
   */
  Flow.Publisher<StreamResult> results();

  /** Counts so far, all of the same moment. */
  StreamStatistics statistics();

  /** The options in force. */
  StreamOptions options();

  /**
   * Cancels: a waiting frame is dropped, and no further result is delivered. Returns at once and so
   * may be called from a listener; a frame that is being worked on ends on its own. Further calls
   * do nothing.
   */
  @Override
  void close();

  /**
   * Takes no more frames, finishes those that wait and are being worked on, delivers their results
   * and closes. In a listener or subscriber this does not wait.
   *
   * @param timeout the longest wait; not negative. After it the stream is closed as by {@link
   *     #close()}
   * @return whether all was finished and delivered in time
   * @throws InterruptedException if the thread is interrupted while it waits; the stream is closed
   */
  boolean closeAndDrain(Duration timeout) throws InterruptedException;
}
