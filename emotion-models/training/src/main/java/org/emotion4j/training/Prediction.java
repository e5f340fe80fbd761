package org.emotion4j.training;

import java.util.Optional;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;

/**
 * A picture's label and what the model said.
 *
 * @param truth what the data set says
 * @param scores what the model says; empty if no face was found
 */
public record Prediction(Emotion truth, Optional<EmotionScores> scores) {}
