package org.emotion4j.stream;

import java.time.Duration;

/**
 * A stream's counts at one moment. Always {@code submitted = processed + dropped + failed +
 * pending}.
 *
 * @param submitted frames handed in by {@link EmotionStream#submit} or {@link
 *     EmotionStream#process}; frames that were refused, for their timestamp or because the stream
 *     was closed, are not counted
 * @param processed frames that gave a result
 * @param dropped frames that gave way to a newer one, or waited when the stream was closed
 * @param failed frames on which a part failed
 * @param pending frames that wait or are being worked on
 * @param detectorRuns on how many frames the detector ran
 * @param staleness the last result's {@link StreamResult#staleness()}; zero before the first
 */
public record StreamStatistics(
    long submitted,
    long processed,
    long dropped,
    long failed,
    long pending,
    long detectorRuns,
    Duration staleness) {}
